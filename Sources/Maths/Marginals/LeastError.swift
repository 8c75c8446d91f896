/// A table, and its part of a price in proportion to the others.
struct Share {
  let marginal: Marginal
  let form: MeasurementForm
  let weight: Double

  init(_ marginal: Marginal, _ form: MeasurementForm, _ weight: Double) {
    (self.marginal, self.form, self.weight) = (marginal, form, weight)
  }
}

extension MarginalPlan {
  /// The least error for readers of two kinds: those who have the known tables, and those who lack them. None of the tables
  /// is the total alone; for a workload that wants the total itself, there is a better plan with one.
  ///
  /// With contrasts that is the optimum of all measurements of this price (`ResidualOptimum`), but for the rounding of shares;
  /// of counts alone, the best of those.
  ///
  /// - Parameters:
  ///   - rho, denominator: as in `contrasts(for:rho:denominator:known:)`.
  ///   - known: marginals of which exact tables are public.
  ///   - missing: the share of readers who lack those, 0 to 1. For 0, contrasts tell them nothing.
  ///   - contrasts: whether tables of contrasts may be measured, beside counts.
  ///   - slack: tables are left out, the smallest first, as long as the aim is no more than this part above the least.
  /// - Throws: `badDenominator`, `nothingToMeasure`, `overflow`, `unknownAttribute`, `tooManyCells`.
  public static func leastError(
    for workload: MarginalWorkload, rho: Fraction, denominator: Int64, known: [Marginal] = [], missing: Double = 0,
    contrasts: Bool, slack: Double = 0
  ) throws(MarginalError) -> MarginalPlan {
    let optimum = try ResidualOptimum(workload, rho: rho.value, known: known, missing: missing)
    let best = contrasts ? optimum.countsAndContrasts : optimum.counts
    guard !best.isEmpty else { throw .nothingToMeasure }
    return try shared(workload.domain, optimum.fewest(of: best, slack), rho, denominator, known)
  }
}

extension ResidualOptimum {
  /// The best tables of counts.
  fileprivate var counts: [Share] {
    // Of nothing, a table would come to something in many steps only.
    let start = precisions.filter { $0.marginal != .total }.map { ($0.marginal, max($0.precision, rho / 1000)) }
    return BestPrecisions(self, start.map(\.0)).improved(start).map { Share($0, .counts, $1) }
  }

  /// The aim's value if these tables share ρ; infinite where they don't tell a component.
  func aim(of shares: [Share]) -> Double {
    let scale = 2 * rho / shares.reduce(0) { $0 + $1.weight }
    return components.reduce(0) { aim, component in
      let told = shares.reduce(0.0) { told, share in
        switch share.form {
        case .counts:
          guard component.marginal.isPart(of: share.marginal) else { return told }
          return told + share.weight * scale / Double(domain.cellCount(of: share.marginal.without(component.marginal)))
        case .contrasts:
          return share.marginal == component.marginal ? told + share.weight * scale / domain.share(of: share.marginal) : told
        }
      }
      return aim + component.cost / told
    }
  }

  fileprivate func fewest(of shares: [Share], _ slack: Double) -> [Share] {
    var shares = shares.filter { $0.weight > 0 }
    guard slack > 0 else { return shares }
    let limit = aim(of: shares) * (1 + slack)
    func isEnough(without index: Int) -> Bool {
      var others = shares
      others.remove(at: index)
      return !others.isEmpty && aim(of: others) <= limit
    }
    while let index = shares.indices.sorted(by: { shares[$0].weight < shares[$1].weight }).first(where: isEnough) {
      shares.remove(at: index)
    }
    return shares
  }
}
