// Forecasting: the cohort model of plans over plain counts.
//
// Everything here is a pure function of counts and public populations, in double precision and without rounding
// inside. It uses only the four operations, square roots and comparisons, which IEEE 754 fixes to the last bit: the
// agent and the hub get the same numbers from the same counts. It never asks whether a count is exact or noised;
// `exact` and `released` are the two ways in. Model: level 1 of the product's
// specification of the forecast: rates by age and need, shrunk to the pool, projected year by year under a scenario, with
// placements by fixed shares. `CohortModel` is the model, `Scenario` a future, `BaseForecast` the two in one call.

import Vocabulary

/// Lengths of the axes, in the order in which cells lie. Literals, so that the compiler knows how long loops are;
/// `AxesTests` holds them against the vocabulary.
enum Axes {
  static let ages = 26
  static let needs = 12
  static let statuses = 4
  static let phases = 5
  static let sectors = 6
  /// Cells of one age × need table.
  static let cohort = 312
}

/// Groups of academic ages that share one mix of needs among new plans: 0-4, 5-6, 7-10, 11-15, 16-25.
enum MixGroup {
  static let count = 5
  static func of(age: Int) -> Int {
    switch age {
    case ..<5: 0
    case ..<7: 1
    case ..<11: 2
    case ..<16: 3
    default: 4
    }
  }

  /// - Parameter table: age × need.
  /// - Returns: group × need.
  static func sums(_ table: [Double]) -> [Double] {
    var groups = [Double](repeating: 0, count: count * Axes.needs)
    for cell in table.indices { groups[of(age: cell / Axes.needs) * Axes.needs + cell % Axes.needs] += table[cell] }
    return groups
  }
}

/// Why a forecast cannot be made. Years and borough codes are public.
public enum ForecastError: Error, Equatable, CustomStringConvertible {
  case noBoroughs
  case missingFlows(borough: String, year: Int)
  case missingPopulation(borough: String, year: Int)
  case populationNotPositive(borough: String, year: Int)
  case wrongTableSize(borough: String, year: Int)
  case lastYearTooEarly(censusYear: Int, lastYear: Int)
  case tooLarge(borough: String)
  case badScenario(String)
  case levelYearOutside(year: Int, first: Int, last: Int)
  case levelNotReachable(year: Int)

  public var code: String {
    switch self {
    case .noBoroughs: "no-boroughs"
    case .missingFlows: "missing-flows"
    case .missingPopulation: "missing-population"
    case .populationNotPositive: "population-not-positive"
    case .wrongTableSize: "wrong-table-size"
    case .lastYearTooEarly: "last-year-too-early"
    case .tooLarge: "too-large"
    case .badScenario: "bad-scenario"
    case .levelYearOutside: "level-year-outside"
    case .levelNotReachable: "level-not-reachable"
    }
  }

  public var description: String { "\(code): \(text)" }

  /// What is wrong and what to do, without the code.
  public var text: String {
    switch self {
    case .noBoroughs: "a forecast needs the flows of at least one borough"
    case .missingFlows(let borough, let year):
      "no flow table of \(borough) for the year to January \(year), which its window or its scenario needs"
    case .missingPopulation(let borough, let year):
      "no population of \(borough) for January \(year); add the row to the population file"
    case .populationNotPositive(let borough, let year):
      "a population of \(borough) for January \(year) is not above 0; use a smoothed series"
    case .wrongTableSize(let borough, let year):
      "a flow table of \(borough) for the year to January \(year) has another number of cells than its plan says"
    case .lastYearTooEarly(let census, let last):
      "the last year \(last) lies before the census year \(census)"
    case .tooLarge(let borough): "the forecast of \(borough) leaves the range of plausible counts; check its tables"
    case .badScenario(let lever): "the scenario's lever \"\(lever)\" has a number outside its range; see docs/forecast.md"
    case .levelYearOutside(let year, let first, let last):
      "the growth scenario states a level for January \(year), outside the forecast (\(first) to \(last))"
    case .levelNotReachable(let year):
      "no growth between 0 and 40% a year gives the level that the growth scenario states for January \(year)"
    }
  }
}
