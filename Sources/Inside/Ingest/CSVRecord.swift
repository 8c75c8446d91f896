/// One record of a CSV file: its fields lie one after another in `bytes`.
struct CSVRecord {
  var bytes: [UInt8] = []
  /// Where fields end in `bytes`. Those of the record begin with the one at `firstEnd`.
  var ends: [UInt32] = []
  var firstEnd = 0
  /// Where its first field begins.
  var start = 0
  /// Number of columns.
  var count = 0
  /// A comma lies between a field and the next, because these are the file's own bytes.
  var isText = false
  /// By columns. Of the others `bytes` holds nothing, unless these are the file's own.
  var wanted: [Bool] = []
  /// Line on which it begins, from 1, and how many lines it covers.
  var line = 1
  var lineCount = 1
  /// A field holds something, if only quotes or spaces. Not for the file's own bytes, which say it themselves.
  var hasText = false
  /// A quote stands where none may stand, so that the fields cannot be trusted.
  var hasBadQuoting = false

  /// Commas and nothing else: spreadsheets write such rows below the last one that they ever held.
  var isBlank: Bool { isText ? Int(ends[firstEnd + count - 1]) - start == count - 1 : !hasText }

  /// A wanted field is kept to so many bytes, which is more than any that is needed may have.
  static let fieldLimit = 256

  /// Where a field lies in `bytes`; empty for a column that is not wanted.
  func range(_ column: Int) -> Range<Int> {
    if isText, !wanted[column] { return start..<start }
    return wantedRange(column)
  }

  /// Where a field of a wanted column lies in `bytes`.
  @inline(__always)
  func wantedRange(_ column: Int) -> Range<Int> {
    let end = Int(ends[firstEnd + column])
    let first = column == 0 ? start : Int(ends[firstEnd + column - 1]) + (isText ? 1 : 0)
    return first..<min(end, first + Self.fieldLimit)
  }
}

/// Takes the records of a file in order.
protocol CSVHandler {
  /// The first record. Says for each column whether its fields are wanted; those of others are dropped unread.
  mutating func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool]
  mutating func record(_ record: borrowing CSVRecord) throws(Refusal)
}
