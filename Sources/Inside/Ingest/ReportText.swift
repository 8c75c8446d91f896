extension IngestReport {
  /// A summary to read at a terminal; ends with a line break.
  public var text: String {
    var lines = ["files"]
    for file in files {
      lines.append("  \(printable(file.name)): \(file.kind), \(file.rowsRead) rows")
    }
    lines.append("rows read \(rowsRead), used \(rowsUsed), listed \(rowsListed)")
    for finding in findings {
      let place = finding.file.isEmpty ? "folder" : printable(finding.file)
      lines.append("\(finding.severity.rawValue): \(finding.code): \(place): \(finding.count)\(Self.rows(finding))")
      lines.append("  rule: \(finding.rule)")
      lines.append("  done: \(finding.effect)")
    }
    lines.append("verdict: \(verdict.rawValue)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func rows(_ finding: Finding) -> String {
    guard !finding.rows.isEmpty else { return "" }
    let shown = finding.rows.map(String.init).joined(separator: ", ")
    return ", rows \(shown)\(finding.count > finding.rows.count ? ", …" : "")"
  }

  /// Without control characters, which could steer a terminal.
  private func printable(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  /// One object: `files`, `rows_read`, `rows_used`, `rows_listed`, `verdict` and
  /// `findings: [{code, severity, count, rows, file, effect, rule}]`. ASCII only.
  public var json: String {
    let files = files.map { file in
      "{\"name\":\(quoted(file.name)),\"kind\":\(quoted(file.kind)),\"rows_read\":\(file.rowsRead)}"
    }
    let findings = findings.map { finding in
      "{\"code\":\(quoted(finding.code)),\"severity\":\(quoted(finding.severity.rawValue)),\"count\":\(finding.count),"
        + "\"rows\":[\(finding.rows.map(String.init).joined(separator: ","))],\"file\":\(quoted(finding.file)),"
        + "\"effect\":\(quoted(finding.effect)),\"rule\":\(quoted(finding.rule))}"
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
