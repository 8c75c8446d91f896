extension PlacementShares {
  /// Holds noised shares of all boroughs to the plans of each phase and sector that they count together.
  ///
  /// Shares that are drawn to the pool's and bounded at 0 add up to something else than the counts: a borough's shares are drawn
  /// the more the fewer plans it has, and what noise puts below 0 is taken from nobody. Many counts of one borough are smaller
  /// than their noise, those of all together are not. So the sectors of a phase move from where shares put them towards the counts,
  /// all by the same part of the distance d: 1 − 3V/Σd², or none, since a phase's plans are fixed and five distances are free
  /// (James, Stein 1961, positive part; V is the variance of one count). Shares are scaled to that by iterative proportional
  /// fitting (Deming, Stephan 1940).
  /// - Parameters:
  ///   - shares: of each borough, in the order of `counts`. One whose `counts` are empty does not weigh, and is scaled alike.
  static func fitted(_ shares: [PlacementShares], to counts: [PlacementCounts]) -> [PlacementShares] {
    guard counts.contains(where: { $0.variances.contains { $0 > 0 } }) else { return shares }
    var cells = shares.map(\.cells)
    let plans = counts.map(\.rows)
    for phase in 0..<Axes.phases {
      let counted = Totals(counts.map(\.cells), phase: phase)
      let variance = Double(Axes.needs) * counts.reduce(0) { $0 + $1.variances[phase] }
      let targets = Totals(cells, weights: plans, phase: phase).moved(towards: counted, variance: variance)
      for _ in 0..<20 {
        let factors = targets.over(Totals(cells, weights: plans, phase: phase))
        for borough in cells.indices { cells[borough].scale(phase: phase, by: factors) }
        if factors.allSatisfy({ ($0 - 1).magnitude < 1e-4 }) { break }
      }
    }
    return zip(shares, cells).map { PlacementShares(cells: $1, plans: $0.plans) }
  }
}

/// Plans of one phase by sector, of all boroughs.
private struct Totals {
  private var sectors = [Double](repeating: 0, count: Axes.sectors)

  /// - Parameters:
  ///   - cells: phase × need × sector, by borough.
  ///   - weights: what they are multiplied by, phase × need.
  init(_ cells: [[Double]], weights: [[Double]]? = nil, phase: Int) {
    for (borough, cells) in cells.enumerated() {
      for row in phase * Axes.needs..<(phase + 1) * Axes.needs {
        let weight = weights?[borough][row] ?? 1
        for sector in sectors.indices { sectors[sector] += weight * cells[row * Axes.sectors + sector] }
      }
    }
  }

  func moved(towards counted: Totals, variance: Double) -> Totals {
    let distances = zip(counted.sectors, sectors).map { $0 - $1 }
    let squares = distances.reduce(0) { $0 + $1 * $1 }
    let part = squares > 0 ? max(0, 1 - Double(Axes.sectors - 3) * variance / squares) : 0
    var moved = self
    for (sector, distance) in distances.enumerated() { moved.sectors[sector] = max(0, sectors[sector] + part * distance) }
    return moved
  }

  func over(_ others: Totals) -> [Double] {
    // Of a phase with hardly anybody noise may leave nothing that can be scaled, or next to nothing: ten times at most in a step.
    zip(sectors, others.sectors).map { $1 > 0 ? min($0 / $1, 10) : 1 }
  }
}

extension PlacementCounts {
  /// Plans by phase × need; noise may have left less than none, and a forecast begins with that.
  fileprivate var rows: [Double] {
    stride(from: 0, to: cells.count, by: Axes.sectors).map { cells[$0..<$0 + Axes.sectors].reduce(0, +) }
  }
}

extension [Double] {
  /// Shares of one phase, each need's of which go on to sum to 1.
  fileprivate mutating func scale(phase: Int, by factors: [Double]) {
    for row in phase * Axes.needs..<(phase + 1) * Axes.needs {
      let range = row * Axes.sectors..<(row + 1) * Axes.sectors
      var sum = 0.0
      for (cell, factor) in zip(range, factors) { sum += self[cell] * factor }
      guard sum > 0 else { continue }
      for (cell, factor) in zip(range, factors) { self[cell] *= factor / sum }
    }
  }
}
