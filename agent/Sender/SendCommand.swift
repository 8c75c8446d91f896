import ArgumentParser
import Files
import Identity
import Outbox
import ReleaseProtocol
import Uplink

struct SendCommand: AsyncParsableCommand {
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

  func run() async throws {
    let settings = try SenderSettings.load(options)
    var outcome = SendOutcome()
    let trouble = await settings.renewIfDue()
    do {
      let identity = try settings.identity()
      let sending = try Sending(
        identity: identity, inboxFolder: settings.inboxFolder, way: settings.way,
        retry: settings.retry)
      let parcels = try settings.approvedParcels()
      outcome.waiting = parcels.count
      try await sending.send(
        parcels, again: again, report: { outcome.note($0, $1) }, onRetry: { Voice.retry($0, pause: $1) })
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
  var worst: SenderFailure.Exit?

  mutating func note(_ parcel: Parcel, _ delivery: Delivery) {
    waiting -= 1
    switch delivery {
    case .delivered(let receipt):
      delivered.append(receipt)
      Voice.progress("\(parcel.release): delivered, receipt \(receipt.counter)")
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
    .object([
      "delivered": .array(delivered.map(Self.json)),
      "deliveredBefore": .array(deliveredBefore.map(Self.json)),
      "failed": .array(failed.map { .object(["release": .string($0.release), "code": .string($0.code)]) }),
      "notTried": .integer(Int64(waiting)),
    ])
  }

  private static func json(_ receipt: Receipt) -> JSON {
    .object([
      "release": .string(receipt.release), "counter": .integer(Int64(receipt.counter)),
      "receivedAt": .integer(Int64(receipt.receivedAt)), "messageSHA256": .string(receipt.messageSHA256),
    ])
  }
}

extension SenderSettings {
  func identity() throws(UplinkError) -> EnrolledIdentity {
    do { return try IdentityFolder(path: identityFolder).load() } catch { throw .identity(error) }
  }

  func approvedParcels() throws(UplinkError) -> [Parcel] {
    do { return try OutboxFolder(path: outboxFolder).approvedMessages().map(Parcel.init) } catch { throw .outbox(error) }
  }
}
