internal import Records

/// The bytes of some rows of a Blade file, looked at here and there: which rows there are, and where one begins.
///
/// It takes each line for a row. Where that is wrong, so is what it says.
struct HeldRows: Silent {
  var bytes: [UInt8] = []
  /// How many of them count.
  var count = 0
  /// The file ends with them.
  var isAtEnd = false
  var keyColumn = 0
  /// Nil for a module that has no parent.
  var parentColumn: Int?

  private static var lineFeed: UInt8 { UInt8(ascii: "\n") }

  /// The last row that has ended and has ids.
  func lastRow() -> (place: Int, links: RowLinks)? {
    var end = isAtEnd ? count : lineStart(of: count)
    while end > 0 {
      let start = lineStart(of: end - 1)
      if let links = links(at: start) { return (start, links) }
      end = start
    }
    return nil
  }

  /// Where the first row with an id begins behind `place`, and its id. There is one: `last`.
  func firstRow(from place: Int, before last: (place: Int, links: RowLinks)) -> (place: Int, id: Int) {
    var start = lineEnd(from: place - 1)
    while start < last.place {
      if let links = links(at: start) { return (start, links.id) }
      start = lineEnd(from: start)
    }
    return (last.place, last.links.id)
  }

  /// Where the first row begins whose parent's id is not below `bound`, and its own id. There is one: `last`.
  func firstRow(notBelow bound: Int, before last: (place: Int, links: RowLinks)) -> (place: Int, id: Int) {
    var (low, high, id) = (0, last.place, last.links.id)
    while low < high {
      let start = lineStart(of: (low + high) / 2)
      // A line without ids may lie on either side.
      var (place, found) = (start, links(at: start))
      while place < high, found == nil {
        place = lineEnd(from: place)
        found = links(at: place)
      }
      if place < high, let found, found.parent < bound {
        low = lineEnd(from: place)
      } else {
        if place < high, let found { id = found.id }
        high = start
      }
    }
    return (high, id)
  }

  /// Behind the last line feed before `place`.
  private func lineStart(of place: Int) -> Int {
    var start = place
    while start > 0, bytes[start - 1] != Self.lineFeed { start -= 1 }
    return start
  }

  /// Behind the next line feed.
  private func lineEnd(from place: Int) -> Int {
    var end = place
    while end < count, bytes[end] != Self.lineFeed { end += 1 }
    return min(end + 1, count)
  }

  /// Nil where one of the ids is not written as a number is.
  private func links(at start: Int) -> RowLinks? {
    var links = RowLinks()
    var (column, first, place, isQuoted) = (0, start, start, false)
    while column <= max(keyColumn, parentColumn ?? 0) {
      let byte = place < count ? bytes[place] : Self.lineFeed
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      let isEnd = byte == Self.lineFeed || byte == UInt8(ascii: "\r")
      place += 1
      guard isEnd || byte == UInt8(ascii: ",") && !isQuoted else { continue }
      if column == keyColumn || column == parentColumn {
        guard let number = number(first..<(place - 1)) else { return nil }
        if column == keyColumn { links.id = number } else { links.parent = number }
      }
      (column, first) = (isEnd ? .max : column + 1, place)
    }
    return links.id > 0 && (links.parent > 0 || parentColumn == nil) ? links : nil
  }

  private func number(_ field: Range<Int>) -> Int? {
    let isQuoted = field.count > 1 && bytes[field.lowerBound] == UInt8(ascii: "\"")
    let text = isQuoted ? (field.lowerBound + 1)..<(field.upperBound - 1) : field
    return bytes.span.extracting(text).plainNumber
  }
}
