import Estimation
import ReleaseProtocol
import Vocabulary

/// Whether a message's tables of quarter days can be about the plans of its other tables.
extension JudgedTables {
  /// Cohorts against all on each day; 31 December against the census day some two weeks later.
  var quartersDisagree: Bool {
    if apart.count == 2 {
      for day in QuarterDay.allCases.map(\.rawValue) {
        let (one, other) = (Estimate(apart[0].total(day)), Estimate(apart[1].total(day)))
        if Estimate(value: one.value - other.value, variance: one.variance + other.variance).isFar(from: 0...0) { return true }
      }
    }
    guard let december = sums.quarters.series?.total(QuarterDay.december.rawValue) else { return false }
    return Estimate(december).isFar(from: plans, times: Allowance.sameYearPlans)
  }

  /// Any day against the census day that ends the year, which lies less than a year later.
  var quartersJump: Bool {
    guard let series = sums.quarters.series else { return false }
    return QuarterDay.allCases.contains { plans.isFar(from: Estimate(series.total($0.rawValue)), times: Allowance.plans(1)) }
  }

  /// A cohort that lies further below nobody than the noise explains. Sums of days may be below zero, plans can't.
  var quartersBelowZero: Bool {
    guard let series = sums.quarters.series else { return false }
    return QuarterDay.allCases.map(\.rawValue).contains { day in
      Estimate(series.total(day)).isFar(from: 0...Double.infinity)
        || series.places.indices.contains { Estimate(series.sum([$0], day)).isFar(from: 0...Double.infinity) }
    }
  }
}

extension Estimate {
  init(_ pair: (value: Double, variance: Double)) { self.init(value: pair.value, variance: pair.variance) }
}
