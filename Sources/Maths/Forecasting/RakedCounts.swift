import Vocabulary

/// Counts by age and need of a borough, from its margins.
struct RakedCounts {
  private(set) var sums = WindowSums()

  init(
    _ other: PublicBorough, pool: CohortRates, censusYear: Int, window: Window
  ) throws(ForecastError) {
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
    let mix = Self.mix(needs, pool: pool.mix)
    for age in 0..<Axes.ages {
      let cells = age * Axes.needs..<(age + 1) * Axes.needs
      let shares = Self.shares(other.stock[cells])
      let survival = Self.survival(Array(pool.keep[cells]), shares, kept: kept[age], left: left[age])
      for (need, cell) in cells.enumerated() {
        let held = (kept[age] + left[age]) * shares[need]
        sums.new[cell] = new[age] * mix[MixGroup.of(age: age) * Axes.needs + need]
        sums.arrived[cell] = arrived[age] * shares[need]
        (sums.survived[cell], sums.left[cell]) = (held * survival[need], held * (1 - survival[need]))
      }
    }
  }

  /// Needs of new plans: the borough's own where they are known and there is any, else the pool's.
  private static func mix(_ needs: [Double], pool: [Double]) -> [Double] {
    var mix = pool
    for group in 0..<MixGroup.count {
      let cells = group * Axes.needs..<(group + 1) * Axes.needs
      let total = needs[cells].reduce(0, +)
      if total > 0 { for cell in cells { mix[cell] = needs[cell] / total } }
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
    let held = try held(year, censusYear: censusYear)
    return held.indices.map { held[$0] - flow.new[$0] - flow.kept[$0] }
  }
}
