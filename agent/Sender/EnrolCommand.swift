import ArgumentParser
import Cryptography
import Files
import Identity
import ReleaseProtocol
import Uplink

struct EnrolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol",
    abstract: "Make this borough's key and get its certificate, with an invitation from the hub.",
    discussion: "If the reply is lost, run the same command again: the hub answers the same invitation and key alike.")

  @OptionGroup var options: CommonOptions
  @Option(help: "The invitation, a file that the hub's operator gave you by another way than the network.")
  var invitation: String

  func run() async throws {
    let settings = try SenderSettings.load(options)
    let bytes: [UInt8]
    do {
      bytes = try Files.read(invitation, limit: 1 << 16)
    } catch {
      throw SenderFailure(.localFault, "\(error)")
    }
    let enrolment = Enrolment(
      identity: IdentityFolder(path: settings.identityFolder), outboxFolder: settings.outboxFolder,
      way: settings.way, retry: settings.retry)
    do {
      let now = SystemClock.now()
      let enrolled = try await enrolment.run(invitation: bytes, now: now) { Voice.retry($0, pause: $1) }
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
