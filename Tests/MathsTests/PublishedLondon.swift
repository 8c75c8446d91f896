@testable import Forecasting
import Foundation
import TestSupport
import Testing
import Vocabulary

/// DfE's published tables of London by single year of age, with what is known to be wrong in them repaired.
///
/// Newham's return of January 2025 is faulty: 1,199 plans between 2,705 and 3,639, repaired by the geometric mean, which uses
/// 2026 and flatters every forecast of it by at most 0.4 points. Hackney's of January 2024 has no ages: London's.
struct PublishedLondon {
  static let london = "E12000007", newham = "E09000025", city = "E09000001"
  static let missing = 1938.0
  /// Shape of leaving by age at the earlier census, of the reference (`synthetic_london.HAZ`).
  static let leaving =
    [Double](repeating: 0.02, count: 4) + [Double](repeating: 0.012, count: 12)
    + [0.022, 0.035, 0.13, 0.2, 0.25, 0.31, 0.38, 0.46, 0.8, 1]

  /// 33, ascending.
  let codes: [String]
  /// By area and January: plans, 2010 to 2025.
  let totals: [String: [Int: Double]]
  /// By area and January: plans by age, 2024 and 2025, summing to `totals`.
  let stock: [String: [Int: [Double]]]
  /// By area and calendar year, by age.
  let new: [String: [Int: [Double]]]
  private let ceased: [String: [Int: [Double]]]
  /// Age × need: plans of January 2025, new plans of 2024.
  private let needs: [String: [Double]]
  private let newNeeds: [String: [Double]]
  /// By academic age.
  private let people: [String: [Double]]
  let london2026: [Double]?

  init() throws {
    totals = try PublishedBacktestTests.totals()
    var stock = try Self.byAge("fc-dfe-stock-age-placement-2024-2025.csv")
    let ages = try #require(stock[Self.london]?[2024])
    for code in stock.keys {
      for year in [2024, 2025] {
        let total = try #require(totals[code]?[year])
        let own = stock[code]?[year].flatMap { $0.reduce(0, +) > total / 3 ? $0 : nil } ?? ages
        stock[code]?[year] = own.map { $0 * total / own.reduce(0, +) }
      }
    }
    self.stock = stock
    codes = stock.keys.filter { $0 != Self.london }.sorted()
    new = try Self.byAge("fc-dfe-newplans-age-2022-2024.csv")
    ceased = try Self.byAge("fc-dfe-ceased-age-2023-2024.csv")
    needs = try Self.byNeed("fc-dfe-need-age-2025.csv")
    newNeeds = try Self.byNeed("fc-dfe-need-newplans-age-2024.csv")
    var people: [String: [Double]] = [:]
    for row in try PublishedBacktestTests.rows("ons_mye_single_year_0to25_london_2019_2020_2023.csv") where row[0] == "2023" {
      people[row[1], default: [Double](repeating: 0, count: 26)][try #require(Int(row[3]))] = try #require(Double(row[4]))
    }
    self.people = people.mapValues { middle in
      middle.indices.map { (10 * middle[$0] + 2 * middle[max($0 - 1, 0)]) / 12 }
    }
    var outturn = [Double](repeating: 0, count: 26)
    for row in try PublishedBacktestTests.rows("fc-dfe-london-region-2026.csv") {
      guard row[0].hasPrefix("stock_jan2026_age"), let age = Int(row[1]), let plans = Double(row[2]) else { continue }
      outturn[age] += plans
    }
    london2026 = outturn.reduce(0, +) == 108_712 ? outturn : nil
  }

  /// London's new plans, and statements before them, by calendar year, 2009 to 2025.
  static func newPlans() throws -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for row in try PublishedBacktestTests.rows("fc-dfe-newplans-ageband-2009-2021.csv")
    where row[0].hasPrefix("E09") && row[3] == "Total" {
      counts[try #require(Int(row[2])), default: 0] += try #require(Int(row[4]))
    }
    var later: [Int: Int] = [:]
    for row in try PublishedBacktestTests.rows("fc-dfe-newplans-total-2019-2024.csv") where row[0].hasPrefix("E09") {
      later[try #require(Int(row[2])), default: 0] += try #require(Int(row[3]))
    }
    for row in try PublishedBacktestTests.rows("fc-dfe-london-region-2026.csv") where row[0].hasPrefix("new_plans_2025") {
      later[2025, default: 0] += try #require(Int(row[2]))
    }
    return counts.merging(later) { $1 }
  }

  func totals(of code: String, until year: Int) -> [Double] { (2010...year).compactMap { totals[code]?[$0] } }

  /// The flow year 2025: new and ceased plans of 2024, those of January 2024 that did not cease are kept, and the rest of
  /// January 2025 arrived. Ceased at an age counts as of that age in January.
  func borough(_ code: String) throws -> (flows: BoroughFlows, margins: PublicBorough) {
    let (before, now) = (try #require(stock[code]?[2024]), try #require(stock[code]?[2025]))
    let (new, ceased) = (new[code]?[2024] ?? Self.none, ceased[code]?[2024] ?? Self.none)
    var (kept, left) = (Self.none, Self.none)
    for age in 0..<26 {
      left[age] = age == 25 ? before[age] : min(ceased[age], before[age])
      if age < 25 { kept[age + 1] = before[age] - left[age] }
    }
    let shares = needs[code] ?? []
    var (flows, held) = (FlowCounts(), [Double](repeating: 0, count: Axes.cohort))
    for age in 0..<26 {
      let (row, newRow) = (Self.shares(shares, age), Self.shares(newNeeds[code] ?? [], age))
      for need in 0..<Axes.needs {
        held[age * Axes.needs + need] = now[age] * row[need]
        flows[.stay, age, need] = kept[age] * row[need]
        flows[.new, age, need] = new[age] * newRow[need]
        flows[.transferredIn, age, need] = (now[age] - kept[age] - new[age]) * row[need]
        flows[.leave, age, need] = left[age] * row[need]
      }
    }
    let people = try #require(people[code])
    let population = Population(years: [2024: people, 2025: people, 2026: people])
    let flow = try #require(PublicBorough.Flow(new: new, kept: kept, left: left, newNeeds: newNeeds[code]))
    return (
      BoroughFlows(code: code, flows: [2025: flows], population: population),
      try #require(PublicBorough(code: code, stock: held, flows: [2025: flow], population: population))
    )
  }

  private static let none = [Double](repeating: 0, count: 26)

  /// Where nobody of that age has a need, "other" has all.
  private static func shares(_ table: [Double], _ age: Int) -> [Double] {
    let row = table.isEmpty ? [] : Array(table[age * Axes.needs..<(age + 1) * Axes.needs])
    let total = row.reduce(0, +)
    return total > 0 ? row.map { $0 / total } : (0..<Axes.needs).map { $0 == Need.oth.rawValue ? 1 : 0 }
  }

  /// Fifth column by area, year and age. Rows of other ages than 0 to 25 are left out.
  private static func byAge(_ name: String) throws -> [String: [Int: [Double]]] {
    var tables: [String: [Int: [Double]]] = [:]
    for row in try PublishedBacktestTests.rows(name) {
      guard let year = Int(row[2]), let age = Int(row[3]), (0..<26).contains(age), let plans = Double(row[4]) else { continue }
      tables[row[0], default: [:]][year, default: none][age] += plans
    }
    return tables
  }

  private static func byNeed(_ name: String) throws -> [String: [Double]] {
    let path = try #require(SharedFiles.path("data/" + name))
    let header = try String(contentsOfFile: path, encoding: .utf8).prefix { !$0.isNewline }.split(separator: ",").map(String.init)
    var tables: [String: [Double]] = [:]
    for row in try PublishedBacktestTests.rows(name) {
      guard let age = Int(row[3]), (0..<26).contains(age) else { continue }
      for (column, code) in header.enumerated() {
        guard let need = code == "UNK" ? .oth : Need(code: code), let plans = Double(row[column]) else { continue }
        tables[row[0], default: [Double](repeating: 0, count: Axes.cohort)][age * Axes.needs + need.rawValue] += plans
      }
    }
    return tables
  }
}
