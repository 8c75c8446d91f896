/// Whether a figure says more than its noise. Decided on published numbers alone: released value and known variance.
public enum Reliability: Sendable, Hashable {
  case reliable, unreliable

  /// The noise is as large as the figure.
  public static let noiseExceedsSignal = 1.0

  /// DfE's symbol for figures of low reliability, shown beside the figure, which is not hidden.
  public var symbol: String? { self == .unreliable ? "u" : nil }

  /// Unreliable where half-width > `limit` × |estimate|. An exact figure is reliable, 0 included.
  public static func judged(estimate: Double, halfWidth: Double, limit: Double = noiseExceedsSignal) -> Reliability {
    halfWidth > limit * estimate.magnitude ? .unreliable : .reliable
  }
}

/// What is published beside a figure about its noise. Speaks of noise only: not of mistakes in records, clamping, or change.
public struct ErrorStatement: Sendable, Equatable {
  /// The probability with which any cell of a table errs by more than `tableBound`: at most this.
  public static let tableFailure = 1e-9

  public let standardError: Double
  /// Half-width of the 95% interval: for a figure as released the exact whole number, else 1.96 standard errors.
  public let halfWidth95: Double
  /// Half-width of a 95% interval that holds without approximation.
  public let certainHalfWidth95: Double
  /// No cell of the figure's table errs by more, but for a probability below 10⁻⁹.
  public let tableBound: Double
  public let reliability: Reliability

  /// A figure as released, with discrete Gaussian noise of its own.
  /// - Parameters:
  ///   - variance: σ² as the plan states it.
  ///   - cells: of the table.
  public static func released(
    _ figure: Double, variance: Double, cells: Int, limit: Double = Reliability.noiseExceedsSignal
  ) -> ErrorStatement {
    let exact = Interval.exactHalfWidth(variance: variance)
    return ErrorStatement(figure, variance, exact, exact, cells, limit)
  }

  /// A figure computed from several released ones, with the variance that follows for it; 0 for one that is exact.
  public static func reconstructed(
    _ figure: Double, variance: Double, cells: Int, limit: Double = Reliability.noiseExceedsSignal
  ) -> ErrorStatement {
    ErrorStatement(
      figure, variance, Interval.halfWidth95(variance: variance), Interval.certainHalfWidth(variance: variance), cells, limit)
  }

  private init(_ figure: Double, _ variance: Double, _ usual: Double, _ certain: Double, _ cells: Int, _ limit: Double) {
    standardError = variance.squareRoot()
    halfWidth95 = usual
    certainHalfWidth95 = certain
    tableBound = Interval.certainHalfWidth(variance: variance, failure: Self.tableFailure, figures: cells)
    reliability = Reliability.judged(estimate: figure, halfWidth: usual, limit: limit)
  }
}
