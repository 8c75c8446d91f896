/// Who bears a cost: education, health and social care, in whole pence that add up to the whole.
public struct CostShares: Hashable, Sendable {
  public var education: Int
  public var health: Int
  public var socialCare: Int

  public static let none = CostShares(education: 0, health: 0, socialCare: 0)

  public init(education: Int, health: Int, socialCare: Int) {
    (self.education, self.health, self.socialCare) = (education, health, socialCare)
  }

  /// Nil where it does not fit.
  public var total: Int? {
    let (two, first) = education.addingReportingOverflow(health)
    let (three, second) = two.addingReportingOverflow(socialCare)
    return first || second ? nil : three
  }

  /// Whole pence of `total` in proportion to three parts: each part rounded down, the pence left over go to the largest
  /// remainders, of equal ones to the first.
  ///
  /// - Parameter parts: of education, health and social care; their sum is not 0.
  public init(of total: Int, parts: [Fraction]) throws(CostingError) {
    var sum: Fraction = 0
    for part in parts { sum = try sum.plus(part) }
    guard parts.count == 3, !sum.isZero else { throw .countOutOfRange }
    var (whole, rest): ([Int], [Fraction]) = ([], [])
    for part in parts {
      let exact = try Fraction(total).times(part).over(sum)
      let floor = try exact.floored()
      whole.append(floor)
      rest.append(try exact.plus(Fraction(-floor)))
    }
    var left = total - whole.reduce(0, +)
    for place in rest.indices.sorted(by: { rest[$0] != rest[$1] ? rest[$0] > rest[$1] : $0 < $1 }) where left > 0 {
      whole[place] += 1
      left -= 1
    }
    self.init(education: whole[0], health: whole[1], socialCare: whole[2])
  }

  /// Nil where it does not fit.
  public func plus(_ other: CostShares) -> CostShares? {
    let (education, a) = education.addingReportingOverflow(other.education)
    let (health, b) = health.addingReportingOverflow(other.health)
    let (socialCare, c) = socialCare.addingReportingOverflow(other.socialCare)
    return a || b || c ? nil : CostShares(education: education, health: health, socialCare: socialCare)
  }
}

extension Fraction {
  fileprivate func floored() throws(CostingError) -> Int {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    guard let whole = Int(exactly: remainder < 0 ? quotient - 1 : quotient) else { throw .overflow }
    return whole
  }
}
