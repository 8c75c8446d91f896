import Estimation
import Forecasting
import Testing
import Vocabulary

/// Scenario files: what a person writes is what is run, and what is written wrong is refused by its key.
struct ScenarioFileTests {
  private func read(_ pairs: [String: String]) throws(ScenarioError) -> Scenario { try Scenario { pairs[$0] } }

  private func pairs(_ text: String) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let sides = line.split(separator: "=", maxSplits: 1)
      pairs[sides[0].split(separator: " ").joined()] = sides[1].split(separator: " ").joined(separator: " ")
    }
    return pairs
  }

  private static let policy = Scenario(
    name: "White paper 2029", window: Window(weights: [1, 1, 1]) ?? .standard,
    levers: [
      .growth(Growth(.reaching(plans: 140_000, year: 2032), years: 5)),
      .issuing(IssuingReturn(to: .ratios([0.86, 0.63, 0.65, 0.8, 0.63]), overYears: 2)),
      .eligibility(Eligibility(factor: 0.7, phasing: Phasing(from: 2029, overYears: 3), ages: 5...15, needs: [.slcn, .semh])),
      .eligibility(Eligibility(factor: 0.07, phasing: Phasing(from: 2030))),
      .earlier(EarlierIdentification(share: 0.3, byYears: 2, phasing: Phasing(from: 2027), ages: 6...10)),
      .inclusion(Inclusion(share: 0.2, from: [.stateSpecial, .independent], to: .resourced, phasing: Phasing(from: 2027, overYears: 5), phases: [.secondary], needs: [.asd])),
    ])

  @Test(arguments: [Scenario.base, .prePandemic, .furtherGrowth, .risingRates, Self.policy])
  func whatIsSavedIsReadBack(_ scenario: Scenario) throws {
    let keys = pairs(scenario.text)
    #expect(Set(keys.keys).isSubset(of: Scenario.keys))
    #expect(try read(keys) == scenario)
  }

  /// Whatever numbers a file may hold, the scenario read from it writes a file from which the same one is read, and the same
  /// text again: weights of which the first is next to nothing or 0 too, and decimals beyond the sixth.
  @Test func whatAFileMayHoldIsWrittenSoThatItIsReadBack() throws {
    var source = SeededSource(seed: 20_261_128)
    func whole(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(source.uniform() * Double(range.count)) }
    /// Of any size, with up to `decimals` decimals.
    func number(_ most: Int, decimals: Int = 12) -> String {
      let places = whole(0...decimals)
      let digits = (0..<places).map { _ in "\(whole(0...9) * whole(0...1))" }.joined()
      return "\(whole(0...most - 1))" + (places == 0 ? "" : "." + digits)
    }
    func lines(_ pairs: [String: String]) throws -> Scenario {
      let scenario = try read(pairs)
      let again = try read(self.pairs(scenario.text))
      #expect(again == scenario && again.text == scenario.text, "\(pairs)")
      #expect(try Scenario(words: scenario.words) == scenario, "\(pairs)")
      return scenario
    }
    for _ in 0..<300 {
      let weights = (0..<whole(0...9)).map { _ in whole(0...2) == 0 ? "0" : number(1000) } + ["\(number(999))1".prefix(18).description]
      guard weights.last.flatMap(Double.init).map({ $0 > 0 && $0 <= 1000 }) == true else { continue }
      let ages = (whole(3...10), whole(11...25))
      let scenario = try lines([
        "name": "p", "window_weights": weights.joined(separator: " "), "growth_percent_a_year": "-\(number(50))", "growth_years": "\(whole(1...50))",
        "return_ratios": (0..<5).map { _ in number(10) }.joined(separator: " "),
        "eligibility_factor": number(10), "eligibility_from_year": "\(whole(2026...2040))", "eligibility_ages": "\(ages.0)-\(ages.1)",
        "eligibility_2_factor": number(10), "eligibility_2_from_year": "2030", "eligibility_2_needs": "ASD MLD",
        "earlier_percent": number(100), "earlier_by_years": "2", "earlier_from_year": "2027",
        "inclusion_percent": number(100), "inclusion_from_year": "2027", "inclusion_over_years": "\(whole(1...50))",
      ])
      #expect(scenario.window == Window(weights: weights.compactMap(Double.init)))
      _ = try lines(["name": "q", "growth_to_plans": "1\(number(999_999))", "growth_to_year": "2032"])
    }
    for weights in ["0.000001 1000", "0 0 1", "0.0000000001 0.0000000003", "3 1"] {
      #expect(try lines(["name": "w", "window_weights": weights]).text.contains("window_weights = \(weights)\n"))
    }
  }

  @Test(arguments: [
    ([:], "name"), (["name": "a\u{1b}[2J"], "name"), (["growth_percent_a_year": "nan"], "growth_percent_a_year"),
    (["growth_percent_a_year": "2", "growth_to_plans": "100"], "growth_to_plans"),
    (["growth_to_plans": "100"], "growth_to_year"), (["growth_years": "4"], "growth_years"),
    (["growth_percent_a_year": "2", "growth_to_year": "2030"], "growth_to_year"),
    (["return_ratios": "1 1 1"], "return_ratios"), (["return_over_years": "3"], "return_over_years"),
    (["eligibility_factor": "0.5"], "eligibility_from_year"),
    (["eligibility_ages": "5-10"], "eligibility_ages"),
    (["eligibility_factor": "0.5", "eligibility_from_year": "2029", "eligibility_ages": "10-5"], "eligibility_ages"),
    (["eligibility_2_factor": "0.5", "eligibility_2_from_year": "2029", "eligibility_2_needs": "ASD XYZ"], "eligibility_2_needs"),
    (["earlier_percent": "20", "earlier_by_years": "4", "earlier_from_year": "2027", "earlier_ages": "3-9"], "earlier_ages"),
    (["inclusion_percent": "101"], "inclusion_percent"),
    (["inclusion_percent": "10", "inclusion_from_sectors": "SS MS", "inclusion_from_year": "2027"], "inclusion_to_sector"),
    (["window_weights": "1 0"], "window_weights"), (["window_weights": "1e3"], "window_weights"),
  ] as [([String: String], String)])
  func aWrongValueIsNamedByItsKey(_ pairs: [String: String], _ key: String) {
    var pairs = pairs
    if key != "name" { pairs["name"] = "x" }
    do throws(ScenarioError) {
      let scenario = try read(pairs)
      Issue.record("read as \(scenario)")
    } catch {
      #expect(error.key == key)
      for value in pairs.values where value.count > 2 { #expect(!error.description.contains(value), "\(error)") }
    }
  }

  @Test func theWindowNamesItsFlowYears() {
    #expect(Window.standard.flowYears(censusYear: 2026) == [2025, 2026])
    #expect(Window(weights: [1, 0, 3])?.flowYears(censusYear: 2026) == [2024, 2026])
    #expect(Window(weights: [1, 2]) == .standard && Window(weights: [2, 4]) == .standard)
    #expect(Window(weights: []) == nil && Window(weights: [1, 0]) == nil && Window(weights: [-1, 1]) == nil)
  }
}
