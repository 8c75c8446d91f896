/// Lines of a table in a layout of our own: comma-separated, without quotes, ending in LF or CRLF.
///
/// Lines that start with `#` are comments; empty ones and the mark that spreadsheets put first don't count. What the
/// fields hold is for each table to check, in the order of the lines.
struct PlainTable {
  struct Line {
    /// In the file, from 1.
    let number: Int
    let fields: [Substring]
    /// Printable ASCII alone.
    let isPlain: Bool
  }
  /// The first line; nil for a file without any.
  let header: Line?
  let rows: ArraySlice<Line>

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(_ bytes: [UInt8]) {
    var lines: [Line] = []
    for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      var line = raw.last == 0x0D ? raw.dropLast() : raw
      if index == 0, line.starts(with: Self.mark) { line = line.dropFirst(Self.mark.count) }
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      lines.append(
        Line(
          number: index + 1, fields: String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false),
          isPlain: line.allSatisfy { (0x20..<0x7F).contains($0) }))
    }
    header = lines.first
    rows = lines.dropFirst()
  }

  /// Digits alone, `most` of them at most.
  static func whole(_ text: Substring, most: Int) -> Int? {
    (1...most).contains(text.utf8.count) && text.utf8.allSatisfy(isDigit) ? Int(text) : nil
  }

  /// The year of a January, in four digits.
  static func year(_ text: Substring) -> Int? {
    guard text.utf8.count == 4, let year = whole(text, most: 4), (1990...2150).contains(year) else { return nil }
    return year
  }

  /// Digits with at most one dot between them. The standard library also reads "nan", "0x1p3" and "1e9": not here.
  static func decimal(_ text: Substring) -> Double? {
    let bytes = text.utf8
    guard bytes.count <= 32, let first = bytes.first, let last = bytes.last, isDigit(first), isDigit(last),
      bytes.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }),
      bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1
    else { return nil }
    return Double(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
