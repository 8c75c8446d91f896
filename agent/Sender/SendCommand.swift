import ArgumentParser
import Cryptography
import Files
import Identity
import Outbox
import ReleaseProtocol
import Uplink

struct SendCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send every approved message that has no receipt yet.",
    discussion: """
      A message counts as delivered when the hub's signed receipt lies in the inbox. A message without approval is \
      never sent. Each try sends the same bytes.
      """)

  @OptionGroup var options: CommonOptions
  @Flag(help: "Send messages that have a receipt too. The hub must answer with the same receipt.")
  var again = false

  func run(_ settings: SenderSettings) async throws {
    var outcome = SendOutcome()
    let trouble: UplinkError?
    do throws(UplinkError) {
      let unheard = try settings.needsHub(again: again) ? try await settings.learnKeys() : nil
      trouble = await settings.renewIfDue()
      let identity = try settings.identity()
      let sending = try Sending(
        identity: identity, inboxFolder: settings.inboxFolder, way: settings.way,
        retry: settings.retry)
      // Receipts may be signed with keys that only the hub's word can tell.
      if let unheard, (try? sending.receipts.all()) == nil { throw unheard }
      let parcels = try settings.approvedParcels()
      outcome.waiting = parcels.count
      try await sending.send(
        parcels, again: again, showing: try settings.shownEgress(), report: { outcome.note($0, $1) }, onRetry: { Voice.retry($0, pause: $1) })
      // After a failure the hub is not troubled further: the next run asks.
      if outcome.failed.isEmpty { outcome.note(try await sending.hearDecisions()) }
      // Only where the hub was spoken to anyway.
      if !outcome.delivered.isEmpty {
        await outcome.note { () async throws(UplinkError) in try await settings.checkHubLog(sending) }
      }
    } catch {
      throw SenderFailure(error)
    }
    if options.json { Voice.result(outcome.json) } else { outcome.say() }
    if let trouble {
      Voice.error("the certificate was not renewed: \(trouble)", hint: trouble.hint)
      outcome.worst = max(outcome.worst ?? .wrongUse, SenderFailure.Exit(trouble.kind))
    }
    if let exit = outcome.worst { throw SenderFailure(exit, nil) }
  }
}

/// What one run of `send` did, message by message.
private struct SendOutcome {
  /// Approved messages whose outcome is not known yet.
  var waiting = 0
  var delivered: [Receipt] = []
  var deliveredBefore: [Receipt] = []
  var failed: [(release: String, code: String)] = []
  var decisions: [Decision] = []
  var hubLog: JSON?
  var worst: SenderFailure.Exit?

  /// An outage is no news: the messages are delivered, and the next contact looks again.
  mutating func note(_ check: () async throws(UplinkError) -> HubLogNews?) async {
    do {
      hubLog = try await check().map { .integer(Int64($0.entries)) }
    } catch {
      hubLog = .string(error.code)
      guard error.kind != .cannotReachHub else { return Voice.progress("the hub's log was not looked at: \(error)") }
      worst = max(worst ?? .wrongUse, SenderFailure.Exit(error.kind))
      Voice.error("\(error)", hint: error.hint)
    }
  }

  /// A rejection is told once, with an exit code that a timer notices.
  mutating func note(_ news: [Decision]) {
    decisions = news
    for decision in news {
      let said = "\(decision.release): \(decision.verdict.rawValue) by the hub: \(decision.ground.detail) (\(decision.ground.rawValue))"
      if decision.verdict == .accepted { Voice.progress(said) } else {
        worst = max(worst ?? .wrongUse, .refusedByHub)
        Voice.error(said, hint: StandingText.afterRejection)
      }
    }
  }

  mutating func note(_ parcel: Parcel, _ delivery: Delivery) {
    waiting -= 1
    switch delivery {
    case .delivered(let receipt):
      delivered.append(receipt)
      Voice.progress("\(parcel.release): delivered, receipt \(receipt.counter)")
      // Told once, when it happens; "status" goes on saying so.
      if !receipt.quarantine.isEmpty { worst = max(worst ?? .wrongUse, .refusedByHub) }
      for reason in receipt.quarantine {
        Voice.error(
          "\(parcel.release): received, and in no figure until a person at the hub decides: \(reason.detail) (\(reason.rawValue))",
          hint: reason.hint)
      }
    case .deliveredBefore(let receipt):
      deliveredBefore.append(receipt)
    case .failed(let error):
      failed.append((parcel.release, error.code))
      worst = max(worst ?? .wrongUse, SenderFailure.Exit(error.kind))
      Voice.error("\(parcel.release): \(error)", hint: error.hint)
    }
  }

  func say() {
    guard Terminal.isTerminal(.standardOutput) else { return }
    guard !(delivered.isEmpty && deliveredBefore.isEmpty && failed.isEmpty && waiting == 0) else {
      return Voice.result("nothing to send: the outbox holds no approved message")
    }
    let rest = failed.count + waiting
    let open = rest > 0 ? ", \(rest) not delivered" : ""
    Voice.result("\(delivered.count) delivered, \(deliveredBefore.count) delivered before\(open)")
  }

  var json: JSON {
    var members: [String: JSON] = [
      "delivered": .array(delivered.map(Self.json)),
      "decisions": .array(decisions.map { .object(["release": .string($0.release), "verdict": .string($0.verdict.rawValue), "ground": .string($0.ground.rawValue)]) }),
      "deliveredBefore": .array(deliveredBefore.map(Self.json)),
      "failed": .array(failed.map { .object(["release": .string($0.release), "code": .string($0.code)]) }),
      "notTried": .integer(Int64(waiting)),
    ]
    members["hubLog"] = hubLog
    return .object(members)
  }

  private static func json(_ receipt: Receipt) -> JSON {
    .object([
      "release": .string(receipt.release), "counter": .integer(Int64(receipt.counter)),
      "receivedAt": .integer(Int64(receipt.receivedAt)), "messageSHA256": .string(receipt.messageSHA256),
      "quarantine": .array(receipt.quarantine.map { .string($0.rawValue) }),
    ])
  }
}

extension SenderSettings {
  /// Looks at the hub's log and cosigns it, and has the hub cosign this borough's.
  func checkHubLog(_ sending: Sending) async throws(UplinkError) -> HubLogNews? {
    let (cosigner, contacts): (SigningKey, SigningKey)
    do {
      (cosigner, contacts) = (try identityFiles.cosignerKey(), try identityFiles.contactsKey())
    } catch { throw .identity(error) }
    return try await sending.checkHubLog(
      egress: try egressHead(), cosigner: cosigner, contactsKey: contacts, now: SystemClock.now())
  }

  /// The log of what may leave, which the hub sees before a message of it.
  func shownEgress() throws(UplinkError) -> ShownEgress {
    let cosigner: SigningKey
    do { cosigner = try identityFiles.cosignerKey() } catch { throw .identity(error) }
    return ShownEgress(try egressHead(), cosigner: cosigner, now: { SystemClock.now() })
  }

  private func egressHead() throws(UplinkError) -> EgressHead? {
    let borough = try identity().hub.borough
    do { return try OutboxFolder(path: outboxFolder).egressHead(borough: borough) } catch { throw .outbox(error) }
  }

  var identityFiles: IdentityFolder { IdentityFolder(path: identityFolder) }

  /// - Throws: `.otherBorough` where the certificate is not that of the borough whose outbox this is.
  func identity() throws(UplinkError) -> EnrolledIdentity {
    let identity: EnrolledIdentity
    let outbox: String?
    do { identity = try identityFiles.load() } catch { throw .identity(error) }
    // An outbox that can't be read is said where messages are looked for.
    do { outbox = try OutboxFolder(path: outboxFolder).borough() } catch { return identity }
    if let outbox, outbox != identity.hub.borough { throw .otherBorough(.certificate, of: identity.hub.borough, here: outbox) }
    return identity
  }

  func approvedParcels() throws(UplinkError) -> [Parcel] {
    do { return try OutboxFolder(path: outboxFolder).approvedMessages().map(Parcel.init) } catch { throw .outbox(error) }
  }
}
