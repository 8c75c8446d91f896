extension PageHTML {
  /// What figures and bounds mean, and the files behind them.
  static func explanation(_ content: PageContent) -> String {
    let fictional = content.isRehearsal
      ? "<p>This deployment is a rehearsal: the children, plans and costs behind it were invented by a program.</p>" : ""
    return """
      <section class="frame prose" aria-labelledby="about">
      <h2 id="about">What these figures are</h2>
      <p>No record of a child leaves a borough. Each borough counts its own records, adds exact random noise and \
      releases only the noised counts. This page adds up what the boroughs released.</p>
      <p><strong>What the bound covers.</strong> “1,000 ± 20” means that the count made from the boroughs' records \
      lies between 980 and 1,020; over many such figures that holds for 95 in 100. It speaks of the added noise only: not of mistakes in \
      the records, nor of boroughs that have not sent. Bounds are rounded up. Noise can take a small count below zero; it is \
      left so, for sums to stay right. Each figure has its own noise: what should add up does so but for that. “u”, as in \
      DfE's statistics, marks an unreliable figure: its bound is larger than the figure itself.</p>
      \(aheadText(content))
      \(fictional)
      <p class="links"><a href="/tables.csv">All counts and costs as CSV</a> <a href="/tables.json">as JSON</a>\(files(content))</p>
      </section>
      """
  }

  private static func aheadText(_ content: PageContent) -> String {
    if content.scenarios.isEmpty { return "" }
    return "<p><strong>What a forecast's range covers.</strong> “(108,000 to 176,000)” behind a forecast holds it in 90 of "
      + "100 simulated futures, of which the noise is the least part.</p>"
  }

  private static func files(_ content: PageContent) -> String {
    if content.scenarios.isEmpty { return "" }
    let places = content.hasPlaces ? [("/places.csv", "Places needed and places there are as CSV")] : []
    let files = [
      ("/forecast.csv", "Forecasts in four scenarios as CSV"), ("/gap.csv", "Provision gap as CSV"),
      ("/figures.csv", "Figures of the London report as CSV"),
      ("/reform-plan.csv", "DfE's Local SEND Reform Plan tables as CSV"), ("/backtest.csv", "Back-test as CSV"),
    ]
    return (files + places).map { " <a href=\"\($0)\">\($1)</a>" }.joined()
  }
}
