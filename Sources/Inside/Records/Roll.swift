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
  /// Sorts in place, with a few bytes of each key beside: a roll may fill most of the memory there is.
  fileprivate mutating func sortByKeys() {
    if zip(self, dropFirst()).allSatisfy({ !PersonKey.inOrder($1.key, $0.key) }) { return }
    var order: [(prefix: UInt64, index: UInt32)] = []
    order.reserveCapacity(count)
    for index in indices { order.append((self[index].key.prefix, UInt32(truncatingIfNeeded: index))) }
    order.sort { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let (first, second) = (self[Int(a.index)].key, self[Int(b.index)].key)
      if PersonKey.inOrder(first, second) { return true }
      return !PersonKey.inOrder(second, first) && a.index < b.index
    }
    // The person who belongs to a place moves there, the one who stood there waits, until the ring is closed.
    // Moved in the buffer, for the array's own swap counts references up and down.
    unsafe withUnsafeMutableBufferPointer { persons in
      for start in order.indices {
        var place = start
        while Int(order[place].index) != start {
          let source = Int(order[place].index)
          unsafe persons.swapAt(place, source)
          order[place].index = UInt32(truncatingIfNeeded: place)
          place = source
        }
        order[place].index = UInt32(truncatingIfNeeded: place)
      }
    }
  }
}
