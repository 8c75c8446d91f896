/// Tables for a terminal and texts for files, which a spreadsheet or a parser reads back.
public enum TableText {
  /// Columns as wide as their widest cell; the first to the left, the others to the right.
  public static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + space : "  " + space + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// Rounded half to even to a whole number, with commas between thousands.
  public static func whole(_ number: Double) -> String {
    guard let whole = Int(exactly: number.rounded(.toNearestOrEven)) else { return "?" }
    var digits = String(whole.magnitude), groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits = String(digits.dropLast(3))
    }
    return (whole < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// With its sign, for differences.
  public static func signed(_ number: Double) -> String {
    let text = whole(number)
    return text == "0" || text.hasPrefix("-") ? text : "+" + text
  }

  /// One decimal.
  public static func tenths(_ number: Double) -> String {
    guard let units = Int(exactly: (number * 10).rounded(.toNearestOrEven)) else { return "?" }
    return (units < 0 ? "-" : "") + "\(whole(Double(units.magnitude / 10))).\(units.magnitude % 10)"
  }

  /// `1,234 (1,200 to 1,300)`.
  static func range(_ number: Double, _ interval: (low: Double, high: Double)?, _ text: (Double) -> String) -> String {
    guard let interval, whole(interval.low) != whole(interval.high) else { return text(number) }
    return "\(text(number)) (\(text(interval.low)) to \(text(interval.high)))"
  }

  /// A CSV text that a spreadsheet takes for text: always quoted, and no formula.
  public static func cell(_ text: String) -> String {
    let risky: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n"]
    let safe = text.first.map { risky.contains($0) } == true ? "'" + text : text
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// A JSON string.
  public static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  public static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(quoted($0)):\($1)" }.joined(separator: ",") + "}"
  }

  public static func list(_ items: [String]) -> String {
    items.isEmpty ? "[]" : "[\n" + items.joined(separator: ",\n") + "\n]"
  }

  /// A JSON number; what is none becomes null.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    return "\(value)"
  }
}
