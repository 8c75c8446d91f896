internal import Forecasting

extension ScenarioAddress {
  /// Nil where no lever is set.
  static func open(_ query: FormQuery, taken: [String]) throws(ScenarioFault) -> Scenario? {
    var words: [String: String] = [:]
    for (key, value) in query.fields where Scenario.keys.contains(key) {
      // Ticked boxes come one by one, and mean a list.
      let isList = key.hasSuffix("_needs") || key.hasSuffix("_phases") || key.hasSuffix("_from_sectors")
      guard words[key] == nil || isList else { throw ScenarioFault("repeated-key", key: key, "it is given more than once") }
      words[key] = words[key].map { $0 + " " + value } ?? value
    }
    guard words.contains(where: { $0.key != "name" }) else {
      guard words.isEmpty else { throw noLevers }
      return nil
    }
    if words["name"] == nil {
      words["name"] = (1...).lazy.map { $0 == 1 ? "scenario" : "scenario \($0)" }.first { !taken.contains($0) }
    }
    return try scenario(words.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  private static let noLevers = ScenarioFault("no-levers", "the scenario has no lever that changes anything; set at least one")

  /// A scenario from lines of its file, as its file gives it: what is shown is what the command makes of the file.
  static func scenario(_ words: [String]) throws(ScenarioFault) -> Scenario {
    let scenario: Scenario
    do throws(ScenarioError) { scenario = try Scenario(words: Scenario(words: words).words) } catch {
      throw ScenarioFault("bad-scenario", key: error.key, "not \(error.expected)")
    }
    guard !scenario.isBase else { throw noLevers }
    return scenario
  }
}
