public import Files

/// What is wrong with the outbox. Names files and releases, never figures.
public enum OutboxError: Error, Equatable, CustomStringConvertible {
  case file(FileError)
  case badReleaseID
  case badBorough(file: String)
  case approvalOfOtherBytes(release: String)
  case otherBytesThanLogged(release: String)
  case notOurs(release: String)
  case notOpened(release: String)
  case damagedApproval(release: String)
  case damagedLog(reason: String)
  case noPopulation(borough: String)
  case cannotForecast(reason: String)
  case cannotSign

  public var code: String {
    switch self {
    case .file(let error): error.code
    case .badReleaseID: "outbox-bad-release-id"
    case .badBorough: "outbox-bad-borough"
    case .approvalOfOtherBytes: "outbox-approval-of-other-bytes"
    case .otherBytesThanLogged: "outbox-other-bytes-than-logged"
    case .notOurs: "outbox-not-ours"
    case .notOpened: "outbox-not-opened"
    case .damagedApproval: "outbox-damaged-approval"
    case .damagedLog: "outbox-damaged-log"
    case .noPopulation: "outbox-no-population"
    case .cannotForecast: "outbox-cannot-forecast"
    case .cannotSign: "outbox-cannot-sign"
    }
  }

  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .badReleaseID: "\(code): a release id is 32 hexadecimal digits"
    case .badBorough(let file): "\(code): \(file) does not hold a borough's code; \"borough-agent init\" wrote it"
    case .approvalOfOtherBytes(let release):
      "\(code): the approval of \(release) names other bytes than the stored ones; it will not be sent. "
        + "Someone changed the file: compare it with your copy"
    case .otherBytesThanLogged(let release):
      "\(code): the message of \(release) is not the one that was stored and logged; it will not be sent. "
        + "Someone changed the file: restore it from a copy"
    case .notOurs(let release):
      "\(code): the file of \(release) is not a message of that release that this agent signed; it is not taken for one. "
        + "Someone put it there: keep it apart, and restore the message from a copy if there is one"
    case .notOpened(let release):
      "\(code): \(release) is approved, and this user may not read it, so nothing is sent: its approval was cut short. "
        + "Run \"borough-agent outbox approve \(release)\" again, as the agent's user"
    case .damagedApproval(let release): "\(code): the approval of \(release) can't be read; approve it again after removing it"
    case .damagedLog(let reason): "\(code): the log of what may leave is damaged (\(reason)); restore it from a copy"
    case .noPopulation(let borough): "\(code): the population file has no rows for \(borough)"
    case .cannotForecast(let reason): "\(code): the forecast could not be made (\(reason))"
    case .cannotSign: "\(code): the message could not be signed; check the agent's key file"
    }
  }

  static func wrapping<Value>(_ body: () throws -> Value) throws(OutboxError) -> Value {
    do { return try body() } catch let error as FileError { throw .file(error) } catch { throw .cannotSign }
  }
}
