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
  /// Cores that draw at the same time: what is drawn does not depend on it.
  public var cores = Threads.cores

  public init() {}

  public init(draws: Int, seed: UInt64 = 1, parameters: Bool = true, process: Bool = true, drift: SystemDrift? = .standard) {
    (self.draws, self.seed, self.parameters, self.process, self.drift) = (draws, seed, parameters, process, drift)
  }
}

/// How far the system drifts. It dwarfs everything else: London 2031 has a coefficient of variation of 0.5% without it
/// and of 10% with it.
///
/// Boroughs: what a borough's new plans do beyond London's. Variances of log(n_{t+h}/n_t) less London's, DfE 2009 to 2024,
/// 32 boroughs: 0.092, 0.131, 0.150, 0.164, 0.181 for h = 1 to 5: a walk of variance 0.022 a year on top of 0.035 that
/// each year has for itself, of which 0.006 is the chance of single plans.
public struct SystemDrift: Sendable, Equatable {
  /// Standard deviation and lag-1 correlation of yearly changes of the logarithm of new plans: DfE, London 2009 to 2025.
  public var issuing = 0.084
  public var issuingCorrelation = 0.14
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

  /// Multipliers of new-plan rates and of leaving hazards in one simulated future, by step; step 0 is the census.
  func path(steps: Int, _ source: inout SeededSource) -> (issuing: [Double], leaving: [Double]) {
    var (issuingPath, leavingPath) = ([1.0], [1.0])
    var (change, level, hazard) = (0.0, 0.0, 0.0)
    for step in 1..<max(steps, 1) {
      let shock = issuing * source.normal()
      let fresh = (1 - issuingCorrelation * issuingCorrelation).squareRoot()
      change = step == 1 ? shock : issuingCorrelation * change + fresh * shock
      if step <= issuingYears { level += change }
      hazard = leavingPersistence * hazard + leaving * source.normal()
      issuingPath.append(Exponential.natural(level))
      leavingPath.append(Exponential.natural(hazard))
    }
    return (issuingPath, leavingPath)
  }
  /// Multipliers of one borough's new-plan rates beyond London's, by step, each of mean 1: boroughs drift apart, London
  /// does not move by it. Rates come from the flow years of a window, whose chance they carry, and lie behind the latest.
  func boroughPath(steps: Int, window: Window, _ source: inout SeededSource) -> [Double] {
    let weights = window.weights.map { $0 / Double(window.weights.count) }
    var (own, behind, before) = (0.0, 0.0, 0.0)
    for weight in weights {
      own += weight * weight
      behind += before * before
      before += weight
    }
    var variance = own * boroughYear * boroughYear + behind * boroughIssuing * boroughIssuing
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
