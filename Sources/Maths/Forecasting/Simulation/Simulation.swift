import Estimation
import Vocabulary

extension CohortModel {
  /// Simulated futures, summed over groups of boroughs future by future.
  ///
  /// Every borough has a source of its own for each future, also for how it drifts from the others, and the drift of the
  /// system is one for all boroughs: what a borough does in future 17 does not depend on which others take part.
  /// - Parameters:
  ///   - placements: as for `outlooks`; without them placements are left at 0.
  ///   - groups: positions in `boroughs`.
  /// - Returns: one fan for each group.
  public func simulate(
    _ scenario: Scenario = .base, placements: [PlacementShares] = [], groups: [[Int]], settings: SimulationSettings
  ) throws(ForecastError) -> [Fan] {
    precondition(placements.isEmpty || placements.count == boroughs.count, "placements of every borough, or of none")
    let course = try course(of: scenario)
    let known = zip(rates, sums).map { RateDraws($0, $1, shrinkage: self.settings.shrinkage) }
    let shares = placements.map { own in
      (0..<years).map { course.placement.shares(own, year: censusYear + $0) }
    }
    var memberships = [[Int]](repeating: [], count: boroughs.count)
    for (group, members) in groups.enumerated() { for member in members { memberships[member].append(group) } }
    var fans = groups.map { _ in Fan(firstYear: censusYear, years: years, draws: settings.draws) }
    let size = years * FanColumn.count
    var sums = groups.map { _ in [Double](repeating: 0, count: size) }
    var table = FutureTable()
    for draw in 0..<settings.draws {
      var common = SeededSource(seed: settings.seed, stream: [draw])
      let steady = [Double](repeating: 1, count: years)
      let drift = settings.drift?.path(steps: years, &common) ?? (issuing: steady, leaving: steady)
      for group in sums.indices { for place in 0..<size { sums[group][place] = 0 } }
      for (index, borough) in boroughs.enumerated() where !memberships[index].isEmpty {
        var source = SeededSource(seed: settings.seed, stream: [draw] + borough.code.utf8.map { Int($0) })
        let drawn = settings.parameters ? known[index].draw(&source) : rates[index]
        var own = drift
        if let path = settings.drift?.boroughPath(steps: years, window: self.settings.window, &source) {
          for step in path.indices { own.issuing[step] *= path[step] }
        }
        let future = Future(recursions[index], drawn, course.issuing, drift: own)
        future.run(&source, process: settings.process) { step, plans in
          table.count(plans, shares: shares.isEmpty ? [] : shares[index][step])
          for group in memberships[index] { table.add(to: &sums[group], at: step * FanColumn.count) }
        }
      }
      for group in sums.indices { fans[group].add(sums[group]) }
    }
    return fans
  }
}

/// Counts one January of a future in all columns of a fan.
struct FutureTable {
  private var columns = [Double](repeating: 0, count: FanColumn.count)
  private var phaseNeed = [Double](repeating: 0, count: Axes.phases * Axes.needs)

  private static let phaseOfAge = (0..<Axes.ages).map { Phase(academicAge: $0).rawValue }

  mutating func count(_ plans: [Double], shares: [Double]) {
    for cell in phaseNeed.indices { phaseNeed[cell] = 0 }
    for age in 0..<Axes.ages {
      let (from, to) = (age * Axes.needs, Self.phaseOfAge[age] * Axes.needs)
      for need in 0..<Axes.needs { phaseNeed[to + need] += plans[from + need] }
    }
    for column in columns.indices { columns[column] = 0 }
    let (needs, sectors) = (1 + Axes.phases, 1 + Axes.phases + Axes.needs)
    let placed = sectors + Axes.sectors
    for phase in 0..<Axes.phases {
      for need in 0..<Axes.needs {
        let row = phase * Axes.needs + need
        let count = phaseNeed[row]
        columns[1 + phase] += count
        columns[needs + need] += count
        guard !shares.isEmpty else { continue }
        let (to, from) = (placed + phase * Axes.sectors, row * Axes.sectors)
        for sector in 0..<Axes.sectors { columns[to + sector] += count * shares[from + sector] }
      }
      columns[0] += columns[1 + phase]
      for sector in 0..<Axes.sectors { columns[sectors + sector] += columns[placed + phase * Axes.sectors + sector] }
    }
  }

  func add(to sums: inout [Double], at start: Int) {
    for column in columns.indices { sums[start + column] += columns[column] }
  }
}
