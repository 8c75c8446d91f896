import Estimation
import Vocabulary

/// Plans on the quarter days, over those boroughs whose plan releases them.
struct QuarterSums {
  /// Boroughs behind the totals, and behind the cohorts.
  private(set) var boroughs = 0
  private(set) var cohortBoroughs = 0
  private(set) var series: DaySeries?

  init(_ series: DaySeries? = nil) {
    guard let series else { return }
    (self.series, boroughs, cohortBoroughs) = (series, 1, series.places.isEmpty ? 0 : 1)
  }

  mutating func add(_ other: QuarterSums) {
    guard let more = other.series else { return }
    boroughs += other.boroughs
    cohortBoroughs += other.cohortBoroughs
    guard var all = series else { return series = more }
    all.add(more)
    series = all
  }

  /// Cohorts of a phase on a day. Whoever is too young or too old for any is put to the first or the last: nobody is there,
  /// and so phases add to all.
  static func cohorts(_ phase: Phase, _ day: QuarterDay) -> [Int] {
    Cohort.range.filter { Phase(academicAge: day.academicAge(of: $0)) == phase }
  }
}

/// Plans of one group of boroughs on the four quarter days of the year that ends with the census.
public struct QuarterFigures: Sendable {
  /// By `QuarterDay`.
  public let all: [Figure]
  /// More than on the quarter day before, from 30 June on.
  public let changes: [Figure]
  /// By `Phase`, then by day; empty where no borough released cohorts. A phase is that of the age on the day.
  public let byPhase: [[Figure]]
  /// By `Cohort`, then by day; nil on a day on which nobody of the cohort is of an age that is counted.
  public let byCohort: [[Figure?]]

  /// Nil where no borough released them.
  init?(_ sums: QuarterSums, members: Int) {
    guard let series = sums.series else { return nil }
    func figure(_ of: (value: Double, variance: Double), _ received: Int) -> Figure {
      Figure(
        Estimate(value: of.value, variance: of.variance), coverage: Coverage(received: received, members: members))
    }
    let days = QuarterDay.allCases
    all = days.map { figure(series.total($0.rawValue), sums.boroughs) }
    changes = days.dropFirst().map { day in
      figure(series.change(from: day.rawValue - 1, to: day.rawValue), sums.boroughs)
    }
    guard sums.cohortBoroughs > 0 else {
      (byPhase, byCohort) = ([], [])
      return
    }
    byPhase = Phase.allCases.map { phase in
      days.map { figure(series.sum(QuarterSums.cohorts(phase, $0), $0.rawValue), sums.cohortBoroughs) }
    }
    byCohort = Cohort.range.map { cohort in
      days.map { day in
        AcademicAge.range.contains(day.academicAge(of: cohort))
          ? figure(series.sum([cohort], day.rawValue), sums.cohortBoroughs) : nil
      }
    }
  }
}
