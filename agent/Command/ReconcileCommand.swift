import ArgumentParser
internal import Files
internal import Ingest
internal import PublicData

struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Compare what the records say with what DfE published for this borough. Releases nothing.",
    discussion: """
      FILEs are tables of DfE's "Education, health and care plans", as downloaded: plans by placement and by need, new \
      plans, ceased plans, requests. Each return is counted in DfE's definitions and each difference is listed \
      (docs/reconciling.md). Both sides are totals; no record's value is shown.

      Exit codes: 0 no difference; 5 differences; 2 the records or files can't be compared.
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "A folder of returns, or one of them; default: records_folder of agent.conf.") var path: String?
  @Option(parsing: .upToNextOption, help: "DfE's files (CSV), one or more.") var published: [String]
  @Flag(help: "Print as JSON.") var json = false

  mutating func run() throws {
    let settings = try AgentSettings.load(home: home.home)
    let folder = try settings.records(at: path)
    guard !published.isEmpty else {
      throw AgentFailure(.wrongUse, "no published file is named", hint: "give --published FILE…")
    }
    var files: [String] = []
    for file in published {
      guard let real = Files.realPath(file), !Files.isFolder(real) else {
        throw AgentFailure(.wrongUse, "\(file) is no file", hint: "give CSV files of DfE's release")
      }
      files.append(real)
    }
    try Enclosure.close(settings, reading: [folder] + settings.providerFiles + files)
    var tables: [Reconciliation.File] = []
    for (name, file) in zip(published, files) { tables.append(.init(name: name, table: try Self.table(file, name))) }
    let tallied = try RecordsReader(settings).tally(folder: folder)
    guard tallied.report.verdict != .unusable else {
      throw AgentFailure(
        .recordsUnusable, "the records can't be used as they are", hint: "\"borough-agent check\" lists what to mend")
    }
    let result = Reconciliation(borough: settings.borough, tables, tallied.counts)
    if json { Voice.result(result.json) } else { Voice.result(result.text) }
    guard result.cells > 0 else {
      throw AgentFailure(
        .recordsUnusable, "the files hold nothing that the returns could be compared with",
        hint: "the return of January 2025 goes with January 2025 and the calendar year 2024 of DfE's tables")
    }
    if !result.differences.isEmpty { Voice.end(.usableWithWarnings) }
  }

  /// Reads a table in pieces: DfE's files hold every authority and every year.
  private static func table(_ path: String, _ name: String) throws(AgentFailure) -> PublishedTable {
    var reader = PublishedReader()
    do {
      try Files.stream(path) { try reader.feed($0) }
      return try reader.finish()
    } catch let error as PublicTableError {
      throw AgentFailure(
        .recordsUnusable, "\(name): \(error)", hint: "\"borough-agent public\" says what a public file is")
    } catch { throw AgentFailure(.localFault, "\(name): \(error)") }
  }
}
