/// The page as HTML: what it opens with, and the parts below in their order.
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
}
