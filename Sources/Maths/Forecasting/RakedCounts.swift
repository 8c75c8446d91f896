import Vocabulary

/// Counts by age and need of a borough, from its margins.
struct RakedCounts {
  private(set) var sums = WindowSums()

  /// What is borrowed from the boroughs that take part.
  struct Base {
    let rates: CohortRates
    /// Needs of plans held at the census, by mix group × need; shares of the group, all above 0.
    let held: [Double]
    /// From noised counts a borough's survival is read by age only.
    let isNoised: Bool
    let shrinkage: Shrinkage
  }

  init(
    _ other: PublicBorough, _ base: Base, censusYear: Int, window: Window
  ) throws(ForecastError) {
    let pool = base.rates
    var (new, arrived, kept, left) = (Self.noughts, Self.noughts, Self.noughts, Self.noughts)
    let people = BoroughFlows(code: other.code, flows: [:], population: other.population)
    var needs = [Double](repeating: 0, count: MixGroup.count * Axes.needs)
    for (year, weight) in window.years(censusYear: censusYear) {
      guard let flow = other.flows[year] else { throw .missingFlows(borough: other.code, year: year) }
      let population = try people.people(in: year)
      if let known = flow.newNeeds { for cell in needs.indices { needs[cell] += weight * known[cell] } }
      let arrivals = try other.arrived(year, flow, censusYear: censusYear)
      for age in 0..<Axes.ages {
        new[age] += weight * (flow.new[age] + (age < 4 ? arrivals[age] : 0))
        if age >= 4 { arrived[age] += weight * arrivals[age] }
        left[age] += weight * flow.left[age]
        if age > 0 { kept[age - 1] += weight * flow.kept[age] }
        sums.exposure[age] += weight * population[age]
      }
    }
    let mix = Self.mix(needs, held: other.heldNeeds, base)
    for age in 0..<Axes.ages {
      let cells = age * Axes.needs..<(age + 1) * Axes.needs
      let shares = Self.shares(other.stock[cells])
      let survival =
        base.isNoised ? nil : Self.survival(Array(pool.keep[cells]), shares, kept: kept[age], left: left[age])
      for (need, cell) in cells.enumerated() {
        sums.new[cell] = new[age] * mix[MixGroup.of(age: age) * Axes.needs + need]
        sums.arrived[cell] = arrived[age] * shares[need]
        // Noised margins stay as they are: bounded or cut at 0 they would be biased.
        (sums.survived[cell], sums.left[cell]) = (kept[age] * shares[need], left[age] * shares[need])
        guard let survival else { continue }
        let held = (kept[age] + left[age]) * shares[need]
        (sums.survived[cell], sums.left[cell]) = (held * survival[need], held * (1 - survival[need]))
      }
    }
  }

  /// Needs of new plans: the borough's own where they are known and there is any, else the pool's, each times the share
  /// that the need has of the borough's plans held over its share of the pool's: the association of boroughs and needs
  /// is that of plans held, London's needs of new plans are the pool's (structure preserving estimation; Purcell, Kish 1980,
  /// Postcensal estimates for local areas, International Statistical Review 48). Shares of plans held are shrunk to the
  /// pool's as those of new plans are.
  static func mix(_ needs: [Double], held: [Double], _ base: Base) -> [Double] {
    var mix = base.rates.mix
    for group in 0..<MixGroup.count {
      let cells = group * Axes.needs..<(group + 1) * Axes.needs
      let known = needs[cells].reduce(0, +)
      if known > 0 {
        for cell in cells { mix[cell] = needs[cell] / known }
        continue
      }
      let plans = held[cells].reduce(0) { $0 + max($1, 0) } + base.shrinkage.mix
      for cell in cells {
        mix[cell] *= (max(held[cell], 0) + base.shrinkage.mix * base.held[cell]) / (plans * base.held[cell])
      }
      let total = mix[cells].reduce(0, +)
      for cell in cells { mix[cell] /= total }
    }
    return mix
  }

  /// Survival by need: all odds of the pool times one factor, such that plans held in these shares survive as they did.
  private static func survival(_ pool: [Double], _ shares: [Double], kept: Double, left: Double) -> [Double] {
    let usual = zip(pool, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let held = max(kept + left, 0)
    // Half a plan of the pool's stands for what a single plan held can't tell.
    let goal = odds((max(min(kept, held), 0) + 0.5 * usual) / (held + 0.5))
    let usualOdds = pool.map(odds)
    var (survival, factor, found) = (pool, 1.0, usual)
    for _ in 0..<40 where (odds(found) / goal - 1).magnitude > 1e-12 {
      factor *= goal / odds(found)
      found = 0
      for need in survival.indices {
        survival[need] = usualOdds[need] * factor / (1 + usualOdds[need] * factor)
        found += survival[need] * shares[need]
      }
    }
    return survival
  }

  /// Needs of plans held at the census; equal shares where there is none.
  private static func shares(_ stock: ArraySlice<Double>) -> [Double] {
    let total = stock.reduce(0) { $0 + max($1, 0) }
    return stock.map { total > 0 ? max($0, 0) / total : 1 / Double(Axes.needs) }
  }

  private static let noughts = [Double](repeating: 0, count: Axes.ages)

  private static func odds(_ share: Double) -> Double {
    let bounded = min(max(share, 1e-6), 1 - 1e-6)
    return bounded / (1 - bounded)
  }
}

extension RakedCounts.Base {
  /// - Parameter published: what is published of the model's boroughs, by code.
  init(_ model: CohortModel, published: [String: PublicNeeds]) {
    var held = [Double](repeating: 0, count: MixGroup.count * Axes.needs)
    for borough in model.boroughs {
      let own = MixGroup.sums(published[borough.code]?.held ?? borough.flows[model.censusYear]?.stock ?? [])
      for cell in own.indices { held[cell] += own[cell] }
    }
    self.init(
      rates: model.pool, held: Self.shares(held), isNoised: model.noise != nil, shrinkage: model.settings.shrinkage)
  }

  /// A need that nobody has, or that noise makes fewer than 1 plan, counts as one.
  static func shares(_ held: [Double]) -> [Double] { CohortRates.shares(held.map { max($0, 1) }) }
}

extension PublicBorough {
  /// Plans held by age at a census of the flow years or at the latest one.
  private func held(_ year: Int, censusYear: Int) throws(ForecastError) -> [Double] {
    if year == censusYear { return WindowSums.byAge(stock) }
    guard let next = flows[year + 1] else { throw .missingFlows(borough: code, year: year + 1) }
    return (0..<Axes.ages).map { next.left[$0] + ($0 + 1 < Axes.ages ? next.kept[$0 + 1] : 0) }
  }

  /// Existing plans that arrived, by age at the later census: plans held that are neither new nor kept. Below 0 where
  /// published tables do not close; never forced to (specification, section 4).
  func arrived(_ year: Int, _ flow: Flow, censusYear: Int) throws(ForecastError) -> [Double] {
    if let own = flow.arrived { return own }
    let held = try held(year, censusYear: censusYear)
    return held.indices.map { held[$0] - flow.new[$0] - flow.kept[$0] }
  }
}
