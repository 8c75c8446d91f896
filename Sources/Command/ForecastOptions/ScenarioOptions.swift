public import ArgumentParser
internal import Files
public import Forecasting
internal import Settings

/// Scenarios as a command's words: built in, from files, or levers one by one.
public struct ScenarioOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      A scenario to hold against the base: pre-pandemic, further-growth, rising-rates, or a scenario file. May be repeated.
      """)
  var scenario: [String] = []
  @Option(
    name: .long,
    help: "One line of a scenario file, as key=value (docs/forecast.md lists the keys). All together are one scenario. May be repeated.")
  var lever: [String] = []
  @Option(name: .long, help: "Differences are from this scenario, by its name, instead of the base.")
  var against: String?
  @Flag(name: .long, help: "Print the scenarios as files, to be kept and changed, and end: nothing else is read.")
  public var printScenario = false

  public init() {}

  /// Of a word: a name that needs no file, or a scenario of the user's own.
  public enum Choice {
    case builtIn(String)
    case own(Scenario)
  }

  private static let hint = "docs/forecast.md lists the levers and their keys"

  /// Reads the files named.
  public func choices() throws(OptionsError) -> [Choice] {
    var choices: [Choice] = []
    for word in scenario {
      choices.append(Scenario.builtInNames.contains(word) ? .builtIn(word) : .own(try Self.read(word)))
    }
    if !lever.isEmpty {
      do { choices.append(.own(try Scenario(words: lever))) } catch { throw OptionsError("\(error)", hint: Self.hint) }
    }
    return choices
  }

  /// Which of base and scenarios differences are from.
  public func reference(among scenarios: [Scenario]) throws(OptionsError) -> Int {
    let names = [Scenario.base.name] + scenarios.map(\.name)
    if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw OptionsError(
        "two scenarios have one name, the second of them is number \(twice)", hint: "give each file its own: name = …")
    }
    guard let against else { return 0 }
    guard let place = names.firstIndex(of: against) else {
      throw OptionsError("--against names none of the scenarios", hint: "one of \(names.joined(separator: ", "))")
    }
    return place
  }

  /// - Throws: what is wrong with the file, never what stands in it.
  public static func read(_ path: String) throws(OptionsError) -> Scenario {
    guard Files.exists(path) else {
      throw OptionsError(
        "there is no scenario file at \(path)",
        hint: "give a file, or one of \(Scenario.builtInNames.joined(separator: ", "))")
    }
    do {
      let file = try SettingsFile(path: path, allowed: Scenario.keys)
      return try Scenario { file.optionalString($0) }
    } catch let error as SettingsError {
      // A file that is no scenario may be anything: of what stands in it only the line's number is said.
      throw OptionsError("\(error.file)\(error.line.map { ", line \($0)" } ?? ""): \(said(error))", hint: hint)
    } catch let error as ScenarioError {
      throw OptionsError("\(path): \(error)", hint: hint)
    } catch {
      throw OptionsError("\(error)", hint: hint)
    }
  }

  private static func said(_ error: SettingsError) -> String {
    switch error.problem {
    case .badLine(let reason): "\(reason) (\(error.code))"
    case .unknownKey, .missingKey: "not a key of a scenario file (\(error.code))"
    case .badValue: "a key without a value (\(error.code))"
    case .duplicateKey(let first): "the key stands already on line \(first) (\(error.code))"
    }
  }
}

extension [ScenarioOptions.Choice] {
  /// - Parameter flowYears: those that every borough's flows are known of.
  public func scenarios(flowYears: Set<Int>) -> [Scenario] {
    compactMap { choice in
      switch choice {
      case .builtIn(let name): Scenario.builtIn(name, flowYears: flowYears)
      case .own(let scenario): scenario
      }
    }
  }
}
