import ArgumentParser
import Cryptography
import Files
import Identity
import ReleaseProtocol
import Uplink

struct StatusCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say who we are to the hub, whether it answers, and what waits.",
    discussion: """
      Asks the hub for its status, for what was decided on messages that it held back, and for its log: whether that \
      continues what was seen of it before and holds every receipt. If the hub has had more messages of this borough than \
      are known here, a note is left in the inbox, by which the agent releases nothing. The exit code is 0 only if the hub \
      answered and has had no more than that, its log is in order, the certificate is valid for 30 days and no message \
      waits for a decision at the hub.
      """)

  @OptionGroup var options: CommonOptions

  func run(_ settings: SenderSettings) async throws {
    let identity: EnrolledIdentity
    let sending: Sending
    let approved: [Parcel]
    let delivered: Int
    var standings: [String: Standing]
    var trouble: UplinkError?
    do throws(UplinkError) {
      do { trouble = try await settings.learnKeys() } catch .identity(.badStatement(let number)) {
        trouble = .identity(.badStatement(after: number))
      }
      identity = try settings.identity()
      sending = try Sending(
        identity: identity, inboxFolder: settings.inboxFolder, way: settings.way,
        retry: settings.retry)
      // Receipts may be signed with keys that only the hub's word can tell.
      if let trouble, (try? sending.receipts.all()) == nil { throw trouble }
      approved = try settings.approvedParcels()
      let receipts = try sending.receipts.all()
      delivered = approved.count { receipts[$0.release]?.receipt.messageSHA256 == $0.sha256 }
      standings = try sending.receipts.standings()
    } catch {
      throw SenderFailure(error)
    }
    var log: HubLogNews?
    var status: HubStatus?
    var isInStep = true
    do throws(UplinkError) {
      if let trouble { throw trouble }
      let answer = try await sending.hubStatus()
      status = answer
      guard VersionText(answer).advice != .skew else { throw .versionSkew(hub: answer.protocols) }
      isInStep = try await sending.isInStep(answer, approved: settings.approvedParcels)
      if try await !sending.hearDecisions().isEmpty { standings = try sending.receipts.standings() }
      log = try await settings.checkHubLog(sending)
    } catch { trouble = error }
    // Of two refusals this one says more.
    if !isInStep, trouble.map({ $0.kind == .refusedByHub }) ?? true { trouble = .refused(.outOfStep) }
    let held = StandingText(standings)
    let days = (identity.certificate.notAfter - SystemClock.now()) / 86_400
    let isDue = Renewal.isDue(identity.certificate, now: SystemClock.now())
    let (name, hub) = (identity.name.uri, identity.hub)
    let version = status.map { VersionText($0) }
    if options.json {
      Voice.result(
        .object([
          "hubSoftware": .string(status?.software ?? "unknown"), "versionAdvice": .string(Self.code(version)),
          "name": .string(name), "hub": .string(hub.name),
          "hubAnswer": .string(trouble?.code ?? "ok"), "notAfter": .integer(Int64(identity.certificate.notAfter)),
          "approved": .integer(Int64(approved.count)), "delivered": .integer(Int64(delivered)),
          "quarantined": held.quarantined, "rejected": held.rejected, "hubLog": Self.json(log, trouble),
          "contactsCosigned": .integer(Int64(log?.contacts ?? 0)),
        ]))
    } else {
      Voice.result(
        """
        name         \(name)
        certificate  \(days) days left\(isDue ? ": \"send\" renews it" : "")
        hub          \(hub.name) at \(hub.address) port \(hub.agentPort): \(trouble?.code ?? "answers")
        version      \(version?.line ?? "sender \(softwareVersion), the hub's is not known")
        messages     \(approved.count) approved, \(delivered) delivered, \(approved.count - delivered) waiting
        hub's log    \(Self.text(log, trouble))
        """ + held.lines)
    }
    if let trouble { throw SenderFailure(trouble) }
    if version?.advice == .behind { Voice.progress("\(VersionText.behindFix) (\(VersionText.behindCode))") }
    if held.isWaiting { throw SenderFailure(.refusedByHub, nil) }
    if days < Renewal.overdueDays { throw SenderFailure(UplinkError.certificateEndsSoon(days: days)) }
  }

  /// As `doctor` says it.
  private static func code(_ version: VersionText?) -> String {
    switch version?.advice {
    case .skew?: "version-skew"
    case .behind?: VersionText.behindCode
    case nil: version == nil ? "unknown" : "ok"
    }
  }

  private static func text(_ log: HubLogNews?, _ trouble: UplinkError?) -> String {
    if let log {
      let contacts = log.contacts.map { ", \($0) of our contacts" } ?? ""
      return "\(log.entries) entries, cosigned; \(log.egressEntries) of our egress log\(contacts) cosigned by the hub"
    }
    if case .hubLog(let fault) = trouble { return fault.code }
    return trouble == nil ? "the hub keeps none" : "not looked at"
  }

  private static func json(_ log: HubLogNews?, _ trouble: UplinkError?) -> JSON {
    if let log { return .integer(Int64(log.entries)) }
    if case .hubLog(let fault) = trouble { return .string(fault.code) }
    return .string(trouble == nil ? "none" : "unknown")
  }
}
