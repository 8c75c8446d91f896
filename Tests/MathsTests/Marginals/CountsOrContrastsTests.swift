import Foundation
import Marginals
import Testing

struct CountsOrContrastsTests {
  /// The stock's table where DfE's three pairs are known: what counts cost beside the best contrasts, as docs/methods.md says.
  @Test func theDocumentSaysWhatCountsCostWherePairsAreKnown() throws {
    let domain = try PublicDomain(sizes: [5, 12, 6])
    let pairs = [Marginal([0, 1]), Marginal([0, 2]), Marginal([1, 2])]
    let workload = try MarginalWorkload.perTable(domain, [domain.whole])
    let (rho, denominator) = (fraction(1, 25), Int64(1_000_000))
    let counts = try MarginalPlan.counts(for: workload, rho: rho, denominator: denominator, known: pairs)
    let best = try MarginalPlan.contrasts(for: workload, rho: rho, denominator: denominator, known: pairs)
    #expect(counts.measurements.map(\.marginal) == [domain.whole], "the plan's own table")
    let least = try ResidualOptimum(workload, rho: rho.value, known: pairs).total
    #expect(try isClose(workload.total(best.variances), least, 1e-9))
    let ratio = try workload.total(counts.variances) / least
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs/methods.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let blind = try workload.total(MarginalPlan.counts(for: workload, rho: rho, denominator: denominator).variances)
    func row(_ name: String, _ variance: Double) -> String {
      String(format: "| %@ | %.2f | %.2f | %.2f |", name, variance, variance.squareRoot(), (variance / least).squareRoot())
    }
    for line in try lines(workload, rho, pairs) { #expect(text.contains(line), "\(line)") }
    let quarter = try errors(workload, rho, pairs, missing: 0.25)
    func percent(_ one: Double, _ other: Double) -> Int { Int((100 * (one / other.squareRoot() - 1)).rounded()) }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let (less, more) = (-percent(quarter.with, ratio * least), percent(try #require(quarter.without), blind))
    #expect(words.contains("a cell then errs by \(less)% less than of counts alone, and without them by \(more)% more"))
    for line in [
      row("table of counts, nothing known", blind), row("table of counts, three pairs known", ratio * least),
      row("its contrasts alone, three pairs known", least),
    ] { #expect(text.contains(line), "\(line)") }
    #expect(text.contains(String(format: "%.2f times the variance", ratio)))
  }
  /// The table of splits by the share of boroughs that lack the pairs.
  private func lines(_ workload: MarginalWorkload, _ rho: Fraction, _ pairs: [Marginal]) throws -> [String] {
    try [("1", 1), ("1/2", 0.5), ("1/4", 0.25), ("1/10", 0.1), ("1/33", 1.0 / 33), ("0", 0)].map { name, missing in
      let (share, with, without) = try errors(workload, rho, pairs, missing: missing)
      let blind = without.map { String(format: "%.2f", $0) } ?? "none"
      return String(format: "| %@ | %.0f%% | %.2f | %@ |", name, 100 * share, with, blind)
    }
  }

  /// What `aggregator propose --contrasts` splits.
  private func errors(
    _ workload: MarginalWorkload, _ rho: Fraction, _ pairs: [Marginal], missing: Double
  ) throws -> (share: Double, with: Double, without: Double?) {
    let plan = try MarginalPlan.leastError(
      for: workload, rho: rho, denominator: 1_000_000, known: pairs, missing: missing, contrasts: true, slack: 1e-3)
    let blind = try MarginalPlan(domain: plan.domain, measurements: plan.measurements).variances
    return (
      plan.measurements.filter { $0.form == .contrasts }.reduce(0) { $0 + $1.rho.value } / rho.value,
      try workload.total(plan.variances).squareRoot(), try? workload.total(blind).squareRoot()
    )
  }
}
