import Forecasting
import Testing

@testable import Views

/// The address of a page of scenarios holds the whole question: read and written, it stays the same.
@Suite struct ScenarioAddressTests {
  private static let januaries = 2026...2040
  private static let kept = [Scenario.furtherGrowth, .risingRates, try? Scenario(words: ["name=Ein Café-Plan", "growth_percent_a_year=1"])].compactMap(\.self)

  private func address(_ text: String) throws(ScenarioFault) -> ScenarioAddress {
    try ScenarioAddress(FormQuery(text), offered: Self.kept, januaries: Self.januaries)
  }

  /// What browsers send: every field of the form, most of them empty, boxes one by one.
  @Test func aSentFormBecomesAShortAddress() throws {
    let empty = LeverForm.all.flatMap(\.keys).map { "\($0.key)=" }.filter { !$0.hasPrefix("eligibility_f") && !$0.hasPrefix("eligibility_needs") }
    let sent = ["name=+Narrow+", "eligibility_factor=0.80", "eligibility_from_year=2029", "eligibility_needs=SLCN", "eligibility_needs=ASD"]
    let own = try address((sent + empty.filter { $0 != "eligibility_from_year=" } + ["area=london", "show=all", "january=2032"]).joined(separator: "&"))
    #expect(own.query == "name=Narrow&eligibility_factor=0.8&eligibility_from_year=2029&eligibility_needs=ASD+SLCN")
    #expect(try address(own.query).query == own.query)
    #expect(own.scenarios.map(\.name) == ["Narrow"] && own.area == "london" && own.january == 2032 && own.reference == 0)
  }

  @Test func anEmptyAddressAsksNothing() throws {
    #expect(try address("").isEmpty && address("name=&with=&area=london").query == "")
  }

  /// Questions drawn from all levers: the address leads to the same question, and from one page to the next.
  @Test func everyQuestionReadsBackFromItsAddress() throws {
    var chance = ChartLabelsTests.SeededChance(state: 11)
    let pieces = [
      ["growth_percent_a_year=2.5"], ["growth_to_plans=140000", "growth_to_year=2032", "growth_years=5"],
      ["return_ratios=0.857 0.627 0.654 0.803 0.632", "return_over_years=2"], ["window_weights=1 1 1"],
      ["eligibility_factor=0.33333333", "eligibility_from_year=2029", "eligibility_ages=5-15"],
      ["eligibility_2_factor=1.5", "eligibility_2_from_year=2028", "eligibility_2_needs=SEMH"],
      ["earlier_percent=30", "earlier_by_years=2", "earlier_from_year=2027", "earlier_ages=6-10"],
      ["inclusion_percent=20", "inclusion_from_sectors=IN", "inclusion_to_sector=RP", "inclusion_from_year=2027", "inclusion_phases=PRI SEC"],
    ]
    let names = ["a", "Ein Café-Plan 2", "ελληνικά", "two  words", "x-1"].shuffled(using: &chance)
    for _ in 0..<60 {
      func words(_ name: String) -> [String] {
        let chosen = pieces.filter { _ in Bool.random(using: &chance) }
        let growths = chosen.filter { $0[0].hasPrefix("growth") }
        return ["name=\(name)"] + chosen.filter { $0 != growths.dropFirst().first }.flatMap(\.self)
      }
      let others = names.prefix(Int.random(in: 0...2, using: &chance)).map(words).filter { $0.count > 1 }
      var fields = others.map { ("beside", $0.joined(separator: ";")) }
      let own = words(names[3])
      if own.count > 1 { fields += own.map { word in (String(word.prefix { $0 != "=" }), String(word.drop { $0 != "=" }.dropFirst())) } }
      if Bool.random(using: &chance) { fields.append(("with", "rising-rates")) }
      if Bool.random(using: &chance) { fields += [("area", "outer"), ("january", "2040"), ("show", "sector-SS")] }
      let asked = try address(FormQuery.encoded(fields.map { (key: $0.0, value: $0.1) }))
      let again = try address(asked.query)
      #expect(again == asked && again.query == asked.query)
      #expect(asked.query.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && ![UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: "'")].contains($0) })
      for scenario in asked.scenarios {
        let (opened, less) = (try address(asked.opening(scenario)), try address(asked.without(scenario)))
        #expect(opened.open == scenario && Set(opened.scenarios.map(\.name)) == Set(asked.scenarios.map(\.name)))
        #expect(less.scenarios == asked.scenarios.filter { $0 != scenario })
      }
    }
  }

  @Test(arguments: [
    ("x=1", "unknown-key", nil), ("growth_percent_a_year=1&growth_percent_a_year=2", "repeated-key", "growth_percent_a_year"),
    ("growth_percent_a_year=1e9", "bad-scenario", "growth_percent_a_year"), ("growth_percent_a_year=101", "bad-scenario", "growth_percent_a_year"),
    ("eligibility_factor=0.5", "bad-scenario", "eligibility_from_year"), ("eligibility_ages=5-10", "bad-scenario", "eligibility_ages"),
    ("name=alone", "no-levers", nil), ("window_weights=2+4", "no-levers", nil), ("beside=name%3Dalone", "no-levers", nil), ("name=base&growth_percent_a_year=1", "same-name", "name"),
    ("name=%3Cscript%3E&growth_percent_a_year=1", "bad-scenario", "name"), ("with=nobody", "no-such-scenario", nil),
    ("with=rising-rates&name=rising-rates&growth_percent_a_year=1", "same-name", "name"), ("beside=name%3Dx%3By", "bad-scenario", "--lever"),
    ("area=E09000001", "no-such-area", nil), ("january=2041", "no-such-january", nil), ("january=%2B2030", "no-such-january", nil),
    ("show=sector-XX", "no-such-figure", nil), ("against=x", "no-such-scenario", "against"),
    ("name=%ff&growth_percent_a_year=1", "bad-query", nil), ("name=%0a&growth_percent_a_year=1", "bad-query", nil), ("name=%4&a=b", "bad-query", nil),
    (String(repeating: "with=rising-rates&", count: 1000), "query-too-long", nil),
    ((1...5).map { "beside=name%3Dx\($0)%3Bgrowth_percent_a_year%3D1" }.joined(separator: "&"), "too-many-scenarios", nil),
  ] as [(String, String, String?)])
  func whatCannotBeMeantIsRefusedByACode(text: String, code: String, key: String?) {
    let fault = #expect(throws: ScenarioFault.self, "\(text.prefix(60))") { try address(text) }
    #expect(fault?.code == code && fault?.key == key, "\(text.prefix(60)): \(fault.map { "\($0)" } ?? "")")
    for value in text.split(separator: "&").compactMap({ $0.split(separator: "=").last }) where value.count > 3 && value != "base" {
      #expect(fault?.description.contains(value) == false, "\(fault?.description ?? "")")
    }
  }

  @Test func theSameNamedScenarioTwiceIsOne() throws {
    #expect(try address("with=rising-rates&with=rising-rates").query == "with=rising-rates")
  }
}
