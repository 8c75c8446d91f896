import Forecasting
import Foundation
import Testing
import Vocabulary

/// The drift of needs and of leaving in simulated futures of small worlds: what it moves, how far, and what stays.
struct SimulatedDriftTests {
  private static let population = Population(
    years: Dictionary(uniqueKeysWithValues: (2020...2040).map { ($0, [Double](repeating: 1200, count: 26)) }))

  /// Needs of new plans change, and how many there are does not. London's change is in both boroughs alike; a borough's own is not.
  @Test func needsDriftAmongAsManyNewPlans() throws {
    var flows = FlowCounts()
    (flows[.new, 5, 0], flows[.new, 5, 1], flows[.new, 12, 2]) = (300, 200, 100)
    let own = try CohortModel.exact(
      ["E09000001", "E09000002"].map { BoroughFlows(code: $0, flows: [2024: flows, 2025: flows], population: Self.population) },
      censusYear: 2025, lastYear: 2031)
    let before = try own.outlooks()[0]
    for (together, apart) in [(0.3, 0.0), (0, 0.3)] {
      var drift = SystemDrift.none
      (drift.needs, drift.boroughNeeds) = (together, apart)
      let settings = SimulationSettings(draws: 150, parameters: false, process: false, drift: drift)
      let fans = try own.simulate(groups: [[0, 1], [0], [1]], settings: settings)
      for year in [2026, 2031] {
        #expect(fans[1].drawn(.total, year).allSatisfy { ($0 / before.total(year) - 1).magnitude < 1e-5 })
        let (first, second) = (fans[1].drawn(.need(.slcn), year), fans[2].drawn(.need(.slcn), year))
        #expect((zip(first, second).allSatisfy { ($0 / $1 - 1).magnitude < 1e-5 }) == (apart == 0))
      }
      // The window of 1:2 lies a ninth of a step behind. Weights of two needs change apart: √2 of each in their ratio.
      let ratios = zip(fans[1].drawn(.need(.slcn), 2026), fans[1].drawn(.need(.asd), 2026)).map { slcn, asd in
        log((slcn - 100) / (asd - 150))
      }
      #expect((Moments(ratios).deviation / (0.3 * (2 * (1 + 1.0 / 9)).squareRoot()) - 1).magnitude < 5 / 300.0.squareRoot())
    }
  }

  /// Plans end at other rates each year, below 18 and from then on, and in the mean of boroughs as they did.
  @Test func leavingDriftsInEachBoroughAroundTheSameMean() throws {
    var flows = FlowCounts()
    (flows[.stay, 12, 0], flows[.leave, 11, 0], flows[.stay, 20, 0], flows[.leave, 19, 0]) = (9_000, 1_000, 5_000, 5_000)
    let own = try CohortModel.exact(
      [BoroughFlows(code: "E09000001", flows: [2024: flows, 2025: flows], population: Self.population)], censusYear: 2025, lastYear: 2027)
    var drift = SystemDrift.none
    (drift.boroughLeaving, drift.boroughLeavingFrom18) = (0.15, 0.4)
    let fan = try own.simulate(
      groups: [[0]], settings: SimulationSettings(draws: 600, parameters: false, process: false, drift: drift))[0]
    let forecast = try own.outlooks()[0]
    // Held at 12 they are at risk until 13, held at 20 until 21: a year of the window has 5/9 of the variance, the step one.
    for (age, deviation) in [(13, 0.15), (21, 0.4)] {
      let (mean, spread) = (fan.drawn(.age(age), 2026).reduce(0, +) / 600, Moments(fan.drawn(.age(age), 2026)).deviation)
      #expect((mean - forecast.total(2026, ages: age...age)).magnitude < 5 * spread / 600.0.squareRoot(), "\(age)")
      let held = forecast.total(2025, ages: age - 1...age - 1)
      let ended = Moments(fan.drawn(.age(age), 2026).map { 1 - $0 / held })
      let expected = (exp(deviation * deviation * (1 + 5.0 / 9)) - 1).squareRoot()
      #expect((ended.deviation / ended.mean / expected - 1).magnitude < 0.15, "\(age): \(ended)")
    }
  }
}

/// Mean and standard deviation of a sample.
struct Moments {
  let mean, deviation: Double
  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}
