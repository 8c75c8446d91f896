extension PageHTML {
  /// Chart and table of the base forecast; nothing while there is none.
  static func forecast(_ content: PageContent) -> String {
    guard content.forecast.count > 1, let last = content.forecast.last else { return "" }
    return """
      <section class="frame" aria-labelledby="forecast">
      <h2 id="forecast">Base forecast to \(last.year)</h2>
      <p class="note">If rates of new plans, changes and leaving stay as they were in the last two years and the \
      population develops as projected. \(HTML.text(bands(content))) Over \(content.coverage.text).</p>
      <figure>
      \(ForecastChart(content.forecast, content.scenarios, .wide).svg)
      \(ForecastChart(content.forecast, content.scenarios, .narrow).svg)
      </figure>
      \(limits(content))
      <details>
      <summary>The forecast as a table</summary>
      \(TableHTML.forecast(content.forecast, content.scenarios))
      </details>
      \(content.scenarios.isEmpty ? "" : "<p class=\"links\"><a href=\"/scenarios\">Compose a scenario of your own</a></p>")
      </section>
      """
  }

  /// What is shaded and what is dashed.
  private static func bands(_ content: PageContent) -> String {
    if content.scenarios.isEmpty { return "The shaded band is the 95% interval of the added noise, not of the future." }
    return "Shaded: where plans lie in 90 of 100 simulated futures, and darker in 50. Dashed, other scenarios, as expected: "
      + "further growth, if rates of new plans rise by a tenth over four years and then stay; pre-pandemic, if they fall back to "
      + "those of 2019 over three years."
  }

  /// Below the chart, what it does not hold: with all of it above, nobody would come to the chart.
  private static func limits(_ content: PageContent) -> String {
    if content.scenarios.isEmpty { return "" }
    let said = "In the simulated futures the rates are known from few plans, plans come and go one by one, the whole system drifts "
      + "as it has since 2009 and may go on in one direction, and the noise of the figures is counted; a change of law, mistakes in "
      + "records and another course of the population are not. \(untried) The base holds rates as they are; in most years since 2009 "
      + "they rose: what follows if they go on rising for three years (rising-rates) is in the file of forecasts, and among the "
      + "scenarios to choose from."
    return "<p class=\"note below\">\(HTML.text(said))</p>"
  }

  /// Of every range of a forecast.
  static let untried = "Such ranges have been held against what happened up to three years ahead, and how rates of new plans move up to "
    + "six; further on they are untried, and wide."
}
