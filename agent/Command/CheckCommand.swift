import ArgumentParser
internal import Files
internal import Ingest

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read the records and report what was found, by file, row and rule. Releases nothing.")

  @OptionGroup var home: HomeOption
  @Argument(help: "A folder of returns; default: records_folder of agent.conf.") var path: String?
  @Flag(help: "Print the report as JSON.") var json = false

  mutating func run() throws {
    let settings = try AgentSettings.load(home: home.home)
    let folder = path ?? settings.recordsFolder
    try Enclosure.close(settings, reading: [folder, settings.providersFile])
    let report = try RecordsReader(settings).read(folder: folder).report
    Voice.result(json ? report.json : report.text)
    if report.verdict == .unusable {
      throw AgentFailure(
        .recordsUnusable, "the records can't be used as they are", hint: "mend what the report marks with \"nothing can be released until it is put right\"")
    }
  }
}
