public import ArgumentParser
public import Forecasting

/// Which flow years rates come from, for a command that tries them out; forecasts have them in their scenarios.
public struct WindowOption: ParsableArguments {
  @Option(
    name: .customLong("window-weights"),
    help: "Weights of the latest flow years before each origin, oldest first, as in a scenario file; left out: \"1 2\".")
  var weights: String?

  public init() {}

  public func window() throws(OptionsError) -> Window {
    guard let weights else { return .standard }
    do { return try Scenario(words: ["window_weights=\(weights)"]).window } catch {
      throw OptionsError("--window-weights: \(error)", hint: "for example --window-weights \"1 1 1\"")
    }
  }
}
