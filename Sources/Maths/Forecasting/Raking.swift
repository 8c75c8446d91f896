import Vocabulary

/// What is published about a borough that takes no part: stock and flows by age, and the stock by need.
public struct PublicBorough: Sendable {
  /// One flow year, by age: new plans and plans kept at the later census, plans lost at the earlier one.
  public struct Flow: Sendable {
    public let new: [Double]
    public let kept: [Double]
    public let left: [Double]

    /// - Returns: nil unless each has 26 ages.
    public init?(new: [Double], kept: [Double], left: [Double]) {
      guard [new, kept, left].allSatisfy({ $0.count == Axes.ages }) else { return nil }
      (self.new, self.kept, self.left) = (new, kept, left)
    }

    /// The margins of a borough's own flows.
    public init(of flows: FlowCounts) {
      func byAge(_ status: FlowStatus) -> [Double] {
        let start = FlowCounts.index(status, 0)
        return WindowSums.byAge(Array(flows.cells[start..<start + Axes.cohort]))
      }
      (new, kept, left) = (byAge(.new), byAge(.stay), byAge(.leave))
    }
  }

  /// ONS code.
  public let code: String
  /// Plans at the census, age 26 × need 12.
  public let stock: [Double]
  /// By flow year.
  public let flows: [Int: Flow]
  public let population: Population

  /// - Returns: nil unless the stock has 26 × 12 cells.
  public init?(code: String, stock: [Double], flows: [Int: Flow], population: Population) {
    guard stock.count == Axes.cohort else { return nil }
    (self.code, self.stock, self.flows, self.population) = (code, stock, flows, population)
  }
}

/// Boroughs that take no part are forecast from public margins (specification, section 4): their own levels of new plans
/// and survival by age; arrivals, needs of new plans and differences in survival between needs from those that take part.
extension CohortModel {
  /// - Returns: the same model with these boroughs after its own; rates of its own boroughs do not change.
  public func adding(_ others: [PublicBorough]) throws(ForecastError) -> CohortModel {
    var (boroughs, sums, rates) = (self.boroughs, self.sums, self.rates)
    let usual = usualKeep
    for other in others {
      let raked = try RakedBorough(other, pool: pool, usual: usual, censusYear: censusYear, settings: settings)
      boroughs.append(raked.borough)
      sums.append(raked.sums)
      rates.append(raked.rates)
    }
    return try CohortModel(boroughs, censusYear, lastYear, settings, sums: sums, rates: rates, pool: pool, noise: noise)
  }

  /// The pool's plans kept by age, over the needs that it holds.
  private var usualKeep: [Double] {
    let all = WindowSums.pool(sums)
    return (0..<Axes.ages).map { age in
      var (kept, held) = (0.0, 0.0)
      for cell in age * Axes.needs..<(age + 1) * Axes.needs {
        let here = all.survived[cell] + all.left[cell]
        kept += pool.keep[cell] * here
        held += here
      }
      return kept / max(held, 1e-9)
    }
  }
}

/// Counts and rates of a borough from its margins.
private struct RakedBorough {
  let borough: BoroughFlows
  var sums = WindowSums()
  var rates: CohortRates

  init(
    _ other: PublicBorough, pool: CohortRates, usual: [Double], censusYear: Int, settings: ModelSettings
  ) throws(ForecastError) {
    let shrinkage = settings.shrinkage
    var (new, kept, left) = (Self.noughts, Self.noughts, Self.noughts)
    let people = BoroughFlows(code: other.code, flows: [:], population: other.population)
    for (year, weight) in settings.window.years(censusYear: censusYear) {
      guard let flow = other.flows[year] else { throw .missingFlows(borough: other.code, year: year) }
      let population = try people.people(in: year)
      for age in 0..<Axes.ages {
        new[age] += weight * flow.new[age]
        left[age] += weight * flow.left[age]
        if age > 0 { kept[age - 1] += weight * flow.kept[age] }
        sums.exposure[age] += weight * population[age]
      }
    }
    rates = pool
    let expected = zip(pool.issue, sums.exposure).reduce(0) { $0 + $1.0 * $1.1 }
    let level = (new.reduce(0, +) + shrinkage.level) / (expected + shrinkage.level)
    for age in 0..<Axes.ages {
      let mean = max(level * pool.issue[age], 1e-12)
      rates.issue[age] = (new[age] + shrinkage.issue) / (sums.exposure[age] + shrinkage.issue / mean)
      let held = kept[age] + left[age]
      let own = (kept[age] + shrinkage.keep * usual[age]) / (held + shrinkage.keep)
      let shift = Self.odds(own) / Self.odds(usual[age])
      var stock = 0.0
      let cells = age * Axes.needs..<(age + 1) * Axes.needs
      for cell in cells { stock += max(other.stock[cell], 0) }
      for cell in cells {
        let odds = Self.odds(pool.keep[cell]) * shift
        rates.keep[cell] = age == Axes.ages - 1 ? 0 : odds / (1 + odds)
        // How well rates are known: by the plans behind them, of each need as the stock has it.
        let share = stock > 0 ? max(other.stock[cell], 0) / stock : 0
        sums.new[cell] = new[age] * pool.mix[MixGroup.of(age: age) * Axes.needs + cell % Axes.needs]
        (sums.survived[cell], sums.left[cell]) = (kept[age] * share, left[age] * share)
      }
    }
    // The stock is what is known; which of it is new does not matter to a forecast.
    var flows = FlowCounts()
    for cell in 0..<Axes.cohort { flows.cells[FlowCounts.index(.stay, 0) + cell] = other.stock[cell] }
    borough = BoroughFlows(code: other.code, flows: [censusYear: flows], population: other.population)
  }

  private static let noughts = [Double](repeating: 0, count: Axes.ages)

  private static func odds(_ share: Double) -> Double {
    let bounded = min(max(share, 1e-6), 1 - 1e-6)
    return bounded / (1 - bounded)
  }
}
