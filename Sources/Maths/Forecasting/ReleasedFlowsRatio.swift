extension ReleasedFlows {
  /// With variances as the exact fractions (numerator, denominator) that a release plan states.
  public init(
    year: Int, cross: [Int64], margin: [Int64], crossVariance: (Int64, Int64), marginVariance: (Int64, Int64)
  ) {
    self.init(
      year: year, cross: cross, margin: margin,
      crossVariance: Double(crossVariance.0) / Double(crossVariance.1),
      marginVariance: Double(marginVariance.0) / Double(marginVariance.1))
  }
}
