import ArgumentParser
internal import Costing
internal import Files
internal import Ingest

struct RateCardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ratecard", abstract: "Contract fees of providers, which are about no child and kept apart from records.",
    subcommands: [RateCardCheckCommand.self])
}

struct RateCardCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read rate cards and report what was found. A file with a column about persons is refused.")

  @OptionGroup var home: HomeOption
  @Argument(help: "A rate card (CSV, .xlsx) or a folder of them; default: rate_cards_folder of agent.conf.") var path: String?
  @Flag(help: "Print the report as JSON.") var json = false

  mutating func run() throws {
    let settings = try AgentSettings.load(home: home.home)
    guard let given = path ?? settings.rateCardsFolder else {
      throw AgentFailure(.wrongUse, "no rate card is named", hint: "give a path, or set rate_cards_folder in agent.conf")
    }
    guard let real = Files.realPath(given) else {
      throw AgentFailure(.wrongUse, "\(given) does not exist", hint: "give a rate card or a folder of them")
    }
    try Enclosure.close(settings, reading: [real])
    let read: RateCardsRead
    do throws(IngestError) { read = try RateCards.read(path: real) } catch { throw AgentFailure(.recordsUnusable, "\(error)") }
    Voice.result(json ? read.report.json : read.report.text + "fees       \(read.cards.reduce(0) { $0 + $1.fees.count })")
    switch read.report.verdict {
    case .clean: return
    case .usableWithWarnings: Voice.end(.usableWithWarnings)
    case .unusable:
      throw AgentFailure(.recordsUnusable, "the rate card can't be used as it is", hint: "mend what the report marks as an error")
    }
  }
}
