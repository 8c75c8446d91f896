public import Forecasting
public import ForecastTables
internal import Geography
internal import Vocabulary

/// The page on which a reader composes scenarios and sees them beside the base.
public struct ScenarioPage: Sendable {
  private let deployment: String
  private let isRehearsal: Bool
  private let query: FormQuery
  private let offered: [Scenario]
  private let januaries: ClosedRange<Int>
  private var address: ScenarioAddress?
  private var figures: ComparedFigures?
  private var fault: ScenarioFault?

  /// Columns of a comparison that the page may show.
  public static let columns = ShownColumn.all.map(\.column)

  /// The form alone, as it was filled in, and what is wrong with it.
  /// - Parameters:
  ///   - offered: scenarios to choose by name.
  ///   - januaries: of the forecast, the census first.
  public init(
    deployment: String, isRehearsal: Bool, query: FormQuery, offered: [Scenario], januaries: ClosedRange<Int>,
    fault: ScenarioFault? = nil
  ) {
    (self.deployment, self.isRehearsal, self.query) = (deployment, isRehearsal, query)
    (self.offered, self.januaries, self.fault) = (offered, januaries, fault)
  }

  /// With what the address asks for.
  /// - Throws: `placements-not-known` for a sector of which nothing released or published tells.
  public func showing(_ figures: ComparedFigures, _ address: ScenarioAddress) throws(ScenarioFault) -> ScenarioPage {
    guard figures.figure(address.show.column, scenario: 0, january: address.january) != nil else {
      throw ScenarioFault("placements-not-known", "placements are not told by what boroughs have sent; choose another figure")
    }
    var page = self
    (page.figures, page.address) = (figures, address)
    return page
  }

  /// UTF-8 HTML. Refers to `/style.css`, `/scenarios.csv` and `/scenarios/file`.
  public var html: String {
    PageHTML.shell(title: "Scenarios of SEND plans in London", deployment: deployment, isRehearsal: isRehearsal, isListed: false) {
      """
      <section class="frame prose">
      <p class="links"><a href="/">All figures</a></p>
      <h1>Scenarios beside the base</h1>
      <p class="lead">Compose a policy from named levers and see what it does to the forecast. Nothing is kept here: the address \
      of the page holds the whole comparison, so a bookmark or a link in a mail keeps it.</p>
      </section>
      \(fault.map(alert) ?? "")
      \(result)
      <section class="frame" aria-labelledby="compose">
      <h2 id="compose">\(figures == nil ? "Compose a scenario" : address?.open == nil ? "Add a scenario" : "Change it")</h2>
      <p class="note">Levers work together. A year is the January whose census first shows the effect. The forecast goes from \
      January \(januaries.lowerBound), which is counted, to January \(januaries.upperBound).</p>
      \(ScenarioForm(query: query, address: address, fault: fault, offered: offered, januaries: januaries).html)
      </section>
      """
    }
  }

  private func alert(_ fault: ScenarioFault) -> String {
    let key = fault.key.flatMap { key in LeverForm.all.lazy.flatMap(\.keys).first { $0.key == key } }
    let form = fault.key.flatMap { key in LeverForm.all.first { $0.keys.contains { $0.key == key } } }
    let place = key.map { "\(form?.title ?? ""), “\($0.label)”: " } ?? (fault.key == "name" ? "Name: " : "")
    return """
      <section class="frame" role="alert"><div class="fault" id="fault">
      <p><strong>\(HTML.text(place + fault.text)).</strong></p>
      <p class="hint">Nothing was forecast. Code <code>\(HTML.text(fault.code))</code>\(fault.key.map { ", field <code>\(HTML.text($0))</code>" } ?? "")</p>
      </div></section>
      """
  }

  private var result: String {
    guard let figures, let address else { return "" }
    let content = ScenarioSections(figures, address)
    return """
      <section class="frame" aria-labelledby="compared">
      <h2 id="compared">\(HTML.text(content.title))</h2>
      <p class="note">\(HTML.text(content.note))</p>
      \(content.cards)
      <p class="links"><a href="/scenarios.csv?\(HTML.text(address.query))">This comparison as CSV</a>\(more(address))</p>
      </section>
      \(content.all.map(TableHTML.section).joined(separator: "\n"))
      """
  }

  private func more(_ address: ScenarioAddress) -> String {
    guard address.open != nil, address.scenarios.count < ScenarioAddress.most else { return "" }
    return " <a href=\"/scenarios?\(HTML.text(address.opening(nil)))#compose\">Add another scenario</a>"
  }
}
