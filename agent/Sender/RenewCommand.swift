import ArgumentParser
import Cryptography
import Files
import Identity
import ReleaseProtocol
import Uplink

struct RenewCommand: SenderCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew",
    abstract: "Get another certificate in the place of the present one, for a new key.",
    discussion: """
      "send" does this by itself after two thirds of a certificate's life; by hand it is needed only to see why that \
      fails. Without --now nothing happens before it is due.
      """)

  @OptionGroup var options: CommonOptions
  @Flag(help: "Renew although it is not due yet.")
  var now = false

  func run(_ settings: SenderSettings) async throws {
    do {
      let present = try settings.identity()
      guard now || Renewal.isDue(present.certificate, now: SystemClock.now()) else {
        return say(renewed: false, present)
      }
      try await settings.learnKeys()
      let lock = try Sending.lock(inbox: settings.inboxFolder)
      say(renewed: true, try await settings.renewal.run { Voice.retry($0, pause: $1) })
      withExtendedLifetime(lock) {}
    } catch {
      throw SenderFailure(error)
    }
  }

  private func say(renewed: Bool, _ identity: EnrolledIdentity) {
    let end = identity.certificate.notAfter
    if options.json {
      Voice.result(.object(["renewed": .bool(renewed), "notAfter": .integer(Int64(end))]))
    } else if Terminal.isTerminal(.standardOutput) || renewed {
      let days = (end - SystemClock.now()) / 86_400
      Voice.result(renewed ? "renewed; certificate for \(days) days" : "not due: certificate for \(days) days")
    }
  }
}

extension SenderSettings {
  var renewal: Renewal {
    Renewal(identity: IdentityFolder(path: identityFolder), inboxFolder: inboxFolder, way: way, retry: retry)
  }

  /// Renews when it is due, as part of other work that needs the hub.
  ///
  /// - Returns: what is wrong, once it is time that somebody looked. While weeks are left an outage is no news.
  func renewIfDue() async -> UplinkError? {
    let now = SystemClock.now()
    guard let present = try? identity(), Renewal.isDue(present.certificate, now: now) else { return nil }
    let days = (present.certificate.notAfter - now) / 86_400
    do {
      let lock = try Sending.lock(inbox: inboxFolder)
      _ = try await renewal.run { Voice.retry($0, pause: $1) }
      withExtendedLifetime(lock) {}
      Voice.progress("certificate renewed")
      return nil
    } catch {
      Voice.progress("certificate not renewed: \(error)")
      return error.kind == .cannotReachHub && days >= Renewal.overdueDays ? nil : error
    }
  }
}
