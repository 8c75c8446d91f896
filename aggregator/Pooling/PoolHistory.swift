import Forecasting
import PublicData
import ReleaseProtocol

/// Flow years of a pool: two of every borough that sent, and more of those that have sent before.
extension ReleasedPool {
  /// How many of the boroughs that sent know a flow year, ascending.
  public var flowYearCounts: [(year: Int, boroughs: Int)] { flowYearCounts(Array(tables.indices)) }

  /// - Parameter places: of boroughs; those that sent nothing do not count.
  func flowYearCounts(_ places: [Int]) -> [(year: Int, boroughs: Int)] {
    let own = places.filter { $0 < tables.count }.map { Set(latest + histories[$0].years.map(\.flows.year)) }
    return Set(latest + own.flatMap { $0 }).sorted().map { year in (year, own.count { $0.contains(year) }) }
  }

  /// Flow years that every borough which sent has.
  public var flowYears: Set<Int> {
    Set(latest + flowYearCounts.filter { $0.boroughs == tables.count }.map(\.year))
  }

  /// What has to be said of the boroughs' earlier releases.
  public var historyNotes: [HistoryNote] { histories.flatMap(\.notes) }

  /// What every message tells of.
  var latest: [Int] { [censusYear - 1, censusYear] }

  /// - Parameter place: of a borough that sent.
  func flows(_ place: Int) -> [Int: FlowCounts] {
    var flows = Dictionary(uniqueKeysWithValues: zip(latest, tables[place].fitted))
    for year in histories[place].years { flows[year.flows.year] = year.fitted }
    return flows
  }

  /// Of a cell and of a margin in any flow table of these years or of the latest two.
  func largestVariances(_ years: some Sequence<Int>) -> (cell: Double, margin: Double) {
    var (cell, margin) = tables.largestVariances
    let years = Set(years)
    for year in histories.flatMap(\.years) where years.contains(year.flows.year) {
      cell = max(cell, year.layout.crossVariance)
      margin = max(margin, year.layout.marginVariance)
    }
    return (cell, margin)
  }

  /// Some boroughs may not have all years of a window, and have rates of those that they have; a year that none has was
  /// asked for in vain.
  /// - Throws: `missing-flows`.
  func requireWindow(_ window: Window, _ boroughs: [BoroughFlows]) throws(ForecastError) {
    for year in window.flowYears(censusYear: censusYear) where !boroughs.contains(where: { $0.flows[year] != nil }) {
      throw .missingFlows(borough: boroughs.first?.code ?? "any borough", year: year)
    }
  }

  /// How many boroughs know the flow years that a scenario needs, where not all do; a sentence for each of its needs.
  func shortfalls(_ scenario: Scenario) -> [String] {
    var sentences: [String] = []
    let counts = flowYearCounts
    let wanted = Set(scenario.window.flowYears(censusYear: censusYear))
    let short = counts.filter { wanted.contains($0.year) && $0.boroughs < tables.count }
    if !short.isEmpty {
      sentences.append(
        "of the flow years of the window " + short.map { "\($0.year) is known of \($0.boroughs)" }.joined(separator: ", ")
          + " of \(tables.count) boroughs, and the others have rates of the years that they have")
    }
    for year in scenario.returnYears {
      let known = counts.first { $0.year == year }?.boroughs ?? 0
      guard known > 0, known < tables.count + others.count else { continue }
      sentences.append(
        "the flow year \(year), to whose rates \(scenario.name) returns, is known of \(known) of \(tables.count + others.count) "
          + "boroughs, and the others' rates change as theirs in sum")
    }
    return sentences
  }

  static func histories(
    _ tables: [BoroughTables], _ earlier: [(borough: String, message: ReleaseMessage)], plans: [ReleasePlan],
    published: PublishedTotals?
  ) throws(PoolingError) -> [FlowHistory] {
    var layouts: [String: PlanLayout] = [:]
    for plan in plans { layouts[plan.id] = try PlanLayout(plan) }
    var histories: [FlowHistory] = []
    for table in tables {
      var own: [(message: ReleaseMessage, layout: PlanLayout)] = []
      for (borough, message) in earlier where borough == table.borough {
        guard let layout = layouts[message.planID] else {
          throw .badMessage(borough: borough, .field("release.planID", .notAllowed))
        }
        guard layout.plan.censusYear < table.layout.plan.censusYear else { continue }
        own.append((message, layout))
      }
      histories.append(try FlowHistory(before: table, earlier: own, published: published))
    }
    return histories
  }
}
