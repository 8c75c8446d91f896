/// A quotient of two noised sums, such as a mean cost or a share, with a 95% interval.
public struct RatioEstimate: Sendable, Equatable {
  public enum Method: Sendable, Hashable {
    /// By the derivative: the denominator is at least 5 of its standard errors.
    case delta
    /// All quotients that the two sums don't contradict (Fieller 1954): exact for Gaussian noise.
    case fieller
    /// The denominator is not told from 0: nothing is known beyond the range.
    case undetermined
  }

  /// The quotient as it is, never moved into the range; nil for a denominator that is not above 0.
  public let value: Double?
  /// By the derivative; nil as `value`.
  public let standardError: Double?
  /// Within the range that is possible.
  public let interval: ClosedRange<Double>
  public let method: Method

  /// Denominators below this many of their standard errors get Fieller's interval.
  public static let fewestStandardErrors = 5.0

  /// - Parameters:
  ///   - range: of what the true quotient can be: 0…cap for a mean of clamped amounts, 0…1 for a share.
  ///   - variances: of the two sums, and their covariance. Not all 0 unless the sums are exact.
  public init(
    _ numerator: Double, _ numeratorVariance: Double, over denominator: Double, _ denominatorVariance: Double,
    covariance: Double = 0, within range: ClosedRange<Double>
  ) {
    let z = Confidence.p95.normalQuantile
    guard denominator > 0 else {
      (value, standardError, interval, method) = (nil, nil, range, .undetermined)
      return
    }
    let ratio = numerator / denominator
    let spread = numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance
    let error = max(spread, 0).squareRoot() / denominator
    value = ratio
    standardError = error
    if denominator * denominator >= Self.fewestStandardErrors * Self.fewestStandardErrors * denominatorVariance {
      interval = Self.cut(ratio - z * error, ratio + z * error, range)
      method = .delta
      return
    }
    // (numerator − r·denominator)² ≤ z² Var(numerator − r·denominator), a quadratic in r.
    let square = z * z
    let a = denominator * denominator - square * denominatorVariance
    let b = numerator * denominator - square * covariance
    let c = numerator * numerator - square * numeratorVariance
    guard a > 0 else {
      (interval, method) = (range, .undetermined)
      return
    }
    let root = max(b * b - a * c, 0).squareRoot()
    interval = Self.cut((b - root) / a, (b + root) / a, range)
    method = .fieller
  }

  private static func cut(_ low: Double, _ high: Double, _ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let lower = min(max(low, range.lowerBound), range.upperBound)
    return lower...max(min(high, range.upperBound), lower)
  }

  /// Unreliable where nothing is determined, or half the interval's length > `limit` × the quotient.
  public func reliability(limit: Double = Reliability.noiseExceedsSignal) -> Reliability {
    guard method != .undetermined, let value else { return .unreliable }
    return Reliability.judged(estimate: value, halfWidth: (interval.upperBound - interval.lowerBound) / 2, limit: limit)
  }
}

/// Noised sums of one sector (or any class with one cap): persons, and Σ (amount − cap/2) of amounts clamped to 0…cap.
///
/// Centring by half the cap makes one person move the sum by cap/2 at most instead of cap.
public struct CentredSums: Sendable, Equatable {
  public let cap: Double
  public let amounts: Double
  public let amountsVariance: Double
  public let persons: Double
  public let personsVariance: Double
  public let covariance: Double

  /// - Parameters:
  ///   - cap: in pence, as `amounts`; variances in pence².
  ///   - covariance: of the two sums; 0 where each has noise of its own.
  public init(
    cap: Int64, amounts: Double, amountsVariance: Double, persons: Double, personsVariance: Double, covariance: Double = 0
  ) {
    self.cap = Double(cap)
    self.amounts = amounts
    self.amountsVariance = amountsVariance
    self.persons = persons
    self.personsVariance = personsVariance
    self.covariance = covariance
  }

  /// The sum over places or cells of the same cap with independent noise.
  public func adding(_ other: CentredSums) -> CentredSums {
    precondition(cap == other.cap, "sums of one cap")
    return CentredSums(
      cap: Int64(cap), amounts: amounts + other.amounts, amountsVariance: amountsVariance + other.amountsVariance,
      persons: persons + other.persons, personsVariance: personsVariance + other.personsVariance,
      covariance: covariance + other.covariance)
  }
}

extension RatioEstimate {
  /// Mean pence a person over classes with caps of their own: Σ (amounts + cap/2 · persons) / Σ persons.
  ///
  /// For one class the variance is (Var amounts + (mean − cap/2)² Var persons)/persons², by the derivative.
  /// - Parameter classes: with independent noise; not empty.
  public static func mean(of classes: [CentredSums]) -> RatioEstimate {
    precondition(!classes.isEmpty, "a mean of something")
    var (amounts, amountsVariance, persons, personsVariance, covariance) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for part in classes {
      let half = part.cap / 2
      amounts += part.amounts + half * part.persons
      amountsVariance += part.amountsVariance + half * half * part.personsVariance + 2 * half * part.covariance
      persons += part.persons
      personsVariance += part.personsVariance
      covariance += part.covariance + half * part.personsVariance
    }
    return RatioEstimate(
      amounts, amountsVariance, over: persons, personsVariance, covariance: covariance,
      within: 0...classes.reduce(0) { max($0, $1.cap) })
  }
}
