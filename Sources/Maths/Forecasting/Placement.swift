import Vocabulary

/// Plans on one census day by phase × need × sector. Noised counts may be negative.
public struct PlacementCounts: Sendable, Equatable {
  /// 5 × 12 × 6, row-major.
  public let cells: [Double]
  /// Variance of the noise in one cell, by phase; 0 for exact counts.
  public let variances: [Double]

  /// - Returns: nil unless there are 5 × 12 × 6 cells.
  public init?(cells: [Double], variance: Double = 0) {
    self.init(cells: cells, variances: [Double](repeating: variance, count: Axes.phases))
  }

  /// - Parameter variances: by phase.
  /// - Returns: nil unless there are 5 × 12 × 6 cells and 5 variances, none below 0.
  public init?(cells: [Double], variances: [Double]) {
    guard cells.count == Self.cellCount, variances.count == Axes.phases, variances.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
    (self.cells, self.variances) = (cells, variances)
  }

  static let cellCount = Axes.phases * Axes.needs * Axes.sectors

  /// Of a borough about which nothing is known: its shares are the pool's.
  public static let none = PlacementCounts(noughts: ())

  private init(noughts: Void) {
    cells = [Double](repeating: 0, count: Self.cellCount)
    variances = [Double](repeating: 0, count: Axes.phases)
  }
}

/// Where plans of each phase and need are placed: shares of sectors (specification 3.7).
public struct PlacementShares: Sendable, Equatable {
  /// phase 5 × need 12 × sector 6; each phase and need sums to 1.
  public let cells: [Double]
  /// What a share rests on, in plans, by phase × need: own plans and the prior's.
  let plans: [Double]

  /// One borough's shares, shrunk to the pool's, which are shrunk to the phase's.
  ///
  /// Strength: 30 plans. With noise of variance v in each of n plans' cells it grows to 30·(1 + 7v/n): the prior says that
  /// shares differ with variance p(1−p)/31, the noise adds v/n² to the sampling variance p(1−p)/n, and p(1−p) is about a
  /// seventh. Negative shares are bounded at 0 at the end only; then all are held to what they count together (`fitted`).
  public static func fit(
    _ boroughs: [PlacementCounts], shrinkage: Shrinkage = .standard
  ) -> [PlacementShares] {
    let (rows, sectors) = (Axes.phases * Axes.needs, Axes.sectors)
    var pool = [Double](repeating: 0, count: PlacementCounts.cellCount)
    var variances = [Double](repeating: 0, count: Axes.phases)
    for borough in boroughs {
      for cell in pool.indices { pool[cell] += borough.cells[cell] }
      for phase in variances.indices { variances[phase] += borough.variances[phase] }
    }
    var byPhase = [Double](repeating: 0, count: Axes.phases * sectors)
    for cell in pool.indices { byPhase[cell / (Axes.needs * sectors) * sectors + cell % sectors] += pool[cell] }
    var prior = [Double](repeating: 0, count: PlacementCounts.cellCount)
    for phase in 0..<Axes.phases {
      // A phase without anybody gets equal shares.
      let counts = byPhase[phase * sectors..<(phase + 1) * sectors].map { max($0, 0) + 1e-9 }
      let total = counts.reduce(0, +)
      for cell in phase * Axes.needs * sectors..<(phase + 1) * Axes.needs * sectors {
        prior[cell] = counts[cell % sectors] / total
      }
    }
    let needs = PlacementShares(pool, prior: prior, variances: variances, rows: rows, strength: shrinkage.placement)
    let own = boroughs.map {
      PlacementShares(
        $0.cells, prior: needs.cells, variances: $0.variances, rows: rows, strength: shrinkage.placement)
    }
    return fitted(own, to: boroughs)
  }

  init(cells: [Double], plans: [Double]) { (self.cells, self.plans) = (cells, plans) }

  private init(_ counts: [Double], prior: [Double], variances: [Double], rows: Int, strength: Double) {
    let sectors = Axes.sectors
    var (cells, plans) = (counts, [Double](repeating: 0, count: rows))
    for row in 0..<rows {
      let range = row * sectors..<(row + 1) * sectors
      let variance = variances[row / Axes.needs]
      var counted = 0.0
      for cell in range { counted += counts[cell] }
      // Below its own noise a count says nothing about its size.
      let seen = max(counted, (Double(sectors) * variance).squareRoot())
      let weight = variance > 0 ? strength * (1 + 7 * variance / seen) : strength
      plans[row] = max(counted, 0) + weight
      for cell in range { cells[cell] = (counts[cell] + weight * prior[cell]) / (counted + weight) }
      guard range.contains(where: { cells[$0] < 0 }) || counted + weight <= 0 else { continue }
      var sum = 0.0
      for cell in range {
        cells[cell] = max(counts[cell] + weight * prior[cell], 0)
        sum += cells[cell]
      }
      for cell in range { cells[cell] = sum > 0 ? cells[cell] / sum : prior[cell] }
    }
    (self.cells, self.plans) = (cells, plans)
  }
}

/// What a scenario makes of placements.
struct PlacementCourse: Sendable {
  let inclusions: [Inclusion]

  /// Shares of one January.
  func shares(_ base: PlacementShares, year: Int) -> [Double] {
    var shares = base.cells
    for lever in inclusions {
      let moved = lever.share * lever.phasing.share(year)
      guard moved > 0 else { continue }
      for phase in lever.phases {
        for need in lever.needs {
          let row = (phase.rawValue * Axes.needs + need.rawValue) * Axes.sectors
          // In one order in every program, or the last digit of their sum is chance.
          for sector in Sector.allCases where lever.sectors.contains(sector) {
            let part = shares[row + sector.rawValue] * moved
            shares[row + sector.rawValue] -= part
            shares[row + lever.to.rawValue] += part
          }
        }
      }
    }
    return shares
  }
}

extension Projection {
  /// Placements that plans will need, years × phase 5 × need 12 × sector 6.
  func placements(_ shares: PlacementShares, _ course: PlacementCourse) -> [Double] {
    var table: [Double] = []
    table.reserveCapacity(years * PlacementCounts.cellCount)
    let plans = phaseNeed()
    for year in 0..<years {
      let shares = course.shares(shares, year: firstYear + year)
      let row = year * Axes.phases * Axes.needs
      for cell in 0..<PlacementCounts.cellCount { table.append(plans[row + cell / Axes.sectors] * shares[cell]) }
    }
    return table
  }
}
