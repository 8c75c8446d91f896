import Marginals
public import ReleaseProtocol
import Vocabulary

/// A release plan with the marginals of the plans in January that serve a workload best at one price.
///
/// Made at a desk from public sizes alone. The optimum is computed in floating point; what the plan states are whole
/// multiples of one fraction that add to the price exactly, which every borough's agent counts again.
public struct PlanProposal: Sendable {
  public let plan: ReleasePlan
  /// Of each wanted table: the standard error of a cell in one borough, from the stock tables and published ones alone,
  /// the same from the stock tables alone, nil where they don't tell it, and if each table were measured alone with an equal
  /// part of the price.
  public let errors: [(axes: [String], here: Double, unpublished: Double?, apart: Double)]

  /// - Parameters:
  ///   - base: whose stock tables of its census year are replaced.
  ///   - domain: axes, among age or phase, need and sector.
  ///   - wanted: tables that matter, each alike, by their axes.
  ///   - published: those whose exact tables readers have.
  ///   - rho: of all of them.
  ///   - contrasts: the share of it for contrasts, above 0 and at most 1; the rest is for counts, chosen as if nothing were
  ///     published, so that the plan speaks where published tables are missing. Nil for counts alone.
  ///   - denominator: each table's price is a whole multiple of 1/denominator; a multiple of that of `rho`.
  /// - Throws: `proposal` with the reason.
  public static func stock(
    base: ReleasePlan, id: String, domain: [String], wanted: [[String]], published: [[String]], rho: Ratio,
    contrasts: Ratio? = nil, denominator: Int64 = 1_000_000
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
    guard !wanted.isEmpty, wanted.allSatisfy({ !$0.isEmpty }) else {
      throw .proposal("name at least one table, each with an axis: the flow tables tell the total")
    }
    var (tables, known): ([Marginal], [Marginal]) = ([], [])
    for names in wanted { tables.append(try marginal(names)) }
    for names in published { known.append(try marginal(names)) }
    do {
      let shape = try PublicDomain(sizes: axes.map(\.labels.count))
      guard let price = Fraction(rho.numerator, rho.denominator) else { throw MarginalError.badRho }
      let workload = try MarginalWorkload.perTable(shape, tables)
      let chosen =
        if let contrasts { try split(workload, price, contrasts, denominator, known) } else {
          try withoutTotal(MarginalPlan.counts(for: workload, rho: price, denominator: denominator, known: known), denominator)
        }
      let plan = try plan(base, id, domain, axes, chosen, rho)
      let (variances, apart) = (chosen.variances, Double(tables.count) / (2 * price.value))
      let unpublished = try MarginalPlan(domain: shape, measurements: chosen.measurements).variances
      var errors: [(axes: [String], here: Double, unpublished: Double?, apart: Double)] = []
      for (names, table) in zip(wanted, tables) {
        errors.append((
          names, try variances.cellVariance(of: table).squareRoot(), try? unpublished.cellVariance(of: table).squareRoot(),
          apart.squareRoot()
        ))
      }
      return PlanProposal(plan: plan, errors: errors)
    } catch let error as PoolingError { throw error } catch { throw .proposal("\(error)") }
  }

  /// Contrasts of what is not published for a share of the price, and counts for the rest.
  private static func split(
    _ workload: MarginalWorkload, _ price: Fraction, _ share: Ratio, _ denominator: Int64, _ known: [Marginal]
  ) throws -> MarginalPlan {
    guard !known.isEmpty else {
      throw PoolingError.proposal("contrasts tell what published tables don't: name those that are published")
    }
    guard share.numerator > 0, share.numerator <= share.denominator else {
      throw PoolingError.proposal("the share of contrasts is a fraction above 0 and at most 1")
    }
    guard denominator > 0, denominator.isMultiple(of: price.denominator) else { throw MarginalError.badDenominator }
    let units = Int128(price.numerator) * Int128(denominator / price.denominator)
    let part = units * Int128(share.numerator) / Int128(share.denominator)
    guard let own = Fraction(Int64(part), denominator) else { throw MarginalError.badDenominator }
    var tables: [Measurement] = []
    if part < units {
      guard let rest = Fraction(Int64(units - part), denominator) else { throw MarginalError.badDenominator }
      tables = try withoutTotal(.counts(for: workload, rho: rest, denominator: denominator), denominator).measurements
    }
    tables += try withoutTotal(
      .contrasts(for: workload, rho: own, denominator: denominator, known: known), denominator).measurements
    return try MarginalPlan(domain: workload.domain, measurements: tables, known: known)
  }

  /// A table of the protocol has an axis; the flow tables tell the total.
  private static func withoutTotal(_ plan: MarginalPlan, _ denominator: Int64) throws -> MarginalPlan {
    guard plan.measurements.contains(where: { $0.marginal == .total }) else { return plan }
    return try plan.leavingOut(.total, denominator: denominator)
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
