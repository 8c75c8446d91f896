import Estimation
import Threads

/// How a forecast's future is simulated (specification 6.1).
public struct SimulationSettings: Sendable, Equatable {
  public var draws = 1000
  /// Same inputs and seed, same draws, on every machine.
  public var seed: UInt64 = 1
  /// Rates are known from few events only.
  public var parameters = true
  /// Plans come and go one by one.
  public var process = true
  /// The whole system moves: issuing and leaving, in London together.
  public var drift: SystemDrift? = .standard
  /// The trend begins after so many years, whatever the scenario states: for differences, whose sides share it.
  var statedYears: Int?
  /// Cores that draw at the same time: what is drawn does not depend on it.
  public var cores = Threads.cores

  public init() {}

  public init(draws: Int, seed: UInt64 = 1, parameters: Bool = true, process: Bool = true, drift: SystemDrift? = .standard) {
    (self.draws, self.seed, self.parameters, self.process, self.drift) = (draws, seed, parameters, process, drift)
  }
}

/// How far the system drifts. It dwarfs everything else.
///
/// London: rates of new plans walk, and may go on in one direction. The base holds them, so what a year's change is wrong by is
/// its distance from no change, and not from the mean of all changes: since 2009 that mean was 0.078 a year. So each future has
/// a trend of its own, drawn about none with that standard deviation, as likely down as up. Of log(n_{t+h}/n_t) with new plans n
/// the walk and the trend together have root mean squares 0.115, 0.20, 0.28, 0.36, 0.44, 0.52 for h = 1 to 6, DfE's new plans
/// of London 0.113, 0.20, 0.28, 0.35, 0.43, 0.51; the walk alone 0.084, 0.13, 0.16, 0.19, 0.21, 0.23.
///
/// Boroughs: what a borough's new plans do beyond London's. Variances of log(n_{t+h}/n_t) less London's, DfE 2009 to 2024,
/// 32 boroughs: 0.092, 0.131, 0.150, 0.164, 0.181 for h = 1 to 5: a walk of variance 0.022 a year on top of 0.035 that
/// each year has for itself, of which 0.006 is the chance of single plans.
public struct SystemDrift: Sendable, Equatable {
  /// Standard deviation and lag-1 correlation of yearly changes of the logarithm of new plans: DfE, London 2009 to 2025.
  public var issuing = 0.084
  public var issuingCorrelation = 0.14
  /// Standard deviation, about none, of the yearly trend of a future: the mean change of the same years. Where a scenario
  /// states how rates of new plans go, the trend begins after the years of which it does.
  public var issuingTrend = 0.078
  /// Changes of the level of issuing add up for so many years; then it stays where it is, as every scenario's does.
  public var issuingYears = 6
  /// Standard deviation of yearly changes of the logarithm of the leaving hazard, and the part of its deviation that is
  /// still there a year later. Assumed: published ceased plans begin in 2022.
  public var leaving = 0.10
  public var leavingPersistence = 0.8
  /// Standard deviations of a borough's own walk of the logarithm of new plans, and of what each year has for itself.
  public var boroughIssuing = 0.15
  public var boroughYear = 0.17

  public static let standard = SystemDrift()

  public init() {}

  /// What one simulated future does to all boroughs together.
  struct Path {
    /// Multipliers of new-plan rates and of leaving hazards by step; step 0 is the census.
    fileprivate(set) var issuing: [Double]
    fileprivate(set) var leaving: [Double]
    /// The yearly trend, 0 where the scenario states another; and the year's change before the census, in its standard
    /// deviation: rates of a window lie behind by a part of both.
    fileprivate var trend = 0.0
    fileprivate var change = 0.0

    static func steady(_ steps: Int) -> Path {
      Path(issuing: [Double](repeating: 1, count: steps), leaving: [Double](repeating: 1, count: steps))
    }
  }

  /// - Parameter stated: years from the census of which the scenario states how rates of new plans go.
  func path(steps: Int, stated: Int = 0, _ source: inout SeededSource) -> Path {
    let trend = issuingTrend * source.normal()
    var path = Path(issuing: [1], leaving: [1], trend: stated > 0 ? 0 : trend, change: source.normal())
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
    return path
  }

  /// The same for one borough: London's, from where the borough's window left the rates, and its own way beyond that.
  func boroughPath(_ path: Path, window: Window, _ source: inout SeededSource) -> Path {
    let lag = WindowLag(window)
    let start = Exponential.natural(lag.years * path.trend + lag.squares.squareRoot() * issuing * path.change)
    var own = path
    for (step, multiplier) in apart(steps: path.issuing.count, lag: lag, &source).enumerated() {
      own.issuing[step] *= step == 0 ? 1 : start * multiplier
    }
    return own
  }

  /// Multipliers of one borough's new-plan rates beyond London's, by step, each of mean 1: boroughs drift apart, London
  /// does not move by it. Rates come from the flow years of a window, whose chance they carry, and lie behind the latest.
  private func apart(steps: Int, lag: WindowLag, _ source: inout SeededSource) -> [Double] {
    var variance = lag.own * boroughYear * boroughYear + lag.squares * boroughIssuing * boroughIssuing
    var level = variance.squareRoot() * source.normal()
    var path = [1.0]
    for step in 1..<max(steps, 1) {
      if step <= issuingYears {
        level += boroughIssuing * source.normal()
        variance += boroughIssuing * boroughIssuing
      }
      let year = boroughYear * source.normal()
      path.append(Exponential.natural(level + year - (variance + boroughYear * boroughYear) / 2))
    }
    return path
  }
}

/// How far rates of a window lie behind those of its latest year.
private struct WindowLag {
  /// Mean age of the counts in years; sum over past changes of the squared part of each that the window has not; sum of the
  /// squared weights.
  private(set) var years = 0.0
  private(set) var squares = 0.0
  private(set) var own = 0.0

  init(_ window: Window) {
    var before = 0.0
    for weight in window.weights {
      let part = weight / Double(window.weights.count)
      own += part * part
      // Changes up to this year's: what came before it has not seen them.
      years += before
      squares += before * before
      before += part
    }
  }
}
