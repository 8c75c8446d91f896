import ArgumentParser
import Cryptography
import Files
import Identity
import ReleaseProtocol
import Uplink

struct EnrolCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol",
    abstract: "Make this borough's key and get its certificate, with an invitation or a telephone call.",
    discussion: """
      With an invitation, a file with a secret that is good once, the certificate comes at once. With a card, which \
      holds no secret, or with --again alone, a fingerprint is shown: call the hub's operator, read it out, and run the \
      same command again. If a reply is lost, run the same command again, too.

      --again is for a machine that is enrolled: its certificate ended, was revoked, or a copy of it may exist. Until \
      the new certificate is there, nothing changes.

      Example: borough-sender enrol --home /srv/boroughwise/sender --invitation E09000007.json
      """)

  @OptionGroup var options: CommonOptions
  @Option(help: "The invitation or card, a file that the hub's operator gave you. With --again it may be left out.")
  var invitation: String?
  @Flag(help: "Get new keys and another certificate in the place of the present ones.")
  var again = false

  func validate() throws {
    guard again || invitation != nil else { throw ValidationError("give --invitation FILE") }
  }

  var namedFiles: [String] { invitation.map { [$0] } ?? [] }
  func folders(_ settings: SenderSettings) -> [String] { [settings.inboxFolder, settings.identityFolder] }

  func run(_ settings: SenderSettings) async throws {
    let bytes: [UInt8]?
    do {
      bytes = try invitation.map { try Files.read($0, limit: 1 << 16) }
    } catch {
      throw SenderFailure(.localFault, "\(error)")
    }
    let enrolment = Enrolment(
      identity: IdentityFolder(path: settings.identityFolder), outboxFolder: settings.outboxFolder,
      inboxFolder: settings.inboxFolder, way: settings.way, retry: settings.retry)
    do {
      let now = SystemClock.now()
      let enrolled = try await enrolment.run(invitation: bytes, replacing: again, now: now) {
        Voice.retry($0, pause: $1)
      }
      report(enrolled, now: now)
    } catch {
      throw SenderFailure(error)
    }
  }

  private func report(_ enrolled: EnrolledIdentity, now: Int) {
    if options.json {
      Voice.result(
        .object([
          "name": .string(enrolled.name.uri), "hub": .string(enrolled.hub.name),
          "notAfter": .integer(Int64(enrolled.certificate.notAfter)), "keySHA256": .string(enrolled.key.spkiSHA256),
        ]))
    } else {
      let days = (enrolled.certificate.notAfter - now) / 86_400
      Voice.result("enrolled as \(enrolled.name.uri) at \(enrolled.hub.name); certificate for \(days) days")
    }
  }
}

extension Voice {
  static func retry(_ error: UplinkError, pause: Duration) {
    progress("\(error); trying again in \(pause.components.seconds + 1) s")
  }
}
