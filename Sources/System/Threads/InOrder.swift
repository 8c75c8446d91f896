internal import CThreads
internal import Synchronization

extension Threads {
  /// Does work on each value that `next` gives, several at a time, and gives what comes of them to `take`, in the order
  /// of the values. What comes of them does not depend on `cores`.
  ///
  /// `next` and `take` are called by the caller's thread alone, so that what they touch needs no lock. That thread works
  /// as well, when there is nothing to hand out and nothing to take. At most two values more than `cores` are on
  /// their way, so that memory is bounded.
  ///
  /// - Parameters:
  ///   - cores: how many threads work, the caller's among them; at least 1.
  ///   - worker: begins a worker, once on each thread: what it makes and keeps is that thread's own.
  ///   - next: nil when there are no more.
  /// - Throws: what `next` or `take` throw. No more work is then begun; what was begun is waited for.
  public static func inOrder<Value: Sendable, Output: Sendable, Failure: Error>(
    on cores: Int = Threads.cores, worker: @escaping @Sendable () -> (Value) -> Output,
    next: () throws(Failure) -> Value?, take: (Output) throws(Failure) -> Void
  ) throws(Failure) {
    let desk = Desk<Value, Output>()
    let others = (1..<max(1, cores)).compactMap { _ in
      Begun {
        let work = worker()
        while let (place, value) = desk.waitForValue() { desk.put(work(value), at: place) }
      }
    }
    defer {
      desk.close(others.count)
      for other in others { other.wait() }
      // Each thread had memory of its own, which would stay with the process.
      if !others.isEmpty { boroughwise_trim() }
    }
    let work = worker()
    let room = max(1, cores) + 2
    var (given, taken, hasMore) = (0, 0, true)
    while true {
      if hasMore, given - taken < room {
        guard let value = try next() else {
          hasMore = false
          continue
        }
        desk.give(value, at: given)
        given += 1
      } else if taken == given {
        return
      } else if let output = desk.output(of: taken) {
        try take(output)
        taken += 1
      } else if let (place, value) = desk.value() {
        desk.put(work(value), at: place)
      } else {
        desk.waitForOutput()
      }
    }
  }
}

/// Where values wait for a worker, and what came of them for their turn.
private final class Desk<Value: Sendable, Output: Sendable>: Sendable {
  private struct State {
    /// The oldest last.
    var values: [(place: Int, value: Value)] = []
    var outputs: [Int: Output] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())
  private let values = Semaphore()
  private let outputs = Semaphore()

  func give(_ value: Value, at place: Int) {
    state.withLock { $0.values.insert((place, value), at: 0) }
    values.signal()
  }

  /// No more work is begun.
  func close(_ workers: Int) {
    state.withLock { state in
      state.isClosed = true
      state.values = []
    }
    for _ in 0..<workers { values.signal() }
  }

  /// Nil where none waits.
  func value() -> (place: Int, value: Value)? { state.withLock { $0.values.popLast() } }

  /// Nil once the desk is closed.
  func waitForValue() -> (place: Int, value: Value)? {
    while true {
      values.wait()
      if let value = value() { return value }
      // The caller's thread may have taken what was signalled.
      if state.withLock({ $0.isClosed }) { return nil }
    }
  }

  func put(_ output: Output, at place: Int) {
    state.withLock { $0.outputs[place] = output }
    outputs.signal()
  }

  func output(of place: Int) -> Output? { state.withLock { $0.outputs.removeValue(forKey: place) } }

  /// Until there was one more than at the last call.
  func waitForOutput() { outputs.wait() }
}
