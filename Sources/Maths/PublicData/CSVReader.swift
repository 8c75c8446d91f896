/// One row of a CSV file: its fields as text, without quotes.
public struct CSVRow: Sendable {
  /// Line on which the row starts, from 1.
  public fileprivate(set) var line = 0
  fileprivate var text: [UInt8] = []
  fileprivate var ends: [Int] = []

  public var count: Int { ends.count }

  /// The field's bytes, valid UTF-8.
  public func bytes(_ index: Int) -> ArraySlice<UInt8> { text[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
  public subscript(index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }
  public var fields: [String] { (0..<count).map { self[$0] } }
  /// No field holds anything: what spreadsheets write below the last row that they ever had.
  public var isBlank: Bool { text.allSatisfy { $0 == 0x20 } }
}

/// A CSV reader (RFC 4180) that is fed a public file in pieces of any size and hands out one row at a time.
///
/// Lines end in LF, CRLF or CR, also mixed; a byte order mark is skipped; empty lines are skipped. Quotes are taken
/// strictly: a stray one refuses the file, since guessing would shift columns. Memory: one row.
public struct CSVReader: Sendable {
  /// How the file stores characters. With `windows1252` a field that is valid UTF-8 is taken as that, and all are after
  /// a UTF-8 byte order mark: extracts are met in either encoding, and some have passed through an editor.
  public enum Encoding: Sendable { case utf8, windows1252 }

  private enum State { case fieldStart, unquoted, quoted, closing }

  private static let fieldLimit = 32 * 1024
  private static let columnLimit = 2_000
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// Begins a ZIP archive, and a workbook.
  private static let archive: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  private var encoding: Encoding
  private var state = State.fieldStart
  private var row = CSVRow()
  private var line = 1
  private var fieldBegin = 0
  private var rowOpen = false, rowQuoted = false, beyondASCII = false, afterReturn = false
  private var lead: [UInt8]? = []

  public init(encoding: Encoding = .utf8) { self.encoding = encoding }

  /// Takes the next piece of the file; calls `body` once for each row that is complete.
  public mutating func feed(
    _ bytes: Span<UInt8>, _ body: (CSVRow) throws(PublicTableError) -> Void
  ) throws(PublicTableError) {
    for index in bytes.indices {
      let byte = bytes[index]
      if byte > 0x2C, state == .unquoted || state == .quoted {  // the usual byte: no comma, quote, line end or NUL
        afterReturn = false
        try store(byte)
      } else {
        try open(byte, body)
      }
    }
  }

  /// Says that the file has ended: hands out a last row that has no line end.
  public mutating func finish(_ body: (CSVRow) throws(PublicTableError) -> Void) throws(PublicTableError) {
    if let held = lead {
      lead = nil
      for byte in held { try take(byte, body) }
    }
    if state == .quoted { throw PublicTableError(.unterminatedQuote, line: row.line) }
    if rowOpen { try endRow(body) }
  }

  /// A whole file at once.
  public static func rows(
    of bytes: [UInt8], encoding: Encoding = .utf8, _ body: (CSVRow) throws(PublicTableError) -> Void
  ) throws(PublicTableError) {
    var reader = CSVReader(encoding: encoding)
    try reader.feed(bytes.span, body)
    try reader.finish(body)
  }

  /// The first bytes are held back while they could be a byte order mark, or begin an archive.
  private mutating func open(
    _ byte: UInt8, _ body: (CSVRow) throws(PublicTableError) -> Void
  ) throws(PublicTableError) {
    guard let held = lead else { return try take(byte, body) }
    let all = held + [byte]
    if all == Self.mark {
      (lead, encoding) = (nil, .utf8)
    } else if all == Self.archive {
      throw PublicTableError(.packedFile, line: 0)
    } else if Self.mark.starts(with: all) || Self.archive.starts(with: all) {
      lead = all
    } else {
      lead = nil
      for each in all { try take(each, body) }
    }
  }

  private mutating func take(
    _ byte: UInt8, _ body: (CSVRow) throws(PublicTableError) -> Void
  ) throws(PublicTableError) {
    let pairedLineFeed = byte == 0x0A && afterReturn
    afterReturn = byte == 0x0D
    if byte == 0 { throw PublicTableError(.notText, line: line) }
    if state == .quoted {
      if byte == 0x22 { state = .closing } else { try store(byte) }
      if byte == 0x0D || (byte == 0x0A && !pairedLineFeed) { line += 1 }
      return
    }
    if pairedLineFeed { return }
    if byte == 0x0A || byte == 0x0D {
      if rowOpen { try endRow(body) }
      line += 1
      return
    }
    if !rowOpen { (rowOpen, row.line) = (true, line) }
    switch (byte, state) {
    case (0x2C, _): try endField()
    case (0x22, .fieldStart): (state, rowQuoted) = (.quoted, true)
    case (0x22, .closing):
      try store(byte)
      state = .quoted
    case (0x22, _), (_, .closing): throw PublicTableError(.strayQuote, line: line)
    default:
      state = .unquoted
      try store(byte)
    }
  }

  private mutating func store(_ byte: UInt8) throws(PublicTableError) {
    if row.text.count - fieldBegin >= Self.fieldLimit { throw PublicTableError(.fieldTooLong, line: row.line) }
    if byte >= 0x80 { beyondASCII = true }
    row.text.append(byte)
  }

  private mutating func endField() throws(PublicTableError) {
    if row.ends.count >= Self.columnLimit { throw PublicTableError(.tooManyFields, line: row.line) }
    row.ends.append(row.text.count)
    (state, fieldBegin) = (.fieldStart, row.text.count)
  }

  private mutating func endRow(
    _ body: (CSVRow) throws(PublicTableError) -> Void
  ) throws(PublicTableError) {
    try endField()
    if beyondASCII { try decodeRow() }
    if row.count > 1 || !row.text.isEmpty || rowQuoted { try body(row) }
    row.text.removeAll(keepingCapacity: true)
    row.ends.removeAll(keepingCapacity: true)
    (fieldBegin, rowOpen, rowQuoted, beyondASCII) = (0, false, false, false)
  }

  private mutating func decodeRow() throws(PublicTableError) {
    let isText = (0..<row.count).map { String(validating: row.bytes($0), as: UTF8.self) != nil }
    guard isText.contains(false) else { return }
    if encoding == .utf8 { throw PublicTableError(.notText, line: row.line) }
    var decoded = CSVRow()
    decoded.line = row.line
    for (index, isText) in isText.enumerated() {
      if isText {
        decoded.text += row.bytes(index)
      } else {
        for byte in row.bytes(index) { decoded.text += Windows1252.utf8(byte) }
      }
      decoded.ends.append(decoded.text.count)
    }
    row = decoded
  }
}

/// Windows code page 1252, in which *Get Information About Schools* writes its extracts.
enum Windows1252 {
  /// Characters of bytes 0x80 to 0x9F; the five unassigned bytes become control characters, as in the WHATWG
  /// Encoding Standard. All other bytes are their own code points.
  private static let upper: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E,
    0x0178,
  ]

  static func utf8(_ byte: UInt8) -> [UInt8] {
    if byte < 0x80 { return [byte] }
    let code = (0x80...0x9F).contains(byte) ? upper[Int(byte) - 0x80] : UInt32(byte)
    guard let scalar = Unicode.Scalar(code), let units = UTF8.encode(scalar) else { return [0x3F] }
    return Array(units)
  }
}
