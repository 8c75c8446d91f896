import Foundation
import Synchronization
import TestSupport
import Testing

/// Thousands of releases of the built agent, from files to messages, with and without a child: what they prove of how
/// much they tell about it stays below what the agent declares. The same audit refutes the same figures with half of
/// their noise, or without a clamp.
///
/// 200 runs, 2,050 with BOROUGHWISE_LONG (`make check-long`), each with 49 children there or not there by a coin, no two
/// of them in one cell: 10⁴ or 10⁵ draws of the tables of plans; a quarter of that of all tables, from the 12 children
/// with a cost. False alarm: once in 10⁹ audits (`PrivacyAudit.falseAlarm`), of which there are two here.
@Suite struct EmpiricalPrivacyJourneys {
  static let runs = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] == nil ? 200 : 2_050
  static let deltas = [1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2]

  /// ρ of each of the plan's nine tables: flows and stock, then persons, pence, bands and clamped.
  static let rhos = [0.05, 0.05, 0.05, 0.05, 0.05, 0.01, 0.02, 0.015, 0.005]
  static let rho = 0.3

  /// What may be wrong with the figures.
  enum Flaw { case none, halfTheNoise, noClamp }

  /// One child's figures in one release: in five tables, or in nine if it has a cost.
  struct Draw {
    let isThere: Bool
    let fee: Int?
    let figures: [Double]
    let cells: [(cell: Int, step: Int, bound: Int)]

    /// The likelihood ratio as declared, in standard deviations, from the first so many tables.
    func score(_ flaw: Flaw, tables: Int) -> Double {
      var sum = 0.0
      for (table, (figure, cell)) in zip(figures, cells).prefix(tables).enumerated() {
        var value = figure
        let exact = isThere ? Double(cell.step) : 0
        if flaw == .halfTheNoise { value = exact + (figure - exact) / 2 }
        if flaw == .noClamp && table == 6 && isThere, let fee { value += Double(fee > 0 ? fee - 2 * cell.bound : fee) }
        sum += 2 * rhos[table] * value * (cell.step < 0 ? -1 : 1) / Double(cell.bound)
      }
      return sum / (2 * rhos.prefix(tables).reduce(0, +)).squareRoot()
    }
  }

  @Test func theBuiltAgentNeverTellsMoreThanItDeclares() throws {
    let cells = ChildrenByCoin.children.map(ChildrenByCoin.cells)
    #expect(cells.count { $0.count == 9 } == 12)
    for table in 0..<9 {
      let own = cells.compactMap { $0.count > table ? $0[table].cell : nil }
      #expect(Set(own).count == own.count, "each child has a cell of its own")
    }
    let draws = try Self.draws()
    func audit(_ flaw: Flaw, tables: Int) -> PrivacyAudit {
      let counted = draws.filter { $0.cells.count >= tables }
      let scores = { (isThere: Bool) in
        counted.filter { $0.isThere == isThere }.map { $0.score(flaw, tables: tables) }
      }
      return PrivacyAudit(without: scores(false), with: scores(true), rho: Self.rhos.prefix(tables).reduce(0, +))
    }
    for tables in [5, 9] {
      let (sound, rho) = (audit(.none, tables: tables), Self.rhos.prefix(tables).reduce(0, +))
      for delta in Self.deltas {
        let declared = Self.declared(rho, delta: delta)
        #expect(sound.epsilon(delta: delta) <= declared, "δ \(delta): \(sound.epsilon(delta: delta))")
      }
      #expect(abs(sound.shift - (2 * rho).squareRoot()) < 6.5 * 2 / Double(sound.draws).squareRoot())
    }
    // Each child counts in full in every table, so nothing is proven by children who are not counted.
    for table in 0..<9 {
      let there = draws.filter { $0.isThere && $0.cells.count > table }
      let mean = there.reduce(0) { $0 + $1.figures[table] / Double($1.cells[table].step) } / Double(there.count)
      let deviation = (1 / (2 * Self.rhos[table]) / Double(there.count)).squareRoot()
      #expect(abs(mean - 1) < 6.5 * deviation, "table \(table): \(mean)")
    }
    for (flaw, tables) in [(Flaw.halfTheNoise, 5), (.noClamp, 9)] {
      let (broken, rho) = (audit(flaw, tables: tables), Self.rhos.prefix(tables).reduce(0, +))
      let refuted = Self.deltas.filter { broken.epsilon(delta: $0) > Self.declared(rho, delta: $0) }
      #expect(!refuted.isEmpty, "\(flaw) goes unnoticed")
    }
  }

  private static func draws() throws -> [Draw] {
    let london = try SmallLondon.shared.get()
    let template = london.folder.file("agent-by-coin")
    try ChildrenByCoin.write(to: template + "/records", present: ChildrenByCoin.children.map { _ in true })
    try SmallLondon.must(
      "borough-agent",
      [
        "init", "--home", template, "--borough", "E09000001", "--records", template + "/records",
        "--population", london.population, "--providers", london.london + "/public/providers.csv",
      ])
    let draws = Mutex<[Draw]>([])
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: runs) { number in
      do {
        let present = ChildrenByCoin.children.map { _ in Bool.random() }
        let made = try release(of: template, number, present)
        draws.withLock { $0 += made }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return draws.withLock { $0 }
  }

  /// A release of an agent that never released before.
  private static func release(of template: String, _ number: Int, _ present: [Bool]) throws -> [Draw] {
    let home = template + "-\(number)"
    defer { try? FileManager.default.removeItem(atPath: home) }
    try SmallLondon.copyAgent(template, to: home)
    try ChildrenByCoin.write(to: home + "/records", present: present)
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let message = try #require(SmallLondon.messages(home).first?.value)
    let envelope = try #require(JSONSerialization.jsonObject(with: message) as? [String: Any])
    let payload = try #require((envelope["payload"] as? String).flatMap { Data(base64Encoded: $0) })
    let content = try #require(JSONSerialization.jsonObject(with: payload) as? [String: Any])
    let tables = try #require(content["tables"] as? [[String: Any]]).map { try #require($0["cells"] as? [Int]) }
    #expect(tables.count == 9)
    return zip(ChildrenByCoin.children, present).map { child, isThere in
      let cells = ChildrenByCoin.cells(child)
      return Draw(
        isThere: isThere, fee: ChildrenByCoin.fees[child.number], figures: zip(tables, cells).map { Double($0[$1.cell]) },
        cells: cells)
    }
  }

  /// ε of ρ at δ, by Canonne, Kamath and Steinke's Proposition 12: the least over α > 1.
  private static func declared(_ rho: Double, delta: Double) -> Double {
    (1...6000).map { step in
      let t = pow(10, Double(step) / 1000 - 3)
      return (1 + t) * rho - log1p(1 / t) - (log(delta) + log1p(t)) / t
    }.min() ?? 0
  }

  @Test func theAgentDeclaresWhatIsHeldAgainstIt() throws {
    let home = try SmallLondon.shared.get().agent("E09000001", named: "declares")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let text = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
    let json = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let spent = (json["meaning"] as? [String: Any])?["spent"] as? [String: Any]
    #expect(spent?["epsilon_hundredths"] as? Int == Int((Self.declared(Self.rho, delta: 1e-6) * 100).rounded(.up)))
  }
}
