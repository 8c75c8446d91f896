internal import Threads

/// The order of persons by their keys; those of one key stay as they stood.
enum KeyOrder {
  private typealias Entry = (prefix: UInt64, place: UInt32)

  /// Fewer are sorted before another thread has begun.
  private static let many = 1 << 15

  /// Two halves are sorted beside each other and merged.
  ///
  /// - Returns: places in `persons`.
  static func places(of persons: [Person]) -> [UInt32] {
    let middle = persons.count / 2
    let halves = Threads.each(2, on: persons.count > many ? Threads.cores : 1) { half in
      sorted(half == 0 ? 0..<middle : middle..<persons.count, persons)
    }
    let (first, second) = (halves[0], halves[1])
    var places: [UInt32] = []
    places.reserveCapacity(persons.count)
    var (left, right) = (0, 0)
    while left < first.count, right < second.count {
      if isBefore(second[right], first[left], persons) {
        places.append(second[right].place)
        right += 1
      } else {
        places.append(first[left].place)
        left += 1
      }
    }
    while left < first.count {
      places.append(first[left].place)
      left += 1
    }
    while right < second.count {
      places.append(second[right].place)
      right += 1
    }
    return places
  }

  private static func sorted(_ range: Range<Int>, _ persons: [Person]) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(range.count)
    for place in range { entries.append((persons[place].key.prefix, UInt32(truncatingIfNeeded: place))) }
    entries.sort { isBefore($0, $1, persons) }
    return entries
  }

  private static func isBefore(_ a: Entry, _ b: Entry, _ persons: [Person]) -> Bool {
    if a.prefix != b.prefix { return a.prefix < b.prefix }
    let (first, second) = (persons[Int(a.place)].key, persons[Int(b.place)].key)
    if PersonKey.inOrder(first, second) { return true }
    return !PersonKey.inOrder(second, first) && a.place < b.place
  }
}
