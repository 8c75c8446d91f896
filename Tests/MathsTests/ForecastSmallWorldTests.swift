import Forecasting
import Testing
import Vocabulary

/// A world of one borough, small enough for pencil and paper.
///
/// Every January there are 1,200 people of each age. In both flow years 60 plans (ASD) stay into age 10, 20 leave at
/// age 9, 12 are new at age 9 and 24 at age 10. The window's weights sum to 2.
struct ForecastSmallWorldTests {
  private let flows: FlowCounts = {
    var flows = FlowCounts()
    flows[.stay, 10, 0] = 60
    flows[.leave, 9, 0] = 20
    flows[.new, 9, 0] = 12
    flows[.new, 10, 0] = 24
    return flows
  }()

  private func borough(people: [Int: [Double]] = [:]) -> BoroughFlows {
    var years: [Int: [Double]] = [:]
    for year in 2023...2040 { years[year] = people[year] ?? [Double](repeating: 1200, count: 26) }
    return BoroughFlows(code: "E09000001", flows: [2024: flows, 2025: flows], population: Population(years: years))
  }

  @Test func oneYearByHand() throws {
    let projection = try BaseForecast.exact([borough()], censusYear: 2025, lastYear: 2026)[0]
    #expect(projection.firstYear == 2025 && projection.years == 2)
    #expect(projection.total(2025) == 96)  // 12 aged 9, 60 + 24 aged 10
    // New: 24/2400 and 48/2400 a head, unmoved by shrinkage since the borough is the pool: 12 and 24 plans.
    // Kept at 9: pool by age 120.5/161, by need (120 + 20·that)/180, borough (120 + 20·that)/180.
    let kept = (120 + 20 * ((120 + 20 * (120.5 / 161)) / 180)) / 180
    // Kept at 10: nobody was seen there, so half.
    func plans(_ age: Int) -> Double { projection.cells[(26 + age) * 12] }
    #expect((plans(9) - 12).magnitude < 1e-6)
    #expect((plans(10) - (24 + 12 * kept)).magnitude < 1e-6)
    #expect((plans(11) - 42).magnitude < 1e-6)
    #expect((projection.total(2026) - (12 + 24 + 12 * kept + 42)).magnitude < 1e-6)
    let phases = projection.phaseNeed()
    #expect((phases[60 + 12] - (36 + 12 * kept)).magnitude < 1e-6)  // primary
    #expect((phases[60 + 24] - 42).magnitude < 1e-6)  // secondary
  }

  @Test func aGrowingCohortCarriesItsPlansButNotBeyondATenth() throws {
    var crowded = [Double](repeating: 1200, count: 26)
    crowded[11] = 2400
    let projection = try BaseForecast.exact([borough(people: [2026: crowded])], censusYear: 2025, lastYear: 2026)[0]
    #expect((projection.cells[(26 + 11) * 12] - 42 * 1.1).magnitude < 1e-6)
  }

  @Test func withoutNoiseBothWaysInStartFromTheSamePlans() throws {
    let exact = try BaseForecast.exact([borough()], censusYear: 2025, lastYear: 2040)[0]
    let released = try BaseForecast.released(
      [borough()], censusYear: 2025, lastYear: 2040, cellVariance: 0, marginVariance: 0)[0]
    #expect(released.total(2025) == exact.total(2025))
    let impossible = released.cells.filter { !$0.isFinite || $0 < 0 }
    #expect(impossible.isEmpty)
  }

  @Test func negativeReleasedCountsStayInTheStock() throws {
    var noised = flows
    noised[.new, 3, 5] = -7.5
    let base = borough()
    let projection = try BaseForecast.released(
      [BoroughFlows(code: base.code, flows: [2024: flows, 2025: noised], population: base.population)],
      censusYear: 2025, lastYear: 2025, cellVariance: 10, marginVariance: 10)[0]
    #expect(projection.total(2025) == 88.5)
  }

  @Test func noiseAloneGivesNumbersAndNoTrap() throws {
    var noise = FlowCounts()
    for cell in noise.cells.indices { noise.cells[cell] = Double((cell * 7919) % 21 - 10) }
    let base = borough()
    let projection = try BaseForecast.released(
      [BoroughFlows(code: base.code, flows: [2024: noise, 2025: noise], population: base.population)],
      censusYear: 2025, lastYear: 2040, cellVariance: 10, marginVariance: 10)[0]
    let impossible = projection.cells.filter { !$0.isFinite }
    #expect(impossible.isEmpty)
  }

  @Test func whatIsMissingIsNamed() {
    let base = borough()
    func attempt(_ flows: [Int: FlowCounts], _ years: [Int: [Double]], to lastYear: Int = 2026) -> ForecastError? {
      do {
        _ = try BaseForecast.exact(
          [BoroughFlows(code: "E09000001", flows: flows, population: Population(years: years))], censusYear: 2025,
          lastYear: lastYear)
        return nil
      } catch { return error }
    }
    let people = [Double](repeating: 1, count: 26)
    let years = [2023: people, 2024: people, 2025: people]
    #expect(attempt([2025: flows], years) == .missingFlows(borough: "E09000001", year: 2024))
    #expect(attempt(base.flows, years) == .missingPopulation(borough: "E09000001", year: 2026))
    #expect(attempt(base.flows, [2024: people, 2025: people]) == .missingPopulation(borough: "E09000001", year: 2023))
    #expect(attempt(base.flows, years, to: 2025) == nil)
    #expect(attempt(base.flows, years, to: 2024) == .lastYearTooEarly(censusYear: 2025, lastYear: 2024))
    let nobody = [Double](repeating: 0, count: 26)
    let empty = attempt(base.flows, years.merging([2026: nobody]) { $1 })
    #expect(empty == .populationNotPositive(borough: "E09000001", year: 2026))
    #expect(throws: ForecastError.noBoroughs) { try BaseForecast.exact([], censusYear: 2025, lastYear: 2026) }
  }
}

/// The forecast that travels with the tables.
struct BoroughForecastTests {
  private func tables(_ year: Int) -> ReleasedFlows {
    ReleasedFlows(
      year: year, cross: (0..<1248).map { Int64(($0 * 31 + year) % 17 - 3) },
      margin: (0..<104).map { Int64(($0 * 13 + year) % 120) }, crossVariance: 10, marginVariance: 10)
  }
  private let population = Population(
    years: Dictionary(uniqueKeysWithValues: (2023...2040).map { ($0, (0..<26).map { age in 900 + Double(age) / 7 }) }))

  @Test func agentAndHubGetTheSameIntegers() throws {
    func cells() throws -> [Int64] {
      try BoroughForecast.cells(
        borough: "E09000007", earlier: tables(2024), later: tables(2025), population: population, lastYear: 2040)
    }
    let (first, second) = (try cells(), try cells())
    #expect(first.count == 16 * 5 * 12)
    #expect(first == second)
    let fitted = try #require(tables(2025).fitted())
    let stock = fitted.stock.reduce(0, +)
    // 60 cells of the census year, each rounded to a thousandth.
    #expect((Double(first[..<60].reduce(0, +)) / 1000 - stock).magnitude <= 60 * 0.0005)
  }

  @Test func aShortTableIsRefused() {
    let short = ReleasedFlows(year: 2025, cross: [1], margin: [], crossVariance: 10, marginVariance: 10)
    #expect(throws: ForecastError.wrongTableSize(borough: "E09000007", year: 2025)) {
      try BoroughForecast.cells(
        borough: "E09000007", earlier: tables(2024), later: short, population: population, lastYear: 2040)
    }
  }
}
