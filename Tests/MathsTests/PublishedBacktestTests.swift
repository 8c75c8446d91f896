import Forecasting
import Foundation
import TestSupport
import Testing

/// The methods on DfE's published totals of London's boroughs, against figures computed once by an independent program
/// (section 6.2 of the specification), and the gate that a real run has to pass, as far as bands of ages allow it: by a method
/// that lies in this file. The product's own model meets published data in `PublishedCohortTests`.
@Suite(.enabled(if: SharedFiles.path("data/fc-dfe-stock-ageband-2010-2022.csv") != nil, "needs the shared files"))
struct PublishedBacktestTests {
  private static let london = PublishedLondon.london, newham = PublishedLondon.newham, city = PublishedLondon.city

  /// Plans by area and January, 2010 to 2025, London to 2026.
  static func totals() throws -> [String: [Int: Double]] {
    var totals: [String: [Int: Double]] = [:]
    for row in try rows("fc-dfe-stock-ageband-2010-2022.csv") where row[3] == "Total" {
      totals[row[0], default: [:]][Int(row[2]) ?? 0] = Double(row[4])
    }
    for row in try rows("fc-dfe-caseload-placement-2019-2025.csv") {
      totals[row[0], default: [:]][Int(row[2]) ?? 0] = Double(row[3])
    }
    for code in [london, newham] { totals[code]?[2025]? += PublishedLondon.missing }
    totals[london]?[2026] = 108_712
    return totals
  }

  static func rows(_ name: String) throws -> [[String]] {
    let path = try #require(SharedFiles.path("data/" + name))
    return try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Method, horizon: boroughs' mean and median absolute error, London's mean absolute error and bias.
  private static let naive: [(Peer, Int, [Double])] = [
    (.persistence, 1, [8.17, 7.66, 7.9, -7.9]), (.persistence, 2, [15.67, 15.55, 15.74, -15.74]),
    (.persistence, 3, [22.77, 22.63, 23.25, -23.25]), (.drift, 1, [4.43, 3.16, 1.97, -1.9]),
    (.drift, 2, [8.1, 6.52, 4.91, -4.91]), (.drift, 3, [11.92, 9.9, 8.68, -8.68]),
    (.growth, 1, [4.62, 3.36, 1.78, -0.81]), (.growth, 2, [8.55, 6.7, 4.3, -2.38]),
    (.growth, 3, [12.55, 11.36, 7.56, -4.45]), (.holt, 1, [5.27, 4.2, 4.04, -4.04]),
    (.holt, 2, [9.54, 8.71, 8.55, -8.55]), (.holt, 3, [14.43, 13.52, 13.84, -13.84]),
  ]

  /// The same from the origins that bands of ages allow: 2018 to 2021, held against no later January than 2022.
  private static let fromBands: [(Peer, Int, [Double])] = [
    (.persistence, 1, [8.71, 8.47, 8.85, -8.85]), (.persistence, 2, [16.71, 15.96, 17.06, -17.06]),
    (.persistence, 3, [23.88, 24.11, 24.47, -24.47]), (.drift, 1, [3.49, 2.62, 1.13, -1.09]),
    (.drift, 2, [6.23, 5.37, 2.88, -2.88]), (.drift, 3, [9.6, 8.41, 5.34, -5.34]),
    (.growth, 1, [3.98, 3.05, 1.04, 0.56]), (.growth, 2, [7.21, 5.81, 2.2, 1.06]),
    (.growth, 3, [10.83, 10.83, 3.0, 1.17]), (.holt, 1, [4.69, 3.82, 4.07, -4.07]),
    (.holt, 2, [8.49, 7.63, 8.16, -8.16]), (.holt, 3, [13.18, 12.45, 12.91, -12.91]),
  ]

  @Test func simpleMethodsErrAsTheyWereFoundToErr() throws {
    let totals = try Self.totals()
    for (rows, origins, last) in [(Self.naive, 2014, 2026), (Self.fromBands, 2018, 2022)] {
      for (peer, horizon, expected) in rows {
        var (boroughs, london): ([Double], [Double]) = ([], [])
        for (code, known) in totals where code != Self.city {
          for origin in origins...last - horizon {
            guard let actual = known[origin + horizon] else { continue }
            let history = (2010...origin).compactMap { known[$0] }
            let error = 100 * (try #require(peer.forecast(history, horizon: horizon)) - actual) / actual
            if code == Self.london { london.append(error) } else { boroughs.append(error) }
          }
        }
        let found = [
          mean(boroughs.map(\.magnitude)), Quantiles.of(boroughs.map(\.magnitude), at: [0.5])[0],
          mean(london.map(\.magnitude)), mean(london),
        ]
        for (value, printed) in zip(found, expected) {
          #expect((value - printed).magnitude < 0.006, "\(peer.rawValue) \(horizon) from \(origins): \(value), not \(printed)")
        }
      }
    }
  }

  /// Four broad ages, the balancing net flows of two years: what a cohort brings where only bands are published.
  @Test func ageBandsPassTheGate() throws {
    let stocks = try Self.bands()
    let printed: [Int: [Double]] = [1: [3.61, 2.59, 0.69, -0.53], 2: [6.18, 4.8, 1.66, -1.66], 3: [9.33, 7.31, 3.14, -3.14]]
    for (horizon, expected) in printed {
      var (boroughs, london, drift): ([Double], [Double], [Double]) = ([], [], [])
      for origin in 2018..<2023 - horizon {
        for (code, known) in stocks where code != Self.city {
          guard (origin - 2...origin + horizon).allSatisfy({ known[$0] != nil }) else { continue }
          let actual = (known[origin + horizon] ?? []).reduce(0, +)
          let error = 100 * (Self.forecast(known, origin, horizon).reduce(0, +) - actual) / actual
          guard code == Self.london else {
            boroughs.append(error)
            continue
          }
          london.append(error)
          let history = (2010...origin).compactMap { known[$0]?.reduce(0, +) }
          drift.append(100 * (try #require(Peer.drift.forecast(history, horizon: horizon)) - actual) / actual)
        }
      }
      let found = [
        mean(boroughs.map(\.magnitude)), Quantiles.of(boroughs.map(\.magnitude), at: [0.5])[0],
        mean(london.map(\.magnitude)), mean(london),
      ]
      for (value, expected) in zip(found, expected) {
        #expect((value - expected).magnitude < 0.006, "\(horizon) years: \(value), not \(expected)")
      }
      // The gate: London 1.5% at one year and 5% at three, boroughs' median 4%, no worse than a line by half a point.
      if horizon == 1 { #expect(found[2] <= 1.5 && found[1] <= 4) }
      if horizon == 3 { #expect(found[2] <= 5) }
      #expect(found[2] <= mean(drift.map(\.magnitude)) + 0.5)
    }
  }

  /// Plans at 0-10, 11-15, 16-19, 20-25 by area and January.
  private static func bands() throws -> [String: [Int: [Double]]] {
    var stocks: [String: [Int: [Double]]] = [:]
    let places = ["Under 5": 0, "Age 5 to 10": 0, "Age 11 to 15": 1, "Age 16 to 19": 2, "Age 20 to 25": 3]
    for row in try rows("fc-dfe-stock-ageband-2010-2022.csv") {
      guard let place = places[row[3]], let plans = Double(row[4]), let year = Int(row[2]) else { continue }
      stocks[row[0], default: [:]][year, default: [0, 0, 0, 0]][place] += plans
    }
    return stocks
  }

  /// Each year a part of a band grows into the next; what is then missing or too much in the two years before the origin,
  /// in the mean, comes every year.
  private static func forecast(_ known: [Int: [Double]], _ origin: Int, _ horizon: Int) -> [Double] {
    let leaving = [1.0 / 6, 1.0 / 5, 1.0 / 4, 0]
    func older(_ plans: [Double]) -> [Double] {
      plans.indices.map { plans[$0] * (1 - leaving[$0]) + ($0 > 0 ? plans[$0 - 1] * leaving[$0 - 1] : 0) }
    }
    let flows = [origin - 1, origin].map { year in zip(known[year] ?? [], older(known[year - 1] ?? [])).map { $0 - $1 } }
    var plans = known[origin] ?? []
    for _ in 0..<horizon { plans = zip(older(plans), zip(flows[0], flows[1])).map { $0 + ($1.0 + $1.1) / 2 } }
    return plans
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
