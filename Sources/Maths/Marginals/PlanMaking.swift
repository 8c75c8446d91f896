/// From a workload and a price to a plan.
extension MarginalPlan {
  /// Contrast tables of the optimum: the least error there is, up to the rounding of shares.
  ///
  /// - Parameters:
  ///   - rho: of the whole plan; the measurements' prices add to it exactly.
  ///   - denominator: of every price; a multiple of ρ's. Prices are whole multiples of 1/denominator.
  ///   - known: marginals of which exact tables are public.
  /// - Throws: `badDenominator`, `nothingToMeasure`, `overflow`, `unknownAttribute`, `tooManyCells`.
  public static func contrasts(
    for workload: MarginalWorkload, rho: Fraction, denominator: Int64, known: [Marginal] = []
  ) throws(MarginalError) -> MarginalPlan {
    let optimum = try ResidualOptimum(workload, rho: rho.value, known: known)
    return try shared(
      workload.domain, optimum.components.map { Share($0.marginal, .contrasts, $0.rho) }, rho, denominator, known)
  }

  /// Whole tables of counts that equal the optimum, where no precision would be below 0; else those are left out and
  /// the rest scaled to the price. Within 0.5% of the optimum for workloads of one and two attributes.
  ///
  /// Where tables are known the scaled ones are improved step by step (`BestPrecisions`).
  public static func counts(
    for workload: MarginalWorkload, rho: Fraction, denominator: Int64, known: [Marginal] = []
  ) throws(MarginalError) -> MarginalPlan {
    let optimum = try ResidualOptimum(workload, rho: rho.value, known: known)
    var precisions = optimum.precisions.map { ($0.marginal, max($0.precision, 0)) }
    if !known.isEmpty { precisions = BestPrecisions(optimum, precisions.map { $0.0 }).improved(precisions) }
    return try shared(workload.domain, precisions.map { Share($0, .counts, $1) }, rho, denominator, known)
  }

  /// The best tables of counts for a workload: `counts`, improved until nothing below 1 part in 10⁷ can be gained.
  public static func bestCounts(
    for workload: MarginalWorkload, rho: Fraction, denominator: Int64, known: [Marginal] = []
  ) throws(MarginalError) -> MarginalPlan {
    let optimum = try ResidualOptimum(workload, rho: rho.value, known: known)
    let start = optimum.precisions.map { ($0.marginal, max($0.precision, 0)) }
    let best = BestPrecisions(optimum, start.map { $0.0 }).improved(start)
    return try shared(workload.domain, best.map { Share($0, .counts, $1) }, rho, denominator, known)
  }

  /// Splits ρ in the ratio of the shares' weights into whole multiples of 1/denominator that add to it exactly: every share is
  /// rounded down, and what is left goes to the largest remainders, one unit each. What gets no unit is not measured.
  static func shared(
    _ domain: PublicDomain, _ shares: [Share], _ rho: Fraction, _ denominator: Int64, _ known: [Marginal]
  ) throws(MarginalError) -> MarginalPlan {
    let units = try units(of: rho, denominator, for: shares.count)
    let sum = shares.reduce(0) { $0 + $1.weight }
    var parts: [Int64] = []
    var remainders: [(index: Int, rest: Double)] = []
    for (index, share) in shares.enumerated() {
      let exact = share.weight / sum * Double(units)
      let whole = exact.rounded(.down)
      parts.append(Int64(whole))
      remainders.append((index, exact - whole))
    }
    // Rounding errors of the division may leave the floors one unit above the sum: then the smallest remainder pays.
    remainders.sort { ($0.rest, $1.index) > ($1.rest, $0.index) }
    var left = units - parts.reduce(0, +)
    var place = 0
    while left > 0 {
      parts[remainders[place % remainders.count].index] += 1
      (left, place) = (left - 1, place + 1)
    }
    place = remainders.count - 1
    while left < 0 {
      if parts[remainders[place].index] > 0 {
        parts[remainders[place].index] -= 1
        left += 1
      }
      place = place > 0 ? place - 1 : remainders.count - 1
    }
    var measurements: [Measurement] = []
    for (part, share) in zip(parts, shares) where part > 0 {
      guard let rho = Fraction(part, denominator) else { throw .badDenominator }
      measurements.append(try Measurement(domain, share.marginal, share.form, rho: rho))
    }
    return try MarginalPlan(domain: domain, measurements: measurements, known: known)
  }

  /// ρ in units of 1/denominator.
  private static func units(of rho: Fraction, _ denominator: Int64, for count: Int) throws(MarginalError) -> Int64 {
    guard denominator > 0, denominator.isMultiple(of: rho.denominator) else { throw .badDenominator }
    let (units, overflow) = rho.numerator.multipliedReportingOverflow(by: denominator / rho.denominator)
    // Up to 2^53 a double holds every share's whole part.
    guard !overflow, units >= Int64(count), units < 1 << 53 else { throw .badDenominator }
    return units
  }
}
