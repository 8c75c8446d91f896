internal import Files
internal import Records

/// One file of a Blade export while it is dealt out in portions.
///
/// Where it is cut is found by looking at a few rows, in the belief that they are in order and that each line is one.
/// `BladeJoin` sees to it that nothing rests on this belief.
struct DealtFile: Silent {
  private let file: FileReader
  private let digest: FileDigest
  /// What was read and not dealt out.
  private var held = HeldRows()
  private var size = 0
  /// Of the heading and what comes before it.
  private(set) var headingLines = 0

  private static let block = 1 << 14
  /// The most that is held. Files of which so much belongs to a few persons are not dealt out.
  private static let limit = 1 << 22

  /// Opens a file and reads its heading.
  ///
  /// - Parameter source: nil for a module that the export does not have.
  static func open<Row: ModuleRow>(_ source: Source?, _ heading: inout BladeHeading<Row>?) throws(BladeStop) -> Self? {
    guard let source else { return nil }
    var dealt = try Self(source)
    let found: BladeHeading<Row>
    do throws(Refusal) { found = try BladeHeading<Row>(try dealt.headingRecord()) } catch { throw .notInOrder }
    (dealt.held.keyColumn, dealt.held.parentColumn) = (found.keyColumn, found.parentColumn)
    heading = found
    return dealt
  }

  private init(_ source: Source) throws(BladeStop) {
    do throws(FileError) { file = try FileReader(source.path) } catch { throw .cannotRead(error) }
    digest = source.makeDigest()
    held.bytes = [UInt8](repeating: 0, count: 4 * Self.block)
    _ = try readOn()
  }

  /// The heading has to lie in the first block.
  private mutating func headingRecord() throws(Refusal) -> CSVRecord {
    var steps = CSVSteps()
    for place in 0..<held.count where try steps.take(held.bytes[place]) {
      var end = place + 1
      // The other half of a line end may come with the next block.
      if end == held.count, held.bytes[place] == UInt8(ascii: "\r") { break }
      if end < held.count, steps.skipsLineFeed(held.bytes[end]) { end += 1 }
      held.bytes.removeSubrange(..<end)
      held.count -= end
      headingLines = steps.line - 1
      return steps.record
    }
    throw Refusal(rule: .missingColumn)
  }

  /// Where the first row with an id begins after `size` bytes, and its id; at the end of the file an id above all.
  mutating func cut(after size: Int) throws(BladeStop) -> (place: Int, id: Int) {
    while true {
      if held.count > size, let last = held.lastRow(), last.place >= size { return held.firstRow(from: size, before: last) }
      guard try readOn() else { return (held.count, .max) }
    }
  }

  /// Where the first row begins whose parent's id is not below `bound`, and its own id; at the end of the file an id
  /// above all.
  mutating func cut(below bound: Int) throws(BladeStop) -> (place: Int, id: Int) {
    while true {
      if let last = held.lastRow(), last.links.parent >= bound { return held.firstRow(notBelow: bound, before: last) }
      guard try readOn() else { return (held.count, .max) }
    }
  }

  /// Deals out what is before `cut`.
  ///
  /// - Parameter spare: buffers that are not needed any more. One that is taken is taken out, or its bytes would be
  ///   copied when they are written over.
  mutating func take(_ cut: Int, _ spare: inout [[UInt8]]) -> PortionBytes {
    let rest = held.count - cut
    var other = spare.popLast() ?? []
    if other.count < rest + Self.block { other = [UInt8](repeating: 0, count: max(held.bytes.count, rest + Self.block)) }
    other.replaceSubrange(..<rest, with: held.bytes[cut..<held.count])
    swap(&held.bytes, &other)
    held.count = rest
    return PortionBytes(bytes: other, count: cut)
  }

  /// - Returns: false at the end of the file.
  private mutating func readOn() throws(BladeStop) -> Bool {
    if held.isAtEnd { return false }
    let start = held.count
    if held.bytes.count - start < Self.block {
      guard held.bytes.count < Self.limit else { throw .notInOrder }
      held.bytes += repeatElement(0, count: held.bytes.count)
    }
    let count: Int
    do throws(FileError) {
      count = try file.read(into: &held.bytes, start..<(start + Self.block))
    } catch {
      throw .cannotRead(error)
    }
    if count == 0 {
      held.isAtEnd = true
      digest.end()
      return false
    }
    digest.update(held.bytes.span.extracting(start..<(start + count)))
    held.count += count
    size += count
    if size > Source.sizeLimit { throw .notInOrder }
    return true
  }
}
