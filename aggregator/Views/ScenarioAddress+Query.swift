internal import Forecasting

/// Addresses that ask the same, or nearly.
extension ScenarioAddress {
  /// The query that asks the same: the only one that is answered.
  public var query: String { Self.query(named: named, beside: beside, open: open, place: place()) }

  /// One scenario's own words, as an address.
  static func query(of scenario: Scenario) -> String { FormQuery.encoded(fields(of: scenario)) }

  /// With another one in the form, or none; what stood there is beside then.
  func opening(_ scenario: Scenario?) -> String {
    let others = scenarios.filter { $0 != scenario && !named.contains($0) }
    return Self.query(named: named.filter { $0 != scenario }, beside: others, open: scenario, place: place())
  }

  func without(_ scenario: Scenario) -> String {
    Self.query(
      named: named.filter { $0 != scenario }, beside: beside.filter { $0 != scenario }, open: open == scenario ? nil : open,
      place: place(against: against == scenario.name ? Scenario.base.name : against))
  }

  private func place(against: String? = nil) -> [(key: String, value: String)] {
    let pairs = [
      ("area", area, "london"), ("against", against ?? self.against, Scenario.base.name),
      ("january", "\(january)", "\(usualJanuary)"), ("show", show.key, ShownColumn.total.key),
    ]
    return pairs.filter { $0.1 != $0.2 }.map { ($0.0, $0.1) }
  }

  private static func query(
    named: [Scenario], beside: [Scenario], open: Scenario?, place: [(key: String, value: String)]
  ) -> String {
    FormQuery.encoded(
      (open.map(fields) ?? []) + beside.map { ("beside", $0.words.joined(separator: ";")) }
        + named.map { ("with", $0.name) } + place)
  }

  private static func fields(of scenario: Scenario) -> [(key: String, value: String)] {
    scenario.words.compactMap { word in
      word.firstIndex(of: "=").map { (String(word[..<$0]), String(word[word.index(after: $0)...])) }
    }
  }
}
