/// The page as HTML.
enum PageHTML {
  static func page(_ content: PageContent) -> String {
    shell(title: "SEND plans in London", deployment: content.deployment, isRehearsal: content.isRehearsal, isListed: true) {
      """
      \(opening(content))
      \(tiles(content))
      \(forecast(content))
      \(content.sections.map(TableHTML.section).joined(separator: "\n"))
      \(explanation(content))
      """
    } footer: {
      footer(content)
    }
  }

  /// What stands around every page.
  ///
  /// - Parameter isListed: false tells search engines to leave the page and its links alone.
  static func shell(
    title: String, deployment: String, isRehearsal: Bool, isListed: Bool, _ main: () -> String, footer: () -> String = { "" }
  ) -> String {
    """
    <!DOCTYPE html>
    <html lang="en-GB">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    \(isListed ? "" : "<meta name=\"robots\" content=\"noindex, nofollow\">")
    <title>\(isRehearsal ? "Rehearsal: " : "")\(title) · Boroughwise</title>
    <link rel="stylesheet" href="/style.css">
    </head>
    <body>
    <a class="skip" href="#main">Skip to the figures</a>
    \(header(deployment: deployment, isRehearsal: isRehearsal))
    <main id="main">
    \(main())
    </main>
    \(footer())
    </body>
    </html>

    """
  }

  private static func header(deployment: String, isRehearsal: Bool) -> String {
    let notice = "<p class=\"rehearsal\"><span class=\"frame\"><strong>Rehearsal.</strong> "
      + "Every child and every figure on this page is fictional.</span></p>"
    return """
      <header>
      <div class="frame bar"><p class="mark">Boroughwise</p><p class="deployment">\(HTML.text(deployment))</p></div>
      \(isRehearsal ? notice : "")
      </header>
      """
  }

  private static func opening(_ content: PageContent) -> String {
    let lead = content.coverage.received == 0
      ? nobodyYet(content)
      : "Education, health and care plans on census day, January \(content.censusYear), and where they are heading. "
        + "Every count carries the bound within which its noise lies 95 times in 100"
        + (content.scenarios.isEmpty ? "." : ", every forecast what 90 of 100 simulated futures hold.")
    return """
      <section class="opening frame">
      <div>
      <h1>Plans for children and young people with SEND in London</h1>
      <p class="lead">\(HTML.text(lead))</p>
      </div>
      <div class="coverage">
      <p class="count"><span class="number">\(content.coverage.received)</span> of \(content.coverage.members) boroughs</p>
      <ul>
      \(content.regions.map(CoverageStrip.item).joined(separator: "\n"))
      </ul>
      \(waiting(content))
      </div>
      </section>
      """
  }

  private static func nobodyYet(_ content: PageContent) -> String {
    let about = content.earlier == 0 ? "" : " about January \(content.censusYear)"
    let others = content.earlier == 0 ? "" : " \(have(content.earlier)) sent one about an earlier January."
    return "No borough has sent a release\(about) yet.\(others) Figures appear here with the first one."
  }

  private static func have(_ boroughs: Int) -> String { boroughs == 1 ? "One borough has" : "\(boroughs) boroughs have" }

  /// What boroughs have sent that is in no figure.
  private static func waiting(_ content: PageContent) -> String {
    var notes: [String] = []
    if content.waiting > 0 {
      notes.append("\(have(content.waiting)) a release in quarantine: a person looks at it first, and it is in no figure here.")
    }
    if content.later > 0 {
      notes.append("\(have(content.later)) sent a release about a later January, which is in no figure here yet.")
    }
    return notes.map { "<p class=\"partial\">\($0)</p>" }.joined(separator: "\n")
  }

  private static func tiles(_ content: PageContent) -> String {
    if content.tiles.isEmpty { return "" }
    let list = content.tiles.map { tile in
      "<div class=\"tile\"><dt>\(HTML.text(tile.label))</dt><dd><span class=\"figure\">"
        + "\(HTML.text(tile.value.unit.value(tile.value.number)))</span> <span class=\"bound\">"
        + "\(HTML.text(TableHTML.bound(tile.value)))\(tile.value.isUnreliable ? TableHTML.unreliable : "")"
        + "</span></dd></div>"
    }
    return """
      <section class="frame" aria-labelledby="headline">
      <h2 id="headline">London at a glance</h2>
      <dl class="tiles">
      \(list.joined(separator: "\n"))
      </dl>
      \(partial(content))
      </section>
      """
  }

  /// Sums over some boroughs are easily read as London's.
  private static func partial(_ content: PageContent) -> String {
    guard content.coverage.received < content.coverage.members else { return "" }
    let senders = content.coverage.received == 1
      ? "one borough that has" : "\(content.coverage.received) boroughs that have"
    let others = content.earlier == 0 ? "" : " \(have(content.earlier)) sent about an earlier January only."
    return "<p class=\"partial\"><strong>Not all of London.</strong> Sums are over the \(senders) sent a release about "
      + "January \(content.censusYear); the others are left out, not estimated.\(others)</p>"
  }

  private static func forecast(_ content: PageContent) -> String {
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
    return "Shaded: where plans lie in 90 of 100 simulated futures, and darker in 50. In them the rates are known from few "
      + "plans, plans come and go one by one, the whole system drifts as it has since 2009 and may go on in one direction, and "
      + "the noise of the figures is counted; a change of law, mistakes in records and another course of the population are not. "
      + "\(untried) Dashed, other scenarios, "
      + "as expected: further growth, if rates of new plans rise by a tenth over four years and then stay; pre-pandemic, "
      + "if they fall back to those of 2019 over three years. The base holds rates as they are; in most years since 2009 they "
      + "rose: what follows if they go on rising for three years (rising-rates) is in the file of forecasts."
  }

  /// Of every range of a forecast.
  static let untried = "Such ranges have been held against what happened up to three years ahead, and how rates of new plans move up to "
    + "six; further on they are untried, and wide."

  private static func explanation(_ content: PageContent) -> String {
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

  private static func footer(_ content: PageContent) -> String {
    let lines = content.provenance.map {
      "<div><dt>\(HTML.text($0.name))</dt><dd>\(HTML.text($0.value))</dd></div>"
    }
    return """
      <footer><div class="frame"><dl>
      \(lines.joined(separator: "\n"))
      </dl></div></footer>
      """
  }
}
