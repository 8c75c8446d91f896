// aggregator: the hub. Makes a deployment, invites boroughs, takes their released messages in, pools them, and shows
// London.
//
// It never sees a record: what arrives was noised and signed at the borough. It can ask a borough for nothing. What it
// prints and logs goes through `Voice` and the log; cells of messages are never among it.

import ArgumentParser
internal import ForecastOptions

@main
struct Aggregator: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregator",
    abstract: "Takes boroughs' differentially private summaries in over mutual TLS, and pools London.",
    discussion: """
      Exit codes: 0 done; 1 wrong use; 2 refused or not valid; 3 not found; 4 a fault of this machine (disk, \
      permission, port, settings).
      """,
    version: softwareVersion,
    subcommands: [
      InitCommand.self, InviteCommand.self, ServeCommand.self, BoroughsCommand.self, TablesCommand.self,
      ForecastCommand.self, PlacesCommand.self, MarginsCommand.self, BacktestCommand.self, ProposeCommand.self, ApproveCommand.self, RevokeCommand.self,
      QuarantineCommand.self, LogCommand.self, HealthCommand.self, CACommand.self, KeysCommand.self,
    ])

  static func main() async {
    var command: any ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }  // --help, --version
      Voice.fail(
        HubFailure(
          .wrongUse, message(for: error),
          hint: "\"aggregator --help\" lists the commands, \"aggregator help COMMAND\" its options"))
    }
    do {
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as HubFailure {
      Voice.fail(failure)
    } catch let error as OptionsError {
      Voice.fail(HubFailure(.wrongUse, error.what, hint: error.hint))
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      Voice.fail(HubFailure(.localFault, "\(error)"))
    }
  }
}

let softwareVersion = "0.1.0"

/// Where this hub lives.
struct HomeOption: ParsableArguments {
  @Option(name: .long, help: "The hub's folder, with aggregator.conf in it.")
  var home: String = "."
}
