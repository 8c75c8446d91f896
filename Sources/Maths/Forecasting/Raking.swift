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

  /// The margins of a borough's own tables.
  public init(margins borough: BoroughFlows, censusYear: Int) throws(ForecastError) {
    guard let now = borough.flows[censusYear] else { throw .missingFlows(borough: borough.code, year: censusYear) }
    (code, stock, population) = (borough.code, now.stock, borough.population)
    flows = borough.flows.mapValues { Flow(of: $0) }
  }
}

/// Boroughs that take no part are forecast from public margins (specification, section 4): their own levels of new plans,
/// arrivals and survival by age; needs of new plans, and how survival differs between needs, from those that take part.
///
/// Counts by age and need are made up from the margins and then go the way of all others, with the same shrinkage: a
/// borough gets nearly the rates that it would have if it sent its tables. Beyond the specification, which borrows arrivals:
/// what arrived follows from what is held, new and kept, and boroughs differ in it more than in anything else.
extension CohortModel {
  /// - Returns: the same model with these boroughs after its own; rates of its own boroughs do not change.
  public func adding(_ others: [PublicBorough]) throws(ForecastError) -> CohortModel {
    var (boroughs, sums, rates) = (self.boroughs, self.sums, self.rates)
    let estimate = estimator()
    for other in others {
      let counts = try RakedCounts(other, pool: pool, censusYear: censusYear, window: settings.window).sums
      // The stock is what is known; which of it is new does not matter to a forecast.
      var flows = FlowCounts()
      for cell in 0..<Axes.cohort { flows.cells[FlowCounts.index(.stay, 0) + cell] = other.stock[cell] }
      boroughs.append(BoroughFlows(code: other.code, flows: [censusYear: flows], population: other.population))
      sums.append(counts)
      rates.append(Self.bounded(estimate(counts)))
    }
    return try CohortModel(boroughs, censusYear, lastYear, settings, sums: sums, rates: rates, pool: pool, noise: noise)
  }

  /// Rates of a borough whose counts are exact, as this model would have fitted them.
  private func estimator() -> (WindowSums) -> CohortRates {
    let shrinkage = settings.shrinkage
    guard let noise else { return { [pool] in CohortRates(borough: $0, prior: pool, shrinkage: shrinkage) } }
    let pool = CohortRates.pool(.pool(sums), noise: noise)
    let none = NoiseLevel(cell: 0, margin: 0, boroughs: noise.boroughs, window: settings.window)
    return { CohortRates(borough: $0, pool: pool, noise: none, shrinkage: shrinkage) }
  }

  /// Where published tables do not close, fewer than none would be new, or kept and arrived together.
  private static func bounded(_ rates: CohortRates) -> CohortRates {
    var rates = rates
    for age in 0..<Axes.ages {
      rates.issue[age] = max(rates.issue[age], 0)
      let least = rates.keep[age * Axes.needs..<(age + 1) * Axes.needs].min() ?? 0
      rates.arrive[age] = max(rates.arrive[age], -max(least, 0))
    }
    return rates
  }
}
