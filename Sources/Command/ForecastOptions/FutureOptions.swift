public import ArgumentParser
public import Forecasting

/// How many futures are drawn.
public struct FutureOptions: ParsableArguments {
  @Option(help: "Simulated futures behind each interval, 2 to 100000; left out: 1000 from records, 400 at the hub.")
  var draws: Int?
  @Option(help: "The same seed gives the same intervals.")
  var seed: UInt64 = 1

  public init() {}

  /// - Parameter usual: how many where nothing is said.
  public func settings(usual: Int) throws(OptionsError) -> SimulationSettings {
    let draws = draws ?? usual
    guard (2...100_000).contains(draws) else {
      throw OptionsError("--draws is not from 2 to 100000", hint: "for example --draws \(usual)")
    }
    return SimulationSettings(draws: draws, seed: seed)
  }
}
