/// How the plans on several days of one year are measured together, at a price for a person and not for a person and day.
///
/// Let y be how many persons count on each day. What is released is B·y, weighted sums of the days, with the same noise in
/// each; y follows as B⁻¹ of it. A person counts from a first day to a last one without a gap, so it moves the sums by those
/// columns of B added up, and the noise is for the largest such move there is. By changes f (y = A·f, A the lower triangle
/// of ones) the same sums are C·f with C = B·A: a person who comes on day a and goes after b changes f by e(a) − e(b + 1).
public struct DayStrategy: Hashable, Sendable {
  public let name: String
  /// B: a row for each sum, a column for each day.
  public let weights: [[Int64]]
  /// The largest Σ (change of a sum)² that one person can cause, over every run of days. Counted, not stated.
  public let squaredSensitivity: Int64
  /// The most that one person changes any one sum.
  public let largestStep: Int64
  /// The largest Σ (change of a sum)² where one run of days is put in place of another, in the same place or in two.
  public let squaredReplacement: Int64

  public var days: Int { weights.first?.count ?? 0 }
  public var sums: Int { weights.count }

  /// The axis of the sums, the last one of a table: S1, S2 and so on.
  public var axis: Axis { Axis(unchecked: "sum", weights.indices.map { "S\($0 + 1)" }) }

  /// For constants of this module; a test looks at the inverse of each.
  init(unchecked name: String, _ weights: [[Int64]]) {
    (self.name, self.weights) = (name, weights)
    let moves = Self.runs(weights.first?.count ?? 0).map { Self.steps(weights, $0) }
    var (largest, step, difference): (Int64, Int64, Int64) = (0, 0, 0)
    for move in moves {
      largest = max(largest, Self.square(move))
      step = max(step, move.map(abs).max() ?? 0)
      for other in moves { difference = max(difference, Self.square(zip(move, other).map { $0 - $1 })) }
    }
    (squaredSensitivity, largestStep) = (largest, step)
    squaredReplacement = max(2 * largest, difference)
  }

  private static func square(_ move: [Int64]) -> Int64 { move.reduce(0) { $0 + $1 * $1 } }

  /// How one person who counts on these days, and on no other, changes each sum.
  /// - Parameter run: places of days, within 0 to `days - 1`.
  public func steps(_ run: ClosedRange<Int>) -> [Int64] { Self.steps(weights, run) }

  private static func steps(_ weights: [[Int64]], _ run: ClosedRange<Int>) -> [Int64] {
    weights.map { row in run.reduce(0) { $0 + row[$1] } }
  }

  /// Every way in which a person can count: from each first day to each last one.
  public static func runs(_ days: Int) -> [ClosedRange<Int>] {
    (0..<days).flatMap { first in (first..<days).map { first...$0 } }
  }
}

extension DayStrategy {
  /// Four days, the same error on each: within 1% of the least mean variance that any strategy has for runs of four days,
  /// 0.480 of the variance of measuring each day afresh. Of all matrices symmetric in time with entries up to 9 that come so
  /// near, the one whose worst day errs least (`docs/methods.md`).
  public static let fourDays = DayStrategy(
    unchecked: "four-days-1", [[5, -6, -6, 5], [5, 1, 1, 5], [1, 9, -9, -1], [7, -4, 4, -7]])

  /// Every strategy that a plan may name.
  public static let known = [fourDays]

  static func named(_ name: String) -> DayStrategy? { known.first { $0.name == name } }
}
