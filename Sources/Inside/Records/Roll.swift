/// Everybody with a plan of this borough on at least one of the census days or quarter days that its returns show.
public struct Roll: Equatable, Sendable, Silent {
  /// In the order of their keys: the same records give the same order, whatever file they came from.
  public let persons: [Person]
  /// Census years that the records show, ascending.
  public let censusYears: [Int]
  /// The last of `censusYears`; 0 for a roll that shows none.
  public var latestCensus: Int { censusYears.last ?? 0 }
  /// Census years whose quarter days the records show, ascending: those of the returns made for them.
  public let quarterYears: [Int]

  public init(persons: consuming [Person], censusYears: [Int], quarterYears: [Int] = []) {
    persons.sortByKeys()
    self.persons = persons
    self.censusYears = Set(censusYears).sorted()
    let last = quarterYears.max() ?? 0
    self.quarterYears = Set(quarterYears.filter { $0 > last - HeldQuarters.years }).sorted()
  }
}

extension [Person] {
  /// Where there are more, the list does not stay near the processor while it is sorted.
  private static var few: Int { 1 << 13 }

  fileprivate mutating func sortByKeys() {
    if zip(self, dropFirst()).allSatisfy({ !PersonKey.inOrder($1.key, $0.key) }) { return }
    guard count > Self.few else { return sort(indices) }
    // Into drawers first, front to back, so that memory is gone through in order, not from person to person.
    for drawer in putIntoDrawers() where drawer.count > 1 { sort(drawer) }
  }

  /// - Returns: where each drawer lies. All in one come before all in the next.
  private mutating func putIntoDrawers() -> [Range<Int>] {
    let prefixes = map(\.key.prefix)
    let bits = LeadingBits(prefixes, most: 10)
    var drawers = prefixes.map { UInt16(truncatingIfNeeded: bits.of($0)) }
    var ends = [Int](repeating: 0, count: bits.count)
    for drawer in drawers { ends[Int(drawer)] += 1 }
    var total = 0
    for drawer in ends.indices {
      total += ends[drawer]
      ends[drawer] = total
    }
    let ranges = ends.indices.map { ($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0] }
    var free = ranges.map(\.lowerBound)
    // Each goes to the first free place of its drawer. In the buffer, for the array's own swap counts references.
    unsafe withUnsafeMutableBufferPointer { persons in
      for (drawer, range) in ranges.enumerated() {
        while free[drawer] < range.upperBound {
          let place = free[drawer]
          let wanted = Int(drawers[place])
          if wanted != drawer {
            unsafe persons.swapAt(place, free[wanted])
            drawers.swapAt(place, free[wanted])
          }
          free[wanted] += 1
        }
      }
    }
    return ranges
  }

  /// Sorts a part of the list.
  private mutating func sort(_ part: Range<Int>) {
    var order = KeyOrder(self, part)
    // The person who belongs to a place moves there, into the gap that another left, until the ring is closed. Moved in
    // the buffer, as above.
    unsafe withUnsafeMutableBufferPointer { persons in
      guard let first = unsafe UnsafeMutableBufferPointer(rebasing: persons[part]).baseAddress else { return }
      for start in order.places.indices where order.places[start] != start {
        let held = unsafe (first + start).move()
        var gap = start
        while order.places[gap] != start {
          let source = Int(order.places[gap])
          unsafe (first + gap).moveInitialize(from: first + source, count: 1)
          order.places[gap] = UInt32(truncatingIfNeeded: gap)
          gap = source
        }
        unsafe (first + gap).initialize(to: held)
        order.places[gap] = UInt32(truncatingIfNeeded: gap)
      }
    }
  }
}
