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

  /// Each borough's exact cells, in the order of the plan.
  private func truth() throws -> [[Int]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: london.london + "/truth/truth.json"))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let boroughs = try #require(json["boroughs"] as? [[String: Any]])
    return try Self.codes.map { code in
      let borough = try #require(boroughs.first { $0["code"] as? String == code })
      return try #require((borough["statistics"] as? [String: [NSNumber]])?["stock-2025"]).map(\.intValue)
    }
  }

  /// What a reader expects, written down anew: along one axis after the other, n × the cell less the sum along the axis.
  private static func contrasts(_ counts: [Int]) -> [Int] {
    var (cells, stride) = (counts, 1)
    for size in [6, 12, 5] {
      let before = cells
      for place in cells.indices {
        let first = place - place / stride % size * stride
        cells[place] = size * before[place] - (0..<size).reduce(0) { $0 + before[first + $1 * stride] }
      }
      stride *= size
    }
    return cells
  }

  /// The noise of both tables of a borough, in standard deviations: what it released less what is exact.
  private func noise(_ home: String, _ exact: [Int]) throws -> [[Double]] {
    struct Shown: Decodable {
      struct Message: Decodable { let tables: [Table] }
      struct Table: Decodable { let statistic: String, cells: [Int], variance: [[Double]] }
      let message: Message
    }
    let shown = try JSONDecoder().decode(
      Shown.self, from: Data(SmallLondon.must("borough-agent", ["outbox", "show", "--json", "--home", home]).utf8))
    return try [("stock-2025-phase-need-sector", exact), ("stock-2025-contrasts-phase-need-sector", Self.contrasts(exact))].map { id, exact in
      let table = try #require(shown.message.tables.first { $0.statistic == id })
      let deviation = (table.variance[0][0] / table.variance[0][1]).squareRoot()
      return zip(table.cells, exact).map { Double($0 - $1) / deviation }
    }
  }

  /// Noise is as wide as the plan says, in both tables of both boroughs, and no two of them share any: neither directly nor
  /// along the contrasts of the counts' noise. Right programs fail once in 10⁸ runs, by the normal approximation.
  private func check(_ noise: [[Double]]) {
    func dot(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
    for (place, table) in noise.enumerated() {
      let width = dot(table, table) / 360
      #expect(abs(width - 1) < 6 * (2.0 / 360).squareRoot(), "table \(place) has \(width) of its noise")
      for other in noise.dropFirst(place + 1) {
        for mix in [table, Self.contrasts(table.map { Int($0 * 1_000_000) }).map(Double.init)] {
          let score = dot(mix, other) / dot(mix, mix).squareRoot()
          #expect(abs(score) < 6.5, "tables share noise: \(score)")
        }
      }
    }
  }

  /// What an officer can do at a desk: counts made up, and their contrasts by the program.
  private func checkAtADesk(_ plan: String) throws {
    let file = london.folder.file("made-up.csv")
    let one = try SmallLondon.run("borough-agent", ["plan", "contrasts", plan])
    #expect(one.exitCode == 0 && one.standardError.contains("the squares of the changes add to 79200; noise of variance"), "\(one)")
    let lines = one.standardOutput.split(separator: "\n").map(String.init)
    #expect(lines[0] == "phase,need,sector,persons,contrast" && lines.count == 361 && lines[1].hasSuffix(",1,220"))
    let counts = (0..<360).map { $0 * $0 % 41 }
    let rows = zip(lines.dropFirst(), counts).map { $0.split(separator: ",").prefix(3).joined(separator: ",") + ",\($1)" }
    // Lines in any order, with a spreadsheet's line ends, and without what is empty.
    let shuffled = ["phase,need,sector,persons"] + rows.filter { !$0.hasSuffix(",0") }.reversed()
    try (shuffled.joined(separator: "\r\n") + "\r\n").write(toFile: file, atomically: true, encoding: .utf8)
    let made = try SmallLondon.must("borough-agent", ["plan", "contrasts", plan, "--counts", file])
    let expected = zip(rows, Self.contrasts(counts)).map { "\($0),\($1)" }
    #expect(made.split(separator: "\n").dropFirst().map(String.init) == expected)
    for (fault, line) in [("phase,need,persons", 1), (shuffled[1] + "0000000", 2), ("a,b,c,1", 2), (shuffled[1] + "\n" + shuffled[1], 3)] {
      try ((line == 1 ? [] : [shuffled[0]]) + [fault]).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
      let refused = try SmallLondon.run("borough-agent", ["plan", "contrasts", plan, "--counts", file])
      #expect(refused.exitCode == 1 && refused.standardError.contains("line \(line) of"), "\(fault): \(refused)")
    }
    let without = try SmallLondon.run("borough-agent", ["plan", "contrasts", "london-send-3"])
    #expect(without.exitCode == 1 && without.standardError.contains("has no table of contrasts"), "\(without)")
  }

  @Test func aPlanOfContrastsFromProposalToFigures() throws {
    let file = london.folder.file("london-contrasts.json")
    let proposed = try SmallLondon.run(
      "aggregator",
      [
        "propose", "--id", "london-contrasts", "--want", "phase,need,sector", "--published", "phase,need", "--published",
        "phase,sector", "--published", "need,sector", "--contrasts", "--rho", "1/25", "--out", file,
      ])
    #expect(proposed.exitCode == 0 && proposed.standardError.contains("standard error 2.5 a cell in one borough"), "\(proposed)")
    #expect(proposed.standardError.contains("where published tables are missing: standard error 3.7; 3.5 if all were spent on such boroughs"), "\(proposed)")

    // Prices are whole millionths: what a person reads are their decimals, to the last digit.
    let shown = try SmallLondon.must("borough-agent", ["plan", "show", file])
    for price in ["contrasts of phase × need × sector ρ 0.015172", "phase × need × sector ρ 0.024828"] {
      #expect(proposed.standardError.contains(price), "\(price): \(proposed.standardError)")
      #expect(shown.contains(price.replacingOccurrences(of: "sector ρ", with: "sector (ρ")), "\(price): \(shown.prefix(400))")
    }
    #expect(!shown.contains("/1000000") && shown.contains("ρ = 1/25, the exact sum"))

    try checkAtADesk(file)

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
    let exact = try truth()
    var noises: [[Double]] = []
    for (code, exact) in zip(Self.codes, exact) {
      let home = try london.agent(code, named: "contrasts-\(code)")
      try officers.register(in: home)
      try officers.accept("london-contrasts", file, in: home)
      try SmallLondon.must("borough-agent", ["release", "--plan", "london-contrasts", "--home", home])
      let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home])
      noises += try noise(home, exact)
      let stored = SmallLondon.messages(home)
      let again = try SmallLondon.must("borough-agent", ["release", "--plan", "london-contrasts", "--home", home, "--json"])
      #expect(again.contains("\"repeat\":true") && SmallLondon.messages(home) == stored)
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
    check(noises)
    #expect(try hub.refusals() == [:])

    // Of two boroughs √2 times what docs/methods.md says of one: 2.48 where the pairs are published. Where nothing is, less than
    // 3.74, as flow tables tell of phases and needs, most of the phase with the fewest ages. Beyond 6.8 errors lies one cell in 10¹¹.
    let sums = exact[0].indices.map { Double(exact[0][$0] + exact[1][$0]) }
    let alone = try tables(hub).cells
    let published = ["caseload", "sen_needs_all_plans"].map { london.london + "/public/dfe_2025_\($0).csv" }
    try (conf + "published_tables = \(published.joined(separator: ", "))\n")
      .write(toFile: hub.home + "/aggregator.conf", atomically: true, encoding: .utf8)
    let joined = try tables(hub).cells
    for (cells, expected) in [(alone, 3.3...3.74), (joined, 2.475...2.485)] {
      #expect(cells.count == 360)
      for (figure, truth) in zip(cells, sums) {
        #expect(expected.contains(figure.standard_error / 2.0.squareRoot()), "\(figure)")
        #expect(abs(figure.released - truth) < 6.8 * figure.standard_error && figure.coverage == .init(received: 2, members: 33), "\(figure), \(truth)")
      }
    }
    func error(_ cells: [Pooled.Figure]) -> Double {
      zip(cells, sums).reduce(0) { $0 + ($1.0.released - $1.1) * ($1.0.released - $1.1) }
    }
    // What errs in the pairs is gone, and what they don't tell is as it was: squares add, so that there are fewer in any case.
    #expect(error(joined) < error(alone))
  }
}
