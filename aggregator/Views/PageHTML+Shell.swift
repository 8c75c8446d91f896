extension PageHTML {
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

  /// Where the figures come from.
  static func footer(_ content: PageContent) -> String {
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
