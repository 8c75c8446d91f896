import Vocabulary

/// What is published about a borough that takes no part: stock and flows by age, the stock by need, and from 2025 on
/// new plans by need.
public struct PublicBorough: Sendable {
  /// One flow year, by age: new plans and plans kept at the later census, plans lost at the earlier one.
  public struct Flow: Sendable {
    public let new: [Double]
    public let kept: [Double]
    public let left: [Double]
    /// New plans by mix group × need, of which shares are used; nil where they are not published.
    let newNeeds: [Double]?
    /// Existing plans that arrived, at the later census; nil: they follow from what is held, new and kept.
    let arrived: [Double]?

    /// - Parameter newNeeds: new plans of the year, or of the calendar year before its later census, by age 26 × need 12.
    /// - Returns: nil unless each has 26 ages.
    public init?(new: [Double], kept: [Double], left: [Double], newNeeds: [Double]? = nil) {
      guard [new, kept, left].allSatisfy({ $0.count == Axes.ages }), newNeeds.map({ $0.count == Axes.cohort }) ?? true
      else { return nil }
      (self.new, self.kept, self.left, arrived) = (new, kept, left, nil)
      self.newNeeds = newNeeds.map(MixGroup.sums)
    }

    /// The margins of a borough's own flows. Arrivals are its own: from noised counts the sum of others would carry the
    /// noise of all of them.
    /// - Parameters:
    ///   - withNeeds: needs of new plans too.
    ///   - published: new plans by age 26 × need 12, whose needs count instead of its own.
    init(of flows: FlowCounts, withNeeds: Bool, published: [Double]? = nil) {
      func byAge(_ status: FlowStatus) -> [Double] {
        let start = FlowCounts.index(status, 0)
        return WindowSums.byAge(Array(flows.cells[start..<start + Axes.cohort]))
      }
      (new, kept, left, arrived) = (byAge(.new), byAge(.stay), byAge(.leave), byAge(.transferredIn))
      let start = FlowCounts.index(.new, 0)
      newNeeds = withNeeds ? MixGroup.sums(published ?? Array(flows.cells[start..<start + Axes.cohort])) : nil
    }
  }

  /// ONS code.
  public let code: String
  /// Plans at the census, age 26 × need 12.
  public let stock: [Double]
  /// By flow year.
  public let flows: [Int: Flow]
  public let population: Population
  /// Plans at the census by mix group × need.
  let heldNeeds: [Double]
  /// The margins by age are of released tables, with their noise; published ones are exact.
  let isReleased: Bool

  /// - Returns: nil unless the stock has 26 × 12 cells.
  public init?(code: String, stock: [Double], flows: [Int: Flow], population: Population) {
    guard stock.count == Axes.cohort else { return nil }
    (self.code, self.stock, self.flows, self.population) = (code, stock, flows, population)
    (heldNeeds, isReleased) = (MixGroup.sums(stock), false)
  }

  /// The margins of a borough's own tables.
  /// - Parameters:
  ///   - withNeeds: needs of new plans too.
  ///   - published: what is published of its needs, which counts instead of its tables.
  ///   - isReleased: the tables carry the noise that the model which is added to knows of.
  public init(
    margins borough: BoroughFlows, censusYear: Int, withNeeds: Bool = false, published: PublicNeeds? = nil,
    isReleased: Bool = false
  ) throws(ForecastError) {
    guard let now = borough.flows[censusYear] else { throw .missingFlows(borough: borough.code, year: censusYear) }
    (code, stock, population, self.isReleased) = (borough.code, now.stock, borough.population, isReleased)
    heldNeeds = MixGroup.sums(published?.held ?? stock)
    var flows: [Int: Flow] = [:]
    for (year, own) in borough.flows { flows[year] = Flow(of: own, withNeeds: withNeeds, published: published?.new[year]) }
    self.flows = flows
  }

  /// The same, with needs of new plans where they have not been known.
  /// - Parameter newNeeds: of a flow year, as in `Flow`.
  public func knowing(_ newNeeds: (Int) -> [Double]?) -> PublicBorough {
    var known = flows
    for (year, flow) in flows where flow.newNeeds == nil {
      known[year] = Flow(new: flow.new, kept: flow.kept, left: flow.left, newNeeds: newNeeds(year)) ?? flow
    }
    return PublicBorough(code: code, stock: stock, flows: known, population: population) ?? self
  }

  /// Whether needs of its new plans are known, of one year at least.
  var hasNewNeeds: Bool { flows.values.contains { $0.newNeeds != nil } }
}

/// Boroughs that take no part are forecast from public margins (specification, section 4): their own levels of new plans,
/// arrivals and survival by age, and needs of new plans where these are published. How survival differs between needs comes
/// from those that take part, and so do needs of new plans that are not published, bent as needs of plans held are.
///
/// Counts by age and need are made up from the margins and then go the way of all others, with the same shrinkage: a
/// borough gets nearly the rates that it would have if it sent its tables. Beyond the specification, which borrows arrivals:
/// what arrived follows from what is held, new and kept, and boroughs differ in it more than in anything else.
extension CohortModel {
  /// - Parameter published: what is published of the model's own boroughs, by code.
  /// - Returns: the same model with these boroughs after its own; rates of its own boroughs do not change.
  public func adding(
    _ others: [PublicBorough], published: [String: PublicNeeds] = [:]
  ) throws(ForecastError) -> CohortModel {
    var (boroughs, sums, rates, windows) = (self.boroughs, self.sums, self.rates, self.windows)
    let (estimate, base) = (estimator(), RakedCounts.Base(self, published: published))
    for other in others {
      let window = settings.window(of: other.flows.keys, censusYear: censusYear)
      let counts = try RakedCounts(other, base, censusYear: censusYear, window: window).sums
      // The stock is what is known; which of it is new does not matter to a forecast.
      var flows = FlowCounts()
      for cell in 0..<Axes.cohort { flows.cells[FlowCounts.index(.stay, 0) + cell] = other.stock[cell] }
      boroughs.append(BoroughFlows(code: other.code, flows: [censusYear: flows], population: other.population))
      sums.append(counts)
      windows.append(window)
      rates.append(Self.bounded(estimate(counts, other.isReleased)))
    }
    return try CohortModel(
      boroughs, censusYear, lastYear, settings, windows: windows, sums: sums, rates: rates, pool: pool, noise: noise,
      told: told)
  }

  /// Rates of a borough as this model would have fitted them, from counts with its noise by age or without. Needs are
  /// taken for exact: those of absent boroughs are.
  private func estimator() -> (WindowSums, Bool) -> CohortRates {
    let shrinkage = settings.shrinkage
    guard let noise else { return { [pool] counts, _ in CohortRates(borough: counts, prior: pool, shrinkage: shrinkage) } }
    let pool = CohortRates.pool(.pool(sums), noise: noise)
    let none = NoiseLevel(cell: 0, margin: 0, boroughs: noise.boroughs, window: settings.window)
    return { counts, isReleased in
      let exact = CohortRates(borough: counts, pool: pool, noise: none, shrinkage: shrinkage)
      guard isReleased else { return exact }
      var rates = CohortRates(borough: counts, pool: pool, noise: noise, shrinkage: shrinkage)
      rates.mix = exact.mix
      return rates
    }
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
