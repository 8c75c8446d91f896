import ArgumentParser
import Identity
import Uplink

struct DoctorCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at everything that sending needs, and say what to do about what is wrong.",
    discussion: """
      Settings, folders, users, disk, certificate, queue, then the way to the hub step by step: name, route, proxy, TLS, \
      interception, clock, versions. Nothing is sent but a question for the hub's status, for its receipts where it has had \
      more messages than there are here, and for its signed word on its key where that is another one than is known here. \
      Nothing is changed, but for a note in the inbox where the hub has had messages that are not known here: then the \
      agent releases nothing. Where a firewall may stand in the way, the \
      text for those who run it is written out.

      Exit code: 0 if nothing failed, else the highest of the faults' codes. Warnings do not count.
      Example: borough-sender doctor --home /srv/boroughwise/sender
      """)

  @OptionGroup var options: CommonOptions

  func run(_ settings: SenderSettings) async throws {
    var findings = Findings()
    let identity = LocalChecks(settings).run(&findings)
    if let identity { await NetworkChecks(settings, identity).run(&findings) }
    try findings.report(asJSON: options.json)
  }
}

struct NetcheckCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "netcheck",
    abstract: "Try the way to the hub step by step, with the time that each step takes.",
    discussion: """
      The network's part of "doctor". Before enrolling, give the invitation or card: then both ports are tried.
      Example: borough-sender netcheck --home /srv/boroughwise/sender --invitation card.json
      """)

  @OptionGroup var options: CommonOptions
  @Option(help: "An invitation or card that says where the hub is; without it, the hub of this machine's enrolment.")
  var invitation: String?

  var namedFiles: [String] { invitation.map { [$0] } ?? [] }
  func folders(_ settings: SenderSettings) -> [String] {
    let isEnrolled = settings.identityFiles.isEnrolled
    return (isEnrolled || invitation != nil ? [settings.inboxFolder] : []) + (isEnrolled ? [settings.identityFolder] : [])
  }

  func run(_ settings: SenderSettings) async throws {
    var findings = Findings()
    do throws(UplinkError) {
      if let invitation {
        await NetworkChecks(settings, hub: try Hub(invitationFile: invitation)).run(&findings)
      } else {
        await NetworkChecks(settings, try settings.identity()).run(&findings)
      }
    } catch .identity(.notEnrolled(let folder)) {
      let error = UplinkError.identity(.notEnrolled(folder: folder))
      throw SenderFailure(
        SenderFailure.Exit(error.kind), "\(error)",
        hint: "before enrolling, \"netcheck --invitation FILE\" tries the way with the invitation or card")
    } catch {
      throw SenderFailure(error)
    }
    try findings.report(asJSON: options.json)
  }
}
