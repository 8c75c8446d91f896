/// What is measured of a marginal.
public enum MeasurementForm: String, CaseIterable, Sendable {
  /// The table of counts: a person moves one cell by 1.
  case counts
  /// The integer contrast table of the marginal's residual component: n × the component, n the number of cells. A
  /// person moves many cells.
  case contrasts
}

/// One table of a plan, with independent discrete Gaussian noise of one variance in every cell.
public struct Measurement: Sendable, Hashable {
  public let marginal: Marginal
  public let form: MeasurementForm
  /// Price of adding or removing one person.
  public let rho: Fraction
  /// Of the vector by which one person moves the table: 1 for counts, Π n(n − 1) for contrasts.
  public let squaredSensitivity: Int64
  /// σ² = squared sensitivity / (2ρ).
  public let variance: Fraction

  /// - Throws: `unknownAttribute`, `tooManyCells`; `overflow` where the variance is no 64-bit fraction.
  public init(
    _ domain: PublicDomain, _ marginal: Marginal, _ form: MeasurementForm, rho: Fraction
  ) throws(MarginalError) {
    try domain.check(marginal)
    var square: Int64 = 1
    if form == .contrasts {
      // At most (2^22)²: the check has bounded the number of cells.
      for attribute in marginal.attributes { square *= Int64(domain.sizes[attribute]) * Int64(domain.sizes[attribute] - 1) }
    }
    let (top, bottom) = (Int128(square) * Int128(rho.denominator), 2 * Int128(rho.numerator))
    guard let variance = Fraction(wide: top, bottom) else { throw .overflow(marginal) }
    self.marginal = marginal
    self.form = form
    self.rho = rho
    squaredSensitivity = square
    self.variance = variance
  }
}

/// A plan: what is measured of one domain, at what price, and which exact tables are public anyway.
public struct MarginalPlan: Sendable, Hashable {
  public let domain: PublicDomain
  /// In the order in which they are stated.
  public let measurements: [Measurement]
  /// Exact, public, free.
  public let known: [Marginal]
  /// The price of it all to one person added or removed: the exact sum.
  public let rho: Fraction

  /// - Throws: `nothingToMeasure` for none; `unknownAttribute`, `tooManyCells`; `badRho` where the sum is no fraction.
  public init(
    domain: PublicDomain, measurements: [Measurement], known: [Marginal] = []
  ) throws(MarginalError) {
    guard let first = measurements.first else { throw .nothingToMeasure }
    var sum = first.rho
    for measurement in measurements.dropFirst() {
      guard let more = sum.adding(measurement.rho) else { throw .badRho }
      sum = more
    }
    for marginal in measurements.map(\.marginal) + known { try domain.check(marginal) }
    self.domain = domain
    self.measurements = measurements
    self.known = known
    rho = sum
  }

  /// What every figure will err by.
  public var variances: ComponentVariances {
    ComponentVariances(
      domain, measured: measurements.map { ($0.marginal, $0.form, $0.variance.value) }, known: known)
  }

  /// The price of changing one person's attributes instead of adding or removing the person; rounded up.
  ///
  /// The most over sets D of changed attributes of Σ 2ρ_A (1 − κ): κ is 1 for a table without a changed attribute; else
  /// 0 for counts and Π −1/(n − 1) over changed attributes of A for contrasts.
  public var substitutionRho: Double {
    var most = 0.0
    for changed in domain.whole.parts {
      var sum = 0.0
      for measurement in measurements {
        let hit = measurement.marginal.shared(with: changed)
        var kept = 1.0
        if measurement.form == .counts {
          kept = hit == .total ? 1 : 0
        } else {
          for attribute in hit.attributes { kept *= -1 / Double(domain.sizes[attribute] - 1) }
        }
        sum += 2 * measurement.rho.value * (1 - kept)
      }
      most = max(most, sum)
    }
    return most * (1 + 1e-12)
  }
}
