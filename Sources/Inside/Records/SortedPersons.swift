/// Persons in the order of their keys.
public struct SortedPersons: Sendable, Silent {
  public let persons: [Person]

  public init(_ persons: consuming [Person]) {
    persons.sortByKeys()
    self.persons = persons
  }

  /// A long list, made and sorted by several threads, in no more memory than it fills.
  ///
  /// - Parameters:
  ///   - counts: how many persons each drawer gets at most.
  ///   - fill: puts all persons into drawers. All keys in one drawer come before all in the next, or else the whole list is
  ///     sorted once more.
  public init(drawers counts: [Int], threads: Int, fill: (PersonDrawers) -> Void) {
    var isInOrder = true
    var persons = unsafe [Person](unsafeUninitializedCapacity: counts.reduce(0, +)) { room, count in
      let drawers = unsafe PersonDrawers(room, counts)
      fill(drawers)
      (count, isInOrder) = drawers.close(threads)
    }
    if !isInOrder { persons.sortByKeys() }
    self.persons = persons
  }
}

extension [Person] {
  fileprivate mutating func sortByKeys() {
    if zip(self, dropFirst()).allSatisfy({ !PersonKey.inOrder($1.key, $0.key) }) { return }
    unsafe withUnsafeMutableBufferPointer { unsafe $0.sortByKeys() }
  }
}

extension UnsafeMutableBufferPointer<Person> {
  /// Unsafe by need: an array's own swap counts references, and several threads sort parts of one list.
  func sortByKeys() {
    guard let first = baseAddress, count > 1 else { return }
    var order = unsafe KeyOrder(map(\.key.prefix)) { unsafe self[Int($0)].key }
    // The person who belongs to a place moves there, into the gap that another left, until the ring is closed.
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
