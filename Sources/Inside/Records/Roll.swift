/// Everybody with a plan of this borough on at least one of the census days that its returns show.
public struct Roll: Equatable, Sendable, Silent {
  /// In the order of their keys: the same records give the same order, whatever file they came from.
  public let persons: [Person]
  /// Census years that the records show, ascending.
  public let censusYears: [Int]
  /// The last of `censusYears`; 0 for a roll that shows none.
  public var latestCensus: Int { censusYears.last ?? 0 }

  public init(persons: consuming [Person], censusYears: [Int]) {
    persons.sortByKeys()
    self.persons = persons
    self.censusYears = Set(censusYears).sorted()
  }
}

extension [Person] {
  /// Sorts in place, with a few bytes of each key beside: a roll may fill most of the memory there is.
  fileprivate mutating func sortByKeys() {
    if zip(self, dropFirst()).allSatisfy({ !PersonKey.inOrder($1.key, $0.key) }) { return }
    var order = KeyOrder.places(of: self)
    // The person who belongs to a place moves there, the one who stood there waits, until the ring is closed.
    // Moved in the buffer, for the array's own swap counts references up and down.
    unsafe withUnsafeMutableBufferPointer { persons in
      for start in order.indices {
        var place = start
        while Int(order[place]) != start {
          let source = Int(order[place])
          unsafe persons.swapAt(place, source)
          order[place] = UInt32(truncatingIfNeeded: place)
          place = source
        }
        order[place] = UInt32(truncatingIfNeeded: place)
      }
    }
  }
}
