/// Counts of events, by inversion: one uniform number each, searched from 0 upwards. Above a mean of 30 a rounded normal
/// number stands in.
extension SeededSource {
  private static let manyEvents = 30.0

  /// Events at a mean rate.
  /// - Parameter mean: 0 for none; negative counts as 0.
  public mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    if mean > Self.manyEvents { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
    let u = uniform()
    if u < 1 - mean { return 0 }  // below e^−mean: mostly decided without an exponential
    var term = Exponential.natural(-mean)
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
      let drawn = Int((mean + (mean * (1 - chance)).squareRoot() * normal()).rounded())
      return min(max(drawn, 0), trials)
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
