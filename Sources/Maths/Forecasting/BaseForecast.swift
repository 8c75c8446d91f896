/// The base forecast: rates of the last two flow years stay as they are, populations change.
public enum BaseForecast {
  /// From exact counts (specification section 3). Plans at the census are those that stayed, are new or arrived.
  /// - Parameters:
  ///   - boroughs: the pool; each needs flows of `censusYear` and the year before, and populations from two years
  ///     before `censusYear` to `lastYear`. A single borough is its own pool.
  ///   - censusYear: the latest census, first year of the projections.
  /// - Returns: one projection per borough, in order; London is their sum.
  public static func exact(
    _ boroughs: [BoroughFlows], censusYear: Int, lastYear: Int
  ) throws(ForecastError) -> [Projection] {
    try CohortModel.exact(boroughs, censusYear: censusYear, lastYear: lastYear).project()
  }

  /// From noised counts (specification 5.3, point 4), already fitted to their margins. Same needs and result as
  /// `exact`. Post-processing of released tables: it costs no privacy budget.
  /// - Parameters:
  ///   - cellVariance: released variance of one cell of status × age × need.
  ///   - marginVariance: released variance of one cell of status × age.
  public static func released(
    _ boroughs: [BoroughFlows], censusYear: Int, lastYear: Int, cellVariance: Double, marginVariance: Double
  ) throws(ForecastError) -> [Projection] {
    try CohortModel.released(
      boroughs, censusYear: censusYear, lastYear: lastYear, cellVariance: cellVariance, marginVariance: marginVariance
    ).project()
  }
}
