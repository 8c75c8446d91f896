import Foundation
import TestSupport
import Testing

/// Plans that came with the program one after the other: a borough stays with the one that it paid for, and the hub makes
/// one London of both.
@Suite struct TwoPlansJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  /// As after an update of the program: the ledger knows a release by the plan that was the newest then.
  @Test func aBoroughGoesOnWithThePlanThatItPaidFor() throws {
    let home = try london.agent("E09000001", named: "first-plan")
    let list = try SmallLondon.must("borough-agent", ["plan", "list", "--home", home])
    #expect(list.hasPrefix("london-send-3  came with the program\nlondon-send-2  came with the program\nlondon-send-1  came with the program"), "\(list)")
    let first = try SmallLondon.must("borough-agent", ["release", "--plan", "london-send-1", "--home", home, "--json"])
    #expect(first.contains("\"repeat\":false"))
    let (messages, budget) = (SmallLondon.messages(home), try SmallLondon.must("borough-agent", ["budget", "--home", home]))
    #expect(budget.contains("planned: plans that may be used and have not been released\n  none"), "\(budget)")

    let again = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    #expect(again.contains("\"repeat\":true") && SmallLondon.messages(home) == messages)
    for plan in ["london-send-2", "london-send-3"] {
      let newer = try SmallLondon.run("borough-agent", ["release", "--plan", plan, "--home", home])
      #expect(newer.exitCode == 3 && newer.standardError.contains("budget-year"), "\(newer)")
    }
    #expect(SmallLondon.messages(home) == messages)
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home]) == budget)
    // The officer reads it by the plan it was made by: no bands, nobody clamped.
    let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home])
    #expect(shown.contains("plan       london-send-1"))
    #expect(!shown.contains("cost-bands") && !shown.contains("costs by sector") && !shown.contains("quarter"))
  }

  @Test func theHubAddsUpBoroughsOfBothPlans() throws {
    let hub = try RunningHub(named: "two-plans")
    for (code, plan) in [("E09000020", "london-send-1"), ("E09000001", "london-send-3")] {
      let home = try london.agent(code, named: "two-plans-\(code)")
      try SmallLondon.must("borough-agent", ["release", "--plan", plan, "--home", home])
      try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
      try hub.enrol(home, code, named: "two-plans-\(code)")
      #expect(try SmallLondon.send(home).delivered.count == 1)
    }
    #expect(try hub.refusals() == [:])
    let text = try SmallLondon.must("aggregator", ["tables", "--home", hub.home])
    #expect(text.contains("by placement sector, 2 of 33 boroughs"))
    #expect(text.contains("Annual cost of a placement, 1 of 33 boroughs"))
    #expect(text.contains("London on the quarter days, 1 of 33 boroughs"))
    let json = try SmallLondon.must("aggregator", ["tables", "--home", hub.home, "--json"])
    let tables = try JSONDecoder().decode(Tables.self, from: Data(json.utf8))
    #expect(tables.coverage["london"] == Tables.Coverage(received: 2, members: 33))
    #expect(json.contains("\"other_plans\"") && json.contains("\"persons-by-cost-2025-0\"") && json.contains("\"quarter-plans-2024-Q1\""), "both plans are named")
    let forecast = try SmallLondon.must("aggregator", ["forecast", "--home", hub.home, "--draws", "10", "--until", "2027"])
    #expect(forecast.contains("London, 2 of 33 boroughs"), "\(forecast)")
  }
}
