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
    // The split of `aggregator propose --contrasts`.
    let half = try [MeasurementForm.counts, .contrasts].map { try Measurement(domain, domain.whole, $0, rho: fraction(1, 50)) }
    func split(_ known: [Marginal]) throws -> Double {
      try workload.total(MarginalPlan(domain: domain, measurements: half, known: known).variances)
    }
    let (with, without) = (try split(pairs), try split([]))
    let name = "half of the price for counts, half for contrasts"
    func percent(_ one: Double, _ other: Double) -> Int { Int((100 * ((one / other).squareRoot() - 1)).rounded()) }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "errs by \(-percent(with, ratio * least))% less than of counts alone, and by \(percent(with, least))% more than the least; "
          + "without them by \(percent(without, blind))% more than of counts alone"))
    for line in [
      row("\(name), three pairs known", with), row("\(name), nothing known", without),
      row("table of counts, nothing known", blind), row("table of counts, three pairs known", ratio * least),
      row("its contrasts alone, three pairs known", least),
    ] { #expect(text.contains(line), "\(line)") }
    #expect(text.contains(String(format: "%.2f times the variance", ratio)))
  }
}
