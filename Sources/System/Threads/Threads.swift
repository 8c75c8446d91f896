// Threads: work beside each other, on as many cores as there are, without a pool that outlives it.
//
// May assume: Linux's pthreads.
// Never: leaves a thread running when a call returns. Threads are begun by the caller's, so they inherit what its sandbox
// took away; threads of a pool that was there before would not be held by Landlock.

internal import Glibc
internal import Synchronization

public enum Threads {
  /// Cores of this machine, at least 1.
  public static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Does `work` for each place in `0..<count`, several at a time, and waits for all. Where the system gives no thread,
  /// the caller's does the work.
  ///
  /// - Parameters:
  ///   - cores: how many threads work, the caller's among them; at least 1. The result does not depend on it.
  ///   - work: does not depend on the order of the calls.
  /// - Returns: one value for each place, in their order.
  public static func each<Value: Sendable>(
    _ count: Int, on cores: Int = Threads.cores, _ work: @escaping @Sendable (Int) -> Value
  ) -> [Value] {
    let shared = Shared<Value>(count)
    let turns: @Sendable () -> Void = {
      while let place = shared.take() { shared.put(work(place), at: place) }
    }
    let others = (1..<max(1, min(cores, count))).compactMap { _ in Begun(turns) }
    turns()
    for other in others { other.wait() }
    return shared.values()
  }
}

/// Which places are taken, and what has come of them.
private final class Shared<Value: Sendable>: Sendable {
  private let count: Int
  private let next = Atomic(0)
  private let done: Mutex<[Value?]>

  init(_ count: Int) {
    self.count = count
    done = Mutex(Array(repeating: nil, count: count))
  }

  func take() -> Int? {
    let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return place < count ? place : nil
  }

  func put(_ value: Value, at place: Int) { done.withLock { $0[place] = value } }

  func values() -> [Value] { done.withLock { $0.compactMap(\.self) } }
}
