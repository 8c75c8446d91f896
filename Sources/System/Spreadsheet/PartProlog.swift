/// Looks at the beginning of an XML part before any parser sees it: DOCTYPE, the way to entities and their expansion,
/// is refused, and so is any encoding but UTF-8.
enum PartProlog {
  /// - Parameter start: the first piece of the part.
  static func check(_ start: [UInt8]) throws(SpreadsheetError) {
    var index = start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while true {
      while index < start.count, [0x20, 0x09, 0x0A, 0x0D].contains(start[index]) { index += 1 }
      guard index + 1 < start.count, start[index] == UInt8(ascii: "<") else { throw SpreadsheetError(.damaged) }
      switch start[index + 1] {
      case UInt8(ascii: "?"): index = try after("?>", start, from: index + 2)
      case UInt8(ascii: "!"):
        guard start[index...].starts(with: "<!--".utf8) else { throw SpreadsheetError(.doctype) }
        index = try after("-->", start, from: index + 4)
      default: return
      }
    }
  }

  private static func after(_ text: StaticString, _ bytes: [UInt8], from start: Int) throws(SpreadsheetError) -> Int {
    let wanted = Array("\(text)".utf8)
    var index = start
    while index + wanted.count <= bytes.count {
      if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) { return index + wanted.count }
      index += 1
    }
    throw SpreadsheetError(.damaged)
  }
}
