/// A worksheet's part, as it streams by: one row is in memory at a time.
final class SheetPart: PartHandler {
  private enum CellType { case number, shared, text, boolean, error }

  private let strings: SharedStrings?
  private let formats: NumberFormats?
  private let dates: DateSystem
  private let handler: any RowHandler
  private var row: SheetRow
  private var isInRow = false
  private var isInCell = false
  private var column = 0
  private var type = CellType.number
  private var style = 0
  private var hasFormula = false
  private var isCollecting = false
  private var phonetic = 0
  private var collected: [UInt8] = []
  private var attribute: [UInt8] = []
  private var isStopped = false

  private static let lastRow = 1 << 20
  private static let lastColumn = 1 << 14

  init(_ strings: SharedStrings?, _ formats: NumberFormats?, _ dates: DateSystem, _ handler: any RowHandler) {
    self.strings = strings
    self.formats = formats
    self.dates = dates
    row = SheetRow(dates: dates)
    self.handler = handler
  }

  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    guard !isStopped else { return }
    switch element {
    case .row: try startRow(attributes)
    case .cell where isInRow: try startCell(attributes)
    case .formula where isInCell: hasFormula = true
    case .value where isInCell: isCollecting = true
    case .phonetic: phonetic += 1
    case .text where isInCell && phonetic == 0: isCollecting = true
    default: break
    }
  }

  func text(_ bytes: Span<UInt8>) {
    guard isCollecting else { return }
    for index in 0..<min(bytes.count, SharedStrings.textLimit - collected.count) { collected.append(bytes[index]) }
  }

  func end(_ element: PartName) throws(SpreadsheetError) {
    guard !isStopped else { return }
    switch element {
    case .value, .text: isCollecting = false
    case .phonetic: phonetic -= 1
    case .cell where isInCell:
      isInCell = false
      try endCell()
    case .row where isInRow:
      isInRow = false
      if !row.cells.isEmpty { isStopped = !handler.row(row) }
    default: break
    }
  }

  private func startRow(_ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    attributes.read(.reference, into: &attribute)
    let number = attribute.isEmpty ? row.number + 1 : Int(String(decoding: attribute, as: UTF8.self)) ?? 0
    guard !isInRow, number > row.number, number <= Self.lastRow else { throw damaged }
    row.number = number
    row.bytes.removeAll(keepingCapacity: true)
    row.cells.removeAll(keepingCapacity: true)
    column = 0
    isInRow = true
  }

  private func startCell(_ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    attributes.read(.reference, into: &attribute)
    let next = attribute.isEmpty ? column + 1 : try columnOfReference()
    guard !isInCell, next > column, next <= Self.lastColumn else { throw damaged }
    isInCell = true
    column = next
    attributes.read(.style, into: &attribute)
    style = attribute.isEmpty ? 0 : Int(String(decoding: attribute, as: UTF8.self)) ?? -1
    attributes.read(.text, into: &attribute)
    type =
      switch attribute {
      case [], Array("n".utf8): .number
      case Array("s".utf8): .shared
      case Array("b".utf8): .boolean
      case Array("e".utf8): .error
      // inlineStr, str (of a formula), d (a day in ISO 8601).
      default: .text
      }
    hasFormula = false
    isCollecting = false
    collected.removeAll(keepingCapacity: true)
  }

  /// Reads "BC12" and requires that it is in this row.
  private func columnOfReference() throws(SpreadsheetError) -> Int {
    var (column, number, digits) = (0, 0, 0)
    for byte in attribute {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where digits == 0 && column < Self.lastColumn:
        column = column * 26 + Int(byte - 0x40)
      case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 7:
        number = number * 10 + Int(byte - 0x30)
        digits += 1
      default: throw damaged
      }
    }
    guard column > 0, number == row.number else { throw damaged }
    return column
  }

  private func endCell() throws(SpreadsheetError) {
    switch type {
    case .error: add(.unusable)
    case .text:
      guard !collected.isEmpty else { return }
      row.bytes += collected
      add(.text)
    case .boolean:
      guard !collected.isEmpty else { return }
      row.bytes += collected
      add(collected == [0x30] || collected == [0x31] ? .boolean : .unusable)
    case .shared:
      guard !collected.isEmpty else { return }
      guard let strings, let index = Int(String(decoding: collected, as: UTF8.self)),
        let range = strings.range(index)
      else { throw damaged }
      guard !range.isEmpty else { return }
      row.bytes += strings.bytes[range]
      add(.text)
    case .number:
      if collected.isEmpty {
        // A formula that was never worked out has no value, which is not the same as an empty cell.
        if hasFormula { add(.unusable) }
      } else {
        addNumber()
      }
    }
  }

  private func addNumber() {
    let isDate = formats?.isDate(style: style) ?? false
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if !isDate, collected.count <= 15, collected.allSatisfy(digits.contains) {
      row.bytes += collected
      return add(.number)
    }
    let allowed = collected.allSatisfy { digits.contains($0) || "+-.eE".utf8.contains($0) }
    guard allowed, let value = Double(String(decoding: collected, as: UTF8.self)), value.isFinite else {
      return add(.unusable)
    }
    if isDate {
      guard let day = dates.day(value) else { return add(.unusable) }
      row.bytes += day.utf8
      return add(.day)
    }
    let isWhole = abs(value) < 1e15 && value == value.rounded(.towardZero)
    if isWhole { row.bytes += String(Int(value)).utf8 } else { row.bytes += collected }
    add(.number)
  }

  private func add(_ kind: SheetRow.Kind) {
    row.cells.append((column, kind, row.bytes.count))
  }

  private var damaged: SpreadsheetError { SpreadsheetError(.damaged, row: row.number) }
}
