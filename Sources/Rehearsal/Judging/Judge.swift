import ArgumentParser
import Files
import Geography
import PublicData

/// `rehearsal judge`.
struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare the aggregator's figures with the truth of the rehearsal.",
    discussion: """
      Each headline of tables.json is set beside its true value, and the error is shown in standard errors of the \
      noise, as of the January that the tables are about. Ends with 1 if a figure for London is off by more than 4, or one for a part of London by more than 5: \
      by chance alone that happens to fewer than 1 run in 300, since the parts are many. \
      Costs are judged by sums in which each person counts at most the cap of the sector, as the gate counts them.
      """)

  @Option(help: "The folder DIR/truth that `rehearsal write` made.") var truth: String
  @Option(help: "What the aggregator serves as /tables.json.") var tables: String
  @Option(help: "Population file; DIR/public/population.csv if not given.") var population: String?
  @Flag(help: "Every figure of every area; otherwise the parts of London are shown by their totals.") var all = false
  @Flag(help: "Print the whole comparison as JSON.") var json = false

  /// Standard errors. London has about 75 figures, its parts together over 250.
  private static func limit(_ geography: String) -> Double { geography == "london" ? 4 : 5 }
  private static let largest = 64 << 20

  func run() throws {
    let truthPath = truth + "/truth.json"
    let read = try ReadTruth(bytes: Files.read(truthPath, limit: Self.largest), path: truthPath)
    let shown = try TablesFile(bytes: Files.read(tables, limit: Self.largest), path: tables)
    let people = try PopulationFile(
      parsing: Files.read(population ?? truth + "/../public/population.csv", limit: Self.largest))
    let figures = try TrueFigures(
      read, census: shown.generated_from.census_year, population: people, only: shown.boroughs)
    var verdicts: [Verdict] = []
    var unknown: [String] = []
    let order = Geography.report2025.groups.map(\.id)
    let headlines = shown.headlines.enumerated().sorted { a, b in
      let (x, y) = (order.firstIndex(of: a.element.geography), order.firstIndex(of: b.element.geography))
      return x == y ? a.offset < b.offset : (x ?? order.count) < (y ?? order.count)
    }
    for (_, line) in headlines {
      guard let value = figures.value(of: line.id, in: line.geography) else {
        unknown.append("\(line.id) in \(line.geography)")
        continue
      }
      verdicts.append(
        Verdict(
          id: line.id, name: line.name, geography: line.geography, unit: line.unit, truth: value,
          released: line.released, standardError: line.standard_error))
    }
    // Not at most the limit rather than above it: a figure that is no number fails too.
    let far = verdicts.filter { !($0.z.magnitude <= Self.limit($0.geography)) }
    if json {
      Terminal.write("[\n" + verdicts.map(\.json).joined(separator: ",\n") + "\n]\n")
    } else {
      Terminal.write(VerdictTable.text(all ? verdicts : verdicts.filter(\.isLondonOrTotal)))
      let worst = verdicts.map(\.z.magnitude).max() ?? 0
      Terminal.write(
        "\n\(verdicts.count) figures about January \(shown.generated_from.census_year) judged, \(far.count) off by more than chance allows; "
          + "the worst by \(VerdictTable.fixed(worst, 2)) standard errors\n")
      let clamped = figures.poundsClamped
      Terminal.write(
        "costs that no figure holds: above the caps £\(VerdictTable.fixed(clamped.above, 0)), "
          + "below 0 £\(VerdictTable.fixed(clamped.below, 0))\n")
    }
    if !unknown.isEmpty { Terminal.writeError("not judged: \(unknown.joined(separator: ", "))\n") }
    for verdict in far {
      let errors = VerdictTable.fixed(verdict.z, 1)
      Terminal.writeError("off by \(errors) standard errors: \(verdict.id) in \(verdict.geography)\n")
    }
    if verdicts.isEmpty { Terminal.writeError("no figure could be judged\n") }
    if !far.isEmpty || verdicts.isEmpty { throw ExitCode(1) }
  }
}
