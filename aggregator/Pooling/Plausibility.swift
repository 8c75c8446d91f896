import Forecasting
public import PublicData
public import ReleaseProtocol
import Vocabulary

/// Whether a message's figures can be right: judged by their declared noise, by the message itself, by what is public
/// of the borough, and by its earlier release. Who is doubted is heard: a person decides.
///
/// Chance: each comparison allows for noise `noiseErrors` standard errors. Sums of discrete Gaussian noise exceed k of
/// them with probability at most 2·exp(−k²/2) (they are subgaussian: Canonne, Kamath, Steinke 2020, arXiv:2004.00010),
/// so that a right message is doubted by noise alone less than once in a million: 1.8e-10 for each of at most 5,000
/// comparisons, as many as a built-in plan has. What real change may do is in `Allowance`.
public struct Plausibility: Sendable {
  let published: PublishedTotals?
  let population: PopulationFile?

  static let noiseErrors = 6.8

  /// - Parameters:
  ///   - published: DfE's tables; without them nothing is held against them.
  ///   - population: the hub's; without it plans are not held against the number of people.
  public init(published: PublishedTotals?, population: PopulationFile?) {
    (self.published, self.population) = (published, population)
  }

  /// - Parameters:
  ///   - message: one that has been checked against `plan`.
  ///   - earlier: the message of the same borough that counts now, with its plan.
  /// - Returns: ascending, each once; empty for a message that can count at once.
  public func doubts(
    about message: ReleaseMessage, plan: ReleasePlan, earlier: (message: ReleaseMessage, plan: ReleasePlan)? = nil
  ) -> [QuarantineReason] {
    let measure = earlier.flatMap { ReleaseMeasure($0.message, plan: LaidOutPlan($0.plan)) }
    return judge(message, plan: LaidOutPlan(plan), earlier: measure).doubts
  }

  /// The same, and what the next message of the borough is held against.
  public func judge(
    _ message: ReleaseMessage, plan: LaidOutPlan, earlier: ReleaseMeasure?
  ) -> (doubts: [QuarantineReason], measure: ReleaseMeasure?) {
    var found: Set<QuarantineReason> = []
    if Self.isBelowZero(message, plan.plan) { found.insert(.belowZero) }
    let judged = JudgedTables(message, plan)
    if let judged {
      if judged.quartersBelowZero { found.insert(.belowZero) }
      if judged.isBeyondCap { found.insert(.beyondCap) }
      if judged.disagree { found.insert(.tablesDisagree) }
      if isBeyondPopulation(judged) { found.insert(.beyondPopulation) }
      if let published, judged.isFar(from: published) { found.insert(.farFromPublished) }
      if judged.jumps(from: earlier) { found.insert(.jump) }
    }
    return (found.sorted(), judged.map(ReleaseMeasure.init))
  }

  private static func isBelowZero(_ message: ReleaseMessage, _ plan: ReleasePlan) -> Bool {
    // Sums that are centred or weighted are below zero for good reasons.
    for (table, statistic) in zip(message.tables, plan.statistics)
    where statistic.kind != .costPence && statistic.kind != .quarterStock && statistic.bound != .contrasts {
      let least = -noiseErrors * statistic.variances[0].value.squareRoot()
      if table.cells.contains(where: { Double($0) < least }) { return true }
    }
    return false
  }

  /// In January 2025 3 to 6 in 100 of a London borough's people of these ages had a plan.
  private func isBeyondPopulation(_ judged: JudgedTables) -> Bool {
    guard let years = population?.population(of: judged.borough), let people = years[judged.censusYear] else { return false }
    return judged.plans.isFar(from: 0...(people.reduce(0, +) * Allowance.populationShare))
  }
}

/// What a later message of a borough is held against: its plans and their cost, as one message released them.
public struct ReleaseMeasure: Sendable {
  let censusYear: Int
  let plans: Estimate
  let cost: Estimate

  init(_ judged: JudgedTables) {
    (censusYear, plans, cost) = (judged.censusYear, judged.plans, judged.cost)
  }

  /// Nil for a plan that no figures are made by.
  public init?(_ message: ReleaseMessage, plan: LaidOutPlan) {
    guard let judged = JudgedTables(message, plan) else { return nil }
    self.init(judged)
  }
}

/// What change, other than noise, is taken for possible. Measured over London's 33 boroughs and the Januaries 2010 to
/// 2018 and 2019 to 2025 (DfE): of 448 pairs of years of a borough with 100 plans or more, the plans of the later year
/// were 0.75 to 1.45 times those of the earlier in 447. The one outside is Newham's return of 2025, which was faulty.
/// So were all pairs two and three years apart within the powers, but for that return.
enum Allowance {
  static let yearOfPlans = 0.75...1.45
  /// Costs change with fees and placements as well. By judgement: no series of boroughs' placement costs is public.
  static let yearOfCosts = 0.5...2.0
  /// Another release of the same January: a return that was put right. By judgement.
  static let sameYearPlans = 0.85...1.15
  /// Published and released figures of one January come from one return. Late corrections, by judgement: of a total,
  /// and of one phase, need or sector; as a share and as plans.
  static let total = (share: 0.05, plans: 10.0)
  static let part = (share: 0.15, plans: 25.0)
  static let populationShare = 0.15
  /// Beyond that many years a comparison says nothing.
  static let mostYears = 3

  /// For `years` years; 0 for another release of the same January.
  static func plans(_ years: Int) -> ClosedRange<Double> { years == 0 ? sameYearPlans : power(yearOfPlans, years) }
  static func costs(_ years: Int) -> ClosedRange<Double> { power(yearOfCosts, max(1, years)) }

  private static func power(_ year: ClosedRange<Double>, _ years: Int) -> ClosedRange<Double> {
    (0..<max(1, years)).dropFirst().reduce(year) { all, _ in
      all.lowerBound * year.lowerBound...all.upperBound * year.upperBound
    }
  }
}

extension Estimate {
  /// Whether it lies outside by more than its noise explains.
  func isFar(from range: ClosedRange<Double>) -> Bool {
    let noise = Plausibility.noiseErrors * variance.squareRoot()
    return value < range.lowerBound - noise || value > range.upperBound + noise
  }

  /// Whether it is more or less than these multiples of another estimate, by more than the noise of both explains.
  func isFar(from other: Estimate, times range: ClosedRange<Double>) -> Bool {
    func gap(_ factor: Double) -> Estimate {
      Estimate(value: value - factor * other.value, variance: variance + factor * factor * other.variance)
    }
    let (low, high) = (gap(range.lowerBound), gap(range.upperBound))
    return low.value < -Plausibility.noiseErrors * low.variance.squareRoot()
      || high.value > Plausibility.noiseErrors * high.variance.squareRoot()
  }
}
