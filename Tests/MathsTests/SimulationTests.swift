import Forecasting
import Foundation
import Testing
import Vocabulary

/// Simulated futures of a small world: 40 plans held at 9 (ASD), 12 new a year at 5 (SLCN).
struct SimulationTests {
  private let model: CohortModel

  init() throws {
    var flows = FlowCounts()
    flows[.stay, 9, 0] = 40
    flows[.leave, 8, 0] = 4
    flows[.new, 5, 1] = 12
    flows[.transferredIn, 9, 0] = 2
    let people = [Double](repeating: 1200, count: 26)
    let years = Population(years: Dictionary(uniqueKeysWithValues: (2020...2040).map { ($0, people) }))
    let boroughs = ["E09000001", "E09000002"].map { code in
      BoroughFlows(code: code, flows: [2024: flows, 2025: flows], population: years)
    }
    model = try .exact(boroughs, censusYear: 2025, lastYear: 2031)
  }

  private static let groups = [[0, 1], [0], [1]]

  @Test func meansAreTheForecastAndSumsAreSums() throws {
    let settings = SimulationSettings(draws: 2000, drift: nil)
    let fans = try model.simulate(groups: Self.groups, settings: settings)
    let forecast = try #require(Outlook.sum(try model.outlooks()))
    for year in 2025...2031 {
      let (mean, deviation) = fans[0].moments(.total, year)
      // Five standard errors of the mean of 2,000 futures; the census itself is known.
      #expect((mean - forecast.total(year)).magnitude <= 5 * deviation / 2000.0.squareRoot() + 1e-4, "\(year)")
      let parts = zip(fans[1].drawn(.total, year), fans[2].drawn(.total, year)).map { $0 + $1 }
      #expect(zip(parts, fans[0].drawn(.total, year)).allSatisfy { ($0 - $1).magnitude < 1e-3 })
    }
    #expect(fans[0].moments(.total, 2025).deviation == 0)
    #expect(fans[0].quantiles(.total, 2031) == fans[0].quantiles(.total, 2031).sorted())
  }

  /// New plans of five-year-olds are Poisson: variance like mean, without drift and with rates known.
  @Test func eachLayerAddsItsOwnSpread() throws {
    func spread(_ settings: SimulationSettings) throws -> Double {
      try model.simulate(groups: [[0]], settings: settings)[0].moments(.need(.slcn), 2026).deviation
    }
    let process = try spread(SimulationSettings(draws: 3000, parameters: false, drift: nil))
    let expected = try model.outlooks()[0].total(2026, need: .slcn)
    // 12 of 2025 kept or not (a half), and new ones: 12·¼ + mean of new.
    let variance = 12 * 0.25 + (expected - 6)
    #expect((process * process / variance - 1).magnitude < 5 * (2 / 3000.0).squareRoot(), "\(process) \(variance)")
    let rates = try spread(SimulationSettings(draws: 1000, drift: nil))
    let all = try spread(SimulationSettings(draws: 1000))
    #expect(rates > process && all > process)
    let none = try spread(SimulationSettings(draws: 5, parameters: false, process: false, drift: nil))
    #expect(none < 1e-3)
  }

  @Test func aSeedGivesTheSameFuturesAndABoroughDoesNotDependOnOthers() throws {
    let settings = SimulationSettings(draws: 3, seed: 5)
    func all(_ groups: [[Int]]) throws -> [[Double]] {
      try model.simulate(groups: groups, settings: settings).map { fan in
        (2025...2031).flatMap { fan.drawn(.total, $0) }
      }
    }
    let together = try all(Self.groups)
    #expect(try all(Self.groups) == together)
    #expect(try all([[1]])[0] == together[2])
    let other = try model.simulate(groups: [[0]], settings: SimulationSettings(draws: 3, seed: 6))[0].drawn(.total, 2031)
    let same = try model.simulate(groups: [[0]], settings: settings)[0].drawn(.total, 2031)
    #expect(other != same)
  }

  /// Threads only share out the work: the same futures, in the same order, from one core and from seven.
  @Test func aNumberOfCoresChangesNoFuture() throws {
    func all(cores: Int) throws -> [Fan] {
      var settings = SimulationSettings(draws: 23, seed: 11)
      settings.cores = cores
      return try model.simulate(groups: Self.groups, settings: settings)
    }
    func figures(_ fan: Fan) -> [Double] {
      (2025...2031).flatMap { fan.drawn(.total, $0) + fan.drawn(.need(.slcn), $0) + fan.drawn(.phase(.primary), $0) }
    }
    let alone = try all(cores: 1).map(figures)
    for cores in [2, 7, 40] { #expect(try all(cores: cores).map(figures) == alone, "\(cores) cores") }
    #expect(Set(alone[0]).count > 50, "futures differ")
  }

  @Test func driftIsOneForAllBoroughs() throws {
    var drift = SystemDrift.none
    (drift.issuing, drift.needs) = (0.5, 0.5)
    let settings = SimulationSettings(draws: 200, parameters: false, process: false, drift: drift)
    let fans = try model.simulate(groups: Self.groups, settings: settings)
    let (first, second) = (fans[1].drawn(.need(.slcn), 2030), fans[2].drawn(.need(.slcn), 2030))
    #expect(zip(first, second).allSatisfy { ($0 - $1).magnitude < 1e-3 })
    #expect(fans[1].moments(.need(.slcn), 2030).deviation > 1)
  }

  /// A trend of each future's own, as likely down as up: rates of the window, which lie a third of a year behind, have moved by
  /// four thirds of it in the first year. A scenario that states growth for three years has one from the fourth on, and on both
  /// sides of its difference from the base.
  @Test func aTrendGoesOnInOneDirectionUnlessTheScenarioStatesOne() throws {
    var drift = SystemDrift.none
    drift.issuingTrend = SystemDrift.standard.issuingTrend
    let settings = SimulationSettings(draws: 400, parameters: false, process: false, drift: drift)
    let base = try model.simulate(groups: Self.groups, settings: settings)
    let new = try model.outlooks()[0].total(2026, need: .slcn) - 6
    let trends = Moments(base[1].drawn(.need(.slcn), 2026).map { log(($0 - 6) / new) })
    // Five standard errors.
    #expect(trends.mean.magnitude < 5 * 0.104 / 400.0.squareRoot())
    #expect((trends.deviation / (0.078 * 4 / 3) - 1).magnitude < 5 / 800.0.squareRoot())
    #expect(zip(base[1].drawn(.total, 2030), base[2].drawn(.total, 2030)).allSatisfy { ($0 - $1).magnitude < 1e-3 })
    let rising = try model.simulate(.risingRates, groups: [[0]], settings: settings)[0]
    for year in 2026...2028 { #expect(rising.moments(.need(.slcn), year).deviation < 1e-3) }
    #expect(rising.moments(.need(.slcn), 2029).deviation > 0.5)
    let comparison = try Comparison([.risingRates], groups: [[0]], settings: settings) { _ in (model, []) }
    let higher = try #require(comparison.outcomes.last?.differences.first)
    #expect(higher.moments(.need(.slcn), 2028).deviation < 1e-3 && higher.moments(.need(.slcn), 2029).deviation > 0.05)
    #expect(higher.drawn(.need(.slcn), 2026).allSatisfy { $0 > 0 })
  }

  /// Boroughs drift apart, each as likely up as down in the mean: their sum spreads less than its parts, and does not grow.
  @Test func boroughsDriftApartAroundTheSameMean() throws {
    var drift = SystemDrift.none
    (drift.boroughIssuing, drift.boroughYear) = (SystemDrift.standard.boroughIssuing, SystemDrift.standard.boroughYear)
    let settings = SimulationSettings(draws: 2000, parameters: false, process: false, drift: drift)
    let fans = try model.simulate(groups: Self.groups, settings: settings)
    let forecast = try #require(Outlook.sum(try model.outlooks()))
    for year in [2026, 2028, 2031] {
      let (mean, deviation) = fans[0].moments(.need(.slcn), year)
      #expect((mean - forecast.total(year, need: .slcn)).magnitude < 5 * deviation / 2000.0.squareRoot(), "\(year)")
      let parts = fans[1].moments(.need(.slcn), year).deviation + fans[2].moments(.need(.slcn), year).deviation
      // Independent and alike: √2 instead of 2.
      #expect((deviation / parts - 0.5.squareRoot()).magnitude < 0.05)
    }
    // New plans of 2026: the window of 1:2 has 5/9 of a year's own variance and lies a ninth of a step behind.
    let logs = fans[1].drawn(.need(.slcn), 2026).map { $0 - 0.5 * 12 }
    let spread = Moments(logs)
    let variance = 0.0225 * (1 + 1.0 / 9) + 0.0289 * (1 + 5.0 / 9)
    #expect((spread.deviation / spread.mean / (exp(variance) - 1).squareRoot() - 1).magnitude < 0.1)
  }

  @Test func placementsFollowTheirShares() throws {
    var cells = [Double](repeating: 0, count: 360)
    for row in 0..<60 { (cells[row * 6], cells[row * 6 + 3]) = (75, 25) }
    let shares = PlacementShares.fit([cells, cells].compactMap { PlacementCounts(cells: $0) })
    let scenario = Scenario(
      name: "include",
      levers: [.inclusion(Inclusion(share: 1, from: [.independent], to: .mainstream, phasing: Phasing(from: 2030)))])
    let fan = try model.simulate(scenario, placements: shares, groups: [[0]], settings: SimulationSettings(draws: 20))[0]
    for (year, share) in [(2029, 0.25), (2030, 0)] {
      for (placed, total) in zip(fan.drawn(.sector(.independent), year), fan.drawn(.total, year)) {
        #expect((placed - share * total).magnitude < 1e-3)
      }
    }
    let phases = Phase.allCases.map { fan.drawn(.placed($0, .mainstream), 2031)[0] }
    #expect((phases.reduce(0, +) - fan.drawn(.sector(.mainstream), 2031)[0]).magnitude < 1e-2)
  }

  @Test func quantilesInterpolate() {
    #expect(Quantiles.of([4, 1, 3, 2], at: [0, 0.5, 1, 0.25]) == [1, 2.5, 4, 1.75])
    #expect(Quantiles.of([], at: [0.5])[0].isNaN)
  }
}
