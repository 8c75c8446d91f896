import Foundation
import Noise

func exponential(_ x: Double) -> Double { exp(x) }

/// The probabilities a sampler is measured against, from the closed forms, in double precision.
struct Law {
  let probability: (Int64) -> Double
  /// Beyond this distance from zero less than 10⁻³⁰ remains.
  let reach: Int64
  let variance: Double
  let fourthMoment: Double

  static func laplace(_ scale: Rational) -> Law {
    let s = Double(scale.numerator) / Double(scale.denominator)
    let q = exp(-1 / s)
    return Law(reach: Int64(75 * s) + 2) { (1 - q) / (1 + q) * exp(-Double($0.magnitude) / s) }
  }

  static func gaussian(_ variance: Rational) -> Law {
    let v = Double(variance.numerator) / Double(variance.denominator)
    let reach = Int64(12 * v.squareRoot()) + 2
    let weight = { (k: Int64) in exp(-Double(k) * Double(k) / (2 * v)) }
    let total = (-reach...reach).reduce(0) { $0 + weight($1) }
    return Law(reach: reach) { weight($0) / total }
  }

  private init(reach: Int64, _ probability: @escaping (Int64) -> Double) {
    var (second, fourth) = (0.0, 0.0)
    for k in 1...reach {
      let square = Double(k) * Double(k)
      second += 2 * probability(k) * square
      fourth += 2 * probability(k) * square * square
    }
    self.probability = probability
    self.reach = reach
    variance = second
    fourthMoment = fourth
  }
}

/// What samples look like under a law.
struct Fit {
  /// Chance of a chi-square at least as large, from a true sampler.
  let chiSquareTail: Double
  let degrees: Int
  /// Distance of mean, variance and share of positive among non-zero from the law, in standard errors.
  let mean: Double
  let variance: Double
  let sign: Double

  /// Each of the four verdicts is wrong for a true sampler less than about once in 10⁹ runs: 6.2 standard errors of
  /// a normal have two-sided tail 6·10⁻¹⁰; cells have expectation 50 or more, so that chi-square's law is close.
  var isGood: Bool { chiSquareTail > 1e-9 && abs(mean) < 6.2 && abs(variance) < 6.2 && abs(sign) < 6.2 }

  init(_ samples: [Int64], _ law: Law) {
    let n = Double(samples.count)
    var counts: [Int64: Int] = [:]
    var (sum, squares, positive, nonZero) = (0.0, 0.0, 0.0, 0.0)
    for value in samples {
      counts[value, default: 0] += 1
      sum += Double(value)
      squares += Double(value) * Double(value)
      if value > 0 { positive += 1 }
      if value != 0 { nonZero += 1 }
    }
    mean = sum / (law.variance * n).squareRoot()
    variance = (squares / n - law.variance) / ((law.fourthMoment - law.variance * law.variance) / n).squareRoot()
    sign = nonZero == 0 ? 0 : (positive - nonZero / 2) / (nonZero / 4).squareRoot()

    // Cells of expectation >= 50 one by one, each tail as one cell if it is as large, else with its neighbour.
    let edge = (0...law.reach).last { law.probability($0) * n >= 50 } ?? 0
    var (chiSquare, seen, expected) = (0.0, 0.0, 0.0)
    for k in (-edge)...edge {
      let (e, o) = (law.probability(k) * n, Double(counts[k] ?? 0))
      chiSquare += (o - e) * (o - e) / e
      seen += o
      expected += e
    }
    // Both tails together: their expectation is large enough for a cell, or they are left out.
    let rest = (e: n - expected, o: n - seen)
    let hasTail = rest.e >= 50
    if hasTail { chiSquare += (rest.o - rest.e) * (rest.o - rest.e) / rest.e }
    degrees = Int(2 * edge) + (hasTail ? 1 : 0)
    chiSquareTail = degrees == 0 ? 1 : upperGamma(Double(degrees) / 2, chiSquare / 2)
  }
}

/// The regularised upper incomplete gamma function, by series below a + 1 and by continued fraction above.
func upperGamma(_ a: Double, _ x: Double) -> Double {
  if x <= 0 { return 1 }
  let front = exp(a * log(x) - x - lgamma(a))
  if x < a + 1 {
    var (term, sum, k) = (1 / a, 1 / a, a)
    while term > sum * 1e-16 {
      k += 1
      term *= x / k
      sum += term
    }
    return 1 - front * sum
  }
  var (b, c, d) = (x + 1 - a, 1e300, 1 / (x + 1 - a))
  var h = d
  for i in 1...10_000 {
    let an = -Double(i) * (Double(i) - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    h *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  return front * h
}

/// A small seeded generator for tests that have to give the same result each time (SplitMix64, Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
