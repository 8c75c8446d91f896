internal import Compression
internal import Cryptography
public import Files
public import Identity
public import Outbox
public import ReleaseProtocol
internal import TLS

/// What is to be sent: bytes that are on disk and approved.
public struct Parcel: Sendable {
  public let release: String
  /// The DSSE envelope, exactly as stored.
  public let bytes: [UInt8]
  /// Hex SHA-256 of `bytes`.
  public let sha256: String

  public init(release: String, bytes: [UInt8], sha256: String) {
    self.release = release
    self.bytes = bytes
    self.sha256 = sha256
  }

  public init(_ message: StoredMessage) {
    self.init(release: message.release, bytes: message.bytes, sha256: message.sha256)
  }

  /// Up to so many bytes are put into gzip as they are: to make them smaller takes longer than to send them. Hubs take
  /// four times as many (section 7 of the specification).
  private static let small = 1 << 18

  /// The body of the request that gives it away: one gzip stream, the same each time.
  public func packed() throws(UplinkError) -> [UInt8] {
    do { return try Gzip.compress(bytes, bytes.count <= Self.small ? .none : .least) } catch { throw .compression(error) }
  }
}

/// What became of one parcel.
public enum Delivery: Sendable {
  case delivered(Receipt)
  /// A receipt for these bytes lies in the inbox already; nothing was sent.
  case deliveredBefore(Receipt)
  case failed(UplinkError)
}

/// Sending: each parcel's bytes, as often as needed, until the hub's receipt is on disk.
public struct Sending: Sendable {
  let identity: EnrolledIdentity
  public let receipts: ReceiptFolder
  public let contacts: ContactLog
  let retry: RetryPolicy
  /// One for all that is asked: requests that follow each other share a connection, and all of them what TLS has read of the
  /// identity.
  private let opened: Result<HubLine, TLSError>

  public init(
    identity: EnrolledIdentity, inboxFolder: String, way: Way, retry: RetryPolicy
  ) throws(UplinkError) {
    self.identity = identity
    self.retry = retry
    receipts = try ReceiptFolder(inbox: inboxFolder, hub: identity.hub)
    contacts = ContactLog(inbox: inboxFolder)
    do {
      opened = .success(
        try HubLine(identity.hub, showing: identity, port: identity.hub.agentPort, way: way, contacts: contacts))
    } catch {
      opened = .failure(error)
    }
  }

  /// Sends in the given order, one after the other. After a failure that would meet every parcel alike (no connection,
  /// certificate refused, counter out of step) the rest is not tried.
  /// - Parameters:
  ///   - again: send parcels that have a receipt too; the hub must answer with the same receipt.
  ///   - showing: the hub cosigns this before anything is given away that was not before; nil: it is not asked to.
  ///   - report: called with each parcel's outcome.
  ///   - onRetry: called before each pause.
  public func send(
    _ parcels: [Parcel], again: Bool = false, showing egress: ShownEgress? = nil, report: (Parcel, Delivery) -> Void,
    onRetry: (UplinkError, Duration) -> Void = { _, _ in }
  ) async throws(UplinkError) {
    let run = try SendingRun(
      parcels, again: again, receipts: receipts, asks: true, retry: retry, showsEgress: egress != nil)
    let line = try line()
    var step = try run.next()
    while true {
      switch step {
      case .ask(let request): step = try run.next(try await line.answer(to: request))
      case .showEgress:
        do throws(UplinkError) {
          if let egress { try await show(egress) }
          step = try run.shown()
        } catch { step = try run.notShown(error) }
      case .pause(let pause, let error):
        onRetry(error, pause)
        await retry.sleep(pause)
        step = try run.next()
      case .outcome(let parcel, let delivery):
        report(parcel, delivery)
        step = try run.next()
      case .finished: return
      }
    }
  }

  /// A run of `send` for somebody else to drive, which sends each message without asking for it before.
  public func begin(_ parcels: [Parcel], again: Bool = false) throws(UplinkError) -> SendingRun {
    try SendingRun(parcels, again: again, receipts: receipts, asks: false, retry: retry, showsEgress: false)
  }

  /// Asks the hub for its status, over the same connection that messages take.
  public func hubStatus() async throws(UplinkError) -> HubStatus {
    let answer = try await line().send(HTTPSRequest(.get, "/v1/status"))
    guard let status = try? HubStatus(canonicalBytes: answer), status.deployment == identity.hub.deployment else {
      throw .badAnswer(reason: "not a status of our deployment")
    }
    return status
  }

  func line() throws(UplinkError) -> HubLine {
    do { return try opened.get() } catch { throw .connection(error) }
  }

  /// Ends the connection to the hub, which is kept a moment for the next request.
  public func close() { if case .success(let line) = opened { line.close() } }

  /// Held while something is sent or renewed: two senders at once would both be refused by the hub as copies.
  public static func lock(inbox: String) throws(UplinkError) -> FileLock {
    try UplinkError.onFiles {
      try Files.makeFolder(inbox, mode: 0o755)
      let file = inbox + "/sender.lock"
      guard let lock = try Files.lock(file, wait: false) else { throw UplinkError.alreadyRunning(file: file) }
      return lock
    }
  }
}
