import Disclosure
import ReleaseProtocol
import Testing

/// What the gate adds: the noise that the plan declares, to every cell, fresh for every release.
@Suite struct NoisingTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  /// Sum of squares of 16,384 draws of variance 10, over 10, has mean 16,384 and standard deviation √(2·16,384) = 181
  /// (the discrete Gaussian's fourth moment is that of the normal to 10⁻⁹ at this scale). Six deviations: false alarm
  /// below 10⁻⁸. A variance that is off by 7% fails.
  @Test func theVarianceIsThePlans() throws {
    let statistic = try Statistic.counts(cells: 4096, rho: Ratio(1, 20))
    var squares = 0.0
    var sum = 0.0
    for _ in 0..<4 {
      for cell in try bench.cells(of: statistic, from: []) {
        squares += Double(cell) * Double(cell)
        sum += Double(cell)
      }
    }
    #expect(abs(squares / 10 - 16_384) < 6 * 181)
    #expect(abs(sum) < 6.5 * (16_384.0 * 10).squareRoot(), "false alarm below 10⁻¹⁰")
  }

  @Test func eachCapHasItsOwnNoise() throws {
    let statistic = try Statistic.amounts(rho: Ratio(1, 40))
    #expect(statistic.variance(cell: 0) == Ratio(20_000_000_000_000, 1))
    #expect(statistic.variance(cell: 1) == Ratio(2_000_000_000_000_000, 1))
    var (small, large) = (0.0, 0.0)
    for _ in 0..<200 {
      let cells = try bench.cells(of: statistic, from: [])
      small += Double(cells[0]) * Double(cells[0])
      large += Double(cells[1]) * Double(cells[1])
    }
    // Each ratio is χ² with 200 degrees of freedom over 200: outside 0.45...1.8 with probability below 10⁻⁹.
    #expect((0.45...1.8).contains(small / 200 / 20e12) && (0.45...1.8).contains(large / 200 / 2e15))
  }

  @Test func twoReleasesNeverShareNoise() throws {
    let statistic = try Statistic.counts(cells: 4096, rho: Ratio(1, 20))
    #expect(try bench.cells(of: statistic, from: []) != bench.cells(of: statistic, from: []))
  }
}
