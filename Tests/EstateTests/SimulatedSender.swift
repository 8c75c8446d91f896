import Cryptography
@testable import Files
import Identity
import Outbox
import ReleaseProtocol
import Synchronization
import TLS
@testable import Uplink

/// What `borough-sender` does on one machine, in the order of its commands: the real renewal, delivery, cosigning and
/// enrolment, over a simulated network and by the story's clock.
final class SimulatedSender: Sendable {
  /// What came of it, in order.
  enum News: Sendable {
    case delivery(Parcel, Delivery)
    case renewed, enrolled
    case decided([Decision])
    /// Contacts that the hub has cosigned.
    case logIsGood(HubLogNews?)
    case failed(Command, UplinkError)
  }
  enum Command: String, Sendable { case keys, renew, send, status, log, enrol, files }

  let borough: EstateFixture.Borough
  let identity: IdentityFolder
  let inbox: String
  let outbox: OutboxFolder
  let turns = Turns()
  /// UTC seconds.
  private let clock = Atomic(EstateFixture.start)
  /// Whether the hub's keys change in this story.
  private let asksForKeys: Bool
  private let scatter: Chance
  private let news = Mutex<[News]>([])
  /// Kept while certificate and keys stay the same: a process of its own would read the log of contacts anew.
  private let sending = Mutex<Sending?>(nil)
  /// Read once, and again after each change.
  private let present = Mutex<EnrolledIdentity?>(nil)

  private let bug: PlantedBug?

  init(_ borough: EstateFixture.Borough, root: String, asksForKeys: Bool, scatter: Chance, bug: PlantedBug?) {
    (self.borough, self.asksForKeys, self.scatter, self.bug) = (borough, asksForKeys, scatter, bug)
    (identity, inbox) = (IdentityFolder(path: root + "/identity"), root + "/inbox")
    outbox = OutboxFolder(path: root + "/outbox")
  }

  func takeNews() -> [News] {
    news.withLock { news in
      defer { news = [] }
      return news
    }
  }

  func setClock(_ seconds: Int) { clock.store(seconds, ordering: .relaxed) }

  func forget() {
    present.withLock { $0 = nil }
    sending.withLock { $0 = nil }
  }

  private func note(_ what: News) { news.withLock { $0.append(what) } }

  private var way: Way {
    var way = Way(timeoutSeconds: 30)
    way.network = { [turns] in await turns.ask($0) }
    return way
  }
  private var retry: RetryPolicy {
    RetryPolicy(attempts: 3, sleep: { [turns] in await turns.pause($0) }, scatter: { [scatter] in scatter.number(in: 500...1500) })
  }
  private var now: Int { clock.load(ordering: .relaxed) }

  /// One run of a program, to its first wait.
  func begin(_ command: Command, _ program: @escaping @Sendable () async throws(UplinkError) -> Void) async -> Turns.Wait {
    await turns.begin { [self] in
      await SystemClock.$simulated.withValue({ [self] in now }) {
        await ContactCheckpoint.$most.withValue(5) { await run(command, program) }
      }
    }
  }

  private func run(_ command: Command, _ program: @Sendable () async throws(UplinkError) -> Void) async {
    do { try await program() } catch { note(.failed(command, error)) }
  }

  // MARK: commands

  /// As `agent/Sender/SendCommand.swift`.
  /// - Parameter cosigns: whether logs are looked at after a delivery. In many stories they are not, to save time.
  func send(_ parcels: [Parcel], again: Bool, cosigns: Bool) async throws(UplinkError) {
    let unheard = try await learnKeys()
    try await renewIfDue()
    let sending = try theSending()
    if let unheard, (try? sending.receipts.all()) == nil { throw unheard }
    let failed = Atomic(false), delivered = Atomic(false)
    try await sending.send(
      parcels, again: again, showing: try cosigns && bug != .senderShowsItsLogTooLate ? shownEgress() : nil,
      report: { parcel, delivery in
        note(.delivery(parcel, delivery))
        if case .failed = delivery { failed.store(true, ordering: .relaxed) }
        if case .delivered = delivery { delivered.store(true, ordering: .relaxed) }
      })
    if !failed.load(ordering: .relaxed) { try await hearDecisions(sending) }
    if bug == .senderDoesNotLookAtLogs { return }
    if cosigns, delivered.load(ordering: .relaxed) { try await lookAtLog(sending) }
  }

  /// As `agent/Sender/StatusCommand.swift`.
  func status() async throws(UplinkError) {
    let unheard = try await learnKeys()
    let sending = try theSending()
    if let unheard, (try? sending.receipts.all()) == nil { throw unheard }
    _ = try await sending.hubStatus()
    try await hearDecisions(sending)
    if bug != .senderDoesNotLookAtLogs { try await lookAtLog(sending) }
  }

  /// As `agent/Sender/EnrolCommand.swift` with `--again`.
  func enrolAgain(invitation: [UInt8]?) async throws(UplinkError) {
    let enrolment = Enrolment(identity: identity, outboxFolder: outbox.path, inboxFolder: inbox, way: way, retry: retry)
    defer { forget() }
    _ = try await enrolment.run(invitation: invitation, replacing: true, now: now)
    note(.enrolled)
  }

  /// - Returns: why the hub could not be asked.
  private func learnKeys() async throws(UplinkError) -> UplinkError? {
    guard asksForKeys else { return nil }
    defer { forget() }
    do {
      _ = try await KeyNews(inboxFolder: inbox, way: way).learn(identity)
      return nil
    } catch {
      switch error {
      case .connection, .refused, .badAnswer:
        note(.failed(.keys, error))
        return error
      default: throw error
      }
    }
  }

  /// Days between two thirds of a certificate's life and that less the scatter, which the key decides, are passed over: keys
  /// differ from process to process, and the story must not.
  private func renewIfDue() async throws(UplinkError) {
    let present = try load().certificate
    guard now >= present.notBefore + (present.notAfter - present.notBefore) / 3 * 2 else { return }
    guard Renewal.isDue(present, now: now) else { throw .badAnswer(reason: "not due after two thirds") }
    do {
      let lock = try Sending.lock(inbox: inbox)
      defer { forget() }
      _ = try await Renewal(identity: identity, inboxFolder: inbox, way: way, retry: retry).run()
      withExtendedLifetime(lock) {}
      note(.renewed)
    } catch { note(.failed(.renew, error)) }
  }

  private func hearDecisions(_ sending: Sending) async throws(UplinkError) {
    let decisions = try await sending.hearDecisions()
    if !decisions.isEmpty { note(.decided(decisions)) }
  }

  private func lookAtLog(_ sending: Sending) async throws(UplinkError) {
    do {
      let egress = try egressHead()
      let (cosigner, contacts) = try Enrolment.wrapping { () throws(IdentityError) in
        (try identity.cosignerKey(), try identity.contactsKey())
      }
      note(.logIsGood(try await sending.checkHubLog(egress: egress, cosigner: cosigner, contactsKey: contacts, now: now)))
    } catch {
      note(.failed(.log, error))
      if bug == .senderTakesReceiptsForProven { try? takeReceiptsForProven() }
    }
  }

  private func takeReceiptsForProven() throws {
    try Files.makeFolder(inbox + "/hub-log", mode: 0o755)
    for name in try Files.list(inbox + "/receipts") where name.hasSuffix(".receipt") {
      let file = inbox + "/hub-log/" + name.dropLast(".receipt".count) + ".tlog-proof"
      if !Files.exists(file) { try Files.writeNew([], to: file) }
    }
  }

  private func egressHead() throws(UplinkError) -> EgressHead? {
    do { return try outbox.egressHead(borough: borough.code) } catch { throw UplinkError.outbox(error) }
  }

  private func shownEgress() throws(UplinkError) -> ShownEgress {
    let cosigner = try Enrolment.wrapping { () throws(IdentityError) in try identity.cosignerKey() }
    return ShownEgress(try egressHead(), cosigner: cosigner, now: { [self] in now })
  }

  func load() throws(UplinkError) -> EnrolledIdentity {
    if let present = present.withLock({ $0 }) { return present }
    let loaded = try Enrolment.wrapping { () throws(IdentityError) in try identity.load() }
    present.withLock { $0 = loaded }
    return loaded
  }

  private func theSending() throws(UplinkError) -> Sending {
    if let kept = sending.withLock({ $0 }) { return kept }
    let new = try Sending(identity: try load(), inboxFolder: inbox, way: way, retry: retry)
    sending.withLock { $0 = new }
    return new
  }
}
