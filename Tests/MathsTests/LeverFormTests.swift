import Forecasting
import Testing
import Vocabulary

/// What a form tells a person of a scenario's keys is what the reader of scenarios takes, no more and no less.
struct LeverFormTests {
  private static let keys = LeverForm.all.flatMap(\.keys)

  @Test func everyKeyStandsInOneForm() {
    let keys = Self.keys.map(\.key)
    #expect(keys.count == Set(keys).count)
    #expect(Set(keys + ["name"]) == Scenario.keys)
    #expect(Set(LeverForm.all.map(\.id)).count == LeverForm.all.count)
    for key in Self.keys { #expect(!key.label.isEmpty && key.means.hasSuffix("."), "\(key.key)") }
  }

  /// A lever with what it needs, and one key changed.
  private func read(_ form: LeverForm, _ changed: LeverKey, _ value: String) throws(ScenarioError) -> Scenario {
    var pairs = ["name": "x"]
    for key in form.keys where key.usual == nil { pairs[key.key] = pairs[key.key] ?? Self.fitting(key) }
    // What tells that the lever is there: its first key, or for a level the second.
    let first = form.id == "growth" && changed.key == "growth_to_year" ? form.keys[1] : form.keys[0]
    if first.key == "growth_percent_a_year" { pairs["growth_to_year"] = nil }
    pairs[first.key] = Self.fitting(first)
    if changed.key == "growth_to_plans" { (pairs["growth_percent_a_year"], pairs["growth_to_year"]) = (nil, "2030") }
    if changed.key == "return_ratios" { pairs["return_flow_year"] = nil }
    pairs[changed.key] = value
    return try Scenario { pairs[$0] }
  }

  private static func fitting(_ key: LeverKey) -> String {
    switch key.takes {
    case .number(let range): "\(Int(range.upperBound))"
    case .whole(let range): "\(range.lowerBound)"
    case .january: "2030"
    case .numbers(let range, let count): [String](repeating: "\(Int(range.upperBound))", count: count.lowerBound).joined(separator: " ")
    case .ages(let range): "\(range.upperBound)"
    case .needs: "ASD"
    case .phases: "PRI"
    case .sectors: "SS"
    case .sector: "MS"
    }
  }

  /// Values at the ends of what is told, and just beyond.
  private static func ends(_ key: LeverKey) -> (inside: [String], outside: [String]) {
    func list(_ number: Double, _ count: Int) -> String { [String](repeating: "\(number)", count: count).joined(separator: " ") }
    switch key.takes {
    case .number(let range):
      return (["\(range.lowerBound)", "\(range.upperBound)"], ["\(range.lowerBound - 0.01)", "\(range.upperBound + 0.01)", "1e1", "x"])
    case .whole(let range):
      return (["\(range.lowerBound)", "\(range.upperBound)"], ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1.5"])
    case .january(let range):
      return (["\(range.lowerBound)", "\(range.upperBound)"], ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "29"])
    case .numbers(let range, let count):
      return (
        [list(range.upperBound, count.lowerBound), list(range.upperBound, count.upperBound)],
        [list(range.upperBound + 1, count.lowerBound), list(range.upperBound, count.upperBound + 1)]
      )
    case .ages(let range):
      return (["\(range.lowerBound)-\(range.upperBound)"], ["\(range.lowerBound)-\(range.upperBound + 1)", "9-8"])
    case .needs: return ([Need.codes.joined(separator: " ")], ["XYZ"])
    case .phases: return ([Phase.codes.joined(separator: " ")], ["XYZ"])
    case .sectors: return (["RP SS"], ["XYZ"])
    case .sector: return (["OT"], ["RP OT", "XYZ"])
    }
  }

  @Test(arguments: LeverForm.all.indices) func boundsAreThoseOfTheReader(_ place: Int) throws {
    let form = LeverForm.all[place]
    for key in form.keys {
      let ends = Self.ends(key)
      for value in ends.inside { _ = try read(form, key, value) }
      for value in ends.outside {
        let error = #expect(throws: ScenarioError.self, "\(key.key) = \(value)") { try read(form, key, value) }
        #expect(error?.key == key.key)
      }
    }
  }

  @Test(arguments: LeverForm.all.indices) func whatIsNeededIsNeeded(_ place: Int) throws {
    let form = LeverForm.all[place]
    for key in form.keys where key.usual == nil {
      let first = key.key == "growth_to_year" ? form.keys[1] : form.keys[0]
      var pairs = ["name": "x", first.key: Self.fitting(first)]
      for other in form.keys where other.usual == nil && other.key != key.key { pairs[other.key] = Self.fitting(other) }
      #expect(throws: ScenarioError.self, "\(key.key)") { try Scenario { pairs[$0] } }
    }
  }

  /// An address of a page is made of these words: reading it must lead to itself, and to the same numbers as the file.
  @Test func theFewestWordsGiveTheScenarioOfTheFile() throws {
    let given = try [
      ["name=a", "eligibility_factor=0.80", "eligibility_from_year=2029", "eligibility_over_years=1", "eligibility_ages=0-25"],
      ["name=b", "eligibility_3_factor=0.1234567", "eligibility_3_from_year=2029", "eligibility_3_needs=SLCN ASD"],
      ["name=c", "window_weights=3 1", "growth_to_plans=140000", "growth_to_year=2032", "growth_years=4"],
      ["name=d", "inclusion_percent=20", "inclusion_from_sectors=IN SS", "inclusion_to_sector=MS", "inclusion_from_year=2028"],
      ["name=e", "earlier_percent=33.3333337", "earlier_by_years=2", "earlier_from_year=2027", "earlier_ages=2-25", "return_flow_year=2020"],
      ["name=f", "growth_percent_a_year=-2.5", "return_ratios=1 1 1 0.5 0"],
    ].map { (words) in try Scenario(words: words) }
    for scenario in given + [.base, .prePandemic, .furtherGrowth, .risingRates] {
      let kept = try Scenario(words: scenario.words)
      #expect(kept.words == scenario.words && kept.text == scenario.text)
      for word in scenario.words.dropFirst() {
        let fewer = scenario.words.filter { $0 != word }
        #expect((try? Scenario(words: fewer)) != kept, "\(word) of \(scenario.words) says nothing")
      }
    }
    #expect(given[0].words == ["name=a", "eligibility_factor=0.8", "eligibility_from_year=2029"])
    #expect(given[1].words.contains("eligibility_factor=0.1234567"))
    #expect(given[3].words == ["name=d", "inclusion_percent=20", "inclusion_from_year=2028"])
  }
}
