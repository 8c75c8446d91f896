import Estimation

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

  public init() {}

  public init(draws: Int, seed: UInt64 = 1, parameters: Bool = true, process: Bool = true, drift: SystemDrift? = .standard) {
    (self.draws, self.seed, self.parameters, self.process, self.drift) = (draws, seed, parameters, process, drift)
  }
}

/// How far the system drifts. It dwarfs everything else: London 2031 has a coefficient of variation of 0.5% without it
/// and of 10% with it.
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
}
