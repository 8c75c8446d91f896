import Foundation
import Synchronization
import TestSupport
import Testing

/// Thousands of releases of the built agent, from files to messages, with and without a child: what they prove of how
/// much they tell about it stays below what the agent declares. The same audit refutes the same figures with half of
/// their noise, or without a clamp, and two releases that are paid for as one.
///
/// Independent draws are runs × children: no two children share a cell, each cell of each run has noise of its own from
/// the kernel, and each child's coin is its own.
///
/// 200 runs, 2,050 with BOROUGHWISE_LONG (`make check-long`), each with 49 children there or not there by a coin, no two
/// of them in one cell: 10⁴ or 10⁵ draws of the tables of plans; a quarter of that of all tables, from the 12 children
/// with a cost; half of it of quarter days. False alarm: once in 10⁹ audits (`PrivacyAudit.falseAlarm`), of which there are
/// three here.
@Suite struct EmpiricalPrivacyJourneys {
  static let runs = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] == nil ? 200 : 2_050
  static let deltas = [1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2]

  /// ρ of each of the plan's first nine tables: flows and stock, then persons, pence, bands and clamped.
  static let rhos = [0.05, 0.05, 0.05, 0.05, 0.04, 0.01, 0.02, 0.015, 0.005]
  /// Of each of the two tables of quarter days, by cohort and of all.
  static let quarterRho = 0.005
  static let rho = 0.3

  /// What may be wrong with the figures.
  enum Flaw { case none, halfTheNoise, noClamp }

  /// One child's figures in one release: in five tables, or in nine if it has a cost.
  struct Draw {
    let child: Int
    let isThere: Bool
    let fee: Int?
    let figures: [Double]
    let cells: [(cell: Int, step: Int, bound: Int)]
    /// What the table of contrasts that stands in place of the stock says of the child, in the same way as `quarters`; nil
    /// where there is none.
    let contrasts: Double?
    /// What the sums of the child's cohort say of it: about 1 if it is there, about 0 if not, with variance 1/(2ρ). Nil for
    /// the one of two of an age that is not looked at in this release.
    let quarters: Double?

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

    /// The same from the first five tables and the cohort's sums.
    func scoreWithQuarters(_ quarters: Double) -> Double {
      let (rho, own) = (rhos.prefix(5).reduce(0, +), EmpiricalPrivacyJourneys.quarterRho)
      return (score(.none, tables: 5) * (2 * rho).squareRoot() + 2 * own * quarters) / (2 * (rho + own)).squareRoot()
    }
  }

  @Test func theBuiltAgentNeverTellsMoreThanItDeclares() throws {
    let cells = ChildrenByCoin.children.map(ChildrenByCoin.cells)
    #expect(cells.count { $0.count == 9 } == 12)
    for table in 0..<9 {
      let own = cells.compactMap { $0.count > table ? $0[table].cell : nil }
      #expect(Set(own).count == own.count, "each child has a cell of its own")
    }
    let (draws, totals) = try Self.draws()
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
    try Self.checkQuarters(draws, totals)
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
    Self.checkAReusedCharge(draws)
  }

  /// What two releases tell of one child, held against the price of one. Two runs in which the same coin fell for a child are
  /// what one agent would have released twice, had its ledger forgotten the first.
  ///
  /// The general conversion of ρ leaves room for nearly twice the ρ, which 10⁵ draws can't fill. So both, sound releases and
  /// reused charges, are held against Gaussian noise of that ρ, which tells most of what a ρ allows in practice: at the
  /// plan's variances discrete noise tells the same to 1%. 10⁵ draws refute a reused charge at δ from 0.01 up in each of 20
  /// simulations, and never a sound release; 10⁴ can't, and there it is the child's weight that gives it away: √2 of what
  /// the price says, 6 standard errors beyond the limit of 4.
  private static func checkAReusedCharge(_ draws: [Draw]) {
    let rho = rhos.prefix(5).reduce(0, +)
    func scores(_ isThere: Bool, times: Int) -> [Double] {
      let own = Dictionary(grouping: draws.filter { $0.isThere == isThere }, by: \.child).values
      return own.flatMap { releases in
        stride(from: 0, to: releases.count - times + 1, by: times).map { first in
          releases[first..<first + times].reduce(0) { $0 + $1.score(.none, tables: 5) } / Double(times).squareRoot()
        }
      }
    }
    for times in 1...2 {
      let audit = PrivacyAudit(without: scores(false, times: times), with: scores(true, times: times), rho: rho)
      let refuted = deltas.filter { audit.epsilon(delta: $0) > 1.01 * underGaussianNoise(rho, delta: $0) }
      let excess = audit.shift - (2 * rho).squareRoot()
      let isHeavy = excess > 4 * 2 / Double(audit.draws).squareRoot()
      print("privacy: \(times) for the price of one: refuted at \(refuted), weight \(audit.shift), \(audit.draws) draws")
      if times == 1 { #expect(refuted.isEmpty, "one release at its price: refuted at \(refuted)") }
      if times == 2 { #expect(isHeavy && (!refuted.isEmpty || runs < 1000), "a charge that is reused goes unnoticed") }
    }
  }

  /// ε at δ of Gaussian noise with this ρ (Balle, Wang 2018): Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ) = δ, μ = √(2ρ).
  private static func underGaussianNoise(_ rho: Double, delta: Double) -> Double {
    let mu = (2 * rho).squareRoot()
    func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
    var (low, high) = (0.0, 50.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if below(mu / 2 - middle / mu) - exp(middle) * below(-mu / 2 - middle / mu) > delta { low = middle } else { high = middle }
    }
    return high
  }

  /// The tables of quarter days tell no more of a child than they cost, and count it in full.
  ///
  /// - Parameter totals: sums of all, less the moves of those who are there: nothing but noise.
  private static func checkQuarters(_ draws: [Draw], _ totals: [[Double]]) throws {
    let chosen = draws.compactMap { draw in draw.quarters.map { (draw, $0) } }
    func scores(_ isThere: Bool) -> [Double] {
      chosen.filter { $0.0.isThere == isThere }.map { $0.0.scoreWithQuarters($0.1) }
    }
    let rho = rhos.prefix(5).reduce(0, +) + quarterRho
    let audit = PrivacyAudit(without: scores(false), with: scores(true), rho: rho)
    for delta in deltas { #expect(audit.epsilon(delta: delta) <= declared(rho, delta: delta), "δ \(delta)") }
    let alone = { (isThere: Bool) in chosen.filter { $0.0.isThere == isThere }.map(\.1) }
    let (with, without) = (alone(true), alone(false))
    let gap = with.reduce(0, +) / Double(with.count) - without.reduce(0, +) / Double(without.count)
    let deviation = (1 / (2 * quarterRho) * (1 / Double(with.count) + 1 / Double(without.count))).squareRoot()
    #expect(abs(gap - 1) < 6.5 * deviation, "a child moves its cohort's sums by \(gap) of what it should")
    let variance = Double(ChildrenByCoin.squaredMove) / (2 * quarterRho)
    for sum in 0..<4 {
      let noise = totals.map { $0[sum] }
      let (count, mean) = (Double(noise.count), noise.reduce(0, +) / Double(noise.count))
      #expect(abs(mean) < 6.5 * (variance / count).squareRoot(), "sum \(sum) of all is off by \(mean)")
      let square = noise.reduce(0) { $0 + $1 * $1 } / count / variance
      #expect(abs(square - 1) < 7 * (2 / count).squareRoot(), "sum \(sum) of all has \(square) of its noise")
    }
  }

  private static func draws() throws -> (draws: [Draw], totals: [[Double]]) { try draws(of: template("agent-by-coin"), runs) }

  /// An agent that has the children's files and never released.
  static func template(_ name: String) throws -> String {
    let london = try SmallLondon.shared.get()
    let template = london.folder.file(name)
    try ChildrenByCoin.write(to: template + "/records", present: ChildrenByCoin.children.map { _ in true })
    try SmallLondon.must(
      "borough-agent",
      [
        "init", "--home", template, "--borough", "E09000001", "--records", template + "/records",
        "--population", london.population, "--providers", london.london + "/public/providers.csv",
      ])
    return template
  }

  /// - Parameter plan: another than the usual one, with contrasts in place of the stock.
  static func draws(of template: String, _ runs: Int, plan: String? = nil) throws -> (draws: [Draw], totals: [[Double]]) {
    let draws = Mutex<(draws: [Draw], totals: [[Double]])>(([], []))
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: runs) { number in
      do {
        let present = ChildrenByCoin.toss()
        let made = try release(of: template, number, present, plan)
        draws.withLock {
          $0.draws += made.draws
          $0.totals.append(made.total)
        }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return draws.withLock { $0 }
  }

  /// A release of an agent that never released before.
  private static func release(
    of template: String, _ number: Int, _ present: [Bool], _ plan: String?
  ) throws -> (draws: [Draw], total: [Double]) {
    let home = template + "-\(number)"
    defer { try? FileManager.default.removeItem(atPath: home) }
    try SmallLondon.copyAgent(template, to: home)
    try ChildrenByCoin.write(to: home + "/records", present: present)
    try SmallLondon.must("borough-agent", ["release", "--home", home] + (plan.map { ["--plan", $0] } ?? []))
    let message = try #require(SmallLondon.messages(home).first?.value)
    let envelope = try #require(JSONSerialization.jsonObject(with: message) as? [String: Any])
    let payload = try #require((envelope["payload"] as? String).flatMap { Data(base64Encoded: $0) })
    let content = try #require(JSONSerialization.jsonObject(with: payload) as? [String: Any])
    let tables = try #require(content["tables"] as? [[String: Any]]).map { try #require($0["cells"] as? [Int]) }
    #expect(tables.count == 11 && tables[9].count == 27 * 4 && tables[10].count == 4)
    let children = Array(zip(ChildrenByCoin.children, present))
    // In one release those who came back, in the next the others.
    let looksAtBack = number.isMultiple(of: 2)
    func quarters(_ child: ChildrenByCoin.Child) -> Double? {
      guard child.isBack == looksAtBack else { return nil }
      let move = ChildrenByCoin.move(child)
      var sums = Array(tables[9][child.age * 4..<child.age * 4 + 4])
      for (other, isThere) in children where isThere && other.age == child.age && other.number != child.number {
        for (sum, step) in ChildrenByCoin.move(other).enumerated() { sums[sum] -= step }
      }
      return Double(zip(move, sums).reduce(0) { $0 + $1.0 * $1.1 }) / Double(ChildrenByCoin.squaredMove)
    }
    var total = tables[10].map(Double.init)
    for (child, isThere) in children where isThere {
      for (sum, step) in ChildrenByCoin.move(child).enumerated() { total[sum] -= Double(step) }
    }
    let contrasts = plan.map { _ in ChildrenByCoin.contrasts(tables[4], present) }
    let draws = children.enumerated().map { place, child in
      let (child, isThere) = child
      let cells = ChildrenByCoin.cells(child)
      return Draw(
        child: child.number, isThere: isThere, fee: ChildrenByCoin.fees[child.number], figures: zip(tables, cells).map { Double($0[$1.cell]) },
        cells: cells, contrasts: contrasts?[place], quarters: quarters(child))
    }
    return (draws, total)
  }

  /// ε of ρ at δ, by Canonne, Kamath and Steinke's Proposition 12: the least over α > 1.
  static func declared(_ rho: Double, delta: Double) -> Double {
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
