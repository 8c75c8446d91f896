import Disclosure
import Estimation
import ReleaseProtocol
import Testing

/// Four days of a year through the gate and back: what readers see covers the truth as often as it says.
@Suite struct DayReleaseTests {
  private static let cohorts = 27
  /// Groups of cohorts, each a borough of its own: as many as a table holds.
  private static let groups = 4096 / cohorts

  /// Persons of a group: a cohort and a run of days each.
  private static func persons(_ group: Int) -> [(cohort: Int, run: ClosedRange<Int>)] {
    let runs = DayStrategy.runs(4)
    return (0..<60).map { ((group * 7 + $0 * $0) % cohorts, runs[(group + $0 * 3) % runs.count]) }
  }

  /// 20 releases of 151 boroughs: 95% intervals of cohorts, of sums of cohorts, of all and of changes each cover 94 to 96%,
  /// of all and changes within five standard deviations (3,020 draws of days whose errors are correlated, so at most four
  /// times as many intervals). A right program fails about once in 100,000 runs; noise that is too small or too large by a
  /// tenth is seen in cohorts, of which there are 81,540.
  @Test func intervalsCoverTheTruth() throws {
    let bench = try Bench()
    let rho = Ratio(1, 200)
    let places = try Statistic.days(id: "cohorts", places: 4096, rho: rho)
    let all = try Statistic.days(id: "all", places: 4096, rho: rho)
    let plan = try ReleasePlan(id: "test-plan", censusYear: 2025, forecastYears: 16, statistics: [places, all])
    var (byPlace, byGroup): ([Contribution<Child>], [Contribution<Child>]) = ([], [])
    var exact = [[Double]](repeating: [0, 0, 0, 0], count: Self.groups * Self.cohorts)
    for group in 0..<Self.groups {
      for (number, person) in Self.persons(group).enumerated() {
        let (child, segment) = (Child(number: group * 1000 + number), try #require(Segment(spanning: person.run)))
        let place = group * Self.cohorts + person.cohort
        byPlace.append(Contribution(person: child, cell: 4 * place, segment: segment))
        byGroup.append(Contribution(person: child, cell: 4 * group, segment: segment))
        for day in person.run { exact[place][day] += 1 }
      }
    }
    let tables = try [Gate.bound(byPlace, for: places), Gate.bound(byGroup, for: all)]
    let sums = try #require(DaySums(weights: DayStrategy.fourDays.weights))
    let (a, b) = (14_800.0, 14_800.0)
    var covered = Coverage()
    for _ in 0..<20 {
      let cells = try bench.release(tables, of: plan).tables.map { $0.cells.map(Double.init) }
      for group in 0..<Self.groups {
        let first = group * Self.cohorts
        let rows = (0..<Self.cohorts).map { Array(cells[0][4 * (first + $0)..<4 * (first + $0) + 4]) }
        let series = try #require(
          DaySeries(sums, places: (rows, a), all: (Array(cells[1][4 * group..<4 * group + 4]), b)))
        let truth = exact[first..<first + Self.cohorts].reduce([0, 0, 0, 0]) { zip($0, $1).map { $0 + $1 } }
        for day in 0..<4 {
          covered.add("all", series.total(day), truth[day])
          if day > 0 { covered.add("changes", series.change(from: day - 1, to: day), truth[day] - truth[day - 1]) }
          let phase = Array(4..<11)
          covered.add("seven cohorts", series.sum(phase, day), phase.reduce(0) { $0 + exact[first + $1][day] })
          for cohort in 0..<Self.cohorts { covered.add("cohorts", series.sum([cohort], day), exact[first + cohort][day]) }
        }
      }
    }
    for (what, share) in covered.shares {
      print("days: \(what), 95% intervals cover \(share)")
      let slack = what == "cohorts" ? 0.01 : 5 * (0.95 * 0.05 / Double(20 * Self.groups)).squareRoot()
      #expect(abs(share - 0.95) < slack, "\(what): \(share)")
    }
  }

  private struct Coverage {
    private var counts: [String: (covered: Int, all: Int)] = [:]
    mutating func add(_ what: String, _ of: (value: Double, variance: Double), _ truth: Double) {
      let isCovered = abs(of.value - truth) <= Interval.halfWidth95(variance: of.variance)
      counts[what, default: (0, 0)].covered += isCovered ? 1 : 0
      counts[what, default: (0, 0)].all += 1
    }
    var shares: [(String, Double)] { counts.sorted { $0.key < $1.key }.map { ($0, Double($1.covered) / Double($1.all)) } }
  }
}
