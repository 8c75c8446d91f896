import Forecasting
import Geography
import PublicData
import Vocabulary

/// The true value of each headline of the aggregator about one census, for groups of boroughs.
///
/// Ids, for that of 2025: `plans-2025`, `new-`, `left-`, `arrived-`, `stayed-` with a year, each alone or with a phase or need; stock and
/// costs also with a sector: `plans-2025-SS`, `cost-2025-IN`, `mean-cost-2025-IN`, `median-cost-2025-IN`,
/// `percent-above-cap-2025`; `quarter-plans-2024-Q1` for 31 March 2024; `forecast-2031`.
struct TrueFigures {
  private let boroughs: [ReadTruth.Borough]
  private let projections: [Projection]
  private let censusYear: Int

  private static let (ages, needs, sectors) = (AcademicAge.count, Need.allCases.count, Sector.allCases.count)
  private static let lastYear = 2040

  /// - Parameters:
  ///   - census: that the figures are about.
  ///   - only: boroughs whose messages are in the figures; nil for all in the truth.
  init(_ truth: ReadTruth, census: Int, population: PopulationFile, only: Set<String>?) throws {
    guard truth.censusYears.contains(census) else { throw RehearsalError.unknownCensus(census, truth.censusYears) }
    boroughs = truth.boroughs.filter { only?.contains($0.code) ?? true }
    censusYear = census
    let flows = boroughs.map { borough in
      var years: [Int: FlowCounts] = [:]
      for year in [census - 1, census] {
        years[year] = FlowCounts(cells: (borough.statistics["flow-\(year)-cross"] ?? []).map(Double.init))
      }
      return BoroughFlows(
        code: borough.code, flows: years, population: population.population(of: borough.code) ?? Population(years: [:]))
    }
    projections =
      flows.isEmpty
      ? [] : try BaseForecast.exact(flows, censusYear: census, lastYear: Self.lastYear)
  }

  /// - Returns: nil for an id or a geography that the truth does not know.
  func value(of id: String, in geography: String) -> Double? {
    guard let group = Geography.report2025.group(id: geography) else { return nil }
    let places = boroughs.indices.filter { group.members.contains(boroughs[$0].code) }
    let words = id.split(separator: "-").map(String.init)
    guard let place = words.firstIndex(where: { Int($0) ?? 0 > 1900 }), let year = Int(words[place]),
      words.count - place <= 2
    else { return nil }
    let part = words.count - place > 1 ? words[place + 1] : nil
    let measure = words[..<place].joined(separator: "-")
    if let cost = TrueCosts(places.map { costs(of: boroughs[$0]) }, sector: part).value(of: measure) {
      return year == censusYear ? cost : nil
    }
    switch measure {
    case "mean-cost":
      guard let pence = placed("cost-pence-\(year)", part, places),
        let persons = placed("cost-persons-\(year)", part, places), persons > 0
      else { return nil }
      return pence / persons / 100
    case "plans":
      if let part, Sector.codes.contains(part) { return placed("stock-\(year)", part, places) }
      return flow(year, [.stay, .new, .transferredIn], part, places)
    case "new": return flow(year, [.new], part, places)
    case "left": return flow(year, [.leave], part, places)
    case "arrived": return flow(year, [.transferredIn], part, places)
    case "stayed": return flow(year, [.stay], part, places)
    case "cost": return placed("cost-pence-\(year)", part, places).map { $0 / 100 }
    case "quarter-plans":
      guard let day = QuarterDay.codes.firstIndex(where: { $0 == part }) else { return nil }
      return sum("quarter-stock-\(year + 1)", places) { $0 % QuarterDay.codes.count == day }
    case "forecast":
      guard part == nil, (censusYear...Self.lastYear).contains(year) else { return nil }
      return places.reduce(0) { $0 + projections[$1].total(year) }
    default: return nil
    }
  }

  /// Pounds by which caps lower the cost of all boroughs in the figures, and by which counting what is below 0 as 0 raises it.
  var poundsClamped: (above: Double, below: Double) {
    var (above, below) = (0, 0)
    for borough in boroughs {
      for (code, cap) in zip(Sector.codes, CensusTruth.caps) {
        for pence in costs(of: borough)[code] ?? [] { (above, below) = (above + max(pence - cap, 0), below + max(-pence, 0)) }
      }
    }
    return (Double(above) / 100, Double(below) / 100)
  }

  private func costs(of borough: ReadTruth.Borough) -> [String: [Int]] { borough.costs["\(censusYear)"] ?? [:] }

  private func flow(_ year: Int, _ statuses: [FlowStatus], _ part: String?, _ places: [Int]) -> Double? {
    sum("flow-\(year)-cross", places) { cell in
      let row = cell / Self.needs
      guard statuses.contains(where: { $0.rawValue == row / Self.ages }) else { return false }
      guard let part else { return true }
      return Phase(academicAge: row % Self.ages).code == part || Need.codes[cell % Self.needs] == part
    }
  }

  private func placed(_ statistic: String, _ part: String?, _ places: [Int]) -> Double? {
    sum(statistic, places) { cell in
      guard let part else { return true }
      return Sector.codes[cell % Self.sectors] == part || Need.codes[cell / Self.sectors % Self.needs] == part
        || Phase.codes[cell / Self.sectors / Self.needs] == part
    }
  }

  private func sum(_ statistic: String, _ places: [Int], _ counts: (Int) -> Bool) -> Double? {
    var sum = 0
    for place in places {
      guard let cells = boroughs[place].statistics[statistic] else { return nil }
      for (cell, value) in cells.enumerated() where value != 0 && counts(cell) { sum += value }
    }
    return Double(sum)
  }
}
