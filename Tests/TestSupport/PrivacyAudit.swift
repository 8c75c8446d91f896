internal import Foundation

/// What releases themselves prove of how much they tell about one child: a bound that ε is at least, whatever is
/// claimed. It can refute a claim and never prove one.
///
/// Each draw is a release of which it is known whether the child was in the records, brought to one number, the score,
/// that is larger the more the release speaks for the child. Of an event E, privacy promises P(E) ≤ e^ε·Q(E) + δ both
/// ways round. So ε is at least ln((P(E) − δ) / Q(E)), with P from below and Q from above by Clopper and Pearson.
///
/// Events are fixed before the draws: "the score is above" and "is below" each of `thresholds`.
public struct PrivacyAudit: Sendable {
  /// Chance that an audit of a true claim refutes it, over all events and both limits of each.
  public static let falseAlarm = 1e-9

  /// Midway between the two expected scores, and steps of half a standard deviation as claimed away from it. Finite
  /// numbers of draws see nothing further out.
  private static let steps = (-8...8).map { Double($0) / 2 }

  private let without: Counts
  private let with: Counts
  public var draws: Int { without.total + with.total }
  /// Mean score with the child less without, in standard deviations as claimed: √(2ρ) if the child counts in full.
  public let shift: Double

  /// - Parameters:
  ///   - without: scores of releases without the child, in standard deviations as claimed, about a mean of 0.
  ///   - with: scores with the child.
  ///   - rho: the claim. Under it and Gaussian noise the scores with the child are about √(2ρ) higher.
  public init(without: [Double], with: [Double], rho: Double) {
    let middle = (2 * rho).squareRoot() / 2
    let thresholds = Self.steps.map { middle + $0 }
    (self.without, self.with) = (Counts(without, thresholds), Counts(with, thresholds))
    shift = with.reduce(0, +) / Double(max(1, with.count)) - without.reduce(0, +) / Double(max(1, without.count))
  }

  /// ε is at least this at `delta`, or something happened that happens once in 1/`falseAlarm` audits.
  ///
  /// Several `delta` need no further allowance: the limits of P and Q are the same for all.
  public func epsilon(delta: Double) -> Double {
    let risk = Self.falseAlarm / Double(8 * Self.steps.count)  // 2 kinds of event, 2 ways round, 2 limits
    func bound(_ p: (Int, Int), _ q: (Int, Int)) -> Double {
      let least = ClopperPearson.lower(p.0, of: p.1, risk: risk) - delta
      let most = ClopperPearson.upper(q.0, of: q.1, risk: risk)
      return least > 0 ? log(least / most) : 0
    }
    var best = 0.0
    for index in Self.steps.indices {
      for (one, other) in [(with, without), (without, with)] {
        let above = bound((one.above[index], one.total), (other.above[index], other.total))
        let below = bound((one.total - one.above[index], one.total), (other.total - other.above[index], other.total))
        best = max(best, above, below)
      }
    }
    return best
  }

  private struct Counts {
    let total: Int
    /// How many scores lie above each threshold.
    let above: [Int]

    init(_ scores: [Double], _ thresholds: [Double]) {
      total = scores.count
      above = thresholds.map { threshold in scores.count { $0 > threshold } }
    }
  }
}
