/// xl/styles.xml, reduced to one question: does a cell of this style show a day?
final class NumberFormats: PartHandler {
  private var isDateFormat: [Int: Bool] = [:]
  private var isDateStyle: [Bool] = []
  private var isInCellFormats = false

  /// - Parameter style: a cell's `s`, an index into `cellXfs`.
  func isDate(style: Int) -> Bool {
    isDateStyle.indices.contains(style) && isDateStyle[style]
  }

  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    switch element {
    case .numberFormat:
      guard let id = Int(attributes.string(.numberFormatID)), isDateFormat.count < 10_000 else { return }
      isDateFormat[id] = Self.showsDay(attributes.string(.formatCode))
    case .cellFormats: isInCellFormats = true
    case .format where isInCellFormats:
      guard isDateStyle.count < 1 << 16 else { throw SpreadsheetError(.tooLarge) }
      let id = Int(attributes.string(.numberFormatID)) ?? 0
      isDateStyle.append(isDateFormat[id] ?? Self.builtIn.contains(id))
    default: break
    }
  }

  func end(_ element: PartName) throws(SpreadsheetError) {
    if element == .cellFormats { isInCellFormats = false }
  }

  /// Formats that need not be spelled out (ECMA-376 part 1, 18.8.30), those of East Asia among them. Those of the
  /// time of day alone are not in it.
  private static let builtIn: Set<Int> = Set(14...17).union([22]).union(27...31).union([36]).union(50...54).union(56...58)

  /// A format code shows a day where it has a year or a day outside quotes, escapes and brackets.
  static func showsDay(_ code: String) -> Bool {
    var isQuoted = false
    var isEscaped = false
    var isBracketed = false
    for character in code.utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case UInt8(ascii: "\"") where !isBracketed: isQuoted.toggle()
      case _ where isQuoted: break
      case UInt8(ascii: "["): isBracketed = true
      case UInt8(ascii: "]"): isBracketed = false
      case _ where isBracketed: break
      case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): isEscaped = true
      // Formats of negative numbers and of text follow.
      case UInt8(ascii: ";"): return false
      case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "d"), UInt8(ascii: "D"): return true
      default: break
      }
    }
    return false
  }
}
