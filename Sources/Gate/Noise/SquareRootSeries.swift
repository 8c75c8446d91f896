/// Stocks of several quarters under noise that is correlated over time, exactly.
///
/// Noised afresh each quarter, a child who stays for T quarters pays T times. Here not stocks are noised but weighted
/// sums of the flows up to each quarter, z_t = Σ_(s≤t) c_(t−s) f_s, with f_s who came less who went in quarter s and
/// c_k = binom(2k, k)/4^k: the square root of summing, so that Σ_(s≤t) c_(t−s) z_s is the stock again. Each z_t has
/// noise of its own, which needs no memory, and whoever holds the figures forms the stocks: post-processing.
///
/// Units: figures are whole multiples of 1/`unit`; every c_k is such a multiple. One price is paid for all quarters.
///
/// What a person can move: who is in the records for at most n stays, each in one cell (`following`), moves the
/// figures of all cells and quarters together by at most √(`squaredBound(stays: n)`).
///
/// Source: Fichtenberger, Henzinger, Upadhyay 2023 (*Constant matters*, arXiv:2202.11205) for the weights; the bound over
/// several stays by dynamic programming.
public struct SquareRootSeries: Sendable {
  /// Above it the noise leaves the sampler's proved range at small ρ.
  public static let mostQuarters = 16

  public let quarters: Int
  /// What 1 is in whole numbers, a power of two up to 2^26.
  public let unit: Int64
  /// c_k · `unit`, from k = 0.
  public let weights: [Int64]

  /// Throws `badSeries` unless 1 to `mostQuarters`.
  ///
  /// binom(2k, k) has as many factors 2 as k has ones in binary, so c_k is a multiple of 2^(ones − 2k); 2k − ones never
  /// falls, as k's number of ones grows by at most 1. binom(30, 15) < 2^28 and `unit` <= 2^26: products stay below 2^54.
  public init(quarters: Int) throws(NoiseError) {
    guard (1...Self.mostQuarters).contains(quarters) else { throw .badSeries(quarters: quarters) }
    self.quarters = quarters
    let last = quarters - 1
    unit = 1 << Int64(2 * last - last.nonzeroBitCount)
    var (weights, binomial): ([Int64], Int64) = ([], 1)
    for k in 0..<Int64(quarters) {
      weights.append(binomial * unit / (1 << (2 * k)))
      binomial = binomial * 2 * (2 * k + 1) / (k + 1)  // binom(2k + 2, k + 1), without a rest
    }
    self.weights = weights
  }

  // MARK: figures

  /// The exact figure of a cell for the latest quarter, in units, before noise.
  ///
  /// - Parameter flows: who came less who went in each quarter up to the latest, from the first.
  public func figure(flows: [Int64]) throws(NoiseError) -> Int64 {
    guard (1...quarters).contains(flows.count) else { throw .badSeries(quarters: flows.count) }
    return try sum(flows.reversed().enumerated().map { (weights[$0.offset], $0.element) })
  }

  /// The stock of the latest quarter, in units · units, from the noised figures up to it.
  public func stock(figures: [Int64]) throws(NoiseError) -> Int128 {
    guard (1...quarters).contains(figures.count) else { throw .badSeries(quarters: figures.count) }
    // Each product is below 2^27 · 2^63, so that sixteen are far below 2^127.
    return figures.reversed().enumerated().reduce(Int128(0)) { $0 + Int128(weights[$1.offset]) * Int128($1.element) }
  }

  private func sum(_ products: [(Int64, Int64)]) throws(NoiseError) -> Int64 {
    let wide = products.reduce(Int128(0)) { $0 + Int128($1.0) * Int128($1.1) }
    guard let sum = Int64(exactly: wide) else { throw .overflow(operation: "the figure of a cell") }
    return sum
  }

  /// Variance of a stock, in (units · units)², is this times the variance of a figure, by quarter from 0.
  public func stockVarianceFactor(quarter: Int) -> Int128 {
    weights.prefix(quarter + 1).reduce(Int128(0)) { $0 + Int128($1) * Int128($1) }
  }

  // MARK: bound and price

  /// Largest sum of squares, over all cells and quarters, by which one person with at most `stays` stays moves the
  /// figures, in units².
  ///
  /// Several stays in one cell never move more than in different cells (`SquareRootSeriesTests` walks through all
  /// pairs), so the largest sum over stays that don't overlap is the bound.
  public func squaredBound(stays: Int) throws(NoiseError) -> Int128 {
    guard stays > 0 else { throw .badSeries(quarters: quarters) }
    var best = [Int128](repeating: 0, count: quarters + 1)  // up to each quarter, with the stays so far
    for _ in 0..<min(stays, quarters) {
      var next = best
      for end in 1...quarters {
        next[end] = max(next[end], next[end - 1])
        for start in 0..<end { next[end] = max(next[end], best[start] + squaredEffect(from: start, to: end)) }
      }
      best = next
    }
    return best[quarters]
  }

  /// Of one stay in the quarters `start` ..< `end`: who goes in the last quarter's end is not seen to go.
  func squaredEffect(from start: Int, to end: Int) -> Int128 {
    (start..<quarters).reduce(Int128(0)) { total, quarter in
      let came = Int128(weights[quarter - start])
      let went = quarter < end ? 0 : Int128(weights[quarter - end])
      return total + (came - went) * (came - went)
    }
  }

  /// The variance of each figure's noise, in units², at which the whole series costs exactly `rho`.
  ///
  /// Throws `badRho`, `overflow`. The sampler refuses what lies beyond its proved range.
  public func variance(stays: Int, rho: Rational) throws(NoiseError) -> Rational {
    guard rho > .zero else { throw .badRho(rho) }
    let bound = try squaredBound(stays: stays)
    let (top, overflow) = bound.multipliedReportingOverflow(by: Int128(rho.denominator))
    guard !overflow, let variance = Rational(reducing: top, 2 * Int128(rho.numerator)) else {
      throw .overflow(operation: "the variance of a series at ρ \(rho)")
    }
    return variance
  }
}

extension SquareRootSeries {
  /// A person's cell in each quarter, nil for none, as it is counted: the first `stays` stays are followed. Who moves
  /// on after that stays where it was counted last until it leaves, and who comes back is not counted again.
  ///
  /// What is counted in a quarter depends on no later one, so that figures that were released stay as they are.
  public static func following<Cell: Equatable>(_ path: [Cell?], stays: Int) -> [Cell?] {
    var (counted, begun): ([Cell?], Int) = ([], 0)
    for cell in path {
      let before = counted.last ?? nil
      if cell == nil || cell == before {
        counted.append(cell)
      } else if begun < stays {
        begun += 1
        counted.append(cell)
      } else {
        counted.append(before)
      }
    }
    return counted
  }
}
