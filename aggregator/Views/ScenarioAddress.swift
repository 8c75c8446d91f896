public import Forecasting
internal import Geography

/// What a reader asks of the page of scenarios, read from the address, and the one address that asks it again: the page
/// keeps nothing. A bookmark holds the whole question.
///
/// In the query: keys of a scenario file, of the scenario that stands in the form; `beside`, another in words, with
/// semicolons between; `with`, one that is offered by name; `area`, `against`, `january`, `show`.
public struct ScenarioAddress: Sendable, Equatable {
  /// Offered by the hub, of which the reader takes some.
  public private(set) var named: [Scenario] = []
  public private(set) var beside: [Scenario] = []
  /// The one in the form.
  public private(set) var open: Scenario?
  /// Id of a group.
  public private(set) var area = "london"
  /// Name of the one that differences are from.
  public private(set) var against = Scenario.base.name
  /// That is shown by phase, need and placement.
  public private(set) var january: Int
  let show: ShownColumn
  let usualJanuary: Int

  /// Beside the base: each costs two simulations.
  public static let most = 4

  /// Six years on, as the command shows.
  static func usualJanuary(in januaries: ClosedRange<Int>) -> Int { min(januaries.lowerBound + 6, januaries.upperBound) }

  static let ownKeys: Set<String> = ["beside", "with", "area", "against", "january", "show"]

  /// All but the base, in the order in which they are shown.
  public var scenarios: [Scenario] { named + beside + (open.map { [$0] } ?? []) }
  public var isEmpty: Bool { scenarios.isEmpty }
  /// Which of base and scenarios differences are from.
  public var reference: Int { scenarios.firstIndex { $0.name == against }.map { $0 + 1 } ?? 0 }

  /// - Parameters:
  ///   - offered: by name: those that come with the program, and those that the hub keeps.
  ///   - januaries: of the forecast, the census first.
  /// - Throws: what is wrong, by its code and key.
  public init(_ query: FormQuery, offered: [Scenario], januaries: ClosedRange<Int>) throws(ScenarioFault) {
    for (key, _) in query.fields where !Self.ownKeys.contains(key) && !Scenario.keys.contains(key) {
      // The key itself is not said: it is whatever somebody wrote into an address.
      throw ScenarioFault("unknown-key", "the address holds a field that is not of this form; begin anew with the form")
    }
    func one(_ key: String) throws(ScenarioFault) -> String? {
      let values = query.values(key)
      guard values.count <= 1 else { throw ScenarioFault("repeated-key", key: key, "it is given more than once") }
      return values.first
    }
    usualJanuary = Self.usualJanuary(in: januaries)
    january = usualJanuary
    show = try one("show").map { (key) throws(ScenarioFault) in
      guard let column = ShownColumn.all.first(where: { $0.key == key }) else {
        throw ScenarioFault("no-such-figure", "choose one of the figures in the list")
      }
      return column
    } ?? .total
    for name in query.values("with") {
      guard let scenario = offered.first(where: { $0.name == name }) else {
        throw ScenarioFault("no-such-scenario", "the hub offers no scenario of this name any more; choose from the list")
      }
      if !named.contains(scenario) { named.append(scenario) }
    }
    for text in query.values("beside") {
      beside.append(try Self.scenario(text.split(separator: ";").map(String.init)))
    }
    open = try Self.open(query, taken: [Scenario.base.name] + (named + beside).map(\.name))
    let names = [Scenario.base.name] + scenarios.map(\.name)
    guard Set(names).count == names.count else {
      throw ScenarioFault("same-name", key: "name", "two scenarios have one name, or one is called base; give each its own")
    }
    guard scenarios.count <= Self.most else {
      throw ScenarioFault("too-many-scenarios", "at most \(Self.most) scenarios stand beside the base; leave some out")
    }
    if let area = try one("area") {
      guard Geography.report2025.groups.contains(where: { $0.id == area }) else {
        throw ScenarioFault("no-such-area", "choose one of the areas in the list")
      }
      self.area = area
    }
    if let against = try one("against") {
      guard names.contains(against) else {
        throw ScenarioFault("no-such-scenario", key: "against", "none of the scenarios here has this name; choose from the list")
      }
      self.against = against
    }
    if let text = try one("january") {
      guard let year = Int(text), januaries.contains(year), "\(year)" == text else {
        throw ScenarioFault("no-such-january", "choose a January from \(januaries.lowerBound) to \(januaries.upperBound)")
      }
      january = year
    }
  }
}
