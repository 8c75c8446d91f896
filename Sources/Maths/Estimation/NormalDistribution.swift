/// The standard normal distribution, from the four operations alone.
public enum NormalDistribution {
  /// The share below `x`: absolute error below 1e-14.
  ///
  /// Series Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + …), all of one sign (Marsaglia 2004, *Evaluating the normal
  /// distribution*).
  public static func share(below x: Double) -> Double {
    guard x.magnitude < 9 else { return x > 0 ? 1 : 0 }  // beyond: less than 1.2e-19
    var (term, sum, odd) = (x, x, 3.0)
    while term.magnitude > 1e-18 {
      term *= x * x / odd
      sum += term
      odd += 2
    }
    let density = Exponential.natural(-x * x / 2) * 0.398_942_280_401_432_677_94  // 1/√(2π)
    return min(1, max(0, 0.5 + density * sum))
  }

  /// The point with `share` below it, for a share in (0, 1): as exact as `share(below:)` allows.
  public static func point(below share: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if self.share(below: middle) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
