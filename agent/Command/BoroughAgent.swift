// borough-agent: reads the borough's records, computes, spends the privacy budget, writes signed messages to the outbox.
//
// It links none of our network code, and gives up the right to make sockets before it reads a record. Everything that it
// prints goes through `Voice`; values of records are never among it.

import ArgumentParser
internal import ForecastOptions

@main
struct BoroughAgent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "borough-agent",
    abstract: "Reads a borough's SEND records and releases differentially private summaries, nothing else.",
    discussion: """
      Exit codes: 0 done; 1 wrong use; 2 the records can't be used (see the report); 3 refused, by the privacy \
      budget or because ledger and outbox are not in order; 4 a fault of this machine (disk, permission, settings); \
      5 "check" found warnings, and the records can be used; "reconcile" found differences.
      """,
    version: softwareVersion,
    subcommands: [
      InitCommand.self, CheckCommand.self, ReconcileCommand.self, PublicCommand.self, MapCommand.self, RateCardCommand.self,
      PlanCommand.self, ReleaseCommand.self, OutboxCommand.self, BudgetCommand.self, ForecastCommand.self, PlacesCommand.self,
      BacktestCommand.self, OfficerCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try Enclosure.giveUp()
      try command.run()
    } catch let failure as AgentFailure {
      Voice.fail(failure)
    } catch let error as OptionsError {
      Voice.fail(AgentFailure(.wrongUse, error.what, hint: error.hint))
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }  // --help, --version
      Voice.fail(
        AgentFailure(.wrongUse, message(for: error), hint: "\"borough-agent --help\" lists the commands and their options"))
    }
  }
}

let softwareVersion = "0.1.0"

/// Where this borough's agent lives.
struct HomeOption: ParsableArguments {
  @Option(name: .long, help: "The agent's folder, with agent.conf in it.")
  var home: String = "."
}
