internal import Synchronization
internal import Threads

/// A long list of persons while it is made: each goes at once to its drawer, where it stays near its like, so that a drawer
/// is sorted where it lies near the processor. Memory is touched only as drawers fill.
///
/// Unsafe by need: threads fill one array. Each place is given out once, under a lock, and nobody reads before all have
/// ended.
@safe
public final class PersonDrawers: Sendable, Silent {
  private nonisolated(unsafe) let room: UnsafeMutableBufferPointer<Person>
  /// Where each drawer begins; one more than there are drawers.
  private let starts: [Int]
  /// The first free place of each.
  private let free: Mutex<[Int]>

  /// - Parameter room: uninitialised, of as many persons as `counts` come to.
  init(_ room: UnsafeMutableBufferPointer<Person>, _ counts: [Int]) {
    unsafe self.room = unsafe room
    var starts = [0]
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    self.starts = starts
    free = Mutex(starts)
  }

  /// Puts persons into drawers. May be called by several threads, as long as the list is being filled.
  ///
  /// - Parameter drawers: of each person. None gets more than was said.
  public func add(_ persons: [Person], _ drawers: [Int]) {
    precondition(persons.count == drawers.count, "a drawer for each")
    let places = free.withLock { free in
      drawers.map { drawer in
        let place = free[drawer]
        precondition(place < starts[drawer + 1], "the drawer is full")
        free[drawer] = place + 1
        return place
      }
    }
    for (index, place) in places.enumerated() { unsafe room.initializeElement(at: place, to: persons[index]) }
  }

  /// Sorts each drawer, and closes the gaps that were left between them.
  ///
  /// - Returns: how many there are, and whether all are in order.
  func close(_ threads: Int) -> (count: Int, isInOrder: Bool) {
    let ends = free.withLock { $0 }
    let drawers = starts.indices.dropLast().map { starts[$0]..<ends[$0] }.filter { !$0.isEmpty }
    _ = Threads.each(drawers.count, on: threads) { [self] index in
      unsafe UnsafeMutableBufferPointer(rebasing: room[drawers[index]]).sortByKeys()
    }
    var (count, isInOrder) = (0, true)
    for drawer in drawers {
      if count > 0, unsafe PersonKey.inOrder(room[drawer.lowerBound].key, room[count - 1].key) { isInOrder = false }
      if count < drawer.lowerBound, let first = unsafe room.baseAddress {
        unsafe (first + count).moveInitialize(from: first + drawer.lowerBound, count: drawer.count)
      }
      count += drawer.count
    }
    return (count, isInOrder)
  }
}
