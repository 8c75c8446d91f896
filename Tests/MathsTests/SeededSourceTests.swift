import Estimation
import Foundation
import Testing

struct ExponentialTests {
  @Test func agreesWithTheMathematicsLibrary() {
    var x = -700.0
    while x < 700 {
      let expected = Foundation.exp(x)
      #expect((Exponential.natural(x) - expected).magnitude <= 1e-15 * expected, "\(x)")
      x += 0.7713
    }
    #expect(Exponential.natural(0) == 1 && Exponential.natural(-800) == 0 && Exponential.natural(800) == .infinity)
    #expect(Exponential.natural(.nan).isNaN)
  }
}

/// The sources of simulations. Tolerances are five standard errors of the statistic or more; seeds are fixed, so a right
/// program can't fail by chance.
struct SeededSourceTests {
  private static let draws = 20_000

  private func moments(_ seed: UInt64, _ draw: (inout SeededSource) -> Double) -> (mean: Double, variance: Double) {
    var source = SeededSource(seed: seed)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<Self.draws {
      let x = draw(&source)
      sum += x
      squares += x * x
    }
    let mean = sum / Double(Self.draws)
    return (mean, squares / Double(Self.draws) - mean * mean)
  }

  /// - Parameter kurtosis: fourth central moment in squared variances.
  private func expect(
    _ found: (mean: Double, variance: Double), mean: Double, variance: Double, kurtosis: Double, _ what: Comment
  ) {
    let n = Double(Self.draws)
    #expect((found.mean - mean).magnitude < 5 * (variance / n).squareRoot() + 0.01 * variance.squareRoot(), what)
    #expect((found.variance / variance - 1).magnitude < 5 * ((kurtosis - 1) / n).squareRoot() + 0.01, what)
  }

  @Test func momentsAreThoseOfTheLaws() {
    expect(moments(1) { $0.normal() }, mean: 0, variance: 1, kurtosis: 3, "normal")
    expect(moments(2) { $0.uniform() }, mean: 0.5, variance: 1.0 / 12, kurtosis: 1.8, "uniform")
    for shape in [0.05, 0.7, 1, 4.3, 250] {
      expect(moments(3) { $0.gamma(shape) }, mean: shape, variance: shape, kurtosis: 3 + 6 / shape, "gamma \(shape)")
    }
    for mean in [0.02, 0.8, 5, 29, 31, 400] {
      expect(moments(4) { Double($0.poisson(mean)) }, mean: mean, variance: mean, kurtosis: 3 + 1 / mean, "poisson \(mean)")
    }
    for (trials, chance) in [(3, 0.01), (12, 0.4), (12, 0.97), (100, 0.25), (500, 0.5)] {
      let variance = Double(trials) * chance * (1 - chance)
      expect(
        moments(5) { Double($0.binomial(trials, chance)) }, mean: Double(trials) * chance, variance: variance,
        kurtosis: 3 + (1 - 6 * chance * (1 - chance)) / variance, "binomial \(trials) \(chance)")
    }
    let (a, b) = (30.0, 0.4)
    expect(
      moments(6) { $0.beta(a, b) }, mean: a / (a + b), variance: a * b / ((a + b) * (a + b) * (a + b + 1)), kurtosis: 30,
      "beta")
  }

  /// Shares beyond each distance, against the normal law: a ziggurat with a wrong layer or tail shows here.
  @Test func theNormalHasTheRightShape() {
    var source = SeededSource(seed: 9)
    let numbers = (0..<100_000).map { _ in source.normal() }
    for distance in [0.1, 0.5, 1, 1.5, 2, 2.5, 3, 3.45, 3.7] {
      for side in [1.0, -1] {
        let share = Double(numbers.count { $0 * side > distance }) / 100_000
        let expected = 0.5 * erfc(distance / 2.0.squareRoot())
        #expect((share - expected).magnitude < 5 * (expected / 100_000).squareRoot(), "\(distance * side)")
      }
    }
  }

  @Test func smallCountsHaveTheRightChances() {
    var source = SeededSource(seed: 10)
    var found = [Int: Double]()
    for _ in 0..<100_000 { found[source.poisson(1.3), default: 0] += 1e-5 }
    var chance = Foundation.exp(-1.3)
    for count in 0...6 {
      #expect(((found[count] ?? 0) - chance).magnitude < 5 * (chance / 100_000).squareRoot(), "\(count)")
      chance *= 1.3 / Double(count + 1)
    }
  }

  /// The numbers themselves: another machine, or another version, must give the same.
  @Test func theNumbersAreFixed() {
    var source = SeededSource(seed: 20_250_619, stream: [7, 33])
    #expect((0..<3).map { _ in source.bits() } == Self.bits)
    #expect([source.normal(), source.gamma(3.5), source.beta(2, 0.3)].map(\.bitPattern) == Self.patterns)
    #expect([source.poisson(3.3), source.poisson(300), source.binomial(40, 0.3)] == Self.counts)
  }

  private static let bits: [UInt64] = [7_307_269_212_132_940_162, 228_563_917_768_696_015, 12_916_283_382_277_250_051]
  private static let patterns: [UInt64] = [
    4_608_505_691_351_143_746, 4_613_108_298_517_078_580, 4_606_189_379_348_771_810,
  ]
  private static let counts = [1, 290, 10]

  @Test func streamsAreApart() {
    var first = SeededSource(seed: 1, stream: [0, 1])
    var second = SeededSource(seed: 1, stream: [1, 0])
    #expect((0..<4).map { _ in first.bits() } != (0..<4).map { _ in second.bits() })
  }

  @Test func whatCannotHappenDoesNot() {
    var source = SeededSource(seed: 1)
    #expect(source.poisson(-3) == 0 && source.poisson(0) == 0)
    #expect(source.binomial(-2, 0.5) == 0 && source.binomial(5, -0.1) == 0 && source.binomial(5, 1.2) == 5)
  }
}
