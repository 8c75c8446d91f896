internal import Costing
internal import Records

/// Before decimals stands a point, and a comma between thousands; or the other way round, as in much of Europe.
public enum DecimalSign: String, CaseIterable, Sendable {
  case point, comma

  var other: DecimalSign { self == .point ? .comma : .point }

  /// A text as it would be with a decimal point. The point and comma change places; done twice, all is as before.
  func pointed(_ text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices {
      let byte = text[index]
      let swapped = byte == UInt8(ascii: ",") ? UInt8(ascii: ".") : byte == UInt8(ascii: ".") ? UInt8(ascii: ",") : byte
      bytes.append(self == .point ? byte : swapped)
    }
    return bytes
  }
}

/// Watches over the amounts of a table while its lines are read.
final class AmountWatch: Silent {
  private(set) var counts = DecimalCounts()
  /// An amount of the present line is two different ones.
  var isUnclear = false

  func note(_ text: Span<UInt8>) { if counts.add(text) { isUnclear = true } }
}

/// How many cells can be read with which decimal sign.
struct DecimalCounts: Silent {
  /// Cells that are an amount with this sign alone: 1,234.50 or 12.5; 1.234,50 or 12,5.
  private(set) var points = 0
  private(set) var commas = 0
  /// Cells that are two different amounts: 1.234 with a point before three digits, 1,234 with a comma.
  private(set) var unclearPoints = 0
  private(set) var unclearCommas = 0

  var unclear: Int { unclearPoints + unclearCommas }

  func only(_ sign: DecimalSign) -> Int { sign == .point ? points : commas }

  /// - Parameter text: of a cell that is no number of a spreadsheet.
  /// - Returns: whether it is two different amounts.
  @discardableResult mutating func add(_ text: Span<UInt8>) -> Bool {
    var (hasPoint, hasComma) = (false, false)
    guard text.count <= 64 else { return false }
    for index in text.indices {
      if text[index] == UInt8(ascii: ".") { hasPoint = true }
      if text[index] == UInt8(ascii: ",") { hasComma = true }
    }
    guard hasPoint || hasComma else { return false }
    switch (FeeText(text), FeeText(DecimalSign.comma.pointed(text).span)) {
    case (.some, nil): points += 1
    case (nil, .some): commas += 1
    case (let point?, let comma?) where point.amount != comma.amount:
      if hasPoint { unclearPoints += 1 } else { unclearCommas += 1 }
      return true
    default: break
    }
    return false
  }

  mutating func add(_ other: DecimalCounts) {
    points += other.points
    commas += other.commas
    unclearPoints += other.unclearPoints
    unclearCommas += other.unclearCommas
  }

  /// Nothing in the table says for certain that its amounts have this sign: those that could be two are in doubt.
  ///
  /// - Parameters:
  ///   - isSaid: the sign is in the map.
  ///   - delimiter: what separates the fields; nil in a workbook.
  func isInDoubt(_ sign: DecimalSign, isSaid: Bool, _ delimiter: Delimiter?) -> Bool {
    let (own, others) = (only(sign), only(sign.other))
    return others > 0 && others >= own || !isSaid && own == 0 && (delimiter ?? .comma) != .comma
  }
}
