import Ingest
import Records
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Contributions
@testable import Disclosure

/// Who counts on which quarter day, from the dates in returns to the run of days that the gate is given.
@Suite struct QuarterStockTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan

  static let cohorts = ReleasePlan.londonSend3.statistic("quarter-stock-2025-cohort")

  /// Cohort and days of each child but the one who is always there, in both shapes of returns.
  private func found(_ returns: [TinyReturn]) throws -> [[(cohort: Int, days: ClosedRange<Int>)]] {
    let statistic = try #require(Self.cohorts)
    return try TinyFolder.bothShapes(returns).map { tiny in
      let ingested = try tiny.read()
      #expect(ingested.isBalanced)
      return try #require(statistic.contributions(of: ingested.roll)).map { contribution in
        #expect(contribution.cell.isMultiple(of: 4))
        return (contribution.cell / 4, try #require(contribution.segment).days)
      }
    }
  }

  private func expect(
    _ plans: [Plan], _ days: ClosedRange<Int>?, cohort: Int = 13, birth: String = "2011-04-15",
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let one = TinyReturn(children: [Child(upn: "X900000000001", birth: birth, plans: plans), Child(upn: "Y900000000009")])
    for found in try found([one]) {
      let others = found.dropLast()
      #expect(others.map(\.days) == [days].compactMap { $0 }, "\(plans)", sourceLocation: place)
      if days != nil { #expect(others.first?.cohort == cohort, sourceLocation: place) }
    }
  }

  /// A plan counts from the day it starts or came, up to the day before it ceases.
  @Test func aPlanCountsOnTheDaysItIsInForceHere() throws {
    try expect([Plan()], 0...3)
    try expect([Plan(start: "2024-03-31")], 0...3)
    try expect([Plan(start: "2024-04-01")], 1...3)
    try expect([Plan(start: "2024-12-31")], 3...3)
    try expect([Plan(start: "2025-01-01")], nil)
    try expect([Plan(cease: "2024-03-31")], nil)
    try expect([Plan(cease: "2024-04-01")], 0...0)
    try expect([Plan(start: "2024-04-10", cease: "2024-12-31")], 1...2)
    // On no census day, on a quarter day.
    try expect([Plan(start: "2024-05-01", cease: "2024-08-01")], 1...1)
    // From elsewhere: since it was received.
    try expect([Plan(received: "2024-07-02", start: "2019-02-01", transferLA: "305")], 2...3)
  }

  /// Who left and came back counts on the days between, and the report says of how many that is so.
  @Test func aGapIsFilledAndReported() throws {
    let back = [Plan(cease: "2024-05-01"), Plan(received: "2024-02-01", start: "2024-11-01")]
    try expect(back, 0...3)
    let late = [Plan(start: "2024-04-10", cease: "2024-09-01"), Plan(received: "2024-02-01", start: "2024-10-07")]
    try expect(late, 1...3)
    let one = TinyReturn(children: [Child(upn: "X900000000001", plans: back), Child(upn: "X900000000002", plans: late)])
    for tiny in try TinyFolder.bothShapes([one]) { #expect(try tiny.read().finding("plan-gap")?.count == 2) }
    // No gap: one plan follows another.
    let joined = TinyReturn(children: [
      Child(upn: "X900000000001", plans: [Plan(cease: "2024-06-30"), Plan(received: "2024-02-01", start: "2024-06-30")])
    ])
    for tiny in try TinyFolder.bothShapes([joined]) { #expect(try tiny.read().finding("plan-gap") == nil) }
  }

  /// The cohort is fixed by the birth; the age that may count is that of the school year of the day.
  @Test func theCohortIsTheSameOnAllDays() throws {
    try expect([Plan()], 0...3, cohort: 13, birth: "2010-09-01")
    try expect([Plan()], 0...3, cohort: 13, birth: "2011-08-31")
    try expect([Plan()], 0...3, cohort: 12, birth: "2011-09-01")
    // 25 until August 2024, 26 afterwards.
    try expect([Plan()], 0...1, cohort: 26, birth: "1998-03-01")
    try expect([Plan()], 0...3, cohort: 25, birth: "1998-09-01")
    try expect([Plan()], nil, birth: "1997-03-01")
    // Below 0 until August 2024.
    try expect([Plan(received: "2024-01-20", start: "2024-02-01")], 2...3, cohort: 0, birth: "2023-12-01")
  }

  /// Each year's days come from the return made for it: a later one knows them no longer as a whole.
  @Test func oneReturnTellsOfAYear() throws {
    let child = Child(upn: "X900000000001", birth: "2011-04-15")
    let roll = try TinyFolder.bothShapes(ReturnTests.two([child], [child]))[0].read().roll
    #expect(roll.quarterYears == [2024, 2025] && roll.censusYears == [2023, 2024, 2025])
    for year in [2024, 2025] { #expect(roll.persons[0].quarters.days(year) == QuarterDay.allCases) }
    for year in [2023, 2026, 1900, 2100] { #expect(roll.persons[0].quarters.days(year).isEmpty) }
  }

  /// Rows of one child that only a later return joins: days of each year come from one record.
  @Test func twoRecordsOfOneYearAreNotAddedUp() throws {
    let early = Child(upn: "X900000000001", plans: [Plan(cease: "2023-05-01")])
    let late = Child(upn: "", uln: "1000000001", plans: [Plan(received: "2022-12-01", start: "2023-11-01")])
    let together = Child(upn: "X900000000001", uln: "1000000001")
    for tiny in try TinyFolder.bothShapes(ReturnTests.two([early, late], [together])) {
      let roll = try tiny.read().roll
      #expect(roll.persons.count == 1)
      #expect(roll.persons[0].quarters.days(2024).count == 1)
    }
  }

  @Test func yearsAreKeptApart() {
    let held = HeldQuarters([(2018, 0b1000), (2021, 0), (2024, 0b0101), (2025, 0b0010), (2016, 0b1111)])
    #expect(held.days(2018) == [.december] && held.days(2024) == [.march, .september] && held.days(2025) == [.june])
    #expect(held.days(2016).isEmpty, "more than eight years back")
    #expect(held.days(2021).isEmpty && HeldQuarters().isEmpty && HeldQuarters([(2025, 0)]).isEmpty)
    let roll = Roll(persons: [], censusYears: [], quarterYears: [2025, 2016, 2018])
    #expect(roll.quarterYears == [2018, 2025])
  }

  @Test func theDaysAreThoseOfTheYearBeforeTheCensus() {
    let days = QuarterDay.allCases.map { $0.date(beforeCensus: 2025) }
    #expect(days.map { [$0.year, $0.month, $0.day] } == [[2024, 3, 31], [2024, 6, 30], [2024, 9, 30], [2024, 12, 31]])
    #expect(QuarterDay.june.name(beforeCensus: 2025) == "30 June 2024")
    #expect(QuarterDay.allCases.map { $0.academicAge(of: 11) } == [10, 10, 11, 11])
  }

  /// Axes that this program does not know, or others than the cohort, are in no table of days.
  @Test func theCatalogueHasCohortsOnly() throws {
    let sums = DayStrategy.fourDays.axis
    func reason(_ axes: [Axis]) throws -> String? {
      try Statistic(
        id: "s", kind: .quarterStock, dataYear: 2025, axes: axes + [sums], bound: .segment(.fourDays),
        rho: #require(Ratio(1, 200))
      ).notInCatalogue
    }
    let cohort = try #require(Self.cohorts?.axes.first)
    #expect(try reason([cohort]) == nil && reason([]) == nil)
    #expect(try reason([Axis(name: "need", labels: Need.codes)]) != nil)
    #expect(try reason([Axis(name: "cohort", labels: ["0", "1"])]) != nil)
    let stock = try Statistic(
      id: "s", kind: .stock, dataYear: 2025, axes: [cohort], bound: .count, rho: #require(Ratio(1, 200)))
    #expect(stock.notInCatalogue != nil)
  }
}
