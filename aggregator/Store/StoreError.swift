import GRDB

/// What can go wrong with the hub's file. Says nothing of what is stored.
public enum StoreError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case alreadyThere(path: String)
  case otherDeployment(path: String)
  case newer(path: String)
  case closed
  /// The log's entries are not those of its head.
  case logDamaged
  /// SQLite refused: the operation and SQLite's extended result code, without the statement's values.
  case failed(operation: String, sqliteCode: Int)

  public var code: String {
    switch self {
    case .missing: "store-missing"
    case .alreadyThere: "store-exists"
    case .otherDeployment: "store-other-deployment"
    case .newer: "store-newer"
    case .closed: "store-closed"
    case .logDamaged: "log-damaged"
    case .failed: "store-failed"
    }
  }

  public var description: String {
    switch self {
    case .missing(let path): "\(code): there is no store at \(path); \"aggregator init\" makes one"
    case .alreadyThere(let path): "\(code): \(path) exists and is left as it is"
    case .otherDeployment(let path): "\(code): \(path) belongs to another deployment than aggregator.conf names"
    case .newer(let path): "\(code): \(path) was written by a later version of this program; use that version"
    case .closed: "\(code): the program is stopping"
    case .logDamaged:
      "\(code): the hub's log was changed, or another file put under it; nothing is taken in: \"aggregator log verify\""
    case .failed(let operation, let number): "\(code): could not \(operation) (SQLite code \(number))"
    }
  }

  init(_ error: any Error, _ operation: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError:
      self = .failed(operation: operation, sqliteCode: Int(error.extendedResultCode.rawValue))
    default: self = .failed(operation: operation, sqliteCode: 0)
    }
  }
}
