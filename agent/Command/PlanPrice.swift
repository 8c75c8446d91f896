internal import Noise
internal import ReleaseProtocol

extension ReleasePlan {
  /// ρ that tables cost one person together. Nil where the sum leaves exact 64-bit fractions: such a plan has no price
  /// that could be said, paid or compared with a cap.
  static func price(_ statistics: [Statistic]) -> Rational? {
    sum(statistics.map { Rational($0.rho.numerator, $0.rho.denominator) })
  }

  /// The same where one person's records are replaced by others instead of added or taken away: at most, as each table is
  /// counted at its own worst.
  var replacementPrice: Rational? {
    Self.sum(
      statistics.map { statistic in
        let factor = statistic.replacementFactor
        guard let rho = Rational(statistic.rho.numerator, statistic.rho.denominator),
          let times = Rational(factor.numerator, factor.denominator)
        else { return nil }
        return try? rho.multiplied(by: times)
      })
  }

  private static func sum(_ parts: [Rational?]) -> Rational? {
    parts.reduce(.zero) { sum, part in
      guard let sum, let part else { return nil }
      return try? sum.adding(part)
    }
  }

  /// What a release by this plan can tell of a child, for an officer. Empty where there is no price.
  var meaning: [String] {
    guard let rho = Self.price(statistics), let replaced = replacementPrice else { return [] }
    let (found, told) = (PrivacyMeaning(rho: rho).found, PrivacyMeaning(rho: replaced).found)
    return [
      "what it can tell of a child at most, to someone who knows the records of all other children and all that is public:",
      "  whether the child is in the records: wrong of 5 in 100 who are not, right of \(found) who are",
      "  which of two descriptions of a child is true (need, cost, days here): wrong of 5 in 100, right of \(told)",
    ]
  }
}
