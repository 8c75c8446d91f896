import Estimation
import ReleaseProtocol
import Vocabulary

/// Where a plan keeps its tables of the quarter days before its census: by birth cohort, of all, or both.
struct QuarterLayout {
  let sums: DaySums
  /// Places in the plan, with the variance of a sum.
  let cohorts: (place: Int, variance: Double)?
  let all: (place: Int, variance: Double)?

  private static let cohortAxis = (name: "cohort", labels: Cohort.range.map { String($0) })

  /// - Returns: nil for a plan without such tables.
  /// - Throws: `unsupportedPlan` for others than these two, or of other sums than those that figures are made of.
  init?(_ plan: ReleasePlan) throws(PoolingError) {
    var (cohorts, all): ((place: Int, variance: Double)?, (place: Int, variance: Double)?) = (nil, nil)
    for (place, statistic) in plan.statistics.enumerated() where statistic.kind == .quarterStock {
      let table = (place: place, variance: statistic.variances[0].value)
      guard statistic.dataYear == plan.censusYear, statistic.bound == .segment(.fourDays) else {
        throw .unsupportedPlan(missing: statistic.id)
      }
      let axes = statistic.placingAxes
      if axes.isEmpty, all == nil {
        all = table
      } else if axes.count == 1, axes[0].name == Self.cohortAxis.name, axes[0].labels == Self.cohortAxis.labels,
        cohorts == nil
      {
        cohorts = table
      } else {
        throw .unsupportedPlan(missing: statistic.id)
      }
    }
    guard cohorts != nil || all != nil, let sums = DaySums(weights: DayStrategy.fourDays.weights) else { return nil }
    (self.sums, self.cohorts, self.all) = (sums, cohorts, all)
  }

  /// What a message that was checked against the plan says of the quarter days.
  func series(_ message: ReleaseMessage) -> DaySeries? {
    func sums(_ place: Int) -> [Double] { message.tables[place].cells.map(Double.init) }
    return DaySeries(
      self.sums,
      places: cohorts.map { table in
        let cells = sums(table.place)
        let each = DayStrategy.fourDays.sums
        return (stride(from: 0, to: cells.count, by: each).map { Array(cells[$0..<$0 + each]) }, table.variance)
      }, all: all.map { (sums($0.place), $0.variance) })
  }

  /// The same of one of its two tables alone: they are about the same persons.
  func apart(_ message: ReleaseMessage) -> [DaySeries] {
    let one = cohorts.flatMap { QuarterLayout(sums, cohorts: $0, all: nil).series(message) }
    let other = all.flatMap { QuarterLayout(sums, cohorts: nil, all: $0).series(message) }
    return [one, other].compactMap { $0 }
  }

  private init(_ sums: DaySums, cohorts: (place: Int, variance: Double)?, all: (place: Int, variance: Double)?) {
    (self.sums, self.cohorts, self.all) = (sums, cohorts, all)
  }
}
