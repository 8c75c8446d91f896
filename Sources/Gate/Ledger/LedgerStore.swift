internal import Files

/// The effects of the ledger. One owner at a time: whoever makes a store holds its lock until the store goes.
///
/// An effect that throws may have happened in whole, in part or not at all; the ledger then reads everything again
/// before it writes. An effect that returns is durable.
protocol LedgerStore: AnyObject {
  /// Names the store in errors.
  var place: String { get }

  /// Nil if there is none.
  func readLog() throws(StoreError) -> [UInt8]?
  func readHead() throws(StoreError) -> [UInt8]?

  /// Makes the log, or replaces one that was never finished.
  func startLog(_ bytes: [UInt8]) throws(StoreError)

  /// Adds to the end of the log.
  func append(_ bytes: [UInt8]) throws(StoreError)

  /// Replaces `old` (nil: no head) by `new` in one step. Throws `headMoved` if the stored head isn't `old`.
  func replaceHead(_ old: Head?, with new: Head) throws(StoreError)

  /// Keeps what is sealed with a release's payment, apart from the log.
  func keepSeal(_ bytes: [UInt8], of release: String) throws(StoreError)
  func readSeal(of release: String) throws(StoreError) -> [UInt8]?
  func dropSeal(of release: String) throws(StoreError)
  /// Releases whose seals are kept.
  func seals() throws(StoreError) -> [String]
}

/// What a store met. `reason` names operation, path and remedy, never content.
public enum StoreError: Error, Equatable, CustomStringConvertible {
  case failed(reason: String)
  /// The head on disk is not the one this ledger wrote: someone else writes here without the lock.
  case headMoved

  public var description: String {
    switch self {
    case .failed(let reason): reason
    case .headMoved: "the head was changed by someone else while the ledger was open"
    }
  }
}

/// A folder with `ledger.log`, `head`, `lock` and, while a release is under way, `seals/RELEASE`.
final class FolderStore: LedgerStore {
  let place: String
  private let lock: FileLock

  private init(_ folder: String, _ lock: consuming FileLock) {
    place = folder
    self.lock = lock
  }

  private var log: String { place + "/ledger.log" }
  private var head: String { place + "/head" }

  static func forCreation(_ folder: String) throws(LedgerError) -> FolderStore {
    do { try Files.makeFolder(folder) } catch { throw .storage(step: "make the folder", StoreError(error)) }
    return try locked(folder)
  }

  /// Looks before it locks: taking the lock makes a file, and a missing ledger must leave no trace of one.
  static func forOpening(_ folder: String) throws(LedgerError) -> FolderStore {
    guard Files.exists(folder + "/ledger.log") || Files.exists(folder + "/head") else { throw .missing(place: folder) }
    return try locked(folder)
  }

  private static func locked(_ folder: String) throws(LedgerError) -> FolderStore {
    let lock: FileLock?
    do { lock = try Files.lock(folder + "/lock", wait: false) } catch {
      throw .storage(step: "lock the ledger", StoreError(error))
    }
    switch consume lock {
    case .some(let lock): return FolderStore(folder, lock)
    case .none: throw .inUse(place: folder)
    }
  }

  func readLog() throws(StoreError) -> [UInt8]? { try read(log, limit: Line.sizeLimit) }
  func readHead() throws(StoreError) -> [UInt8]? { try read(head, limit: 1 << 10) }

  func startLog(_ bytes: [UInt8]) throws(StoreError) {
    do { try Files.writeDurably(bytes, to: log) } catch { throw StoreError(error) }
  }

  func append(_ bytes: [UInt8]) throws(StoreError) {
    do { try Files.append(bytes, to: log) } catch { throw StoreError(error) }
  }

  func replaceHead(_ old: Head?, with new: Head) throws(StoreError) {
    guard try readHead() == old?.bytes else { throw .headMoved }
    do { try Files.writeDurably(new.bytes, to: head) } catch { throw StoreError(error) }
  }

  private var sealsFolder: String { place + "/seals" }
  private static let largestSeal = 64 << 20

  func keepSeal(_ bytes: [UInt8], of release: String) throws(StoreError) {
    do {
      try Files.makeFolder(sealsFolder)
      try Files.writeDurably(bytes, to: sealsFolder + "/" + release)
    } catch { throw StoreError(error) }
  }

  func readSeal(of release: String) throws(StoreError) -> [UInt8]? {
    try read(sealsFolder + "/" + release, limit: Self.largestSeal)
  }

  func dropSeal(of release: String) throws(StoreError) {
    do { try Files.remove(sealsFolder + "/" + release) } catch { throw StoreError(error) }
  }

  func seals() throws(StoreError) -> [String] {
    guard Files.isFolder(sealsFolder) else { return [] }
    do { return try Files.list(sealsFolder) } catch { throw StoreError(error) }
  }

  private func read(_ path: String, limit: Int) throws(StoreError) -> [UInt8]? {
    do {
      return try Files.read(path, limit: limit)
    } catch {
      if error.code == "file-missing" { return nil }
      throw StoreError(error)
    }
  }
}

extension StoreError {
  fileprivate init(_ error: FileError) { self = .failed(reason: error.description) }
}
