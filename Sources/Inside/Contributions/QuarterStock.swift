internal import Disclosure
internal import Records
internal import Vocabulary

/// Statistic `quarter-stock`: plans on the four quarter days before a census, by birth cohort or in all. Each person in one
/// cohort, on one run of days: who left and came back within the year counts on the days between as well.
///
/// The plan's weights and the sums are the gate's.
struct QuarterStock {
  let censusYear: Int
  let dimensions: [Dimension]

  /// - Parameter cellsEach: sums of each place; the contribution names the first of them.
  func contributions(of roll: Roll, cellsEach: Int) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard person.counts(in: censusYear), let cohort = person.cohort(censusYear),
        let segment = person.segment(censusYear, cohort), let place = dimensions.cell(ofCohort: cohort)
      else { return nil }
      return Contribution(person: person.key, cell: place * cellsEach, segment: segment)
    }
  }
}

extension Person {
  /// Completed years on 31 August before census `year`; nil outside the cohorts that have a quarter day.
  func cohort(_ year: Int) -> Int? {
    let age = AcademicAge.at(census: year, bornIn: birthYear, month: birthMonth)
    return Cohort.range.contains(age) ? age : nil
  }

  /// From the first to the last quarter day on which the person had a plan here and was of an age that is carried.
  fileprivate func segment(_ year: Int, _ cohort: Int) -> Segment? {
    let days = quarters.days(year).filter { AcademicAge.range.contains($0.academicAge(of: cohort)) }
    return Segment(spanning: days.map(\.rawValue))
  }
}

extension [Dimension] {
  /// The place of a cohort: of the only axis there is, or the only place without one.
  fileprivate func cell(ofCohort cohort: Int) -> Int? {
    switch self {
    case []: 0
    case [.cohort]: cohort
    default: nil
    }
  }
}
