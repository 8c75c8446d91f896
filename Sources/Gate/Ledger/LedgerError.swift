public import Noise

/// Why the ledger refused. Every case names the place or the amounts; none can hold a value of a record.
public enum LedgerError: Error, Equatable, CustomStringConvertible {
  case missing(place: String)
  case exists(place: String)
  /// A creation was cut short before anything could be paid.
  case unfinished(place: String)
  case inUse(place: String)
  /// `line` counts from 1; nil if the head is at fault.
  case corrupt(place: String, line: Int?, reason: String)
  /// Log and head are not of the same age.
  case rolledBack(place: String, reason: String)
  case overRelease(asked: Rational, cap: Rational)
  case overYear(Int, asked: Rational, left: Rational, cap: Rational)
  case overLifetime(asked: Rational, left: Rational, cap: Rational)
  case badRequest(String)
  case releaseExists(String)
  case unknownRelease(String)
  case settledOtherwise(release: String)
  /// The signature that is needed is missing, or not that officer's under this very statement.
  case notSigned(by: OfficerRole)
  /// An announced key whose wait is not over.
  case tooEarly(OfficerRole)
  /// Two roles, or two acceptances, with one key.
  case oneKeyTwice
  /// What was sealed with the payment is gone, or the release is finished.
  case noSeal(String)
  /// Sums of rho that don't fit exact 64-bit fractions.
  case arithmetic(NoiseError)
  case storage(step: String, StoreError)
  /// An earlier write failed; what is on disk is known only after opening again.
  case stale(place: String)
  case full(place: String)

  /// Stable name for scripts and logs.
  public var code: String {
    switch self {
    case .missing: "ledger-missing"
    case .exists: "ledger-exists"
    case .unfinished: "ledger-unfinished"
    case .inUse: "ledger-in-use"
    case .corrupt: "ledger-corrupt"
    case .rolledBack: "ledger-rolled-back"
    case .overRelease: "budget-release"
    case .overYear: "budget-year"
    case .overLifetime: "budget-lifetime"
    case .badRequest: "ledger-bad-request"
    case .releaseExists: "ledger-release-exists"
    case .unknownRelease: "ledger-unknown-release"
    case .settledOtherwise: "ledger-settled-otherwise"
    case .noSeal: "ledger-no-seal"
    case .notSigned: "ledger-not-signed"
    case .tooEarly: "ledger-too-early"
    case .oneKeyTwice: "ledger-one-key-twice"
    case .arithmetic: "ledger-arithmetic"
    case .storage: "ledger-storage"
    case .stale: "ledger-stale"
    case .full: "ledger-full"
    }
  }

  public var description: String { "\(code): \(text)" }

  private var text: String {
    switch self {
    case .missing(let place):
      "there is no ledger in \(place); \"borough-agent init\" makes one, once. If there was one, restore it: "
        + "an empty folder is not an unspent budget"
    case .exists(let place): "there is a ledger in \(place) already; it is left as it is"
    case .unfinished(let place): "making the ledger in \(place) was cut short; run \"borough-agent init\" again"
    case .inUse(let place): "another process has the ledger in \(place) open; wait until it ends and run again"
    case .corrupt(let place, let line, let reason):
      "\(line.map { "line \($0) of ledger.log" } ?? "the head") in \(place) \(reason); nothing is released from it. "
        + "Keep the folder, find out who changed it, and restore ledger.log and head together"
    case .rolledBack(let place, let reason):
      "the parts of the ledger in \(place) are of different age: \(reason); nothing is released from it. "
        + "Restore ledger.log and head together, from the latest copy"
    case .overRelease(let asked, let cap): "the release asks for rho \(asked); the borough's cap is \(cap) a release"
    case .overYear(let year, let asked, let left, let cap):
      "the release asks for rho \(asked) of the data of \(year); \(left) of \(cap) is left. "
        + "\"borough-agent budget\" shows what was spent"
    case .overLifetime(let asked, let left, let cap):
      "the release asks for rho \(asked); \(left) of the lifetime's \(cap) is left. "
        + "\"borough-agent budget\" shows what was spent"
    case .badRequest(let reason): "\(reason); nothing was written"
    case .releaseExists(let release): "release \(release) is paid already; a new release needs a new name"
    case .unknownRelease(let release): "release \(release) was never paid here, so it can't be settled"
    case .settledOtherwise(let release):
      "release \(release) is settled with another message; the outbox and the ledger disagree, so keep both and ask"
    case .notSigned(let role):
      "the \(role.rawValue)'s signature is missing, or is not under this very statement; nothing was recorded"
    case .tooEarly(let role):
      "the new key of the \(role.rawValue) was announced less than 14 days ago, and the old one counts until then; "
        + "\"borough-agent officer list\" says from when. Nothing was recorded"
    case .oneKeyTwice: "both officers would sign with one key; two people need two keys. Nothing was recorded"
    case .noSeal(let release):
      "release \(release) can't be finished: the noise that was sealed with its payment is not there, or not what it was"
    case .arithmetic(let error): "the sum of rho is too fine to count exactly (\(error)); use simpler fractions"
    case .storage(let step, let error): "could not \(step): \(error). Put the disk right and run again"
    case .stale(let place): "an earlier write to the ledger in \(place) failed; run again, which checks what is on disk"
    case .full(let place): "the log in \(place) has reached \(Line.sizeLimit) bytes; keep the folder and ask"
    }
  }
}
