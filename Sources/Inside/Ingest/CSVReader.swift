internal import CScan
internal import Files

/// Reads CSV (RFC 4180) piece by piece, in memory of a piece and one record's wanted fields.
///
/// Lines end with CR LF, LF or CR, also mixed. Blank lines, and lines before the heading that begin with #, are
/// skipped. After a misplaced quote the record goes on unquoted to the end of the line and is marked.
///
/// A record that lies whole in a piece and has no quote is not looked at byte by byte: its commas and its end are known
/// from an index of the piece, or of a window of it if the piece is long. Every other record goes through `CSVSteps`.
struct CSVReader<Handler: CSVHandler> {
  var handler: Handler
  private var steps = CSVSteps()
  /// The present piece, and the record in it that was found by the index.
  private var piece = CSVRecord()
  /// Which of the piece's marks are no commas.
  private var others: [UInt32]
  /// Of the heading; 0 before it was read.
  private var columns = 0
  /// For tests: the index is made without the newest instructions of the processor.
  var isPlain = false

  static var pieceSize: Int { 1 << 15 }
  /// So many bytes are indexed at a time: the index of more would not stay near the processor.
  private static var window: Int { 1 << 14 }

  /// - Parameter room: bytes of a piece; 0 where pieces bring their own.
  init(_ handler: Handler, room: Int = Self.pieceSize) {
    self.handler = handler
    piece.isText = true
    piece.bytes = [UInt8](repeating: 0, count: room)
    piece.ends = [UInt32](repeating: 0, count: Self.window + 64)
    others = piece.ends
  }

  mutating func feed(_ chunk: Span<UInt8>) throws(Refusal) {
    var start = 0
    while start < chunk.count {
      let count = min(chunk.count - start, Self.pieceSize)
      unsafe chunk.extracting(start..<(start + count)).withUnsafeBytes { source in
        unsafe piece.bytes.withUnsafeMutableBytes { unsafe $0.copyMemory(from: source) }
      }
      try take(count)
      start += count
    }
  }

  /// Reads the next piece of a file. Says how far it goes, for `take`; 0 at the end of the file.
  mutating func fill(from file: FileReader, _ digest: FileDigest) throws(FileError) -> Int {
    let count = try file.read(into: &piece.bytes)
    if count > 0 { digest.update(piece.bytes.span.extracting(first: count)) }
    return count
  }

  /// Call once, at the end of the file.
  mutating func finish() throws(Refusal) {
    if try steps.finish() { try giveStepped() }
    if columns == 0 { throw Refusal(rule: .missingColumn) }
  }

  // For a part of a file.

  /// Begins behind the heading, between two records, in which lines are counted from 1.
  ///
  /// - Parameter wanted: what was said of the heading.
  mutating func begin(wanted: [Bool]) {
    steps = CSVSteps(wanted: wanted)
    setColumns(wanted)
  }

  var isBetweenRecords: Bool { steps.isBetweenRecords }

  /// Lines that have ended.
  var lineCount: Int { steps.line - 1 }

  /// Takes the first `count` of `bytes`, which are changed for others of any number.
  mutating func take(_ bytes: inout [UInt8], _ count: Int) throws(Refusal) {
    swap(&bytes, &piece.bytes)
    try take(count)
  }

  /// Takes the first `count` bytes of the present piece.
  mutating func take(_ count: Int) throws(Refusal) {
    var place = 0
    while place < count { place = try take(place..<min(place + Self.window, count), isLast: place + Self.window >= count) }
  }

  /// - Returns: where the next window begins: at a record of which the end was not seen, if this is not the last window.
  private mutating func take(_ window: Range<Int>, isLast: Bool) throws(Refusal) -> Int {
    let count = window.upperBound
    let otherCount = index(window)
    // Held here, for whatever is passed on of the reader itself is copied first.
    var piece = CSVRecord()
    swap(&piece, &self.piece)
    defer { swap(&piece, &self.piece) }
    var (place, mark, other) = (window.lowerBound, 0, 0)
    while place < count {
      if columns > 0, steps.isBetweenRecords {
        if steps.skipsLineFeed(piece.bytes[place]) {
          (place, mark, other) = (place + 1, mark + 1, other + 1)
          continue
        }
        if other < otherCount {
          let end = Int(others[other])
          let last = Int(piece.ends[end])
          let byte = piece.bytes[last]
          let isBlank = last == place
          if byte == Self.lineFeed || byte == Self.carriageReturn, isBlank || end - mark + 1 == columns {
            (piece.start, piece.firstEnd, piece.line) = (place, mark, steps.line)
            (place, mark, other) = (last + 1, end + 1, other + 1)
            steps.endLine(with: byte)
            if place < count, steps.skipsLineFeed(piece.bytes[place]) {
              (place, mark, other) = (place + 1, mark + 1, other + 1)
            }
            if !isBlank { try handler.record(piece) }
            continue
          }
        } else if !isLast, place > window.lowerBound {
          return place
        }
      }
      place = try step(from: place, to: count, of: piece.bytes)
      if piece.count != columns { (piece.count, piece.wanted) = (self.piece.count, self.piece.wanted) }
      while mark < window.count, piece.ends[mark] < place { mark += 1 }
      while other < otherCount, others[other] < mark { other += 1 }
    }
    return place
  }

  private static var lineFeed: UInt8 { UInt8(ascii: "\n") }
  private static var carriageReturn: UInt8 { UInt8(ascii: "\r") }

  /// Byte by byte to the end of a record or of the piece.
  private mutating func step(from start: Int, to end: Int, of bytes: [UInt8]) throws(Refusal) -> Int {
    var place = start
    repeat {
      let isRecord = try steps.take(bytes[place])
      place += 1
      if isRecord {
        try giveStepped()
        return place
      }
    } while place < end
    return place
  }

  private mutating func giveStepped() throws(Refusal) {
    if columns == 0 {
      let wanted = try handler.header(steps.record)
      setColumns(wanted)
      steps.wanted = wanted
    } else {
      try handler.record(steps.record)
    }
  }

  private mutating func setColumns(_ wanted: [Bool]) {
    columns = wanted.count
    piece.count = columns
    piece.wanted = wanted
  }

  /// - Returns: how many marks are no commas. Behind the last mark, `ends` holds the window's end.
  private mutating func index(_ window: Range<Int>) -> Int {
    var otherCount = 0
    let known = unsafe piece.bytes.withUnsafeBufferPointer { bytes in
      unsafe piece.ends.withUnsafeMutableBufferPointer { marks in
        unsafe others.withUnsafeMutableBufferPointer { others in
          unsafe boroughwise_index(
            bytes.baseAddress, window.lowerBound, window.upperBound, marks.baseAddress, others.baseAddress, &otherCount,
            isPlain ? 1 : 0)
        }
      }
    }
    piece.ends[known] = UInt32(window.upperBound)
    return otherCount
  }
}
