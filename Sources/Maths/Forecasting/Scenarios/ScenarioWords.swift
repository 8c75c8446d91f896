/// Scenarios as a command's words.
extension Scenario {
  /// Names that need no file.
  public static let builtInNames = ["pre-pandemic", "further-growth", "rising-rates"]

  /// - Parameter flowYears: those that every borough's flows are known of; they decide how `pre-pandemic` is made.
  /// - Returns: nil for another name.
  public static func builtIn(_ name: String, flowYears: Set<Int>) -> Scenario? {
    switch name {
    case "pre-pandemic": flowYears.contains(2020) ? .prePandemic : .prePandemicByRatios
    case "further-growth": .furtherGrowth
    case "rising-rates": .risingRates
    default: nil
    }
  }

  /// From lines of a scenario file given one by one, as `key=value`; the name is "levers" unless given.
  public init(words: [String]) throws(ScenarioError) {
    var values = ["name": "levers"]
    for word in words {
      guard let equals = word.firstIndex(of: "=") else {
        throw ScenarioError(key: "--lever", expected: "of the form key=value, as in a scenario file")
      }
      let (key, value) = (Self.trimmed(word[..<equals]), Self.trimmed(word[word.index(after: equals)...]))
      guard Self.keys.contains(key) else { throw ScenarioError(key: "--lever", expected: "a key of a scenario file") }
      guard values.updateValue(value, forKey: key) == nil || key == "name", !value.isEmpty else {
        throw ScenarioError(key: key, expected: "given once, with a value")
      }
    }
    try self.init { values[$0] }
  }

  /// The fewest words that give the scenario of its file (`text`); `init(words:)` reads them back. A scenario that was read
  /// from such words gives the same ones.
  public var words: [String] {
    var pairs = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line -> (key: String, value: String)? in
      line.firstIndex(of: "=").map { (Self.trimmed(line[..<$0]), Self.trimmed(line[line.index(after: $0)...])) }
    }
    func scenario(_ pairs: [(key: String, value: String)]) -> Scenario? {
      try? Scenario { key in pairs.first { $0.key == key }?.value }
    }
    let whole = scenario(pairs)
    for pair in pairs where pair.key != "name" {
      let fewer = pairs.filter { $0.key != pair.key }
      if whole != nil, scenario(fewer) == whole { pairs = fewer }
    }
    return pairs.map { "\($0.key)=\($0.value)" }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
