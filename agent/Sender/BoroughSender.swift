// borough-sender: enrols the borough at its hub, sends what was approved, keeps the hub's receipts.
//
// It reads the outbox and writes the inbox and its own identity folder, and can open nothing else: see `Enclosure`. No
// parser of records is linked in, and it runs as another user than the agent. Everything that it prints goes through `Voice`.

import ArgumentParser

@main
struct BoroughSender: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "borough-sender",
    abstract: "Sends a borough's approved messages to the hub over mutual TLS, and keeps the receipts.",
    discussion: """
      Exit codes: 0 done; 1 wrong use; 2 refused by the hub (the code says why); 3 the hub cannot be reached, try \
      again later; 4 a fault of this machine (disk, permission, settings, not enrolled); 5 what answers is not our \
      hub, or does not keep to the protocol. Of several faults the highest number is given. Nothing is lost by any of \
      them: what has no receipt is sent by the next "send".
      """,
    version: softwareVersion,
    subcommands: [
      EnrolCommand.self, SendCommand.self, StatusCommand.self, RenewCommand.self, DoctorCommand.self,
      NetcheckCommand.self, ContactsCommand.self,
    ])

  /// On the first thread, and the only one until it first awaits: what it gives up, all later ones lack.
  @MainActor static func main() async {
    do {
      try Enclosure.giveUp()
      var command = try parseAsRoot()
      guard let work = command as? any SenderCommand else { return try command.run() }
      try await work.run(Enclosure.settings(for: work))
    } catch let failure as SenderFailure {
      Voice.fail(failure)
    } catch {
      Voice.usage(error)
    }
  }
}

let softwareVersion = "0.1.0"

/// Where this borough's sender lives, and how it speaks.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: "Settings file. Default: sender.conf in the folder given by --home, or in the current one.")
  var settings: String?
  @Option(name: .long, help: "The sender's folder, with sender.conf in it, or without one with outbox, inbox and identity.")
  var home: String?
  @Flag(name: .long, help: "Print the result as one line of JSON.")
  var json = false

  func validate() throws {
    guard settings == nil || home == nil else { throw ValidationError("give --settings or --home, not both") }
  }
}
