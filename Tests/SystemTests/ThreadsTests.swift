import Synchronization
import Testing
import Threads

/// Work on several cores gives what work on one gives.
@Suite struct ThreadsTests {
  @Test(arguments: [0, 1, 2, 3, 1000], [1, 2, 7])
  func everyPlaceIsDoneOnceAndComesBackInOrder(count: Int, cores: Int) {
    let calls = Atomic(0)
    let squares = Threads.each(count, on: cores) { place in
      calls.add(1, ordering: .relaxed)
      return place * place
    }
    #expect(squares == (0..<count).map { $0 * $0 } && calls.load(ordering: .relaxed) == count)
  }

  /// Two places that wait for each other end only if both are worked on at the same time.
  @Test(.timeLimit(.minutes(1))) func twoPlacesRunBesideEachOther() {
    let here = Atomic(0)
    let met = Threads.each(2, on: 2) { _ in
      here.add(1, ordering: .sequentiallyConsistent)
      while here.load(ordering: .sequentiallyConsistent) < 2 {}
      return true
    }
    #expect(met == [true, true])
  }

  // Values in a row

  private struct Stopped: Error {}

  @Test(arguments: [0, 1, 3, 1000], [1, 2, 7])
  func valuesAreWorkedOnOnceAndComeBackInOrder(count: Int, cores: Int) {
    var (given, taken, most) = (0, [Int](), 0)
    Threads.inOrder(on: cores) {
      { value in value * value }
    } next: { () -> Int? in
      guard given < count else { return nil }
      given += 1
      most = max(most, given - taken.count)
      return given - 1
    } take: {
      taken.append($0)
    }
    #expect(taken == (0..<count).map { $0 * $0 } && most <= cores + 2)
  }

  @Test(.timeLimit(.minutes(1))) func twoValuesAreWorkedOnBesideEachOther() {
    let here = Atomic(0)
    var (given, taken) = (0, 0)
    Threads.inOrder(on: 2) {
      { (_: Int) in
        here.add(1, ordering: .sequentiallyConsistent)
        while here.load(ordering: .sequentiallyConsistent) < 2 {}
        return true
      }
    } next: { () -> Int? in
      given += 1
      return given <= 2 ? given : nil
    } take: { (_: Bool) in
      taken += 1
    }
    #expect(taken == 2)
  }

  @Test(arguments: [1, 2, 4]) func whatStopsTheCallerEndsTheWork(cores: Int) {
    for stop in [0, 1, 5, 40] {
      let done = Atomic(0)
      var (given, taken) = (0, 0)
      #expect(throws: Stopped.self) {
        try Threads.inOrder(on: cores) {
          { (value: Int) in
            done.add(1, ordering: .relaxed)
            return value
          }
        } next: { () throws(Stopped) -> Int? in
          if stop == 40, given == 40 { throw Stopped() }
          given += 1
          return given
        } take: { (_: Int) throws(Stopped) in
          if taken == stop { throw Stopped() }
          taken += 1
        }
      }
      let after = done.load(ordering: .relaxed)
      #expect(after <= given && given <= stop + cores + 2)
    }
  }

  @Test func thereIsACore() { #expect(Threads.cores >= 1) }
}
