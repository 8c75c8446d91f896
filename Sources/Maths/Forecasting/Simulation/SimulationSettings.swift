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
  /// The whole system moves, in London together and in each borough beyond that.
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
