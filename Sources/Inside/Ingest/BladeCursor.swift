internal import Files
internal import Records

/// Why the files of a Blade export are not read side by side.
enum BladeStop: Error {
  /// They have to be read one after another.
  case notInOrder
  case cannotRead(FileError)
}

/// Where the reading of one Blade file stands. Holds the rows of one piece of the file.
struct BladeCursor<Row: ModuleRow> {
  private var reader: CSVReader<BladeRows<Row>>
  /// Nil for a module that the export does not have.
  private let file: FileReader?
  private var log: FindingLog
  private let digest: FileDigest
  private var next = 0
  private var hasEnded = false
  private var size = 0

  /// - Parameter source: nil for a module that the export does not have.
  init(_ source: Source?, _ log: FindingLog) throws(BladeStop) {
    reader = CSVReader(BladeRows(file: source?.file ?? 0, log: log))
    self.log = log
    digest = source?.makeDigest() ?? .none
    guard let source else {
      (file, hasEnded) = (nil, true)
      return
    }
    do throws(FileError) { file = try FileReader(source.path) } catch { throw .cannotRead(error) }
    try refill()
  }

  /// Reads portions of the file.
  ///
  /// - Parameter heading: nil for a module that the export does not have.
  init(_ heading: BladeHeading<Row>?, file: Int, _ log: FindingLog) {
    reader = CSVReader(BladeRows(file: file, log: log, heading: heading), room: 0)
    self.log = log
    (self.file, digest, hasEnded) = (nil, .none, true)
  }

  /// Begins with another portion. Its bytes are changed for those of the one before.
  mutating func begin(_ portion: inout PortionBytes, isLast: Bool, _ log: FindingLog) throws(BladeStop) {
    next = 0
    self.log = log
    reader.handler.begin(log)
    guard let heading = reader.handler.heading else { return }
    do throws(Refusal) {
      reader.begin(wanted: heading.wanted)
      try reader.take(&portion.bytes, portion.count)
      if isLast { try reader.finish() }
    } catch {
      throw .notInOrder
    }
    guard isLast || reader.isBetweenRecords else { throw .notInOrder }
    log.add(reader.handler.count, in: reader.handler.file)
  }

  /// What the present portion holds.
  var extent: PortionExtent {
    PortionExtent(
      first: reader.handler.first, last: reader.handler.last, rows: reader.handler.count,
      lines: reader.handler.heading == nil ? 0 : reader.lineCount)
  }

  var namesRequest: Bool { reader.handler.heading?.namesRequest ?? false }

  /// Of the present row; behind the last row above every id.
  var parent: Int { next < reader.handler.rows.count ? reader.handler.rows[next].parent : .max }

  var isAtEnd: Bool { next >= reader.handler.rows.count }

  /// The present row, which is not behind the last.
  var id: Int { reader.handler.rows[next].id }
  var row: Row { reader.handler.rows[next].row }

  mutating func advance() throws(BladeStop) {
    next += 1
    if next >= reader.handler.rows.count { try refill() }
  }

  /// Lists the rows that belong to no row of the parent module: those below ids that are passed.
  mutating func skip(to parent: Int) throws(BladeStop) {
    while self.parent < parent {
      log.note(.orphanRow, row.place)
      try advance()
    }
  }

  /// Reads on until there is a row or the file ends.
  private mutating func refill() throws(BladeStop) {
    next = 0
    reader.handler.removeAll()
    while !hasEnded, reader.handler.rows.isEmpty {
      let count: Int
      do throws(FileError) { count = try read() } catch { throw .cannotRead(error) }
      do throws(Refusal) {
        size += count
        if size > Source.sizeLimit { throw Refusal(rule: .tooLarge) }
        if count > 0 { try reader.take(count) } else { try end() }
      } catch {
        throw .notInOrder
      }
    }
  }

  private mutating func read() throws(FileError) -> Int {
    guard let file else { return 0 }
    return try reader.fill(from: file, digest)
  }

  private mutating func end() throws(Refusal) {
    hasEnded = true
    try reader.finish()
    digest.end()
    log.add(reader.handler.count, in: reader.handler.file)
  }
}
