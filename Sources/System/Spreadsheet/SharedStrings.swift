/// xl/sharedStrings.xml: the texts that cells refer to by number, one after another in one piece of memory.
final class SharedStrings: PartHandler {
  private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []
  private let limit: Int
  private var isText = false
  private var phonetic = 0
  private var length = 0

  static let textLimit = 1_024

  init(limit: Int) { self.limit = limit }

  /// Where a text lies in `bytes`; nil if there is none of that number.
  func range(_ index: Int) -> Range<Int>? {
    guard ends.indices.contains(index) else { return nil }
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    switch element {
    case .stringItem: length = 0
    case .phonetic: phonetic += 1
    case .text: isText = phonetic == 0
    default: break
    }
  }

  func text(_ text: Span<UInt8>) throws(SpreadsheetError) {
    guard isText else { return }
    for index in 0..<min(text.count, Self.textLimit - length) { bytes.append(text[index]) }
    length = min(Self.textLimit, length + text.count)
    guard bytes.count <= limit else { throw SpreadsheetError(.tooLarge) }
  }

  func end(_ element: PartName) throws(SpreadsheetError) {
    switch element {
    case .stringItem:
      ends.append(bytes.count)
      guard ends.count <= limit / 8 else { throw SpreadsheetError(.tooLarge) }
    case .phonetic: phonetic -= 1
    case .text: isText = false
    default: break
    }
  }
}
