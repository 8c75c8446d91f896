/// What a cell looks like, never what it says.
public enum ValueShape: Int, CaseIterable, Sendable {
  case blank
  /// A letter, eleven digits, a digit or letter.
  case upn
  /// Ten digits, as a unique learner number has.
  case tenDigits
  case date
  /// Digits with a decimal point, a pound sign, brackets or grouping commas.
  case money
  /// Digits alone, or with a decimal nought.
  case number
  case percent
  /// 2024-25, 2024/25, 2024/2025.
  case financialYear
  case postcode
  /// No digit in it.
  case words
  /// Anything else.
  case other

  /// Never a heading.
  public var isValue: Bool {
    switch self {
    case .upn, .tenDigits, .date, .money, .number, .percent, .postcode: true
    case .blank, .financialYear, .words, .other: false
    }
  }

  public init(_ bytes: Span<UInt8>) {
    var (first, end) = (0, bytes.count)
    while first < end, bytes[first] <= 0x20 { first += 1 }
    while end > first, bytes[end - 1] <= 0x20 { end -= 1 }
    self = first == end ? .blank : Self.shape(bytes.extracting(first..<end))
  }

  private static func shape(_ text: Span<UInt8>) -> ValueShape {
    var digits = 0
    for index in text.indices where text[index].isDigit { digits += 1 }
    guard digits > 0 else { return .words }
    if digits == text.count { return digits == 10 ? .tenDigits : .number }
    if isUPN(text, digits) { return .upn }
    if isFinancialYear(text, digits) { return .financialYear }
    if isDate(text) { return .date }
    if isPostcode(text) { return .postcode }
    return amount(text)
  }

  private static func isUPN(_ text: Span<UInt8>, _ digits: Int) -> Bool {
    guard text.count == 13, digits >= 11, text[0].isLetter else { return false }
    for index in 1..<12 where !text[index].isDigit { return false }
    return true
  }

  private static func isFinancialYear(_ text: Span<UInt8>, _ digits: Int) -> Bool {
    guard text.count == 7 || text.count == 9, digits == text.count - 1, text[0] == UInt8(ascii: "2") else { return false }
    return text[4] == UInt8(ascii: "-") || text[4] == UInt8(ascii: "/")
  }

  /// Day, month and year in any usual order and spelling, perhaps with a time.
  private static func isDate(_ text: Span<UInt8>) -> Bool {
    guard text.count <= 32 else { return false }
    var (groups, numbers, letters, commas, inDigits, inLetters) = (0, 0, 0, 0, false, false)
    for index in text.indices {
      let byte = text[index]
      if byte.isDigit {
        if !inDigits { (groups, numbers) = (groups + 1, numbers + 1) }
        (inDigits, inLetters) = (true, false)
      } else if byte.isLetter {
        if !inLetters { groups += 1 }
        letters += 1
        (inDigits, inLetters) = (false, true)
      } else {
        guard [0x20, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A].contains(byte) else { return false }
        if byte == UInt8(ascii: ",") { commas += 1 }
        (inDigits, inLetters) = (false, false)
      }
      if groups == 3, numbers == 1 { return false }
    }
    // 1,234.50 is none.
    if letters == 0 { return groups >= 3 && commas == 0 && text.count >= 6 && text[0].isDigit }
    guard groups >= 3, numbers >= 2 else { return false }
    return hasMonth(text)
  }

  private static func hasMonth(_ text: Span<UInt8>) -> Bool {
    for start in 0..<max(0, text.count - 2) {
      var word = 0
      for index in start..<(start + 3) { word = word << 8 | Int(text[index] | 0x20) }
      if months.contains(word) { return true }
    }
    return false
  }

  private static let months = Set(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].map { month in
      month.utf8.reduce(0) { $0 << 8 | Int($1) }
    })

  /// One or two letters, a digit, perhaps a digit or letter; a digit and two letters.
  private static func isPostcode(_ text: Span<UInt8>) -> Bool {
    var (kinds, count) = (0, 0)
    for index in text.indices where text[index] != 0x20 {
      guard text[index].isDigit || text[index].isLetter else { return false }
      kinds = kinds << 1 | (text[index].isDigit ? 1 : 0)
      count += 1
    }
    guard (5...7).contains(count), kinds & 0b111 == 0b100 else { return false }
    let start = kinds >> 3
    switch count - 3 {
    case 2: return start == 0b01
    case 3: return [0b001, 0b011, 0b010].contains(start)
    default: return [0b0011, 0b0010].contains(start)
    }
  }

  /// Digits, points, commas, signs, brackets, a pound or percent sign.
  private static func amount(_ text: Span<UInt8>) -> ValueShape {
    var isPercent = false
    for index in text.indices where !text[index].isDigit {
      switch text[index] {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), 0x20, 0xC2, 0xA3: break
      case UInt8(ascii: "%") where index == text.count - 1: isPercent = true
      default: return .other
      }
    }
    if isPercent { return .percent }
    if text.count > 2, text[text.count - 2] == UInt8(ascii: "."), text[text.count - 1] == UInt8(ascii: "0") {
      for index in 0..<(text.count - 2) where !text[index].isDigit { return .money }
      return .number
    }
    return .money
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  fileprivate var isLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self & 0xDF) }
}

/// How many cells of a column have each shape.
public struct ShapeCounts: Hashable, Sendable {
  private var counts = [Int](repeating: 0, count: ValueShape.allCases.count)

  public init() {}

  public mutating func add(_ shape: ValueShape) { counts[shape.rawValue] += 1 }
  public subscript(_ shapes: ValueShape...) -> Int { shapes.reduce(0) { $0 + counts[$1.rawValue] } }
  /// Cells that are not blank.
  public var filled: Int { counts.reduce(0, +) - self[.blank] }

  /// Whether at least four in five of the cells that are not blank have one of these shapes.
  public func areMostly(_ shapes: ValueShape...) -> Bool {
    let matching = shapes.reduce(0) { $0 + counts[$1.rawValue] }
    return filled > 0 && matching * 5 >= filled * 4
  }
}
