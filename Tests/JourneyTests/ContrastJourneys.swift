import Foundation
import TestSupport
import Testing

/// Contrasts the whole way: the hub proposes a plan that asks for them, officers of two boroughs accept it, both release, and
/// the hub makes figures of what they sent and of what DfE published.
@Suite(.serialized, .enabled(if: TwoOfficers.hasTool, "needs ssh-keygen (openssh-client)")) struct ContrastJourneys {
  private static let codes = ["E09000020", "E09000001"]
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private struct Pooled: Decodable {
    struct Figure: Decodable { let id, geography: String, released, standard_error: Double, coverage: Tables.Coverage }
    let figures: [Figure]

    /// Of phase × need × sector in all of London.
    var cells: [Figure] { figures.filter { $0.geography == "london" && $0.id.hasPrefix("plans-2025-") && $0.id.split(separator: "-").count == 5 } }
  }

  private func tables(_ hub: RunningHub) throws -> Pooled {
    try JSONDecoder().decode(
      Pooled.self, from: Data(SmallLondon.must("aggregator", ["tables", "--home", hub.home, "--json"]).utf8))
  }

  /// Both boroughs' exact cells together, in the order of the plan.
  private func truth() throws -> [Double] {
    let data = try Data(contentsOf: URL(fileURLWithPath: london.london + "/truth/truth.json"))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var sums = [Double](repeating: 0, count: 360)
    for borough in try #require(json["boroughs"] as? [[String: Any]]) where Self.codes.contains(borough["code"] as? String ?? "") {
      let cells = try #require((borough["statistics"] as? [String: [NSNumber]])?["stock-2025"])
      for cell in sums.indices { sums[cell] += cells[cell].doubleValue }
    }
    return sums
  }

  @Test func aPlanOfContrastsFromProposalToFigures() throws {
    let file = london.folder.file("london-contrasts.json")
    let proposed = try SmallLondon.run(
      "aggregator",
      [
        "propose", "--id", "london-contrasts", "--want", "phase,need,sector", "--published", "phase,need", "--published",
        "phase,sector", "--published", "need,sector", "--contrasts", "--rho", "1/25", "--out", file,
      ])
    #expect(proposed.exitCode == 0 && proposed.standardError.contains("standard error 2.4 a cell in one borough"), "\(proposed)")
    #expect(proposed.standardError.contains("where published tables are missing: standard error 3.9"), "\(proposed)")

    // A program that is older than a plan's format refuses it as that, and reads nothing of it.
    let later = london.folder.file("later.json")
    try String(contentsOfFile: file, encoding: .utf8).replacingOccurrences(of: "boroughwise-plan-5", with: "boroughwise-plan-6")
      .write(toFile: later, atomically: true, encoding: .utf8)
    let refused = try SmallLondon.run("borough-agent", ["plan", "show", later])
    #expect(refused.exitCode == 1 && refused.standardError.contains("plan.format"), "\(refused)")
    #expect(refused.standardError.contains("a newer version of the program may know the plan's format"), "\(refused)")

    let hub = try RunningHub(named: "contrasts")
    defer { _ = hub.stop() }
    #expect(hub.stop().exitCode == 0)
    let conf = try String(contentsOfFile: hub.home + "/aggregator.conf", encoding: .utf8) + "\nplan_file = \(file)\n"
    try conf.write(toFile: hub.home + "/aggregator.conf", atomically: true, encoding: .utf8)
    try hub.start()
    let officers = try TwoOfficers(london, named: "contrasts")
    for code in Self.codes {
      let home = try london.agent(code, named: "contrasts-\(code)")
      try officers.register(in: home)
      try officers.accept("london-contrasts", file, in: home)
      try SmallLondon.must("borough-agent", ["release", "--plan", "london-contrasts", "--home", home])
      let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home])
      #expect(shown.contains("stock-2025-contrasts-phase-need-sector: 360 cells, phase × need × sector; contrasts of persons"), "\(shown)")
      #expect(shown.contains("divided by 360, it is the part of phase × need × sector that tables without one of these axes don't tell"))
      let budget = try SmallLondon.must("borough-agent", ["budget", "--json", "--home", home])
      #expect(budget.contains("\"spent\":[3,10]"), "\(budget)")
      try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
      let statement = try #require(
        try FileManager.default.contentsOfDirectory(atPath: home + "/statements").first { $0.hasPrefix("approve-") })
      let signature = try officers.sign("\(home)/statements/\(statement)", with: officers.privacy)
      try SmallLondon.must("borough-agent", ["outbox", "approve", "--signature", signature, "--home", home])
      try hub.enrol(home, code, named: "contrasts-\(code)")
      let sent = try SmallLondon.send(home)
      #expect(sent.delivered.count == 1, "\(sent)")
    }
    #expect(try hub.refusals() == [:])

    // Of two boroughs √2 times what docs/methods.md says of one: 2.41 where the pairs are published. Where nothing is, less than
    // 3.94, as flow tables tell of phases and needs, most of the phase with the fewest ages. Beyond 6.8 errors lies one cell in 10¹¹.
    let exact = try truth()
    let alone = try tables(hub).cells
    let published = ["caseload", "sen_needs_all_plans"].map { london.london + "/public/dfe_2025_\($0).csv" }
    try (conf + "published_tables = \(published.joined(separator: ", "))\n")
      .write(toFile: hub.home + "/aggregator.conf", atomically: true, encoding: .utf8)
    let joined = try tables(hub).cells
    for (cells, expected) in [(alone, 3.5...3.94), (joined, 2.405...2.41)] {
      #expect(cells.count == 360)
      for (figure, truth) in zip(cells, exact) {
        #expect(expected.contains(figure.standard_error / 2.0.squareRoot()), "\(figure)")
        #expect(abs(figure.released - truth) < 6.8 * figure.standard_error && figure.coverage == .init(received: 2, members: 33), "\(figure), \(truth)")
      }
    }
    func error(_ cells: [Pooled.Figure]) -> Double {
      zip(cells, exact).reduce(0) { $0 + ($1.0.released - $1.1) * ($1.0.released - $1.1) }
    }
    // What errs in the pairs is gone, and what they don't tell is as it was: squares add, so that there are fewer in any case.
    #expect(error(joined) < error(alone))
  }
}
