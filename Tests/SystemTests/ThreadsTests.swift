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

  @Test func thereIsACore() { #expect(Threads.cores >= 1) }
}
