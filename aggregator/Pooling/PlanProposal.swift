import Marginals
public import ReleaseProtocol
import Vocabulary

/// A release plan with the marginals of the plans in January that serve a workload best at one price.
///
/// Made at a desk from public sizes alone. The optimum is computed in floating point; what the plan states are whole
/// multiples of one fraction that add to the price exactly, which every borough's agent counts again.
public struct PlanProposal: Sendable {
  /// A table that matters, and how much beside the others: weight × the mean variance of its cells is to be least in sum.
  public struct Wanted: Sendable {
    public let axes: [String]
    public let weight: Ratio

    public init(axes: [String], weight: Ratio) { (self.axes, self.weight) = (axes, weight) }
  }

  /// Standard errors of a cell of a wanted table in one borough, from the stock tables and published ones alone.
  public struct TableError: Sendable {
    public let axes: [String]
    /// With published tables, and without them: nil where contrasts alone don't tell it.
    public let here: Double
    public let unpublished: Double?
    /// The same from the measurement that is best if all boroughs have published tables, or none has.
    public let best: Double
    public let bestUnpublished: Double
    /// If each table were measured alone with an equal part of the price.
    public let apart: Double
  }

  public let plan: ReleasePlan
  /// Of each wanted table.
  public let errors: [TableError]

  /// What a table may add to the aim before it is asked for: an officer reads each.
  public static let slack = 1e-3

  /// - Parameters:
  ///   - base: whose stock tables of its census year are replaced.
  ///   - domain: axes, among age or phase, need and sector.
  ///   - published: tables of which readers have exact ones.
  ///   - rho: of all of them.
  ///   - contrasts: whether contrasts are measured, too.
  ///   - missing: the share of boroughs, 0 to 1, for which published tables are missing. Of 0, contrasts tell these nothing.
  ///   - denominator: each table's price is a whole multiple of 1/denominator; a multiple of that of `rho`.
  /// - Throws: `proposal` with the reason.
  public static func stock(
    base: ReleasePlan, id: String, domain: [String], wanted: [Wanted], published: [[String]], rho: Ratio,
    contrasts: Bool = false, missing: Ratio, denominator: Int64 = 1_000_000
  ) throws(PoolingError) -> PlanProposal {
    let axes = domain.compactMap(PlanAxis.init(rawValue:)).filter { $0 != .status }
    guard axes.count == domain.count, Set(domain).count == domain.count, !(axes.contains(.age) && axes.contains(.phase)) else {
      throw .proposal("axes are age or phase, need and sector, each once")
    }
    func marginal(_ names: [String]) throws(PoolingError) -> Marginal {
      let places = names.compactMap { domain.firstIndex(of: $0) }
      guard places.count == names.count, Set(names).count == names.count else {
        throw .proposal("a table names an axis that is not among \(domain.joined(separator: ", "))")
      }
      return Marginal(places)
    }
    guard !wanted.isEmpty, wanted.allSatisfy({ !$0.axes.isEmpty }) else {
      throw .proposal("name at least one table, each with an axis: the flow tables tell the total")
    }
    guard missing.numerator >= 0, missing.numerator <= missing.denominator else {
      throw .proposal("the share of boroughs whose published tables are missing is 0 to 1")
    }
    if contrasts, published.isEmpty {
      throw .proposal("contrasts tell what published tables don't: name those that are published")
    }
    var (tables, known): ([Marginal], [Marginal]) = ([], [])
    for table in wanted { tables.append(try marginal(table.axes)) }
    for names in published { known.append(try marginal(names)) }
    do {
      let shape = try PublicDomain(sizes: axes.map(\.labels.count))
      guard let price = Fraction(rho.numerator, rho.denominator) else { throw MarginalError.badRho }
      let workload = try workload(shape, tables, wanted.map(\.weight.value))
      let chosen = try MarginalPlan.leastError(
        for: workload, rho: price, denominator: denominator, known: known, missing: missing.value, contrasts: contrasts,
        slack: slack)
      return PlanProposal(
        plan: try plan(base, id, domain, axes, chosen, rho), errors: try errors(wanted, tables, workload, chosen))
    } catch let error as PoolingError { throw error } catch { throw .proposal("\(error)") }
  }

  private static func workload(
    _ domain: PublicDomain, _ tables: [Marginal], _ weights: [Double]
  ) throws(MarginalError) -> MarginalWorkload {
    var perCell: [Marginal: Double] = [:]
    for (table, weight) in zip(tables, weights) {
      guard perCell.updateValue(weight / Double(domain.cellCount(of: table)), forKey: table) == nil else {
        throw .badWeight(table)
      }
    }
    return try MarginalWorkload(domain, weights: perCell)
  }

  private static func errors(
    _ wanted: [Wanted], _ tables: [Marginal], _ workload: MarginalWorkload, _ chosen: MarginalPlan
  ) throws(MarginalError) -> [TableError] {
    let price = chosen.rho.value
    let unpublished = try MarginalPlan(domain: chosen.domain, measurements: chosen.measurements).variances
    let best = try ResidualOptimum(workload, rho: price, known: chosen.known).variances
    let bestUnpublished = try ResidualOptimum(workload, rho: price).variances
    var errors: [TableError] = []
    for (table, marginal) in zip(wanted, tables) {
      errors.append(
        TableError(
          axes: table.axes, here: try chosen.variances.cellVariance(of: marginal).squareRoot(),
          unpublished: try? unpublished.cellVariance(of: marginal).squareRoot(),
          best: try best.cellVariance(of: marginal).squareRoot(),
          bestUnpublished: try bestUnpublished.cellVariance(of: marginal).squareRoot(),
          apart: (Double(tables.count) / (2 * price)).squareRoot()))
    }
    return errors
  }

  private static func plan(
    _ base: ReleasePlan, _ id: String, _ domain: [String], _ axes: [PlanAxis], _ chosen: MarginalPlan, _ rho: Ratio
  ) throws -> ReleasePlan {
    let year = base.censusYear
    let measured = try chosen.measurements.map { measurement in
      let parts = measurement.marginal.attributes.map { axes[$0] }
      guard let price = Ratio(measurement.rho.numerator, measurement.rho.denominator) else {
        throw PoolingError.proposal("a price leaves the protocol's integers")
      }
      let isCounts = measurement.form == .counts
      return try Statistic(
        id: (["stock", "\(year)"] + (isCounts ? [] : ["contrasts"]) + parts.map(\.rawValue)).joined(separator: "-"),
        kind: .stock, dataYear: year, axes: parts.map { try Axis(name: $0.rawValue, labels: $0.labels) },
        bound: isCounts ? .count : .contrasts, rho: price)
    }
    let isReplaced = { (statistic: Statistic) in statistic.kind == .stock && statistic.dataYear == year }
    let place = base.statistics.firstIndex(where: isReplaced) ?? base.statistics.count
    var statistics = base.statistics.filter { !isReplaced($0) }
    statistics.insert(contentsOf: measured, at: min(place, statistics.count))
    let known = chosen.known.map { $0.attributes.map { domain[$0] } }
    return try ReleasePlan(
      id: id, censusYear: year, forecastYears: base.forecastYears, statistics: statistics,
      sets: [
        MarginalSet(id: "stock-\(year)", domain: domain, statistics: measured.map(\.id), known: known, rho: rho)
      ])
  }
}
