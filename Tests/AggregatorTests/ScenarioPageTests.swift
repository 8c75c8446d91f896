import ForecastTables
import Forecasting
import Foundation
import Geography
import Pooling
import Testing
import Vocabulary

@testable import Views

/// The page of scenarios, from figures pooled of a small fictional London.
@Suite struct ScenarioPageTests {
  private static let offered = [Scenario.prePandemicByRatios, .furtherGrowth, .risingRates]
  private static let pool = Result<ReleasedPool, any Error> {
    // Three boroughs, two of them outer: what a page says does not depend on how many there are.
    let sending: Set = ["E09000002", "E09000003", "E09000007"]
    return try ReleasedPool(
      plan: PoolingWorld.plan,
      messages: PoolingWorld().messages(seed: 5, without: Set(PoolingWorld.geography.boroughs.map(\.code)).subtracting(sending)),
      population: PoolingWorld.population, geography: PoolingWorld.geography)
  }

  private func address(_ text: String) throws -> (FormQuery, ScenarioAddress) {
    let query = try FormQuery(text)
    return (query, try ScenarioAddress(query, offered: Self.offered, januaries: 2025...2040))
  }

  private func page(_ text: String) throws -> (html: String, report: ForecastReport) {
    let (query, address) = try address(text)
    let pool = try Self.pool.get()
    let report = try pool.report(
      address.scenarios, against: address.reference, area: address.area, lastYear: 2040, settings: SimulationSettings(draws: 8),
      redraws: 2, isRehearsal: true)
    let form = ScenarioPage(
      deployment: "test", isRehearsal: true, query: query, offered: Self.offered, januaries: 2025...2040)
    return (try form.showing(ComparedFigures(report, columns: ScenarioPage.columns), address).html, report)
  }

  private func form(_ query: FormQuery = FormQuery(), _ fault: ScenarioFault? = nil) -> String {
    ScenarioPage(deployment: "test", isRehearsal: false, query: query, offered: Self.offered, januaries: 2025...2040, fault: fault).html
  }

  private func attributes(_ name: String, of tag: String, in html: String) -> [String] {
    html.components(separatedBy: "<\(tag) ").dropFirst().compactMap { part in
      let inside = part.prefix { $0 != ">" }
      return inside.components(separatedBy: " \(name)=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
    }
  }

  /// Every lever of the command's, each with a label, a hint that says bounds and unit, and nothing else.
  @Test func theFormHasEveryLeverWithLabelAndHint() throws {
    let html = form()
    let names = Set(attributes("name", of: "input", in: html.replacingOccurrences(of: "<input id=", with: "<input  id=")) + attributes("name", of: "select", in: html.replacingOccurrences(of: "<select id=", with: "<select  id=")))
    #expect(names.subtracting(["with", "area", "against", "january", "show"]) == Scenario.keys)
    let labelled = Set(attributes("for", of: "label", in: html.replacingOccurrences(of: "<label ", with: "<label  ")))
    let ids = html.components(separatedBy: " id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    #expect(Set(ids).count == ids.count, "each id once")
    for part in html.components(separatedBy: "<input ").dropFirst() + html.components(separatedBy: "<select ").dropFirst() {
      let tag = part.prefix { $0 != ">" }
      let id = tag.components(separatedBy: "id=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) } ?? ""
      #expect(labelled.contains(id), "\(tag) has a label")
    }
    for part in html.components(separatedBy: " aria-describedby=\"").dropFirst() {
      for id in part.prefix(while: { $0 != "\"" }).split(separator: " ") { #expect(ids.contains(String(id)), "\(id)") }
    }
    for wanted in ["min=\"-50\" max=\"100\"", "min=\"2000\" max=\"2150\"", "% a year", "Left empty: 1 2."] { #expect(html.contains(wanted), "\(wanted)") }
    #expect(html.contains("<option value=\"2031\" selected>"), "six years on unless asked otherwise")
    #expect(html.contains("<form method=\"get\" action=\"/scenarios\"") && html.contains("noindex"))
    #expect(!html.contains("class=\"chart") && !html.contains("<table"), "nothing is forecast before it is asked")
  }

  @Test func everyElementIsClosedAndNoScriptRuns() throws {
    for html in [form(), try page("with=rising-rates&eligibility_factor=0.5&eligibility_from_year=2027").html] {
      var open: [Substring] = []
      let void: Set<Substring> = ["meta", "link", "!DOCTYPE", "input"]
      for part in html.split(separator: "<").dropFirst() {
        let tag = try #require(part.split(separator: ">", omittingEmptySubsequences: false).first)
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" || $0 == "/" && tag.hasPrefix("/") }
        if tag.hasPrefix("/") {
          #expect(open.popLast() == name.dropFirst(), "\(tag)")
        } else if !tag.hasSuffix("/"), !void.contains(name) {
          open.append(name)
        }
      }
      #expect(open.isEmpty)
      for forbidden in ["<script", "javascript:", "http://", "https://", " style=", " onload="] { #expect(!html.contains(forbidden)) }
    }
  }

  /// Beside the base: numbers, intervals and differences are those of the report that the command prints.
  @Test func aComparisonStandsWithItsDifferences() throws {
    let (html, report) = try page("name=Narrow&eligibility_factor=0.8&eligibility_from_year=2027&inclusion_percent=20&inclusion_from_year=2028&with=rising-rates&january=2030")
    let outcomes = report.comparison.outcomes
    #expect(outcomes.map(\.scenario.name) == ["base", "rising-rates", "Narrow"])
    func cell(_ value: Double, _ ends: [Double], _ text: (Double) -> String) -> String {
      "<td>\(text(value))<span class=\"bound\"> (\(text(ends[0])) to \(text(ends[1])))</span></td>"
    }
    func signed(_ value: Double) -> String { (value.rounded() > 0 ? "+" : "") + NumberText.whole(value) }
    func row(_ column: FanColumn, _ year: Int) -> String {
      outcomes.enumerated().map { place, outcome in
        let value = outcome.outlooks[0].expected(column, year)
        let own = cell(value, outcome.fans[0].quantiles(column, year, [0.05, 0.95]), NumberText.whole)
        guard place > 0 else { return own }
        return own + cell(value - outcomes[0].outlooks[0].expected(column, year), outcome.differences[0].quantiles(column, year, [0.05, 0.95]), signed)
      }.joined()
    }
    for year in [2027, 2040] { #expect(html.contains("<th scope=\"row\">\(year)</th>" + row(.total, year)), "\(year)") }
    #expect(html.contains("<th scope=\"row\">State special school</th>" + row(.sector(.stateSpecial), 2030)))
    #expect(html.contains("<th scope=\"row\">Primary</th>" + row(.phase(.primary), 2030)))
    #expect(html.contains("Narrow less base") && html.contains("rising-rates less base") && html.contains("3 of 33 boroughs"))
    #expect(html.contains("New plans are multiplied by 0.8 from January 2027 on. 20% of the placements in state special school and "))
    let file = "/scenarios/file?name=Narrow&amp;eligibility_factor=0.8&amp;eligibility_from_year=2027&amp;inclusion_percent=20&amp;inclusion_from_year=2028\""
    #expect(html.contains("href=\"" + file) && html.contains("href=\"/scenarios.csv?name=Narrow&amp;"))
    #expect(html.components(separatedBy: "class=\"beside look").count == 5, "two lines in two widths")
  }

  @Test func differencesMayBeFromAnotherScenarioAndOfASector() throws {
    let (html, report) = try page("beside=name%3DA%3Binclusion_percent%3D50%3Binclusion_from_year%3D2027&with=further-growth&against=A&show=sector-MS&area=outer")
    #expect(report.comparison.outcomes.map(\.scenario.name) == ["base", "further-growth", "A"] && report.comparison.reference == 2)
    #expect(html.contains("base less A") && html.contains("further-growth less A") && !html.contains("A less"))
    #expect(html.contains("Mainstream school, by year") && html.contains("Outer London, 2 of 19 boroughs"))
    #expect(html.contains("name=\"beside\" value=\"name=A;inclusion_percent=50;inclusion_from_year=2027\""), "kept for the next question")
  }

  /// What a reader typed comes back into the fields as text, and is in no message.
  @Test func whatSomebodyWroteStaysText() throws {
    let hostile = "\"><script>alert(1)</script>"
    let text = FormQuery.encoded([("name", hostile), ("growth_percent_a_year", hostile), ("beside", hostile), ("with", hostile), ("eligibility_needs", hostile)])
    let query = try FormQuery(text)
    let fault = #expect(throws: ScenarioFault.self) { try ScenarioAddress(query, offered: Self.offered, januaries: 2025...2040) }
    let html = form(query, fault)
    #expect(!html.contains("<script") && html.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""))
    #expect(html.contains("role=\"alert\"") && !html.contains("class=\"chart") && !html.contains("<table"))
    let alert = try #require(html.components(separatedBy: "role=\"alert\"").last?.components(separatedBy: "</section>").first)
    #expect(!alert.contains("alert(1)"))
  }

  @Test func aFaultNamesItsFieldInWords() throws {
    let query = try FormQuery("eligibility_factor=11&eligibility_from_year=2029")
    let fault = #expect(throws: ScenarioFault.self) { try ScenarioAddress(query, offered: [], januaries: 2025...2040) }
    let html = form(query, fault)
    #expect(html.contains("Eligibility, “New plans are multiplied by”: not a number from 0 to 10."))
    #expect(html.contains("<code>bad-scenario</code>") && html.contains("value=\"11\" aria-describedby=\"fault eligibility_factor-hint\" aria-invalid=\"true\""))
  }
}
