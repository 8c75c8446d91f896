/// Reads CSV byte by byte: all that may occur, and the only way across the border of two pieces.
struct CSVSteps {
  private enum State { case recordStart, fieldStart, unquoted, quoted, quoteInQuoted, comment }

  /// The record so far; whole when `take` says so.
  private(set) var record = CSVRecord()
  private(set) var line = 1
  /// Nil until the heading was read.
  var wanted: [Bool]?

  private var state = State.recordStart
  private var isWanted = true
  private var fieldLength = 0
  private var endedWithCR = false
  /// Bytes of a byte order mark seen at the start; nil once something else came.
  private var mark: Int? = 0

  private static let columnLimit = 1_000

  init() {}

  /// Begins between two records, somewhere behind the heading.
  ///
  /// - Parameter wanted: what was said of the heading.
  init(wanted: [Bool]) { (self.wanted, mark) = (wanted, nil) }

  /// - Returns: whether a record ends with this byte.
  mutating func take(_ byte: UInt8) throws(Refusal) -> Bool {
    if byte > 0x2C, state == .unquoted || state == .quoted {  // the usual byte: no comma, quote, line end or NUL
      endedWithCR = false
      keep(byte)
      return false
    }
    return isMark(byte) ? false : try takeAny(byte)
  }

  /// Call once, at the end of the file.
  ///
  /// - Returns: whether a last record ends here.
  mutating func finish() throws(Refusal) -> Bool {
    switch state {
    case .quoted: throw Refusal(rule: .unterminatedQuote, line: record.line)
    case .recordStart, .comment: return false
    case .fieldStart, .unquoted, .quoteInQuoted:
      line += 1
      try endRecord()
      return true
    }
  }

  // For records that are found without going through their bytes.

  var isBetweenRecords: Bool { state == .recordStart }

  /// The second half of a line end.
  mutating func skipsLineFeed(_ byte: UInt8) -> Bool {
    defer { endedWithCR = false }
    return endedWithCR && byte == UInt8(ascii: "\n")
  }

  mutating func endLine(with byte: UInt8) {
    line += 1
    endedWithCR = byte == UInt8(ascii: "\r")
  }

  private mutating func isMark(_ byte: UInt8) -> Bool {
    guard let seen = mark else { return false }
    let next: UInt8 = [0xEF, 0xBB, 0xBF][seen]
    mark = byte == next && seen < 2 ? seen + 1 : nil
    return byte == next
  }

  private mutating func takeAny(_ byte: UInt8) throws(Refusal) -> Bool {
    switch byte {
    case 0: throw Refusal(rule: .nulByte, line: line)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      if skipsLineFeed(byte) {
        if state == .quoted { keep(byte) }
        return false
      }
      endLine(with: byte)
      if state == .quoted { keep(byte) } else { return try endRecordOrComment() }
      return false
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
      if byte == UInt8(ascii: ",") {
        try endField()
      } else {
        if byte == UInt8(ascii: "\"") { record.hasBadQuoting = true }
        keep(byte)
      }
    case .quoted:
      if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { keep(byte) }
    case .quoteInQuoted:
      if byte == UInt8(ascii: ",") {
        try endField()
      } else {
        state = byte == UInt8(ascii: "\"") ? .quoted : .unquoted
        if state == .unquoted { record.hasBadQuoting = true }
        keep(byte)
      }
    }
    return false
  }

  private mutating func startRecord() {
    record.bytes.removeAll(keepingCapacity: true)
    record.ends.removeAll(keepingCapacity: true)
    record.count = 0
    record.line = line
    record.hasBadQuoting = false
    record.hasText = false
    isWanted = wanted?.first ?? true
  }

  private mutating func startField(_ first: UInt8) {
    fieldLength = 0
    state = first == UInt8(ascii: "\"") ? .quoted : .unquoted
    if first != UInt8(ascii: ",") { record.hasText = true }
    if first != UInt8(ascii: "\""), first != UInt8(ascii: ",") { keep(first) }
  }

  private mutating func keep(_ byte: UInt8) {
    guard isWanted, fieldLength < CSVRecord.fieldLimit else { return }
    record.bytes.append(byte)
    fieldLength += 1
  }

  private mutating func endField() throws(Refusal) {
    record.ends.append(UInt32(record.bytes.count))
    record.count += 1
    guard record.count < Self.columnLimit else { throw Refusal(rule: .tooLarge, line: record.line) }
    if let wanted { isWanted = record.count < wanted.count && wanted[record.count] }
    state = .fieldStart
    fieldLength = 0
  }

  private mutating func endRecordOrComment() throws(Refusal) -> Bool {
    switch state {
    case .recordStart: return false
    case .comment:
      state = .recordStart
      return false
    case .fieldStart, .unquoted, .quoted, .quoteInQuoted:
      try endRecord()
      return true
    }
  }

  private mutating func endRecord() throws(Refusal) {
    try endField()
    state = .recordStart
    record.lineCount = line - record.line
  }
}
