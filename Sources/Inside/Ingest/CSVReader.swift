/// One record of a CSV file: the bytes of its wanted fields, one after another.
struct CSVRecord {
  fileprivate(set) var bytes: [UInt8] = []
  fileprivate var ends: [Int] = []
  /// Line on which it begins, from 1, and how many lines it covers.
  fileprivate(set) var line = 1
  fileprivate(set) var lineCount = 1
  /// A quote stands where none may stand, so that the fields cannot be trusted.
  fileprivate(set) var hasBadQuoting = false

  /// Number of columns.
  var count: Int { ends.count }

  /// Where a field lies in `bytes`; empty for a column that is not wanted.
  func range(_ column: Int) -> Range<Int> {
    (column == 0 ? 0 : ends[column - 1])..<ends[column]
  }
}

/// Takes the records of a file in order.
protocol CSVHandler: AnyObject {
  /// The first record. Says for each column whether its fields are wanted; those of others are dropped unread.
  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool]
  func record(_ record: borrowing CSVRecord) throws(Refusal)
}

/// Reads CSV (RFC 4180) piece by piece, in memory of one record's wanted fields.
///
/// Lines end with CR LF, LF or CR, also mixed. Blank lines, and lines before the heading that begin with #, are
/// skipped. A wanted field is kept to 256 bytes, which is more than any that is needed may have.
/// After a misplaced quote the record goes on unquoted to the end of the line and is marked.
struct CSVReader<Handler: CSVHandler> {
  private enum State { case recordStart, fieldStart, unquoted, quoted, quoteInQuoted, comment }

  private let handler: Handler
  private var record = CSVRecord()
  private var state = State.recordStart
  private var wanted: [Bool]?
  private var isWanted = true
  private var fieldLength = 0
  private var line = 1
  private var endedWithCR = false
  /// Bytes of a byte order mark seen at the start; nil once something else came.
  private var mark: Int? = 0

  private static var fieldLimit: Int { 256 }
  private static var columnLimit: Int { 1_000 }

  init(_ handler: Handler) { self.handler = handler }

  mutating func feed(_ chunk: Span<UInt8>) throws(Refusal) {
    for index in chunk.indices {
      let byte = chunk[index]
      if byte > 0x2C, state == .unquoted || state == .quoted {  // the usual byte: no comma, quote, line end or NUL
        endedWithCR = false
        keep(byte)
      } else if !isMark(byte) {
        try take(byte)
      }
    }
  }

  /// Call once, at the end of the file.
  mutating func finish() throws(Refusal) {
    switch state {
    case .quoted: throw Refusal(rule: .unterminatedQuote, line: record.line)
    case .recordStart, .comment: break
    case .fieldStart, .unquoted, .quoteInQuoted:
      line += 1
      try endRecord()
    }
    if wanted == nil { throw Refusal(rule: .missingColumn) }
  }

  private mutating func isMark(_ byte: UInt8) -> Bool {
    guard let seen = mark else { return false }
    let next: UInt8 = [0xEF, 0xBB, 0xBF][seen]
    mark = byte == next && seen < 2 ? seen + 1 : nil
    return byte == next
  }

  private mutating func take(_ byte: UInt8) throws(Refusal) {
    switch byte {
    case 0: throw Refusal(rule: .nulByte, line: line)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      if byte == UInt8(ascii: "\n"), endedWithCR {
        endedWithCR = false
        if state == .quoted { keep(byte) }
        return
      }
      endedWithCR = byte == UInt8(ascii: "\r")
      line += 1
      if state == .quoted { keep(byte) } else { try endLine() }
      return
    default: endedWithCR = false
    }
    switch state {
    case .comment: break
    case .recordStart where byte == UInt8(ascii: "#") && wanted == nil: state = .comment
    case .recordStart, .fieldStart:
      if state == .recordStart { startRecord() }
      startField(byte)
      if byte == UInt8(ascii: ",") { try endField() }
    case .unquoted:
      if byte == UInt8(ascii: ",") { return try endField() }
      if byte == UInt8(ascii: "\"") { record.hasBadQuoting = true }
      keep(byte)
    case .quoted:
      if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { keep(byte) }
    case .quoteInQuoted:
      if byte == UInt8(ascii: ",") { return try endField() }
      state = byte == UInt8(ascii: "\"") ? .quoted : .unquoted
      if state == .unquoted { record.hasBadQuoting = true }
      keep(byte)
    }
  }

  private mutating func startRecord() {
    record.bytes.removeAll(keepingCapacity: true)
    record.ends.removeAll(keepingCapacity: true)
    record.line = line
    record.hasBadQuoting = false
    isWanted = wanted?.first ?? true
  }

  private mutating func startField(_ first: UInt8) {
    fieldLength = 0
    state = first == UInt8(ascii: "\"") ? .quoted : .unquoted
    if first != UInt8(ascii: "\""), first != UInt8(ascii: ",") { keep(first) }
  }

  private mutating func keep(_ byte: UInt8) {
    guard isWanted, fieldLength < Self.fieldLimit else { return }
    record.bytes.append(byte)
    fieldLength += 1
  }

  private mutating func endField() throws(Refusal) {
    record.ends.append(record.bytes.count)
    guard record.ends.count < Self.columnLimit else { throw Refusal(rule: .tooLarge, line: record.line) }
    if let wanted { isWanted = record.ends.count < wanted.count && wanted[record.ends.count] }
    state = .fieldStart
    fieldLength = 0
  }

  private mutating func endLine() throws(Refusal) {
    switch state {
    case .recordStart: break
    case .comment: state = .recordStart
    case .fieldStart, .unquoted, .quoted, .quoteInQuoted: try endRecord()
    }
  }

  private mutating func endRecord() throws(Refusal) {
    try endField()
    state = .recordStart
    record.lineCount = line - record.line
    if wanted == nil {
      wanted = try handler.header(record)
    } else {
      try handler.record(record)
    }
  }
}
