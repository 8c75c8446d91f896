import Foundation
import TestSupport
import Testing

/// The hub's pages in a real browser, as a commissioner opens them at a desk and on a telephone. Other tests read what is
/// served; here it is laid out, drawn and sent as a form.
extension HubJourneys {
  @Test(.enabled(if: Browser.path != nil, Browser.why)) func aBrowserShowsThePagesAndSendsTheForm() throws {
    let browser = try Browser()
    for width in [1280, 390] {
      try browser.resize(to: width)
      for path in ["/", "/scenarios"] {
        try browser.open(way.hub.web + path)
        try isWellLaidOut(browser, "\(path) at \(width)", charts: path == "/")
      }
      try aComparisonIsComposed(browser, at: width)
    }
    let asked = Set(browser.requests)
    #expect(asked.contains(way.hub.web + "/style.css"))
    #expect(asked.allSatisfy { $0.hasPrefix(way.hub.web + "/") || $0 == "about:blank" }, "\(asked)")
    #expect(browser.complaints == [], "the policy holds, and nothing is missing")
  }

  /// From the form, by its own button. The browser sends every field and is led on to the short address.
  private func aComparisonIsComposed(_ browser: Browser, at width: Int) throws {
    _ = try browser.ask(
      """
      document.getElementById('name').value = 'Narrow';
      document.getElementById('eligibility_factor').value = '0.8';
      document.getElementById('eligibility_from_year').value = '2027';
      document.querySelector('form button').click()
      """)
    try browser.waitForPage()
    #expect(try browser.ask("location.pathname + location.search") as? String == "/scenarios?name=Narrow&eligibility_factor=0.8&eligibility_from_year=2027")
    #expect(try browser.ask("document.querySelectorAll('#main table.compared').length") as? Int == 2)
    #expect(try browser.ask("document.getElementById('eligibility_factor').value") as? String == "0.8", "the form keeps what it was sent")
    try isWellLaidOut(browser, "a comparison at \(width)", charts: true)
  }

  private func isWellLaidOut(_ browser: Browser, _ what: Comment, charts: Bool) throws {
    #expect(try browser.ask("document.styleSheets.length") as? Int == 1, what)
    #expect(try browser.ask("document.documentElement.scrollWidth - innerWidth") as? Int ?? 1 <= 0, "\(what): the page scrolls sideways")
    let drawn = try browser.ask("[...document.querySelectorAll('svg.chart')].map(e => e.getBoundingClientRect()).filter(r => r.width > 250 && r.height > 150).length") as? Int ?? 0
    let there = try browser.ask("document.querySelectorAll('svg.chart').length") as? Int ?? -1
    // One of two forms of each, for the width.
    #expect(drawn * 2 == there && (drawn > 0) == charts, "\(what): \(drawn) of \(there) charts are drawn")
    for dark in [false, true] {
      try browser.prefer(dark: dark)
      #expect(try browser.ask(Self.faintText) as? [String] == [], "\(what), dark \(dark)")
    }
    try browser.prefer(dark: false)
  }

  /// Text whose contrast with what lies behind it is below WCAG's 4.5 to 1, or 3 to 1 for large text (1.4.3).
  private static let faintText = """
    (() => {
      const rgb = text => text.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
      const behind = element => {
        for (let e = element; e; e = e.parentElement) {
          const colour = rgb(getComputedStyle(e).backgroundColor);
          if (colour.length < 4 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
      };
      const faint = new Set();
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !element.getClientRects().length || element.closest('title, desc')) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(rgb(element.closest('svg') ? style.fill : style.color)), light(behind(element))].sort((x, y) => y - x);
        const isLarge = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700;
        if ((a + .05) / (b + .05) < (isLarge ? 3 : 4.5)) faint.add(element.className + ' ' + texts.currentNode.data.trim().slice(0, 30));
      }
      return [...faint];
    })()
    """
}
