extension IngestReport {
  /// A summary to read at a terminal; ends with a line break.
  public var text: String {
    var lines = ["files"]
    for file in files { lines.append("  \(file.name.printable): \(file.kind), \(file.rowsRead) rows") }
    lines.append("rows read \(rowsRead), used \(rowsUsed), listed \(rowsListed)")
    for (section, checks) in sections {
      lines += ["", section.rawValue.lowercased()]
      for check in checks {
        lines += ["  \(check.code), \(check.count)×", "    rule  \(check.rule)"]
        for finding in check.places {
          let rows = finding.rowList.isEmpty ? "" : ", \(finding.rowList)"
          lines.append("    in    \(finding.whereabouts)\(rows)")
        }
        lines += ["    done  \(check.effect)", "    fix   \(check.fix)"]
      }
    }
    if !findings.isEmpty { lines.append("") }
    lines.append("verdict: \(verdict.rawValue)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One object: `files`, `rows_read`, `rows_used`, `rows_listed`, `verdict` and
  /// `findings: [{code, severity, count, rows, file, about, rule, effect, fix}]`. ASCII only.
  public var json: String {
    let files = files.map { file in
      "{\"name\":\(quoted(file.name)),\"kind\":\(quoted(file.kind)),\"rows_read\":\(file.rowsRead)"
        + ",\"rows_listed\":\(file.rowsListed)}"
    }
    let findings = findings.map { finding in
      "{\"code\":\(quoted(finding.code)),\"severity\":\(quoted(finding.severity.rawValue)),\"count\":\(finding.count),"
        + "\"rows\":[\(finding.rows.map(String.init).joined(separator: ","))],\"file\":\(quoted(finding.file)),"
        + "\"about\":\(quoted(finding.about)),\"rule\":\(quoted(finding.rule)),\"effect\":\(quoted(finding.effect)),"
        + "\"fix\":\(quoted(finding.fix))}"
    }
    return "{\"rows_read\":\(rowsRead),\"rows_used\":\(rowsUsed),\"rows_listed\":\(rowsListed),"
      + "\"verdict\":\(quoted(verdict.rawValue)),\"files\":[\(files.joined(separator: ","))],"
      + "\"findings\":[\(findings.joined(separator: ","))]}"
  }

  private func quoted(_ text: String) -> String {
    var out = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: out += "\\\""
      case 0x5C: out += "\\\\"
      case 0x20...0x7E: out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let hex = String(unit, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }
    }
    return out + "\""
  }
}
