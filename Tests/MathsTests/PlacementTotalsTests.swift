import Estimation
import Testing

@testable import Forecasting

/// What all boroughs count together says where London's plans are placed, however little each borough's noised counts say.
struct PlacementTotalsTests {
  static let (needs, sectors) = (12, 6)

  /// Sectors fill with a borough's size: shares drawn to the pool's then add up to something else.
  private func truth(_ borough: Int) -> [Double] {
    (0..<5 * Self.needs * Self.sectors).map { cell in
      let (need, sector) = (cell / Self.sectors % Self.needs, cell % Self.sectors)
      let size = Double(2 + borough * borough) / Double(2 + need)
      return size * (sector == 4 ? Double(borough) / 20 : 3 / Double(1 + sector))
    }
  }

  private func sums(_ tables: [[Double]], _ phase: Int) -> [Double] {
    (0..<Self.sectors).map { sector in
      tables.reduce(0) { sum, table in
        (0..<Self.needs).reduce(sum) { $0 + table[(phase * Self.needs + $1) * Self.sectors + sector] }
      }
    }
  }

  /// Plans of each borough, by its noised number for phase and need, and its shares.
  private func placed(_ shares: [PlacementShares], _ counts: [PlacementCounts]) -> [[Double]] {
    zip(shares, counts).map { shares, counts in
      (0..<5 * Self.needs).flatMap { row in
        let range = row * Self.sectors..<(row + 1) * Self.sectors
        let plans = counts.cells[range].reduce(0, +)
        return range.map { plans * shares.cells[$0] }
      }
    }
  }

  private func noised(_ truth: [[Double]], variance: Double, _ source: inout SeededSource) -> [PlacementCounts] {
    truth.compactMap { cells in
      PlacementCounts(cells: cells.map { ($0 + variance.squareRoot() * source.normal()).rounded() }, variance: variance)
    }
  }

  @Test func londonsSectorsAreWhatItsBoroughsCount() throws {
    let truth = (0..<33).map(truth)
    let variance = 9.0
    // Of a sum over 33 boroughs and 12 needs.
    let chance = (33 * 12 * variance).squareRoot()
    var source = SeededSource(seed: 1)
    var (worst, squares) = (0.0, (shares: 0.0, counts: 0.0))
    for _ in 0..<20 {
      let counts = noised(truth, variance: variance, &source)
      let shares = PlacementShares.fit(counts)
      for phase in 0..<5 {
        let truth = sums(truth, phase)
        let distances = zip(sums(placed(shares, counts), phase), truth).map { $0 - $1 }
        worst = max(worst, distances.map(\.magnitude).max() ?? 0)
        squares.shares += distances.reduce(0) { $0 + $1 * $1 }
        squares.counts += zip(sums(counts.map(\.cells), phase), truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
    }
    // 600 sums; the largest of as many normal numbers is below 4 with probability 0.96.
    #expect(worst < 4.5 * chance, "\(worst / chance) standard errors")
    #expect(squares.shares < 1.05 * squares.counts, "farther off than the counts alone: \(squares)")
    print("sectors of phases: mean square error \(squares.shares / squares.counts) of the counts'")
  }

  @Test func sharesStaySharesWhateverNoiseDoes() {
    var source = SeededSource(seed: 2)
    let counts = noised([[Double]](repeating: [Double](repeating: 0, count: 360), count: 3), variance: 36, &source) + [.none]
    for shares in PlacementShares.fit(counts) {
      for row in 0..<60 {
        let cells = shares.cells[row * 6..<row * 6 + 6]
        #expect(cells.allSatisfy { $0 >= 0 } && (cells.reduce(0, +) - 1).magnitude < 1e-9)
      }
    }
  }

  /// What is counted exactly is drawn to the pool's shares as the specification says, and to nothing else.
  @Test func exactCountsAreLeftAlone() throws {
    let counts = (0..<33).map(truth).compactMap { PlacementCounts(cells: $0) }
    let shares = PlacementShares.fit(counts)
    #expect(PlacementShares.fitted(shares, to: counts) == shares)
  }
}
