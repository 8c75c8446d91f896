public import ArgumentParser
internal import Files
public import ForecastTables
internal import Forecasting
internal import PublicData

/// Tables about places and for the department, in place of the forecast's own.
public struct PlacesOptions: ParsableArguments {
  @Flag(help: "Instead: independent placements by phase and need, now and in --year: what state provision would have to take. Also --csv, --json.")
  var gap = false
  @Option(
    help: """
      Instead: places needed in --year against those of this file (CSV: code,sector,phase,year,places): where places must open. \
      Also --csv, --json.
      """)
  var places: String?
  @Flag(
    help: "Instead: the forecast tables of DfE's Local SEND Reform Plan, 2025 to 2029, of the last scenario; --csv to paste them, --json.")
  var reformPlan = false
  @Flag(
    help: """
      Instead: Table 1 and figures 25 to 51 of SEND Commissioning in London (2025) as data, by their numbers; --csv or --json \
      writes them. With pre-pandemic and further-growth unless scenarios are named.
      """)
  var figures = false
  @Option(help: "Births by borough and year (CSV of ONS or GLA), for --figures: figures 41 and 42.")
  var births: String?
  @Option(help: "DfE's table of requests (CSV), for --figures: figure 28 of areas, and of years that a borough's returns don't tell.")
  var requests: String?

  public init() {}

  /// What the files named hold.
  public struct Given: Sendable {
    let places: PlacesFile?
    let figures: FigureFiles
  }

  /// Reads the files named.
  public func read() throws(OptionsError) -> Given {
    guard figures || births == nil && requests == nil else {
      throw OptionsError("--births and --requests are for --figures", hint: "add --figures")
    }
    let requests: PublishedTable? = try read(self.requests, "DfE's table of requests") {
      if case .published(let table) = $0, table.kind == .requests { table } else { nil }
    }
    let births: BirthsTable? = try read(self.births, "births by borough and year") {
      if case .births(let table) = $0 { table } else { nil }
    }
    return Given(places: try readPlaces(), figures: FigureFiles(births: births, requests: requests))
  }

  private func read<Table>(
    _ path: String?, _ what: String, _ table: (PublicFile) -> Table?
  ) throws(OptionsError) -> Table? {
    guard let path else { return nil }
    let found: Table?
    do { found = try table(PublicFile(parsing: Files.read(path, limit: 256 << 20))) } catch {
      throw OptionsError("\(path): \(error)")
    }
    guard let found else { throw OptionsError("\(path) is not \(what)", hint: "give the CSV file as it was downloaded") }
    return found
  }

  private func readPlaces() throws(OptionsError) -> PlacesFile? {
    guard let places else { return nil }
    do { return try PlacesFile(parsing: Files.read(places, limit: 16 << 20)) } catch let error as PlacesFileError {
      throw OptionsError("\(places): \(error)", hint: "docs/forecast.md says what a file of places holds")
    } catch {
      throw OptionsError("\(error)")
    }
  }

  /// Tables that hold what was counted before the latest census.
  public var asksForPast: Bool { reformPlan || figures }

  /// The report's figures show three scenarios.
  public func withUsual(_ choices: [ScenarioOptions.Choice]) -> [ScenarioOptions.Choice] {
    figures && choices.isEmpty ? Scenario.builtInNames.map { .builtIn($0) } : choices
  }

  /// - Returns: nil where none of these tables is asked for.
  public func text(
    _ report: ForecastReport, years: [Int], csv: Bool, json: Bool, files: Given
  ) throws(OptionsError) -> String? {
    if figures {
      let figures = ReportFigures(report, files: files.figures)
      return json ? figures.json : csv ? figures.csv : figures.text
    }
    if reformPlan {
      guard let plan = report.reformPlan(csv: csv, json: json) else {
        throw OptionsError("the reform plan's tables are of one area whose placements are known")
      }
      return plan
    }
    let known = files.places
    if csv || json, gap, known != nil {
      throw OptionsError("--gap and --places are two files", hint: "ask for one, then for the other")
    }
    if gap && csv { return report.gapCSV(years: years) }
    if gap && json { return report.gapJSON(years: years) }
    var parts: [String] = []
    if gap { parts.append(report.gapText(years: years)) }
    if let known {
      let places: ForecastReport.Places = { area, sector, phase, year in
        known.places(of: area.boroughs + area.raked, sector, phase, year).map(Double.init)
      }
      if csv { return report.placesCSV(years: years, places) }
      if json { return report.placesJSON(years: years, places) }
      parts.append(report.placesText(years: years, places))
    }
    return parts.isEmpty ? nil : ([report.source.heading] + parts).joined(separator: "\n\n")
  }
}
