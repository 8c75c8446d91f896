extension IngestReport {
  /// The report as one page that needs nothing else: no script, no picture, no font, nothing from a network.
  ///
  /// - Parameters:
  ///   - title: whose records they are.
  ///   - nextStep: what to do now.
  public func html(title: String, nextStep: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en-GB">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="referrer" content="no-referrer">
    <title>\(title.html): \(verdictInWords)</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the report</a>
    <header><div class="frame">
    <h1>\(title.html)</h1>
    <p class="verdict \(verdict.rawValue)">\(verdictInWords)</p>
    <p class="next"><strong>Next step:</strong> \(nextStep.html)</p>
    </div></header>
    <main id="main" class="frame">
    \(overview)
    \(sections.map(Self.section).joined(separator: "\n"))
    </main>
    <footer class="frame"><p>A row is a line of a text file or a row of a sheet; of each check the first twenty are shown. \
    This report holds names of files, numbers of rows and rules, and no value of a record. It stays \
    on this machine.</p></footer>
    </body>
    </html>

    """
  }

  private var verdictInWords: String {
    switch verdict {
    case .clean: "Clean: nothing to put right"
    case .usableWithWarnings: "Usable, with warnings"
    case .unusable: "Not usable: something stops a release"
    }
  }

  private var overview: String {
    let files = files.map { file in
      "<tr><th scope=\"row\">\(file.name.html)</th><td>\(Self.kind(file.kind))</td>"
        + "<td class=\"number\">\(file.rowsRead.grouped)</td><td class=\"number\">\(file.rowsListed.grouped)</td></tr>"
    }
    let contents = sections.map { section, checks in
      "<li><a href=\"#\(section)\">\(section.rawValue)</a>: \(checks.count) \(checks.count == 1 ? "check" : "checks")</li>"
    }
    return """
      <section aria-labelledby="rows">
      <h2 id="rows">Rows</h2>
      <dl class="tiles">
      <div><dt>read</dt><dd>\(rowsRead.grouped)</dd></div>
      <div><dt>used</dt><dd>\(rowsUsed.grouped)</dd></div>
      <div><dt>left out and listed</dt><dd>\(rowsListed.grouped)</dd></div>
      </dl>
      \(contents.isEmpty ? "" : "<nav aria-label=\"Findings\"><ul>\(contents.joined())</ul></nav>")
      <div class="scroll" role="region" aria-label="Files" tabindex="0"><table>
      <caption>Files and what they were recognised as</caption>
      <thead><tr><th scope="col">File</th><th scope="col">Recognised as</th><th scope="col" class="number">Rows read</th>\
      <th scope="col" class="number">Left out</th></tr></thead>
      <tbody>
      \(files.joined(separator: "\n"))
      </tbody>
      </table></div>
      </section>
      """
  }

  private static func section(_ section: ReportSection, _ checks: [CheckFindings]) -> String {
    """
    <section aria-labelledby="\(section)">
    <h2 id="\(section)">\(section.rawValue)</h2>
    \(checks.map { article($0, section) }.joined(separator: "\n"))
    </section>
    """
  }

  private static func article(_ check: CheckFindings, _ section: ReportSection) -> String {
    let places = check.places.map { finding in
      "<li><strong>\(finding.whereabouts.html)</strong>"
        + (finding.rowList.isEmpty && finding.count == 1 ? "" : ", \(finding.count.grouped)×")
        + (finding.rowList.isEmpty ? "" : ": \(finding.rowList)") + "</li>"
    }
    let id = "\(section)-\(check.code)"
    return """
      <article class="\(section)" aria-labelledby="\(id)">
      <h3 id="\(id)">Should hold: \(check.rule.html)</h3>
      <p class="code"><code>\(check.code)</code> <span>\(check.severity.rawValue)</span></p>
      <dl>
      <dt>What was done</dt><dd>\(check.effect.html)</dd>
      <dt>What to do</dt><dd>\(check.fix.html)</dd>
      <dt>Where</dt><dd><ul>
      \(places.joined(separator: "\n"))
      </ul></dd>
      </dl>
      </article>
      """
  }

  private static func kind(_ kind: String) -> String {
    switch FileKind(rawValue: kind) {
    case .xml: "SEN2 return, XML"
    case .blade: "SEN2 return, CSV export (one module)"
    case .template: "SEN2 return, DfE's Excel template"
    case .workbook: "SEN2 return, Excel with a sheet per module"
    case .finance: "finance extract"
    case .crossReference: "local ids and pupils"
    case .rateCard: "rate card"
    case .providers: "list of providers"
    case .notRead, nil: "not read"
    }
  }
}

extension String {
  /// As content of an element or of an attribute in quotes.
  fileprivate var html: String {
    var out = ""
    for character in printable.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}

extension Int {
  /// With a comma before each three digits.
  fileprivate var grouped: String {
    var out = ""
    for (index, digit) in String(self).reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { out.append(",") }
      out.append(digit)
    }
    return String(out.reversed())
  }
}
