/// One headline beside its truth.
struct Verdict {
  let id: String
  let name: String
  let geography: String
  let unit: String
  let truth: Double
  let released: Double
  let standardError: Double

  /// The error in standard errors; 0 where both are exact.
  var z: Double {
    let error = released - truth
    if standardError > 0 { return error / standardError }
    return error == 0 ? 0 : (error > 0 ? .infinity : -.infinity)
  }

  /// What a reader wants first: everything about London, and the totals of its parts, whose ids end with a year.
  var isLondonOrTotal: Bool { geography == "london" || id.split(separator: "-").last.flatMap { Int($0) } != nil }

  /// Of the numbers shown.
  fileprivate var decimals: Int { unit == "percent" ? 2 : 0 }

  var json: String {
    // JSON has no infinity.
    let shown = z.isFinite ? "\(z)" : (z > 0 ? "1e308" : "-1e308")
    let texts = [("id", id), ("name", name), ("geography", geography), ("unit", unit)]
    return "{" + texts.map { "\"\($0)\":\"\(Self.plain($1))\"," }.joined()
      + "\"truth\":\(truth),\"released\":\(released),\"standard_error\":\(standardError),\"z\":\(shown)}"
  }

  /// Without what JSON would have to escape.
  private static func plain(_ text: String) -> String {
    String(text.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline })
  }
}

/// Verdicts as a table for people.
enum VerdictTable {
  static func text(_ verdicts: [Verdict]) -> String {
    var lines = [row("name", "geography", ["truth", "released", "error", "in s.e."])]
    var last = ""
    for verdict in verdicts {
      if verdict.geography != last, !last.isEmpty { lines.append("") }
      last = verdict.geography
      let error = verdict.released - verdict.truth
      lines.append(
        row(
          verdict.name, verdict.geography,
          [verdict.truth, verdict.released, error].map { fixed($0, verdict.decimals) } + [fixed(verdict.z, 2)]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ name: String, _ geography: String, _ numbers: [String]) -> String {
    pad(name, 56) + pad(geography, 10) + numbers.map { lead($0, 16) }.joined()
  }
  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
  private static func lead(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// Decimal text with thousands separated.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
    let scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100
    let units = Int((value.magnitude * Double(scale)).rounded())
    var whole = String(units / scale)
    var place = whole.count - 3
    while place > 0 {
      whole.insert(",", at: whole.index(whole.startIndex, offsetBy: place))
      place -= 3
    }
    let rest = String(units % scale)
    let fraction = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - rest.count) + rest
    return (value < 0 && units > 0 ? "-" : "") + whole + fraction
  }
}
