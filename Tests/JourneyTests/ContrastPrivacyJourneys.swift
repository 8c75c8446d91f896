import Foundation
import TestSupport
import Testing

/// The audit of `EmpiricalPrivacyJourneys` of the built agent's tables of contrasts: a plan in which they stand in place of the
/// stock, accepted by two officers, and 10⁵ draws of flows and contrasts, with BOROUGHWISE_LONG alone.
///
/// A child's figure is the table times the child's own steps, over their square, less what the other children make of it.
/// Figures of one table are correlated by the product of −1/(n − 1) over axes along which two children differ: by −1/5 to 1/20,
/// and over all pairs by less than nothing, as contrasts cancel out. So counts of draws vary no more than independent ones.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil && TwoOfficers.hasTool,
    "a long check: BOROUGHWISE_LONG and ssh-keygen"))
struct ContrastPrivacyJourneys {
  private typealias Audited = EmpiricalPrivacyJourneys

  @Test func contrastsOfTheBuiltAgentTellNoMoreThanDeclared() throws {
    let london = try SmallLondon.shared.get()
    let template = try Audited.template("agent-by-coin-contrasts")
    let plan = london.folder.file("audited-contrasts.json")
    try SmallLondon.must(
      "aggregator",
      [
        "propose", "--id", "audited-contrasts", "--want", "phase,need,sector", "--published", "phase,need", "--published",
        "phase,sector", "--published", "need,sector", "--contrasts", "--missing", "0", "--rho", "1/25", "--out", plan,
      ])
    let officers = try TwoOfficers(london, named: "audited-contrasts")
    try officers.register(in: template)
    try officers.accept("audited-contrasts", plan, in: template)
    let draws = try Audited.draws(of: template, Audited.runs, plan: "audited-contrasts").draws

    let own = Audited.rhos[4]
    let rho = Audited.rhos.prefix(5).reduce(0, +)
    func score(_ draw: Audited.Draw, halfTheNoise: Bool) throws -> Double {
      let exact = draw.isThere ? 1.0 : 0
      let found = try #require(draw.contrasts)
      let value = halfTheNoise ? exact + (found - exact) / 2 : found
      let flows = draw.score(halfTheNoise ? .halfTheNoise : .none, tables: 4) * (2 * (rho - own)).squareRoot()
      return (flows + 2 * own * value) / (2 * rho).squareRoot()
    }
    func audit(halfTheNoise: Bool) throws -> PrivacyAudit {
      let scores = try [false, true].map { isThere in
        try draws.filter { $0.isThere == isThere }.map { try score($0, halfTheNoise: halfTheNoise) }
      }
      return PrivacyAudit(without: scores[0], with: scores[1], rho: rho)
    }
    let (sound, broken) = try (audit(halfTheNoise: false), audit(halfTheNoise: true))
    for delta in Audited.deltas {
      #expect(sound.epsilon(delta: delta) <= Audited.declared(rho, delta: delta), "δ \(delta): \(sound.epsilon(delta: delta))")
    }
    #expect(abs(sound.shift - (2 * rho).squareRoot()) < 6.5 * 2 / Double(sound.draws).squareRoot(), "\(sound.shift)")
    #expect(Audited.deltas.contains { broken.epsilon(delta: $0) > Audited.declared(rho, delta: $0) }, "half the noise goes unnoticed")

    // Of contrasts alone: each child counts in full, and the noise along its steps is as wide as its price says.
    let values = try draws.map { try #require($0.contrasts) - ($0.isThere ? 1 : 0) }
    let (count, mean) = (Double(values.count), values.reduce(0, +) / Double(values.count))
    let square = values.reduce(0) { $0 + $1 * $1 } / count * 2 * own
    print("privacy: contrasts of the built agent, \(values.count) draws: off by \(mean), \(square) of their noise, weight \(sound.shift)")
    #expect(abs(mean) < 6.5 / (2 * own * count).squareRoot() && abs(square - 1) < 8 * (2 / count).squareRoot())
  }
}

extension ChildrenByCoin {
  /// How a child in one cell of phase × need × sector changes all: by the product, over the axes, of n − 1 where a cell has its
  /// label and −1 where not.
  private static let steps: [[Int]] = children.map { child in
    let own = [child.phase, child.number % 12, child.sector]
    return (0..<360).map { cell in
      zip(zip([cell / 72, cell / 6 % 12, cell % 6], own), [5, 12, 6]).reduce(1) { $0 * ($1.0.0 == $1.0.1 ? $1.1 - 1 : -1) }
    }
  }

  /// By child: about 1 if it is there, about 0 if not, with variance 1/(2ρ).
  static func contrasts(_ table: [Int], _ present: [Bool]) -> [Double] {
    var rest = table
    for (steps, isThere) in zip(steps, present) where isThere { for cell in rest.indices { rest[cell] -= steps[cell] } }
    return zip(steps, present).map { steps, isThere in
      Double(zip(steps, rest).reduce(0) { $0 + $1.0 * $1.1 }) / 79_200 + (isThere ? 1 : 0)
    }
  }
}
