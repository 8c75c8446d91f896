/// The header of a public CSV file: columns found by name, whatever their order and case.
struct CSVHeader: Sendable {
  /// Lower-cased, in file order.
  let names: [String]
  let line: Int
  /// Names that stand twice or more: which of their columns is meant is not known.
  let repeated: Set<String>
  private let positions: [String: Int]

  /// Names are compared in lower case, with spaces at either end left out.
  /// - Throws: `duplicate-column`, without the name: the header is not recognised yet.
  init(_ row: CSVRow) throws(PublicTableError) {
    self.init(anyOf: row)
    guard repeated.isEmpty else { throw PublicTableError(.duplicateColumn, line: row.line) }
  }

  /// For a reader that decides itself which names may stand twice: they are there, and have no position.
  init(anyOf row: CSVRow) {
    names = row.fields.map(folded)
    line = row.line
    var positions: [String: Int] = [:]
    var repeated: Set<String> = []
    for (index, name) in names.enumerated() where !name.isEmpty {
      if positions.updateValue(index, forKey: name) != nil { repeated.insert(name) }
    }
    for name in repeated { positions[name] = nil }
    (self.positions, self.repeated) = (positions, repeated)
  }

  func has(_ name: String) -> Bool { positions[name] != nil || repeated.contains(name) }

  /// The position of the first of several spellings that is present.
  func position(_ spellings: String...) -> Int? { position(of: spellings) }
  func position(of spellings: [String]) -> Int? { spellings.lazy.compactMap { positions[$0] }.first }

  /// - Throws: `missing-column`, naming the first spelling.
  func required(_ spellings: String...) throws(PublicTableError) -> Int {
    guard let found = position(of: spellings) else {
      throw PublicTableError(.missingColumn, line: line, column: spellings.first)
    }
    return found
  }

  func check(_ row: CSVRow) throws(PublicTableError) {
    guard row.count == names.count else { throw PublicTableError(.wrongFieldCount, line: row.line) }
  }
}

/// Lower case, without spaces at either end: how names and labels of public files are compared.
func folded(_ text: String) -> String {
  let lower = text.lowercased()
  guard let first = lower.firstIndex(where: { !$0.isWhitespace }),
    let last = lower.lastIndex(where: { !$0.isWhitespace })
  else { return "" }
  return String(lower[first...last])
}

/// A whole number written in digits alone, at most nine of them.
func wholeNumber(_ bytes: some Collection<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
  var value = 0
  for byte in bytes {
    guard (0x30...0x39).contains(byte) else { return nil }
    value = value * 10 + Int(byte - 0x30)
  }
  return value
}

/// Digits, at most one dot between digits, perhaps a leading minus. No exponent, "nan" or hexadecimal.
func decimalNumber(_ bytes: ArraySlice<UInt8>) -> Double? {
  let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
  guard digits.count <= 32, let first = digits.first, let last = digits.last, first != 0x2E, last != 0x2E,
    digits.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), digits.count(where: { $0 == 0x2E }) <= 1
  else { return nil }
  return Double(String(decoding: bytes, as: UTF8.self))
}
