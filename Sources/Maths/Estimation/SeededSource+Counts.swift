/// Counts of events, by inversion: one uniform number each, searched from 0 upwards. Above a mean of 12 a rounded normal
/// number stands in, bent to the law's mean, variance and skewness (Cornish, Fisher 1938).
extension SeededSource {
  private static let manyEvents = 12.0

  /// Events at a mean rate.
  /// - Parameter mean: 0 for none; negative counts as 0.
  public mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    if mean > Self.manyEvents { return max(0, many(mean, variance: mean, skew: 1)) }
    let u = uniform()
    if u < 1 - mean { return 0 }  // below e^−mean: mostly decided without an exponential
    var term = decay.chanceOfNone(mean)
    var (count, sum) = (0, term)
    while u >= sum, count < 200 {
      count += 1
      term *= mean / Double(count)
      sum += term
    }
    return count
  }

  /// Successes among `trials`.
  /// - Parameter chance: of each; counts as 0 below it and as 1 above.
  public mutating func binomial(_ trials: Int, _ chance: Double) -> Int {
    guard trials > 0, chance > 0 else { return 0 }
    guard chance < 1 else { return trials }
    if chance > 0.5 { return trials - rare(trials, 1 - chance) }
    return rare(trials, chance)
  }

  /// - Parameter chance: 0.5 at most.
  private mutating func rare(_ trials: Int, _ chance: Double) -> Int {
    let mean = Double(trials) * chance
    if mean > Self.manyEvents {
      return min(max(many(mean, variance: mean * (1 - chance), skew: 1 - 2 * chance), 0), trials)
    }
    let u = uniform()
    if u < 1 - mean { return 0 }  // below (1 − chance)^trials
    var term = Self.power(1 - chance, trials)
    let odds = chance / (1 - chance)
    var (count, sum) = (0, term)
    while u >= sum, count < trials {
      count += 1
      term *= odds * Double(trials - count + 1) / Double(count)
      sum += term
    }
    return count
  }

  /// - Parameter skew: third central moment over the variance, as these laws have it. Rounding adds a twelfth to the
  ///   variance and the bend adds skew²/18, which the normal number leaves out.
  private mutating func many(_ mean: Double, variance: Double, skew: Double) -> Int {
    let z = normal()
    let spread = (variance - 1 / 12.0 - skew * skew / 18).squareRoot()
    return Int((mean + spread * z + skew * (z * z - 1) / 6).rounded())
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}

/// e^−x for x from 0 to 12, relative error below 1e-14: a table by steps of 1/32, and seven terms of the series between
/// them. A third of the time of `Exponential`, which counts where a borough lives through a thousand futures.
struct Decay: Sendable {
  static let standard = Decay()
  private static let steps = 32.0
  private static let last = 12

  private let table: [Double]

  private init() { table = (0...Self.last * Int(Self.steps)).map { Exponential.natural(-Double($0) / Self.steps) } }

  /// The chance that nothing happens where `mean` events are expected.
  @inline(__always)
  func chanceOfNone(_ mean: Double) -> Double {
    let step = Int(mean * Self.steps)
    let x = mean - Double(step) * (1 / Self.steps)
    let square = x * x
    let late = (1 / 24.0 - x * (1 / 120.0)) + square * (1 / 720.0)
    return table[step] * ((1 - x) + square * ((0.5 - x * (1 / 6.0)) + square * late))
  }
}
