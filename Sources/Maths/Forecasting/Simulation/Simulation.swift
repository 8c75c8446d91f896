import Estimation
import Threads
import Vocabulary

extension CohortModel {
  /// Simulated futures, summed over groups of boroughs future by future.
  ///
  /// Every borough has a source of its own for each future, also for how it drifts from the others, and the drift of the
  /// system is one for all boroughs: what a borough does in future 17 does not depend on which others take part, nor on
  /// how many cores draw.
  /// - Parameters:
  ///   - placements: as for `outlooks`; without them placements are left at 0.
  ///   - groups: positions in `boroughs`.
  /// - Returns: one fan for each group.
  public func simulate(
    _ scenario: Scenario = .base, placements: [PlacementShares] = [], groups: [[Int]], settings: SimulationSettings
  ) throws(ForecastError) -> [Fan] {
    precondition(placements.isEmpty || placements.count == boroughs.count, "placements of every borough, or of none")
    let futures = Futures(
      self, try course(of: scenario), stated: settings.statedYears ?? scenario.statedYears, placements, groups, settings)
    var fans = groups.map { _ in Fan(firstYear: censusYear, years: years, draws: settings.draws) }
    // One by one: all of them would take as much memory again as the fans do.
    var begun = 0
    Threads.inOrder(on: settings.cores) { { futures.draw($0) } } next: { () -> Int? in
      guard begun < settings.draws else { return nil }
      begun += 1
      return begun - 1
    } take: { future in
      for group in fans.indices { fans[group].add(future[group]) }
    }
    return fans
  }
}

/// Everything that futures are drawn from, the same for all of them.
private struct Futures: Sendable {
  private let model: CohortModel
  private let course: ScenarioCourse
  private let stated: Int
  private let settings: SimulationSettings
  private let known: [RateDraws]
  /// By borough and step; empty where placements are not known.
  private let shares: [[[Double]]]
  /// Groups that a borough is in.
  private let memberships: [[Int]]
  private let groups: Int

  init(
    _ model: CohortModel, _ course: ScenarioCourse, stated: Int, _ placements: [PlacementShares], _ groups: [[Int]],
    _ settings: SimulationSettings
  ) {
    (self.model, self.course, self.stated, self.settings, self.groups) = (model, course, stated, settings, groups.count)
    known = zip(model.rates, model.sums).map { RateDraws($0, $1, shrinkage: model.settings.shrinkage) }
    shares = placements.map { own in
      (0..<model.years).map { course.placement.shares(own, year: model.censusYear + $0) }
    }
    var memberships = [[Int]](repeating: [], count: model.boroughs.count)
    for (group, members) in groups.enumerated() { for member in members { memberships[member].append(group) } }
    self.memberships = memberships
  }

  /// One future: for each group years × columns.
  func draw(_ place: Int) -> [[Float]] {
    let years = model.years
    var sums = [[Double]](repeating: [Double](repeating: 0, count: years * FanColumn.count), count: groups)
    var table = FutureTable()
    var common = SeededSource(seed: settings.seed, stream: [place])
    let drift = settings.drift?.path(steps: years, stated: stated, &common) ?? .steady(years)
    for (index, borough) in model.boroughs.enumerated() where !memberships[index].isEmpty {
      var source = SeededSource(seed: settings.seed, stream: [place] + borough.code.utf8.map { Int($0) })
      let rates = settings.parameters ? known[index].draw(&source) : model.rates[index]
      let own = settings.drift?.boroughPath(drift, window: model.windows[index], &source) ?? drift
      let future = Future(model.recursions[index], rates, course.issuing, drift: own)
      future.run(&source, process: settings.process) { step, plans in
        table.count(plans, shares: shares.isEmpty ? [] : shares[index][step])
        for group in memberships[index] { table.add(to: &sums[group], at: step * FanColumn.count) }
      }
    }
    return sums.map { $0.map { Float($0) } }
  }
}

/// Counts one January of a future in all columns of a fan.
struct FutureTable {
  private var columns = [Double](repeating: 0, count: FanColumn.count)
  private var phaseNeed = [NeedVector](repeating: .zero, count: Axes.phases * NeedVectors.age)

  private static let phaseOfAge = (0..<Axes.ages).map { Phase(academicAge: $0).rawValue }

  mutating func count(_ plans: [NeedVector], shares: [Double]) {
    for place in phaseNeed.indices { phaseNeed[place] = .zero }
    for column in columns.indices { columns[column] = 0 }
    for age in 0..<Axes.ages {
      let (from, to) = (age * NeedVectors.age, Self.phaseOfAge[age] * NeedVectors.age)
      var ofAge = NeedVector.zero
      for place in 0..<NeedVectors.age {
        phaseNeed[to + place] += plans[from + place]
        ofAge += plans[from + place]
      }
      columns[FanColumn.firstAge + age] = ofAge.sum()
    }
    let (needs, sectors, placed) = (FanColumn.firstNeed, FanColumn.firstSector, FanColumn.firstPlaced)
    for phase in 0..<Axes.phases {
      for need in 0..<Axes.needs {
        let row = phase * Axes.needs + need
        let count = phaseNeed[row / NeedVector.scalarCount][row % NeedVector.scalarCount]
        columns[1 + phase] += count
        columns[needs + need] += count
        columns[FanColumn.firstCell + row] = count
        guard !shares.isEmpty else { continue }
        columns[FanColumn.firstGap + row] = count * shares[row * Axes.sectors + Sector.independent.rawValue]
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
