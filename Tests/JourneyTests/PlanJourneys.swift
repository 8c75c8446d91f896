import Foundation
import TestSupport
import Testing

/// A plan whose tables are chosen together: the hub proposes it, two officers accept it, the borough releases by it.
@Suite(.serialized) struct PlanJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private func proposal(_ name: String) throws -> String {
    let file = london.folder.file("\(name).json")
    let said = try SmallLondon.run(
      "aggregator",
      [
        "propose", "--id", name, "--want", "phase,sector", "--want", "need,sector", "--want", "phase,need,sector",
        "--published", "phase,need", "--rho", "1/25", "--out", file,
      ])
    #expect(said.exitCode == 0 && said.standardError.contains("need × sector: standard error"), "\(said)")
    return file
  }

  @Test func aBoroughSeesThePriceOfTheWholeAndRefusesAnotherOne() throws {
    let file = try proposal("london-price-2")
    let shown = try SmallLondon.must("borough-agent", ["plan", "show", file])
    #expect(shown.contains("tables of the same people, priced together") && shown.contains("costs        ρ = 1/25, the exact sum"))
    #expect(shown.contains("one person, over all tables: ρ = 1/10 of the data of 2024, ρ = 1/5 of the data of 2025"))
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let parts = text.components(separatedBy: #""rho":[1,25],"statistics":"#)
    #expect(parts.count == 2)
    for lie in ["[1,26]", "[1,24]", "[39999,1000000]"] {
      let other = london.folder.file("lie.json")
      try parts.joined(separator: #""rho":\#(lie),"statistics":"#).write(toFile: other, atomically: true, encoding: .utf8)
      let refused = try SmallLondon.run("borough-agent", ["plan", "show", other])
      #expect(refused.exitCode == 1 && refused.standardError.contains("is not the exact sum of what its tables cost"), "\(refused)")
    }
    let again = try SmallLondon.run("aggregator", ["propose", "--id", "x", "--want", "need", "--out", file])
    #expect(again.exitCode == 4, "an existing file is never overwritten: \(again)")
    let senseless = try SmallLondon.run(
      "aggregator", ["propose", "--id", "x", "--want", "name", "--out", london.folder.file("none.json")])
    #expect(senseless.exitCode == 2 && senseless.standardError.contains("bad-proposal"), "\(senseless)")
  }

  @Test(.enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)"))
  func twoOfficersAcceptItAndTheBoroughReleasesByIt() throws {
    let home = try london.agent("E09000001", named: "set-plan")
    let file = try proposal("london-set-2")
    let officers = try TwoOfficers(london, named: "set")
    try officers.register(in: home)
    try officers.accept("london-set-2", file, in: home)
    try SmallLondon.must("borough-agent", ["release", "--plan", "london-set-2", "--home", home])
    let budget = try SmallLondon.must("borough-agent", ["budget", "--json", "--home", home])
    #expect(budget.contains("\"spent\":[3,10]"), "\(budget)")
    // The officer reads the message by the plan it was made by.
    let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home])
    #expect(shown.contains("plan       london-set-2") && shown.contains("stock-2025-phase-need-sector: 360 cells"), "\(shown)")
    try FileManager.default.removeItem(atPath: home + "/plans")
    let gone = try SmallLondon.run("borough-agent", ["outbox", "show", "--home", home])
    #expect(gone.exitCode == 4 && gone.standardError.contains("the plan of this message is not in"), "\(gone)")
  }
}
