@testable import ReleaseProtocol
import Testing

/// Plans whose tables are priced together: what a set may be, and that it never says another price than it has.
@Suite struct PlanSetTests {
  private func table(_ axes: [Axis], _ rho: Ratio, kind: Statistic.Kind = .stock, year: Int = 2025) -> Statistic {
    Statistic(unchecked: (["stock"] + axes.map(\.name)).joined(separator: "-"), kind, year, axes, .count, rho)
  }

  /// What a person reads of a price is the price: decimals that end, or the fraction.
  @Test func aPriceIsReadAsItIs() throws {
    for (ratio, text) in [
      (try #require(Ratio(15_172, 1_000_000)), "0.015172"), (try #require(Ratio(39_999, 1_000_000)), "0.039999"),
      (try #require(Ratio(-2_500_001, 1_000_000)), "-2.500001"), (try #require(Ratio(1, 25)), "1/25"), (try #require(Ratio(7, 1)), "7"),
      (try #require(Ratio(2403, 3700)), "2403/3700"), (try #require(Ratio(1, 1 << 40)), "1/1099511627776"),
    ] { #expect(ratio.shown == text) }
    for millionths in stride(from: Int64(1), to: 1_000_000, by: 997) {
      let ratio = try #require(Ratio(millionths, 1_000_000))
      let parts = ratio.shown.split(separator: ratio.shown.contains(".") ? "." : "/").compactMap { Int64($0) }
      let digits = ratio.shown.split(separator: ".").last?.count ?? 0
      let read = ratio.shown.contains(".")
        ? Ratio(parts[1], (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }) : Ratio(parts[0], parts[1])
      #expect(read == ratio, "\(ratio) \(ratio.shown)")
    }
  }

  private let need = Axis(unchecked: "need", ["ASD", "OTH"])
  private let sector = Axis(unchecked: "sector", ["MS", "SS", "IN"])

  private var tables: [Statistic] {
    [table([need], Ratio(lowest: 3, 200)), table([need, sector], Ratio(lowest: 7, 200))]
  }

  private func set(
    _ statistics: [String] = ["stock-need", "stock-need-sector"], rho: Ratio = Ratio(lowest: 1, 20),
    domain: [String] = ["need", "sector"], known: [[String]] = [["sector"], []]
  ) -> MarginalSet { MarginalSet(id: "stock", domain: domain, statistics: statistics, known: known, rho: rho) }

  private func plan(_ tables: [Statistic], _ sets: [MarginalSet]) -> ReleasePlan {
    ReleasePlan(unchecked: "plan-a", 2025, 16, tables, sets)
  }

  private func fault(_ plan: ReleasePlan) -> WireError? {
    do {
      _ = try ReleasePlan(canonicalBytes: plan.canonicalBytes)
      return nil
    } catch { return error }
  }

  @Test func aPlanWithSetsIsReadBackAndIsOfTheSecondFormat() throws {
    let plan = plan(tables, [set()])
    #expect(try ReleasePlan(canonicalBytes: plan.canonicalBytes) == plan)
    #expect(plan.format == "boroughwise-plan-2" && ReleasePlan.londonSend1.format == "boroughwise-plan-1")
  }

  /// What a price may be told as: the exact sum, neither less nor more.
  @Test(arguments: [(49, 1000), (51, 1000), (49_999, 1_000_000), (1, 10)])
  func aPlanThatCostsAnythingElseThanItSaysIsRefused(top: Int64, bottom: Int64) throws {
    let stated = try #require(Ratio(top, bottom))
    #expect(fault(plan(tables, [set(rho: stated)])) == .field("plan.sets[0].rho", .notTheSum))
  }

  /// Prices of many awkward denominators: the sum must be exact or the plan is refused, never rounded.
  @Test func aSumBeyondTheIntegersIsRefused() throws {
    let axes = (0..<6).map { Axis(unchecked: "a\($0)", ["X", "Y"]) }
    let denominators: [Int64] = [999_983, 999_979, 999_961, 999_959, 999_953, 999_931]
    let tables = try zip(axes.prefix(4), denominators).map { table([$0], try #require(Ratio(1, $1))) }
    let set = MarginalSet(
      id: "s", domain: axes.prefix(4).map(\.name), statistics: tables.map(\.id), known: [], rho: Ratio(lowest: 1, 249_992))
    #expect(fault(plan(tables, [set])) == .field("plan.sets[0].rho", .notTheSum))
    #expect(Ratio.sum([]) == nil)
    #expect(Ratio.sum([Ratio(lowest: 1, 6), Ratio(lowest: 1, 10), Ratio(lowest: 7, 30)]) == Ratio(1, 2))
  }

  @Test func setsOfOtherTablesAreRefused() throws {
    let other = table([sector], Ratio(lowest: 1, 100), kind: .costPersons)
    let late = table([sector], Ratio(lowest: 1, 100), year: 2024)
    let renamed = table([Axis(unchecked: "need", ["ASD", "VI"]), sector], Ratio(lowest: 7, 200))
    let cases: [([Statistic], MarginalSet, WireError)] = [
      (tables, set(["stock-need", "stock-x"]), .field("plan.sets[0].statistics", .inconsistent)),
      (tables, set(["stock-need-sector", "stock-need"]), .field("plan.sets[0].statistics", .inconsistent)),
      (tables + [other], set(["stock-need", "stock-sector"]), .field("plan.sets[0].statistics", .inconsistent)),
      (tables + [late], set(["stock-need", "stock-sector"]), .field("plan.sets[0].statistics", .inconsistent)),
      ([tables[0], renamed], set(), .field("plan.sets[0].domain", .inconsistent)),
      (tables, set(domain: ["sector", "need"]), .field("plan.sets[0].domain", .inconsistent)),
      (tables, set(domain: ["need", "need"]), .field("plan.sets[0].domain", .repeated)),
      (tables, set(known: [["age"]]), .field("plan.sets[0].domain", .inconsistent)),
      (tables, set(known: [["sector"], ["sector"]]), .field("plan.sets[0]", .repeated)),
      (tables, set(["stock-need", "stock-need"]), .field("plan.sets", .repeated)),
      (tables, set(rho: Ratio(lowest: 21, 20)), .field("plan.sets[0].rho", .outOfRange)),
    ]
    for (index, (tables, set, expected)) in cases.enumerated() {
      #expect(fault(plan(tables, [set])) == expected, "case \(index)")
    }
    #expect(fault(plan(tables, [set(), set()])) == .field("plan.sets", .repeated))
  }

  /// An older reader meets a format that it does not know, never half of a plan.
  @Test func theFormatSaysWhetherThereAreSets() throws {
    guard case .object(var members) = plan(tables, [set()]).json else { return }
    members["format"] = .string("boroughwise-plan-1")
    #expect(throws: WireError.field("plan", .unknownMember)) { try ReleasePlan(json: .object(members)) }
    members["sets"] = nil
    members["format"] = .string("boroughwise-plan-2")
    #expect(throws: WireError.field("plan.sets", .missing)) { try ReleasePlan(json: .object(members)) }
    members["sets"] = .array([])
    #expect(throws: WireError.field("plan.sets", .wrongCount)) { try ReleasePlan(json: .object(members)) }
    members["format"] = .string("boroughwise-plan-3")  // of tables by amounts, of which there are none
    #expect(throws: WireError.field("plan.format", .notAllowed)) { try ReleasePlan(json: .object(members)) }
    members["sets"] = nil
    #expect(throws: WireError.field("plan.sets", .missing)) { try ReleasePlan(json: .object(members)) }
    members["format"] = .string("boroughwise-plan-4")  // of tables of several days
    #expect(throws: WireError.field("plan.sets", .missing)) { try ReleasePlan(json: .object(members)) }
    members["format"] = .string("boroughwise-plan-5")  // of contrasts
    #expect(throws: WireError.field("plan.sets", .missing)) { try ReleasePlan(json: .object(members)) }
    members["format"] = .string("boroughwise-plan-6")
    #expect(throws: WireError.field("plan.format", .notAllowed)) { try ReleasePlan(json: .object(members)) }
  }
}
