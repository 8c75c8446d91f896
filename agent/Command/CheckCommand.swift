import ArgumentParser
internal import Files
internal import Geography
internal import Ingest
internal import Records

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read the records and report what was found, by file, row and rule. Releases nothing.",
    discussion: """
      The report names files, rows and rules, never a value of a record.

      Exit codes: 0 clean; 5 usable, with warnings; 2 not usable, something stops a release.
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "A folder of returns, or one of them; default: records_folder of agent.conf.") var path: String?
  @Flag(help: "Print the report as JSON.") var json = false
  @Option(help: "Also write the report as a page for a browser.", completion: .file()) var html: String?
  @Flag(help: "Print the list of all checks (docs/checks.md) and read nothing.") var list = false
  @Option(help: "Write the finance lines that belong to nobody on roll to this CSV file: file, row and reason.")
  var unmatched: String?

  mutating func run() throws {
    if list { return Voice.result(Checks.markdown) }
    let settings = try AgentSettings.load(home: home.home)
    let folder = try settings.records(at: path)
    let lines = try unmatched.map { try ReportFile($0, settings, records: folder) }
    let page = try html.map { try ReportFile($0, settings, records: folder) }
    try Enclosure.close(
      settings, reading: [folder] + settings.providerFiles, writing: [page, lines].compactMap { $0?.folder })
    let reading = try RecordsReader(settings).read(folder: folder)
    let report = reading.report
    try lines?.write(reading.ingested.unmatched.csv)
    let borough = Geography.report2025.borough(code: settings.borough)?.name ?? settings.borough
    try page?.write(report.html(title: "Check of the records of \(borough)", nextStep: report.nextStep))
    Voice.result(json ? report.json : report.text + "next step  \(report.nextStep)")
    if path == nil { settings.noteLaterCensus(reading.ingested.roll.censusYears) }
    switch report.verdict {
    case .clean: return
    case .usableWithWarnings: Voice.end(.usableWithWarnings)
    case .unusable:
      throw AgentFailure(
        .recordsUnusable, "the records can't be used as they are", hint: "mend what the report marks with \"nothing can be released until it is put right\"")
    }
  }
}

extension IngestReport {
  fileprivate var nextStep: String {
    switch verdict {
    case .clean: "\"borough-agent plan show\" says what a release contains, \"borough-agent release\" makes one"
    case .usableWithWarnings:
      "correct what can be corrected and check again: figures of a year are released once, later corrections come too late"
    case .unusable: "put right what stops a release, then check again"
    }
  }
}

extension AgentSettings {
  /// - Parameter path: what a person gave; nil for the folder of the settings.
  func records(at path: String?) throws(AgentFailure) -> String {
    guard let path else { return recordsFolder }
    guard Files.exists(path) else {
      throw AgentFailure(
        .wrongUse, "\(path) is not there, or this user may not see it",
        hint: "give a folder of returns, or one of them; without it, records_folder of agent.conf is read")
    }
    return path
  }
}

/// Where a page or list is written: in a folder in which nothing of the agent's lies.
private struct ReportFile {
  let path: String
  let folder: String

  init(_ path: String, _ settings: AgentSettings, records: String) throws(AgentFailure) {
    let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard let folder = Files.realPath(above.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : above) else {
      throw AgentFailure(.localFault, "the folder of \(path) can't be found; no record was read", hint: "make it first")
    }
    try settings.requireApart(folder, and: records)
    (self.path, self.folder) = (path, folder)
  }

  func write(_ page: String) throws(AgentFailure) {
    do { try Files.writeDurably(Array(page.utf8), to: path, mode: 0o600) } catch {
      throw AgentFailure(.localFault, "the report was not written: \(error)")
    }
  }
}
