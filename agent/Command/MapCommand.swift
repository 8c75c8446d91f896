import ArgumentParser
internal import Files
internal import Ingest

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Say once how a layout of finance extract is read.",
    discussion: """
      Shows the headings of FILE, what each is read as and how sure that is, what must still be said, and what a year of \
      a line then costs; when nothing is missing, the map is tried on the whole file. Values are looked at, never shown. \
      With --accept the map is kept in the folder "maps" of the agent's home, and every file with the same headings is \
      read by it from then on. Nothing is released. docs/finance.md has the whole.
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "A finance extract, CSV or Excel (.xlsx).") var file: String
  @Flag(help: "Keep this map.") var accept = false
  @Flag(help: "Print as JSON.") var json = false
  @Option(
    help: """
      What a fee is paid for: annual, termly, half-termly, monthly, four-weekly, weekly, daily, sessional, hourly, total \
      (from start to end), spend (in the financial year).
      """)
  var period: String?
  @Option(help: "Weeks paid a year, for example 38, 39 or 52.") var weeks: String?
  @Option(help: "Financial year: 2024-25, file-name or dates.") var year: String?
  @Option(help: "Whether amounts are net or gross of VAT.") var amounts: String?
  @Option(help: "The sheet of a workbook, by name or number.") var sheet: String?
  @Option(
    name: .customLong("set"),
    help: "A column or setting: upn=\"Heading\", amount=\"Fee + Support\", health=none, vat_percent=20. Repeat as needed.")
  var assignments: [String] = []
  @Option(help: "The row with the headings, where the program cannot tell.") var headingsInRow: Int?

  mutating func run() throws {
    let settings = try AgentSettings.load(home: home.home)
    let folder = settings.mapsFolder
    if accept { do { try Files.makeFolder(folder) } catch { throw AgentFailure(.localFault, "\(error)") } }
    guard let path = Files.realPath(file), !Files.isFolder(path) else {
      throw AgentFailure(.wrongUse, "\(file) is no file", hint: "give a finance extract, CSV or .xlsx")
    }
    try Enclosure.close(settings, reading: [path], writing: accept ? [folder] : [])
    let table = try table(path, settings.maps)
    if table.isCrossReference {
      return Voice.result("\(MapText.place(table)): leads from local ids to pupils; it is read without a map")
    }
    let confirmed = settings.maps.map(for: table.layout)
    let proposal = try proposal(table, confirmed)
    let trial = proposal.gaps.isEmpty ? try trial(proposal, path) : nil
    if json { Voice.result(MapText.json(proposal, trial)) } else { Voice.result(MapText.text(proposal, trial)) }
    guard accept else { return }
    // A map for what is read without one would make other data of the same file.
    if table.isStandard, confirmed == nil, answers.isEmpty { return }
    try requireUsable(proposal, trial)
    do { try Files.writeDurably(Array(proposal.map.text.utf8), to: folder + "/" + proposal.map.fileName) } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
    if !json { Voice.result("kept       \(folder)/\(proposal.map.fileName)\nnext step  \"borough-agent check\"") }
  }

  private func trial(_ proposal: MapProposal, _ path: String) throws(AgentFailure) -> MapTrial {
    do throws(IngestError) { return try MapTrial(proposal.map, path: path) } catch {
      throw AgentFailure(.recordsUnusable, "\(error)")
    }
  }

  private func requireUsable(_ proposal: MapProposal, _ trial: MapTrial?) throws(AgentFailure) {
    guard let trial else {
      throw AgentFailure(
        .wrongUse, "the map is not complete and was not kept: \(proposal.gaps.map(\.code).joined(separator: ", "))",
        hint: "give the options that stand beside each missing point")
    }
    guard trial.lines > 0, !trial.isRefused else {
      throw AgentFailure(
        .recordsUnusable, "no row of the file can be read by this map; it was not kept",
        hint: "\"trial\" says why: correct the map with --set, or the file")
    }
  }

  private func table(_ path: String, _ maps: ColumnMaps) throws(AgentFailure) -> SurveyedTable {
    let tables: [SurveyedTable]
    let delimiter = try delimiter()
    do throws(SurveyError) {
      tables = try Survey.tables(
        path: path, sheet: sheet, headRow: headingsInRow, delimiter: delimiter, maps: maps)
    } catch {
      throw AgentFailure(
        .recordsUnusable, "\(error)",
        hint: error.code == "heading-row-missing"
          ? "nothing of the file is shown, since its first row may be about a child; if a row holds headings, give its "
            + "number with --headings-in-row; fields are separated by commas, semicolons, tabs or pipes; an .xls file is "
            + "saved as .xlsx or CSV first"
          : ["workbook-wrong-type", "file-wrong-type", "packed-file"].contains(error.code)
          ? "what to read is .xlsx or text with commas, semicolons, tabs or pipes: open it in Excel and save it as one of these, "
            + "unpacked; to rename it is not enough"
          : error.code == "nul-byte" || error.code == "encoding" ? "save it as UTF-8 (Excel: \"CSV UTF-8\") or as .xlsx" : nil)
    }
    guard let first = tables.first else { throw AgentFailure(.recordsUnusable, "\(file) has no table") }
    let extracts = tables.filter { !$0.isCrossReference }
    guard Set(extracts.map(\.layout)).count < 2 else {
      let sheets = extracts.compactMap(\.sheet).map(String.init).joined(separator: ", ")
      throw AgentFailure(
        .wrongUse, "the workbook has tables of several layouts, on sheets \(sheets)",
        hint: "run \"borough-agent map\" for each, with --sheet")
    }
    return extracts.first ?? first
  }

  /// What is said to separate the fields of a text file; nil where nothing is.
  private func delimiter() throws(AgentFailure) -> Delimiter? {
    guard let said = answers.last(where: { $0.key == "delimiter" })?.value else { return nil }
    guard let delimiter = Delimiter(rawValue: said) else {
      throw AgentFailure(.wrongUse, "delimiter cannot be set to that; nothing was kept", hint: "expected: comma, semicolon, tab or pipe")
    }
    return delimiter
  }

  private func proposal(_ table: SurveyedTable, _ confirmed: ColumnMap?) throws(AgentFailure) -> MapProposal {
    var proposal = MapProposal(table, confirmed: confirmed)
    for (key, value) in answers {
      if let expected = proposal.set(key, value) {
        throw AgentFailure(.wrongUse, "\(key) cannot be set to that; nothing was kept", hint: "expected: \(expected)")
      }
    }
    return proposal
  }

  /// Columns and settings that were said, those of `--set` first.
  private var answers: [(key: String, value: String)] {
    let said = assignments.map { text -> (key: String, value: String) in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts[0], parts.count == 2 ? parts[1] : "")
    }
    let options = [
      ("period", period), ("weeks", weeks), ("financial_year", year), ("amounts", amounts), ("sheet", sheet),
    ]
    return said + options.compactMap { key, value in value.map { (key: key, value: $0) } }
  }
}
