/// Intervals for noise of known variance.
public enum Interval {
  /// Half-width of the 95% interval of a figure whose noise is a sum of many independent parts: 1.96 standard errors.
  ///
  /// Gaussian approximation. A bound that holds for every discrete Gaussian sum would be 2.716 standard errors
  /// (sub-Gaussian, √(2 ln 40)). The interval speaks of privacy noise only, not of mistakes in the records.
  /// - Parameter variance: of the noise, in squared units of the figure; not negative.
  public static func halfWidth95(variance: Double) -> Double { 1.959_963_984_540_054 * variance.squareRoot() }
}
