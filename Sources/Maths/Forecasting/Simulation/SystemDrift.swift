import Estimation

/// How far the system drifts. It dwarfs everything else.
///
/// **New plans of London**: rates walk, and may go on in one direction. The base holds them, so what a year's change is wrong by is
/// its distance from no change, and not from the mean of all changes: since 2009 that mean was 0.078 a year. So each future has
/// a trend of its own, drawn about none with that standard deviation, as likely down as up. Of log(n_{t+h}/n_t) with new plans n
/// the walk and the trend together have root mean squares 0.115, 0.20, 0.28, 0.36, 0.44, 0.52 for h = 1 to 6, DfE's new plans
/// of London 0.113, 0.20, 0.28, 0.35, 0.43, 0.51; the walk alone 0.084, 0.13, 0.16, 0.19, 0.21, 0.23.
///
/// **New plans of boroughs**, beyond London's. Variances of log(n_{t+h}/n_t) less London's, DfE 2009 to 2024,
/// 32 boroughs: 0.092, 0.131, 0.150, 0.164, 0.181 for h = 1 to 5: a walk of variance 0.022 a year on top of 0.035 that
/// each year has for itself, of which 0.006 is the chance of single plans.
///
/// **Needs of new plans**: how many of them are of which need. DfE has published them for two years only, 2024 and 2025. From one
/// to the other the logarithm of the share of ASD, SLCN, SEMH changed by 0.09 in the nine regions (root mean square), of
/// smaller needs by more; that of a borough of London, less London's, by 0.21, 0.28, 0.22, of which 0.10, 0.13, 0.16 is chance.
///
/// **Plans that end in boroughs**, beyond London's: from 2023 to 2024 the logarithm of ceased plans changed by 0.2 below 18 years
/// of age (31 boroughs, from the median distance, less chance). From then on it changed by 0.86, which is 0.6 for each of the two
/// years, but 2023 was the first year of a new collection; plans held from 18 on in January 2025 lay 0.15 from London's course
/// (30 boroughs), to which a third that ends in a year needs 0.5.
public struct SystemDrift: Sendable, Equatable {
  /// Standard deviation and lag-1 correlation of yearly changes of the logarithm of new plans: DfE, London 2009 to 2025.
  public var issuing = 0.084
  public var issuingCorrelation = 0.14
  /// Standard deviation, about none, of the yearly trend of a future: the mean change of the same years. Where a scenario
  /// states how rates of new plans go, the trend begins after the years of which it does.
  public var issuingTrend = 0.078
  /// Changes of the level of issuing, and of its needs, add up for so many years; then they stay where they are, as every
  /// scenario's does.
  public var issuingYears = 6
  /// Standard deviation of yearly changes of the logarithm of the leaving hazard, and the part of its deviation that is
  /// still there a year later. Ceased plans of London rose by 0.17 and 0.24 in 2023 and 2024; plans that left in earlier years, by
  /// the balance of plans held and new ones from 2017 to 2021, by -0.06, -0.04, 0.15, -0.10: 0.145 is the root mean square of the
  /// six. The persistence is assumed.
  public var leaving = 0.145
  public var leavingPersistence = 0.8
  /// Standard deviation of the yearly walk of the logarithm of a need's weight among new plans, London together.
  public var needs = 0.10
  /// Standard deviations of a borough's own walk of the logarithm of new plans, and of what each year has for itself.
  public var boroughIssuing = 0.15
  public var boroughYear = 0.17
  /// The same of a need's weight among its new plans. One change of all needs tells their sum, 2·0.11² + 0.10²; it is divided as
  /// that of new plans is.
  public var boroughNeeds = 0.10
  public var boroughNeedsYear = 0.11
  /// Standard deviation of what each year has for itself in the logarithm of a borough's leaving hazard, below 18 and from then on.
  /// A year's change has twice its square.
  public var boroughLeaving = 0.15
  public var boroughLeavingFrom18 = 0.5

  public static let standard = SystemDrift()

  /// Nothing drifts: for the layers of a simulation one by one.
  public static let none = {
    var none = SystemDrift()
    (none.issuing, none.issuingTrend, none.leaving, none.needs) = (0, 0, 0, 0)
    (none.boroughIssuing, none.boroughYear, none.boroughNeeds, none.boroughNeedsYear) = (0, 0, 0, 0)
    (none.boroughLeaving, none.boroughLeavingFrom18) = (0, 0)
    return none
  }()

  public init() {}

  /// What one simulated future does to all boroughs together, or to one of them.
  struct Path {
    /// Multipliers of new-plan rates by step; step 0 is the census.
    var issuing: [Double]
    /// Of leaving hazards by step, below 18 years of age at the earlier census and from then on.
    var leaving: [Double]
    var leavingFrom18: [Double]
    /// Logarithms of the weights of needs among new plans, step × need; empty: as they were.
    var needs: [Double] = []
    /// The yearly trend, 0 where the scenario states another; and the year's change before the census, of issuing and of each
    /// need, in its standard deviation: rates of a window lie behind by a part of them.
    fileprivate(set) var trend = 0.0
    fileprivate(set) var change = 0.0
    fileprivate(set) var needsChange: [Double] = []

    static func steady(_ steps: Int) -> Path {
      let ones = [Double](repeating: 1, count: steps)
      return Path(issuing: ones, leaving: ones, leavingFrom18: ones)
    }
  }

  /// - Parameter stated: years from the census of which the scenario states how rates of new plans go.
  func path(steps: Int, stated: Int = 0, _ source: inout SeededSource) -> Path {
    let trend = issuingTrend * source.normal()
    var path = Path(issuing: [1], leaving: [1], leavingFrom18: [1])
    (path.trend, path.change) = (stated > 0 ? 0 : trend, source.normal())
    var (change, level, hazard) = (0.0, 0.0, 0.0)
    for step in 1..<max(steps, 1) {
      let shock = issuing * source.normal()
      let fresh = (1 - issuingCorrelation * issuingCorrelation).squareRoot()
      change = step == 1 ? shock : issuingCorrelation * change + fresh * shock
      if step <= issuingYears { level += change + (step > stated ? trend : 0) }
      hazard = leavingPersistence * hazard + leaving * source.normal()
      path.issuing.append(Exponential.natural(level))
      path.leaving.append(Exponential.natural(hazard))
    }
    path.leavingFrom18 = path.leaving
    guard needs > 0 || boroughNeeds > 0 || boroughNeedsYear > 0 else { return path }
    path.needsChange = (0..<Axes.needs).map { _ in source.normal() }
    path.needs = walk(steps: steps, from: [Double](repeating: 0, count: Axes.needs), needs, &source)
    return path
  }

  /// A walk of each need's logarithm, step × need, from where it is at the census.
  func walk(steps: Int, from start: [Double], _ deviation: Double, _ source: inout SeededSource) -> [Double] {
    var (level, walk) = (start, start)
    for step in 1..<max(steps, 1) {
      if step <= issuingYears { for need in level.indices { level[need] += deviation * source.normal() } }
      walk += level
    }
    return walk
  }
}
