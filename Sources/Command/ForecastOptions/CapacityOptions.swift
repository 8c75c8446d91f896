public import ArgumentParser
internal import Files
internal import ForecastTables
internal import Geography
internal import PublicData
internal import Vocabulary

/// Places of specialist provision from GIAS: the file that `forecast --places` reads, or the report's figures of them.
public struct CapacityOptions: ParsableArguments {
  public static let abstract =
    "Places of specialist provision from GIAS: a file for `forecast --places`, or the report's figures 32 to 35."
  public static let discussion = """
    Prints the file of places, with comments that say where each number is from and what is missing: keep it, read it, change \
    it, and give it to `forecast --places`. With --figures instead: places and the needs that schools are organised for. \
    Reads public files alone. Rules: docs/forecast.md.
    """

  @Option(help: "GIAS's extract of all establishments, edubasealldataYYYYMMDD.csv.") var providers: String
  @Option(
    help: """
      Planned places (CSV: code,sector,phase,year,additional), which are added from their Januaries on; fewer places have \
      a minus.
      """)
  var planned: String?
  @Option(help: "The January whose census day schools are open on; left out: the latest before the day in the extract's name.")
  var censusYear: Int?
  @Flag(help: "Also alternative provision, in sector OT: most plans of OT are not there, so this understates its places.")
  var alternative = false
  @Flag(help: "Instead: places by sector, and needs that schools are organised for (the report's figures 32 to 35).")
  var figures = false
  @Option(help: "With --figures: london, a sub-region's code, inner, outer, a borough's ONS code, or all.")
  var area = "london"
  @Flag(help: "With --figures: CSV.") var csv = false
  @Flag(help: "With --figures: JSON.") var json = false

  public init() {}

  /// No extract of GIAS is larger.
  private static let limit = 512 << 20

  /// What the command prints, and what a person has to know beside it.
  public func result() throws(OptionsError) -> (text: String, notes: [String]) {
    if json && csv { throw OptionsError("give --json or --csv, not both") }
    if !figures && (json || csv) {
      throw OptionsError("the file of places has one form", hint: "--csv and --json are of --figures")
    }
    if figures && (planned != nil || alternative) {
      throw OptionsError("--planned and --alternative are of the file of places, not of --figures")
    }
    let name = providers.split(separator: "/").last.map(String.init) ?? providers
    let made = Self.day(in: name)
    let places = try read(on: try censusDay(made))
    if figures { return (try figures(places), places.unreadLines.map { "not in the figures: \($0)" }) }
    let source = PlacesDraft.Source(
      extract: name, made: made, planned: planned.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
    do {
      let draft = try PlacesDraft(places, planned: try readPlanned(), source: source, alternative: alternative)
      return (draft.text, draft.gaps.map { "not in the rows: \($0)" })
    } catch let error as PlacesFileError {
      throw OptionsError("\(planned ?? ""): \(error)", hint: "docs/forecast.md says what a file of planned places holds")
    } catch {
      throw OptionsError("\(error)")
    }
  }

  private func figures(_ places: SpecialistPlaces) throws(OptionsError) -> String {
    guard let figures = SpecialistFigures(places, area: area == "all" ? nil : area) else {
      let areas = Geography.report2025.groups.map(\.id)
      throw OptionsError(
        "no area has this id", hint: "--area all, an ONS code of a borough, or one of \(areas.joined(separator: ", "))")
    }
    return json ? figures.json : csv ? figures.csv : figures.text
  }

  private func read(on day: CalendarDate) throws(OptionsError) -> SpecialistPlaces {
    do {
      let register = try EstablishmentRegister(parsing: Files.read(providers, limit: Self.limit))
      if figures { try SpecialistPlaces.requireNeeds(register) }
      return try SpecialistPlaces(register, on: day)
    } catch let error as FileError {
      throw OptionsError("\(error)")
    } catch {
      throw OptionsError("\(providers): \(error)", hint: "--providers is GIAS's edubasealldata, as it was downloaded")
    }
  }

  private func readPlanned() throws -> PlannedPlaces? {
    guard let planned else { return nil }
    return try PlannedPlaces(parsing: Files.read(planned, limit: 16 << 20))
  }

  private func censusDay(_ made: CalendarDate?) throws(OptionsError) -> CalendarDate {
    if let censusYear {
      guard (1990...2150).contains(censusYear) else { throw OptionsError("--census-year is not a year from 1990 to 2150") }
      return Census.day(censusYear)
    }
    guard let made else {
      throw OptionsError(
        "the extract's name has no day, so it is not known which January it tells of", hint: "for example --census-year 2025")
    }
    let own = Census.day(made.year)
    return own <= made ? own : Census.day(made.year - 1)
  }

  /// `edubasealldata20250422.csv` is of 22 April 2025.
  static func day(in name: String) -> CalendarDate? {
    let digits = name.lowercased().drop { !$0.isNumber }.prefix { $0.isNumber }
    guard name.lowercased().hasPrefix("edubasealldata"), digits.count == 8, let number = Int(digits) else { return nil }
    let day = CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    return day.flatMap { (1990...2150).contains($0.year) ? $0 : nil }
  }
}
