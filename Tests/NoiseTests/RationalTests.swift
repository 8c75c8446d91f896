import Noise
import Testing

/// Expected to exist: the literals of these tests are valid fractions.
func fraction(_ numerator: Int64, _ denominator: Int64 = 1) throws -> Rational {
  try #require(Rational(numerator, denominator))
}

@Suite struct RationalTests {
  @Test func isInLowestTermsWithThePositiveDenominatorBelow() throws {
    #expect(try fraction(6, -40) == fraction(-3, 20))
    #expect(try fraction(0, -7) == .zero)
    #expect(try fraction(6, -40).denominator == 20)
    #expect(try fraction(Int64.min, Int64.min) == .one)
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(Rational(1, 0) == nil)
    #expect(Rational(1, .min) == nil)
    #expect(Rational(.min, -1) == nil)
  }

  @Test func hasOneSpelling() throws {
    #expect(try "\(fraction(1, 20)) \(fraction(3)) \(fraction(-4, 6)) \(Rational.zero)" == "1/20 3 -2/3 0")
    #expect(try Rational(fraction: "3/10") == fraction(3, 10))
    for wrong in ["6/20", "1", "1/0", "1/-2", "+1/2", "01/2", " 1/2", "1/2/3", "", "/", "-0/1", "0/2"] {
      #expect(Rational(fraction: wrong) == nil, "\(wrong)")
    }
  }

  @Test func addsSubtractsMultipliesDividesExactly() throws {
    let (a, b) = (try fraction(1, 6), try fraction(-3, 10))
    #expect(try a.adding(b) == fraction(-2, 15))
    #expect(try a.subtracting(b) == fraction(7, 15))
    #expect(try a.multiplied(by: b) == fraction(-1, 20))
    #expect(try a.divided(by: b) == fraction(-5, 9))
    #expect(b < a)
    #expect(throws: NoiseError.divisionByZero) { try a.divided(by: .zero) }
  }

  @Test func isAFieldOnManySmallFractions() throws {
    let all = try (-4...4).flatMap { n in try (1...4).map { try fraction(n, $0) } }
    for a in all {
      for b in all {
        #expect(try a.adding(b).subtracting(b) == a)
        #expect(try a.multiplied(by: b) == b.multiplied(by: a))
        if b != .zero { #expect(try a.divided(by: b).multiplied(by: b) == a) }
        #expect((a < b) == (try a.subtracting(b) < .zero))
      }
    }
  }

  /// The extremes reach the largest intermediate values: they end in a result or an error, never in a trap.
  @Test func neverWrapsAtTheExtremes() throws {
    let ends: [Int64] = [.min, .min + 1, -1, 1, .max - 1, .max]
    let all = ends.flatMap { n in ends.compactMap { Rational(n, $0) } }
    for a in all {
      for b in all {
        _ = try? a.adding(b)
        _ = try? a.subtracting(b)
        _ = try? a.multiplied(by: b)
        _ = try? a.divided(by: b)
        _ = a < b
      }
    }
    #expect(throws: NoiseError.self) { try fraction(.max).adding(.one) }
    #expect(throws: NoiseError.self) { try fraction(1, .max).multiplied(by: fraction(1, 2)) }
    #expect(try fraction(.max, 3).multiplied(by: fraction(3, .max)) == .one)
  }
}

@Suite struct AccountingTests {
  @Test func theVariancesOfTheFirstPlan() throws {
    #expect(try Accounting.gaussianVariance(bound: 1, rho: fraction(1, 20)) == fraction(10))
    #expect(try Accounting.gaussianVariance(bound: 1, rho: fraction(1, 40)) == fraction(20))
    #expect(try Accounting.gaussianVariance(bound: 15_000_000, rho: fraction(1, 40)) == fraction(4_500_000_000_000_000))
  }

  @Test func priceAndVarianceAreInverse() throws {
    for bound: Int64 in [1, 2, 7, 15_000_000] {
      for rho in [try fraction(1, 20), try fraction(3, 7), try fraction(2), try fraction(1, 9973)] {
        let variance = try Accounting.gaussianVariance(bound: bound, rho: rho)
        #expect(try Accounting.gaussianRho(bound: bound, variance: variance) == rho)
      }
    }
  }

  @Test func refusesABoundOrAPriceOfZero() throws {
    #expect(throws: NoiseError.badBound(0)) { try Accounting.gaussianRho(bound: 0, variance: .one) }
    #expect(throws: NoiseError.badBound(-1)) { try Accounting.gaussianVariance(bound: -1, rho: .one) }
    #expect(throws: NoiseError.badVariance(.zero)) { try Accounting.gaussianRho(bound: 1, variance: .zero) }
    #expect(throws: NoiseError.badRho(.zero)) { try Accounting.gaussianVariance(bound: 1, rho: .zero) }
    #expect(throws: NoiseError.self) { try Accounting.gaussianVariance(bound: .max, rho: .one) }
    #expect(throws: NoiseError.self) { try Accounting.gaussianVariance(bound: .max, rho: fraction(1, .max)) }
  }
}
