/// The exact price of a schedule of tables that is fixed in advance: for reporting, beside the general one that the
/// ledger counts by.
///
/// It holds what the general conversion of ρ gives away: a schedule of k tables with the same noise has one privacy
/// loss with a known distribution. It says nothing of tables chosen after earlier ones were seen.
///
/// Source: the loss of a discrete Gaussian table is linear in its noise, that of a discrete Laplace table is ±1/scale;
/// δ(ε) = Σ P(loss)·max(0, 1 − e^(ε − loss)).
public struct ExactComposition: Sendable {
  /// Privacy losses ln P/Q with their probabilities under P, from the largest loss down.
  private let losses: [(loss: Double, probability: Double)]

  /// Smallest δ that is answered. Below it, probabilities that are left out would count.
  public static let leastDelta = 1e-12

  /// `tables` tables with discrete Gaussian noise of parameter `variance` on each cell, of which one person moves one
  /// cell by `shift`: the loss is (k·Δ² + 2Δ·S)/(2σ²) with S the sum of k noises.
  ///
  /// Nil unless all three are above zero and σ·k is at most 10,000 (time).
  public init?(gaussianTables tables: Int, variance: Double, shift: Double = 1) {
    guard tables > 0, variance > 0, shift > 0, shift.isFinite, variance.squareRoot() * Double(tables) <= 1e4 else {
      return nil
    }
    let sum = Self.power(Self.gaussian(variance), tables)
    let reach = sum.count / 2
    let k = Double(tables)
    losses = sum.indices.reversed().map { index in
      ((k * shift * shift + 2 * shift * Double(index - reach)) / (2 * variance), sum[index])
    }
  }

  /// `tables` tables with discrete Laplace noise of `scale` on each cell, of which one person moves one cell by 1: each
  /// loss is +1/scale with probability 1/(1 + e^(−1/scale)), else −1/scale.
  ///
  /// Nil unless both are above zero and there are at most 10,000 tables.
  public init?(laplaceTables tables: Int, scale: Double) {
    guard (1...10_000).contains(tables), scale > 0 else { return nil }
    let step = 1 / scale
    let gain = 1 / (1 + Exponential.natural(-step))
    let sum = Self.power([Exponential.natural(-step) * gain, gain], tables)
    losses = sum.indices.reversed().map { (Double(2 * $0 - tables) * step, sum[$0]) }
  }

  /// The least ε that holds at `delta`: never below the exact one, at most 1e-9 of it above.
  ///
  /// δ(ε) is the largest of A − e^ε·B over the sets "loss at least ℓ" with their probabilities A and B under the two
  /// record sets. So ε is the largest of ln((A − δ)/B), and none of these is to be trusted more than another.
  /// - Returns: ∞ for a `delta` below `leastDelta`.
  public func epsilon(delta: Double) -> Double {
    guard delta >= Self.leastDelta else { return .infinity }
    var (with, without, least) = (0.0, 0.0, 0.0)
    for (loss, probability) in losses {
      with += probability
      without += probability * Exponential.natural(-loss)
      if with > delta { least = max(least, Logarithm.natural((with - delta) / without)) }
    }
    return least * (1 + 1e-10)
  }

  /// The largest share that a test finds at the given share of false alarms: never below the exact one.
  ///
  /// The best tests say "in" above a loss, and toss a coin at it (Neyman and Pearson).
  public func mostFound(falseAlarms: Double) -> Double {
    guard falseAlarms > 0, falseAlarms < 1 else { return 1 }
    var (with, without) = (0.0, 0.0)
    for (loss, probability) in losses {
      let next = probability * Exponential.natural(-loss)
      if without + next > falseAlarms {
        return min(1, with + (falseAlarms - without) * Exponential.natural(loss) + 1e-10)
      }
      (with, without) = (with + probability, without + next)
    }
    return 1
  }

  /// Probabilities of −reach … reach. What lies beyond has less than 1e-60.
  private static func gaussian(_ variance: Double) -> [Double] {
    let reach = Int((17 * variance.squareRoot()).rounded(.up)) + 2
    let weights = (-reach...reach).map { Exponential.natural(-Double($0) * Double($0) / (2 * variance)) }
    let total = weights.sorted().reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The distribution of the sum of `count` independent values.
  private static func power(_ single: [Double], _ count: Int) -> [Double] {
    var (result, square, left) = ([1.0], single, count)
    while left > 0 {
      if !left.isMultiple(of: 2) { result = sum(result, square) }
      left /= 2
      if left > 0 { square = sum(square, square) }
    }
    return result
  }

  /// The distribution of the sum of two independent values. All terms are positive, so that no digits cancel.
  private static func sum(_ left: [Double], _ right: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: left.count + right.count - 1)
    for (i, a) in left.enumerated() where a > 1e-70 {
      for (j, b) in right.enumerated() { result[i + j] += a * b }
    }
    return result
  }
}
