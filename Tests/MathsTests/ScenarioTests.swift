@testable import Forecasting
import Testing
import Vocabulary

/// What each lever does, in a world small enough for pencil and paper.
///
/// Every January there are 1,200 people of each age. In both flow years 24 plans (SLCN) are new at age 6 and 12 (SEMH)
/// at age 12; nobody was held before, so half of the plans are kept each year, with nobody to learn from.
struct ScenarioTests {
  private let model: CohortModel

  init() throws {
    var flows = FlowCounts()
    flows[.new, 6, Need.slcn.rawValue] = 24
    flows[.new, 12, Need.semh.rawValue] = 12
    let people = [Double](repeating: 1200, count: 26)
    let population = Population(years: Dictionary(uniqueKeysWithValues: (2018...2040).map { ($0, people) }))
    var before = FlowCounts()
    before[.new, 6, Need.slcn.rawValue] = 12
    before[.new, 12, Need.semh.rawValue] = 6
    model = try .exact(
      [BoroughFlows(code: "E09000001", flows: [2020: before, 2024: flows, 2025: flows], population: population)],
      censusYear: 2025, lastYear: 2033)
  }

  /// New plans of one age and need, in one January: nobody younger is held, so all plans of that age are new.
  private func new(_ scenario: Scenario, _ year: Int, age: Int, _ need: Need) throws -> Double {
    try model.outlooks(scenario)[0].total(year, ages: age...age, need: need)
  }

  private func expectClose(_ value: Double, _ expected: Double, _ what: Comment? = nil) {
    #expect((value - expected).magnitude < 1e-6 * max(1, expected), what)
  }

  @Test func theBaseIssuesAsBefore() throws {
    for year in [2026, 2030] {
      expectClose(try new(.base, year, age: 6, .slcn), 24)
      expectClose(try new(.base, year, age: 12, .semh), 12)
    }
    // The plan of a seven-year-old was new a year before, and half of those are kept.
    expectClose(try new(.base, 2026, age: 7, .slcn), 12)
  }

  @Test func growthStopsAfterItsYears() throws {
    let scenario = Scenario(name: "growth", levers: [.growth(Growth(.rate(0.1), years: 2))])
    expectClose(try new(scenario, 2026, age: 6, .slcn), 26.4)
    expectClose(try new(scenario, 2027, age: 6, .slcn), 29.04)
    expectClose(try new(scenario, 2033, age: 6, .slcn), 29.04)
  }

  @Test func growthToALevelReachesItWhateverElseHappens() throws {
    let narrow = Lever.eligibility(Eligibility(factor: 0.9, phasing: Phasing(from: 2027)))
    let early = Lever.earlier(EarlierIdentification(share: 0.5, byYears: 2, phasing: Phasing(from: 2026), ages: 6...6))
    for others in [[], [narrow], [narrow, early]] {
      let scenario = Scenario(name: "to", levers: others + [.growth(Growth(.reaching(plans: 90, year: 2031), years: 4))])
      expectClose(try model.outlooks(scenario)[0].total(2031), 90)
    }
    let unreachable = Scenario(name: "to", levers: [.growth(Growth(.reaching(plans: 1, year: 2031), years: 4))])
    #expect(throws: ForecastError.levelNotReachable(year: 2031)) { try model.outlooks(unreachable) }
    let outside = Scenario(name: "to", levers: [.growth(Growth(.reaching(plans: 90, year: 2034), years: 4))])
    #expect(throws: ForecastError.levelYearOutside(year: 2034, first: 2026, last: 2033)) { try model.outlooks(outside) }
  }

  @Test func issuingReturnsToThatOfAnEarlierYear() throws {
    // 2020 issued half as much at ages 5-6 and 11-15; ages without new plans keep their ratio.
    expectClose(try new(.prePandemic, 2026, age: 6, .slcn), 24 * (1 - 0.5 / 3))
    expectClose(try new(.prePandemic, 2028, age: 6, .slcn), 12)
    expectClose(try new(.prePandemic, 2033, age: 12, .semh), 6)
    let ratios = Scenario(name: "r", levers: [.issuing(IssuingReturn(to: .ratios([1, 0.25, 1, 2, 1]), overYears: 1))])
    expectClose(try new(ratios, 2026, age: 6, .slcn), 6)
    expectClose(try new(ratios, 2026, age: 12, .semh), 24)
    let unknown = Scenario(name: "u", levers: [.issuing(IssuingReturn(to: .flowYear(2019), overYears: 3))])
    #expect(throws: ForecastError.missingFlows(borough: "E09000001", year: 2019)) { try model.outlooks(unknown) }
  }

  /// Two boroughs of which one knows 2020, and twice as many new plans now in the other: the ratio is that of the first, by its own
  /// rates then and now, and both follow it. One known by margins has no flow table, and changes nothing.
  @Test func whereSomeKnowTheYearAllFollowThem() throws {
    let own = try #require(model.boroughs.first)
    var twice = FlowCounts()
    for cell in twice.cells.indices { twice.cells[cell] = 2 * (own.flows[2025]?.cells[cell] ?? 0) }
    let other = BoroughFlows(code: "E09000002", flows: [2024: twice, 2025: twice], population: own.population)
    let both = try CohortModel.exact([own, other], censusYear: 2025, lastYear: 2033)
    func ratios(_ model: CohortModel) throws -> [Double] {
      let (then, now) = (try model.outlooks(.prePandemic), try model.outlooks())
      return zip(then, now).map { $0.total(2028, ages: 6...6, need: .slcn) / $1.total(2028, ages: 6...6, need: .slcn) }
    }
    for ratio in try ratios(both) { expectClose(ratio, 0.5) }
    let margins = try PublicBorough(
      margins: BoroughFlows(code: "E09000003", flows: other.flows, population: other.population), censusYear: 2025)
    for ratio in try ratios(both.adding([margins])) { expectClose(ratio, 0.5) }
    // Nor is the census year's table, made up of its stock alone, taken for one.
    let now = Scenario(name: "now", levers: [.issuing(IssuingReturn(to: .flowYear(2025), overYears: 1))])
    let course = try both.adding([margins]).outlooks(now)[2].total(2026, ages: 6...6, need: .slcn)
    expectClose(course / (try both.adding([margins]).outlooks()[2].total(2026, ages: 6...6, need: .slcn)), 1)
  }

  @Test func eligibilityNarrowsItsAgesAndNeedsFromItsYear() throws {
    let scenario = Scenario(
      name: "narrow",
      levers: [.eligibility(Eligibility(factor: 0.5, phasing: Phasing(from: 2029, overYears: 2), ages: 5...10, needs: [.slcn]))])
    expectClose(try new(scenario, 2028, age: 6, .slcn), 24)
    expectClose(try new(scenario, 2029, age: 6, .slcn), 18)
    expectClose(try new(scenario, 2030, age: 6, .slcn), 12)
    expectClose(try new(scenario, 2033, age: 12, .semh), 12)
  }

  @Test func earlierIdentificationMovesPlansAndMakesNone() throws {
    let scenario = Scenario(
      name: "early",
      levers: [.earlier(EarlierIdentification(share: 0.25, byYears: 2, phasing: Phasing(from: 2027), ages: 6...6))])
    func all(_ year: Int) throws -> (early: Double, late: Double) {
      let outlook = try model.outlooks(scenario)[0]
      // Of those found early half are kept each year: what is new at 6 is the rest.
      let early = outlook.total(year, ages: 4...4, need: .slcn)
      let kept = outlook.total(year - 1, ages: 5...5, need: .slcn) / 2
      return (early, outlook.total(year, ages: 6...6, need: .slcn) - kept)
    }
    let expected: [Int: (Double, Double)] = [2026: (0, 24), 2027: (6, 24), 2028: (6, 24), 2029: (6, 18), 2033: (6, 18)]
    for (year, (early, late)) in expected {
      let found = try all(year)
      expectClose(found.early, early, "\(year)")
      expectClose(found.late, late, "\(year)")
    }
  }

  @Test func inclusionMovesPlacementsAndKeepsTheirSum() throws {
    var cells = [Double](repeating: 0, count: 360)
    let row = (Phase.primary.rawValue * 12 + Need.slcn.rawValue) * 6
    (cells[row + Sector.mainstream.rawValue], cells[row + Sector.stateSpecial.rawValue]) = (60, 40)
    let shares = PlacementShares.fit([try #require(PlacementCounts(cells: cells))])
    #expect((shares[0].cells[row + Sector.stateSpecial.rawValue] - 0.4).magnitude < 1e-9)
    let scenario = Scenario(
      name: "include",
      levers: [.inclusion(Inclusion(share: 0.5, from: [.stateSpecial], to: .mainstream, phasing: Phasing(from: 2027, overYears: 2), phases: [.primary]))])
    let outlook = try model.outlooks(scenario, placements: shares)[0]
    for (year, share) in [(2026, 0.4), (2027, 0.3), (2028, 0.2), (2033, 0.2)] {
      let all = outlook.total(year, phase: .primary)
      expectClose(try #require(outlook.placed(year, phase: .primary, sector: .stateSpecial)), share * all, "\(year)")
      expectClose(try #require(outlook.placed(year)), outlook.total(year), "\(year)")
    }
  }

  /// A set has another order in every program and of every size of its storage: page and command agree to the last digit all
  /// the same.
  @Test func placementsMoveInOneOrder() throws {
    let counts = try #require(PlacementCounts(cells: (0..<360).map { Double(($0 * 7919) % 211) / 7 }))
    let shares = try #require(PlacementShares.fit([counts]).first)
    let sectors: [Sector] = [.resourced, .stateSpecial, .independent, .furtherEducation, .other]
    let moved = (0..<12).map { size in
      var some = Set<Sector>(minimumCapacity: 1 << size)
      for sector in size.isMultiple(of: 2) ? sectors : sectors.reversed() { some.insert(sector) }
      let lever = Inclusion(share: 0.3, from: some, to: .mainstream, phasing: Phasing(from: 2027))
      return PlacementCourse(inclusions: [lever]).shares(shares, year: 2030)
    }
    #expect(moved.dropFirst().allSatisfy { $0 == moved[0] })
  }

  @Test func noisedPlacementSharesAreNeverNegative() throws {
    let noise = (0..<360).map { Double(($0 * 7919) % 21 - 10) }
    let counts = try #require(PlacementCounts(cells: noise, variance: 36))
    for shares in PlacementShares.fit([counts, counts]) {
      for row in 0..<60 {
        let cells = shares.cells[row * 6..<row * 6 + 6]
        #expect(cells.allSatisfy { $0 >= 0 } && (cells.reduce(0, +) - 1).magnitude < 1e-9, "\(row)")
      }
    }
    #expect(PlacementCounts(cells: [1, 2]) == nil && PlacementCounts(cells: noise, variance: -1) == nil)
  }

  @Test func prevalenceSaysOfWhom() throws {
    let outlook = try model.outlooks()[0]
    let plans = outlook.total(2030)
    expectClose(outlook.prevalence(2030, of: .under25), 100 * plans / (25 * 1200))
    expectClose(outlook.prevalence(2030, of: .upTo25), 100 * plans / (26 * 1200))
  }

  @Test func whatAScenarioCannotMeanIsRefused() {
    let levers: [Lever] = [
      .growth(Growth(.rate(-1), years: 4)), .eligibility(Eligibility(factor: -0.1, phasing: Phasing(from: 2027))),
      .issuing(IssuingReturn(to: .ratios([1]), overYears: 3)),
      .earlier(EarlierIdentification(share: 0.5, byYears: 4, phasing: Phasing(from: 2027), ages: 3...6)),
      .inclusion(Inclusion(share: 0.5, from: [.mainstream], to: .mainstream, phasing: Phasing(from: 2027))),
    ]
    for lever in levers {
      #expect(throws: ForecastError.self, "\(lever)") { try model.outlooks(Scenario(name: "x", levers: [lever])) }
    }
  }
}
