@testable import Forecasting
import Foundation
import TestSupport
import Testing
import Vocabulary

/// The published report's figures against this model on the reference's London: a table for docs/forecast.md, and no
/// figure further off than the reference itself finds. Figures about requests and about years before 2024,
/// which are inputs of that London and no result of the model, are left out. The specification asks that misses are not tuned away.
@Suite(
  .enabled(
    if: ForecastReference.folder != nil && ForecastReference.censusYear == 2024 && SharedFiles.path("report-targets.csv") != nil,
    "needs the reference's outputs of 2024 and report-targets.csv"))
struct ReportTargetsTests {
  @Test func theReportIsMetWhereTheReferenceMeetsIt() throws {
    let figures = try Self.figures()
    let reference = try Self.reference()
    let path = try #require(SharedFiles.path("report-targets.csv"))
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      .map { ForecastTablesTests.fields($0) }
    var table = "| id | quantity | year | report | rounding | this model | met |\n|---|---|---|---:|---|---:|---|\n"
    var (met, tried) = (0, 0)
    for row in rows {
      guard let value = figures[row[0]] else { continue }
      let expected = try #require(reference[row[0]], "the reference has \(row[0])")
      // The reference prints two decimals.
      #expect((value - expected.value).magnitude <= 0.0051 + 1e-6 * value.magnitude, "\(row[0]): \(value), not \(expected.value)")
      var verdict = ""
      if let low = Double(row[6]), let high = Double(row[7]) {
        let scale = value < 1000 ? 100.0 : 1
        let isMet = ((value * scale).rounded() / scale >= low) && ((value * scale).rounded() / scale <= high)
        verdict = isMet ? "yes" : "no"
        tried += 1
        met += isMet ? 1 : 0
        #expect(verdict == expected.verdict, "\(row[0])")
      }
      let shown = value < 1000 ? String(format: "%.2f", value) : String(format: "%.0f", value)
      let range = row[6].isEmpty ? "" : "\(row[6]) to \(row[7])"
      table += "| \(row[0]) | \(row[1]) | \(row[2]) | \(row[4]) | \(range) | \(shown) | \(verdict) |\n"
    }
    print("targets of the report: \(met) of \(tried) met\n" + table)
    #expect(figures.count == 65 && tried == 62)
  }

  private static func reference() throws -> [String: (value: Double, verdict: String)] {
    var all: [String: (value: Double, verdict: String)] = [:]
    for line in try ForecastReference.text("achieved_vs_target.csv").split(whereSeparator: \.isNewline).dropFirst() {
      let row = ForecastTablesTests.fields(line)
      all[row[0]] = (try #require(Double(row[6])), row[7])
    }
    return all
  }

  /// By the ids of the targets.
  private static func figures() throws -> [String: Double] {
    let model = try CohortModel.exact(ForecastReference.boroughs(), censusYear: 2024, lastYear: 2041)
    let shares = PlacementShares.fit(try ForecastReference.placements())
    let growth = Scenario(name: "growth", levers: [.growth(Growth(.reaching(plans: 140_000, year: 2032), years: 4))])
    let base = try #require(Outlook.sum(try model.outlooks(placements: shares)))
    let more = try #require(Outlook.sum(try model.outlooks(growth)))
    func share(_ year: Int, _ need: Need) -> Double { 100 * base.total(year, need: need) / base.total(year) }
    func placed(_ sector: Sector) throws -> Double {
      try #require(base.placed(2031, sector: sector)) - #require(base.placed(2025, sector: sector))
    }
    var new = [Double](repeating: 0, count: 12)
    for borough in model.boroughs {
      for age in 0..<26 { for need in 0..<12 { new[need] += borough.flows[2024]?[.new, age, need] ?? 0 } }
    }
    func newShare(_ need: Need) -> Double { 100 * new[need.rawValue] / new.reduce(0, +) }
    var figures: [String: Double] = [:]
    figures["E02"] = base.total(2024)
    figures["E03"] = (2024...2041).map { more.total($0) }.max()
    figures["E05"] = more.total(2032)
    figures["E07"] = base.total(2039) - base.total(2024)
    figures["E08"] = base.total(2039)
    figures["E09"] = base.prevalence(2024, of: .under25)
    figures["E10"] = base.prevalence(2039, of: .under25)
    (figures["E19"], figures["E20"], figures["E23"]) = (share(2024, .asd), share(2024, .slcn), share(2024, .semh))
    (figures["E21"], figures["E22"]) = (newShare(.slcn), newShare(.semh))
    (figures["E34"], figures["E35"]) = (try placed(.mainstream), try placed(.stateSpecial))
    let (primary, secondary) = (base.total(2025, phase: .primary), base.total(2025, phase: .secondary))
    figures["E36"] = (primary / 7) / (secondary / 5)
    let (later, sooner) = (
      base.total(2040, phase: .primary, need: .asd), base.total(2025, phase: .primary, need: .asd)
    )
    figures["E38"] = later / sooner
    for year in [2024, 2031, 2040] { figures["D\(year)"] = base.total(year) }
    figures["E11"] = (2024..<2039).map { base.population($0 + 1, ages: 0...24) - base.population($0, ages: 0...24) }.max()
    var counts = [Double](repeating: 0, count: 360)
    for borough in try ForecastReference.placements() { for cell in 0..<360 { counts[cell] += borough.cells[cell] } }
    func part(_ sector: Sector, _ rows: Range<Int>) -> Double {
      let all = rows.flatMap { row in (0..<6).map { counts[row * 6 + $0] } }.reduce(0, +)
      return 100 * rows.reduce(0) { $0 + counts[$1 * 6 + sector.rawValue] } / all
    }
    (figures["E24"], figures["E26"]) = (part(.mainstream, 0..<60), part(.stateSpecial, 0..<60))
    figures["E32"] = part(.independent, 2 * 12 + Need.slcn.rawValue..<2 * 12 + Need.slcn.rawValue + 1)
    for year in [2024, 2031, 2040] {
      for need in Need.allCases where need != .oth { figures["T\(year)_\(need.code)"] = share(year, need) }
      for need in [Need.semh, .slcn, .asd] { figures["T\(year)_\(need.code)_n"] = base.total(year, need: need) }
    }
    return figures
  }
}
