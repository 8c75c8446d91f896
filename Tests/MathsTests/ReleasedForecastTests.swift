import Estimation
@testable import Forecasting
import Foundation
import Testing
import Vocabulary

/// What the noise of released counts does to London's forecast, on the reference's 33 boroughs at ρ = 0.1 a flow year:
/// root mean square error over 20 seeds. The limits are the errors of the specification's estimator (section 5.2), measured as
/// there: against the same estimator without noise. The distance from the forecast from exact counts is printed beside.
@Suite(.enabled(if: ForecastReference.folder != nil, "needs FORECAST_REFERENCE, or the shared files"))
struct ReleasedForecastTests {
  /// Twenty fix a root mean square to a sixth of itself. FORECAST_SEEDS asks for more, to be printed: the limits are of
  /// twenty.
  private static let seeds = ProcessInfo.processInfo.environment["FORECAST_SEEDS"].flatMap { Int($0) } ?? 20

  /// Cross and margin at half the budget each (variance 1/ρ), fitted: 0.84% in 2031, 0.93% in 2039.
  @Test func fromCrossAndMargin() throws {
    let errors = try errors(cross: 10, margin: 10)
    #expect(Self.seeds != 20 || errors.early <= 0.84 && errors.late <= 0.93, "\(errors)")
  }

  /// All of the budget for the cross (variance 1/2ρ), margins by age as published: 0.44% in 2031, 0.49% in 2039.
  @Test func fromTheCrossAndExactPublicMargins() throws {
    let errors = try errors(cross: 5, margin: 0)
    #expect(Self.seeds != 20 || errors.early <= 0.44 && errors.late <= 0.49, "\(errors)")
  }

  /// The estimator for noised counts, on counts without noise: what is left is what its shrinkage does otherwise than that of
  /// exact counts. In a part of London it adds up, in its stated error it is not. Six years on, root mean square over
  /// boroughs, in percent of their mean: 0.83 in the reference's world and 0.41 in the rehearsal's, where two boroughs
  /// have twice the usual arrivals. Shrinkage by age alone, stronger with the noise, had 1.07 and 1.34. Nothing is drawn,
  /// so these two figures are limits for these two worlds.
  ///
  /// Worlds differ: four others of the reference, from other seeds, have 1.06 to 1.16. What it may be in any world follows from
  /// what it is beside: the error that noise brings to a borough, 2.4% in all of them. Below 0.6 of it, it makes a borough's
  /// error larger by at most a sixth (√(1 + 0.36)). Six worlds have 0.19 to 0.48; the reference's five 0.44 ± 0.05, so that 0.6
  /// is three deviations away.
  @Test func ratesAimAtThoseFromExactCounts() throws {
    for world in FictionalLondon.usual {
      guard let truth = try world.read() else { return print("released: skipped, \(world) is not here") }
      let (aim, noise) = try Self.aim(truth.boroughs, truth.census)
      print("released, \(world): without noise \(aim)% from exact, of noise \(noise)%")
      #expect(aim < 0.6 * noise)
      if world == .rehearsal { #expect(aim < 0.6) }
      if world == .reference && ForecastReference.isStandardWorld { #expect(aim < 0.95) }
    }
  }

  /// Of boroughs six years on, in percent of their mean: root mean square distance of the estimator on exact counts from the
  /// forecast from exact counts, and of that on noised counts from that on exact ones, over four draws.
  private static func aim(_ boroughs: [BoroughFlows], _ census: Int) throws -> (aim: Double, noise: Double) {
    let last = census + 6
    func released(_ some: [BoroughFlows]) throws -> [Double] {
      try BaseForecast.released(some, censusYear: census, lastYear: last, cellVariance: 10, marginVariance: 10)
        .map { $0.total(last) }
    }
    func square(_ some: [Double], _ other: [Double]) -> Double {
      zip(some, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(some.count)
    }
    let exact = try BaseForecast.exact(boroughs, censusYear: census, lastYear: last).map { $0.total(last) }
    let aimed = try released(boroughs)
    var noise = 0.0
    for seed in 0..<4 {
      var source = SeededSource(seed: UInt64(seed), stream: [8])
      noise += square(try released(noised(boroughs, census, cross: 10, margin: 10, &source)), aimed) / 4
    }
    let percent = 100 * Double(exact.count) / exact.reduce(0, +)
    return (percent * square(aimed, exact).squareRoot(), percent * noise.squareRoot())
  }

  /// Both flow years with noise of these variances, fitted.
  private static func noised(
    _ boroughs: [BoroughFlows], _ census: Int, cross: Double, margin: Double, _ source: inout SeededSource
  ) -> [BoroughFlows] {
    boroughs.map { borough in
      var flows: [Int: FlowCounts] = [:]
      for year in [census - 1, census] {
        guard let exact = borough.flows[year] else { continue }
        flows[year] = released(exact, cross: cross, margin: margin, &source)
      }
      return BoroughFlows(code: borough.code, flows: flows, population: borough.population)
    }
  }

  /// In percent of London's total: root mean squares, and means, in 2031 and 2039.
  private struct Errors: CustomStringConvertible {
    var early = 0.0, late = 0.0, earlyBias = 0.0, lateBias = 0.0
    var description: String { "2031: \(early)% (bias \(earlyBias)), 2039: \(late)% (bias \(lateBias))" }
  }

  private func errors(cross: Double, margin: Double) throws -> Errors {
    let census = ForecastReference.censusYear
    let boroughs = try ForecastReference.boroughs()
    func total(_ model: CohortModel) throws -> [Double] {
      let projections = try model.project()
      return [census + 7, census + 15].map { year in projections.reduce(0) { $0 + $1.total(year) } }
    }
    let exact = try total(.exact(boroughs, censusYear: census, lastYear: census + 15))
    let quiet = try total(
      .released(boroughs, censusYear: census, lastYear: census + 15, cellVariance: 0, marginVariance: 0))
    var fromExact = [0.0, 0.0]
    var errors = Errors()
    for seed in 0..<Self.seeds {
      var source = SeededSource(seed: UInt64(seed), stream: [7])
      let noised = Self.noised(boroughs, census, cross: cross, margin: margin, &source)
      let found = try total(
        .released(noised, censusYear: census, lastYear: census + 15, cellVariance: cross, marginVariance: margin))
      let distances = zip(found, quiet).map { 100 * ($0 / $1 - 1) }
      for place in 0...1 {
        let distance = 100 * (found[place] / exact[place] - 1)
        fromExact[place] += distance * distance / Double(Self.seeds)
      }
      errors.early += distances[0] * distances[0] / Double(Self.seeds)
      errors.late += distances[1] * distances[1] / Double(Self.seeds)
      errors.earlyBias += distances[0] / Double(Self.seeds)
      errors.lateBias += distances[1] / Double(Self.seeds)
    }
    (errors.early, errors.late) = (errors.early.squareRoot(), errors.late.squareRoot())
    print("released, cross \(cross), margin \(margin): \(errors); from exact \(fromExact.map { $0.squareRoot() })")
    return errors
  }

  /// Counts plus noise of these variances, fitted.
  static func released(
    _ flows: FlowCounts, cross: Double, margin: Double, _ source: inout SeededSource
  ) -> FlowCounts {
    let rows = 4 * 26
    let margins = (0..<rows).map { row in
      flows.cells[row * 12..<row * 12 + 12].reduce(0, +) + margin.squareRoot() * source.normal()
    }
    let cells = flows.cells.map { $0 + cross.squareRoot() * source.normal() }
    return FlowCounts(
      cells: MarginFit.combine(
        cross: cells, rows: rows, columns: 12, margin: margins, crossVariance: cross, marginVariance: margin)) ?? FlowCounts()
  }
}
