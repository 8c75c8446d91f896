/// Rates of a pool of boroughs, fitted once and ready to be projected under any scenario.
///
/// The same model on exact counts in a borough and on released counts at the hub: `exact` and `released` are the two
/// ways in, and differ in how rates are estimated, in nothing else.
public struct CohortModel: Sendable {
  /// The latest census: first year of every projection.
  public let censusYear: Int
  public let lastYear: Int
  public let settings: ModelSettings
  /// The pool; London is its sum.
  public let boroughs: [BoroughFlows]
  /// Weighted counts by borough, and the rates fitted to them.
  let sums: [WindowSums]
  let rates: [CohortRates]
  /// Rates of the whole pool.
  let pool: CohortRates
  let recursions: [Recursion]
  /// By borough: the settings' window, or what is left of it for a borough with fewer flow years.
  let windows: [Window]
  /// Nil for exact counts.
  let noise: NoiseLevel?
  /// Boroughs with flow tables of their own: the first so many. Those known by published margins come after them.
  let told: Int

  /// From exact counts (specification section 3).
  /// - Parameters:
  ///   - boroughs: each needs flows of the window's years, or of the latest of them without a gap if the settings take shorter
  ///     histories, and populations from the year before these to `lastYear`. A single borough is its own pool.
  ///   - lastYear: not before `censusYear`.
  public static func exact(
    _ boroughs: [BoroughFlows], censusYear: Int, lastYear: Int, settings: ModelSettings = .standard
  ) throws(ForecastError) -> CohortModel {
    let windows = boroughs.map { settings.window(of: $0.flows.keys, censusYear: censusYear) }
    let sums = try windowSums(boroughs, censusYear, windows)
    let prior = CohortRates(pool: .pool(sums), shrinkage: settings.shrinkage)
    let rates = sums.map { CohortRates(borough: $0, prior: prior, shrinkage: settings.shrinkage) }
    return try CohortModel(
      boroughs, censusYear, lastYear, settings, windows: windows, sums: sums, rates: rates, pool: prior, noise: nil)
  }

  /// From noised counts (specification 5.3, point 4), already fitted to their margins. Same needs as `exact`.
  /// Post-processing of released tables: it costs no privacy budget.
  /// - Parameters:
  ///   - cellVariance: released variance of one cell of status × age × need.
  ///   - marginVariance: released variance of one cell of status × age.
  public static func released(
    _ boroughs: [BoroughFlows], censusYear: Int, lastYear: Int, cellVariance: Double, marginVariance: Double,
    settings: ModelSettings = .standard
  ) throws(ForecastError) -> CohortModel {
    let windows = boroughs.map { settings.window(of: $0.flows.keys, censusYear: censusYear) }
    let sums = try windowSums(boroughs, censusYear, windows)
    let noise = windows.map { window in
      NoiseLevel(cell: cellVariance, margin: marginVariance, boroughs: Double(boroughs.count), window: window)
    }
    let together = NoiseLevel(meanOf: noise)
    let pool = CohortRates.pool(.pool(sums), noise: together)
    let rates = zip(sums, noise).map { sums, noise in
      CohortRates(borough: sums, pool: pool, noise: noise, shrinkage: settings.shrinkage)
    }
    return try CohortModel(
      boroughs, censusYear, lastYear, settings, windows: windows, sums: sums, rates: rates, pool: pool.rates,
      noise: together)
  }

  init(
    _ boroughs: [BoroughFlows], _ censusYear: Int, _ lastYear: Int, _ settings: ModelSettings, windows: [Window],
    sums: [WindowSums], rates: [CohortRates], pool: CohortRates, noise: NoiseLevel?, told: Int? = nil
  ) throws(ForecastError) {
    var recursions: [Recursion] = []
    for (place, (borough, rates)) in zip(boroughs, rates).enumerated() {
      guard let now = borough.flows[censusYear] else { throw .missingFlows(borough: borough.code, year: censusYear) }
      recursions.append(
        Recursion(
          stock: NeedVectors.of(now.stock), perHead: NeedVectors.of(rates.issuePerNeed),
          carried: NeedVectors.of(rates.carried),
          course: try Course(borough, censusYear: censusYear, lastYear: lastYear, window: windows[place])))
    }
    (self.boroughs, self.censusYear, self.lastYear, self.settings) = (boroughs, censusYear, lastYear, settings)
    (self.windows, self.told) = (windows, told ?? boroughs.count)
    (self.sums, self.rates, self.pool, self.recursions, self.noise) = (sums, rates, pool, recursions, noise)
  }

  private static func windowSums(
    _ boroughs: [BoroughFlows], _ censusYear: Int, _ windows: [Window]
  ) throws(ForecastError) -> [WindowSums] {
    guard !boroughs.isEmpty else { throw .noBoroughs }
    var sums: [WindowSums] = []
    for (borough, window) in zip(boroughs, windows) { sums.append(try WindowSums(borough, censusYear: censusYear, window: window)) }
    return sums
  }

  var years: Int { lastYear - censusYear + 1 }

  /// - Returns: one projection for each borough, in order.
  public func project(_ scenario: Scenario = .base) throws(ForecastError) -> [Projection] {
    project(try course(of: scenario))
  }

  func project(_ course: ScenarioCourse) -> [Projection] {
    let size = years * NeedVectors.cohort
    var table = [NeedVector](repeating: .zero, count: recursions.count * size)
    for (place, recursion) in recursions.enumerated() { recursion.project(course.issuing, into: &table, at: place * size) }
    return recursions.indices.map { Projection(firstYear: censusYear, years: years, table: table, start: $0 * size) }
  }
}
