import Forecasting
import Ingest
import Records
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Contributions
@testable import Disclosure

/// One child moves one cell of a table, also where the returns write the child down twice, or differently each year.
///
/// The bound of each table is counted by `PersonKey`; here it is counted by what the files say of one child.
@Suite struct OnePersonOnceTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan

  /// The cells that the given children move in each table of the plan, most in any table, for both shapes of returns.
  private func mostCells(_ before: [Child], _ after: [Child]) throws -> Int {
    var most = 0
    // A return without persons is refused: somebody else is always there.
    let other = Child(upn: "Y900000000009", uln: "1999999999")
    for tiny in try TinyFolder.bothShapes(ReturnTests.two(before + [other], after + [other])) {
      let ingested = try tiny.read()
      #expect(ingested.isBalanced)
      for statistic in ReleasePlan.londonSend3.statistics where !statistic.kind.rawValue.hasPrefix("cost") {
        // The gate uses one contribution of each key.
        let counted = Set(try #require(statistic.contributions(of: ingested.roll)).map(\.person))
        most = max(most, counted.count - 1)
      }
    }
    return most
  }

  @Test(arguments: [
    // UPN and ULN, and the same ULN alone.
    [Child(upn: "X900000000001", uln: "1000000001"), Child(upn: "", uln: "1000000001")],
    [Child(upn: "", uln: "1000000001"), Child(upn: "X900000000001", uln: "1000000001")],
    // A temporary UPN and the permanent one.
    [Child(upn: "X90000000001A", uln: "1000000001"), Child(upn: "X900000000001", uln: "1000000001")],
    // A third row says that two are one.
    [
      Child(upn: "X900000000001"), Child(upn: "", uln: "1000000001"),
      Child(upn: "X900000000001", uln: "1000000001", plans: [Plan(start: "2019-02-01")]),
    ],
    // Spellings of one UPN.
    [Child(upn: "X900000000001"), Child(upn: "x900 0000 00001")],
    [Child(upn: "X900000000001"), Child(upn: "X900000000001\u{A0}")],
    [Child(upn: "X900000000001"), Child(upn: "X-900000000001\u{200B}")],
  ])
  func twinRowsOfOneReturnAreOnePerson(twins: [Child]) throws {
    #expect(try mostCells([], twins) == 1)
    #expect(try mostCells(twins, []) == 1)
    #expect(try mostCells(twins, twins) == 1)
    for tiny in try TinyFolder.bothShapes([TinyReturn(children: twins)]) {
      let found = try tiny.read().report.findings.filter { ["duplicate-person", "two-upns-one-uln"].contains($0.code) }
      #expect(found.reduce(0) { $0 + $1.count } == twins.count - 1)
    }
  }

  /// Between two returns the identifier changes, and nothing links the old one with the new one.
  @Test(arguments: [
    (Child(upn: ""), Child(upn: "")), (Child(upn: ""), Child(upn: "X900000000001")),
    (Child(upn: "X90000000001A"), Child(upn: "X900000000001")),
    (Child(upn: "X90000000001A"), Child(upn: "X90000000001B")), (Child(upn: "X900000000001"), Child(upn: "")),
    (Child(upn: "", uln: "1000000001"), Child(upn: "X900000000001")),
    (Child(upn: "UNKNOWN"), Child(upn: "X900000000001")),
    (Child(upn: "", uln: "9999999999"), Child(upn: "", uln: "9999999999")),
  ])
  func aChildWhoseIdentifierChangesIsNotLeavingAndNew(before: Child, after: Child) throws {
    // A permanent UPN is taken as lasting: one that is lost again shows a leaver and an arrival.
    let isLost = before.upn == "X900000000001"
    #expect(try mostCells([before], [after]) == (isLost ? 2 : 1))
  }

  /// What makes the one cell right as well: the last return shows both ends of its year.
  @Test func whoHasNoIdentifierStays() throws {
    for tiny in try TinyFolder.bothShapes(ReturnTests.two([Child(upn: "")], [Child(upn: "")])) {
      let roll = try tiny.read().roll
      for year in [2024, 2025] {
        let counts = roll.exactFlows(year)
        #expect(counts.cells.reduce(0, +) == 1)
        #expect((0..<26).contains { age in (0..<12).contains { counts[.stay, age, $0] == 1 } })
      }
    }
  }

  /// Rows that looked like two children in one return, and one of which the next return shows to be the other.
  @Test func whatALaterReturnShowsToBeOneIsOne() throws {
    let apart = [Child(upn: "X900000000001"), Child(upn: "", uln: "1000000001")]
    let together = Child(upn: "X900000000001", uln: "1000000001")
    #expect(try mostCells(apart, [together]) == 1)
  }

  /// A mistyped ULN of one child does not take another's place who is there under a UPN.
  @Test func aMistypedNumberTakesNobodyAway() throws {
    let (first, second) = (Child(upn: "X900000000001", uln: "1000000001"), Child(upn: "X900000000002", uln: "1000000002"))
    let mistyped = Child(upn: "X900000000002", uln: "1000000001")
    let other = Child(upn: "X900000000001")
    #expect(try mostCells([first, second], [other, mistyped]) == 2)
  }

  @Test func aFeeFindsItsChildInAnySpelling() throws {
    for spelling in ["x900 0000 00001", "X900000000001\u{A0}", "X-900000000001"] {
      let tiny = try TinyFolder(["r.xml": TinyReturn(children: [Child(upn: "X900000000001")]).xml])
      try tiny.write(Array("\(FinanceTests.heading)\(spelling),S,,t,,,10,annual,,2024-25\n".utf8), "f.csv")
      #expect(try tiny.read().roll.persons.first?.costs.map(\.annualPence) == [1_000])
    }
  }

  /// Amounts at the edges of what is read: refused as a line, never a trap, and clamped by the gate.
  @Test(arguments: [
    "10000000000.00", "9999999999.99", "-9999999999.99", "99999999999999999999", "9223372036854775807",
    "-9223372036854775808", "(9999999999.99)", "0.01", "-0", "1e30", "NaN", "inf", "0x10",
  ])
  func amountsOfAnySizeNeitherTrapNorEscapeTheCap(amount: String) throws {
    for period in ["annual", "termly", "daily", "weekly", "monthly"] {
      let tiny = try TinyFolder(["r.xml": TinyReturn(children: [Child(upn: "X900000000001")]).xml])
      let line = "X900000000001,S,,t,,,\(amount),\(period),53,2024-25\n"
      try tiny.write(Array((FinanceTests.heading + String(repeating: line, count: 2_000)).utf8), "f.csv")
      let ingested = try tiny.read()
      #expect(ingested.isBalanced)
      let costs = try #require(ReleasePlan.londonSend1.statistics.first { $0.kind == .costPence })
      for costs in [costs] + ReleasePlan.londonSend2.statistics.filter({ $0.gateAxis != nil }) {
        _ = try Gate.bound(#require(costs.contributions(of: ingested.roll)), for: costs)
      }
    }
  }

  @Test func aContributionShowsNothing() throws {
    for tiny in try TinyFolder.bothShapes([TinyReturn(children: [Child(upn: "X900000000001")])]) {
      let roll = try tiny.read().roll
      let stock = try #require(ReleasePlan.londonSend1.statistics.first { $0.kind == .stock })
      let contributions = try #require(stock.contributions(of: roll))
      #expect(contributions.count == 1)
      var dumped = ""
      dump(contributions, to: &dumped)
      for text in ["\(contributions)", String(reflecting: contributions), dumped] {
        #expect(!text.contains("cell") && !text.contains("amount") && !text.contains(where: { $0.isNumber && $0 != "1" }))
      }
    }
  }
}
