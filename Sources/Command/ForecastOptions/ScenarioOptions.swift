import ArgumentParser
internal import Files
internal import Forecasting
internal import Settings

/// Scenarios as a command's words: built in, from files, or levers one by one. Read before any record.
struct ScenarioOptions: ParsableArguments {
  @Option(name: .long, help: "A scenario to hold against the base: pre-pandemic, further-growth, or a scenario file. May be repeated.")
  var scenario: [String] = []
  @Option(
    name: .long,
    help: "One line of a scenario file, as key=value (docs/forecast.md lists the keys). All together are one scenario. May be repeated.")
  var lever: [String] = []
  @Flag(name: .long, help: "Print the scenarios as files, to be kept and changed, and end: no record is read.")
  var printScenario = false

  /// Of a word: a name that needs no file, or a scenario of the user's own.
  enum Choice {
    case builtIn(String)
    case own(Scenario)
  }

  func choices() throws(AgentFailure) -> [Choice] {
    var choices: [Choice] = []
    for word in scenario {
      choices.append(Scenario.builtInNames.contains(word) ? .builtIn(word) : .own(try Self.read(word)))
    }
    if !lever.isEmpty {
      do { choices.append(.own(try Scenario(words: lever))) } catch {
        throw AgentFailure(.wrongUse, "\(error)", hint: "docs/forecast.md lists the levers and their keys")
      }
    }
    return choices
  }

  private static func read(_ path: String) throws(AgentFailure) -> Scenario {
    guard Files.exists(path) else {
      throw AgentFailure(
        .wrongUse, "there is no scenario file at \(path)",
        hint: "give a file, or one of \(Scenario.builtInNames.joined(separator: ", "))")
    }
    do {
      let file = try SettingsFile(path: path, allowed: Scenario.keys)
      return try Scenario { file.optionalString($0) }
    } catch {
      throw AgentFailure(.wrongUse, "\(path): \(error)", hint: "docs/forecast.md lists the levers and their keys")
    }
  }
}

extension [ScenarioOptions.Choice] {
  /// - Parameter flowYears: of the records.
  func scenarios(flowYears: Set<Int>) -> [Scenario] {
    compactMap { choice in
      switch choice {
      case .builtIn(let name): Scenario.builtIn(name, flowYears: flowYears)
      case .own(let scenario): scenario
      }
    }
  }
}
