import Synchronization
import Testing

@testable import aggregator

/// Simulations for readers: never two at once, few in the queue, nothing twice.
@Suite struct DeskTests {
  /// Counts what is made, and holds it until it is let go.
  private final class Work: Sendable {
    private let state = Mutex((now: 0, most: 0, made: [Int](), isHeld: true, changes: 0))
    let refused = Atomic(0)
    var most: Int { state.withLock { $0.most } }
    var made: [Int] { state.withLock { $0.made } }
    var changes: Int { state.withLock { $0.changes } }
    func letGo() { state.withLock { $0.isHeld = false } }
    func change() { state.withLock { $0.changes += 1 } }

    func make(_ question: Int) async throws -> Int {
      state.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
        state.made.append(question)
      }
      defer { state.withLock { $0.now -= 1 } }
      while state.withLock({ $0.isHeld }) { try await Task.sleep(for: .milliseconds(1)) }
      if question < 0 { throw Failure() }
      return question * 10
    }
  }
  private struct Failure: Error {}

  private func desk(_ work: Work) -> Desk<Int, Int> {
    Desk(mostWaiting: 3, mostKept: 4) { work.changes } make: { try await work.make($0) }
  }

  @Test func manyWhoAskMakeOneAtATimeAndTheRestIsToldToWait() async throws {
    let work = Work()
    let desk = desk(work)
    let answers = await withTaskGroup(of: Result<Int, any Error>.self) { group in
      for reader in 0..<40 {
        group.addTask {
          do { return .success(try await desk.answer(reader % 8)) } catch {
            work.refused.add(1, ordering: .relaxed)
            return .failure(error)
          }
        }
      }
      group.addTask {
        // The others are told while the work is held; should they not be, the test goes on and says so.
        for _ in 0..<30_000 where work.refused.load(ordering: .relaxed) < 25 { try? await Task.sleep(for: .milliseconds(1)) }
        work.letGo()
        return .success(-1)
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let told = answers.compactMap { try? $0.get() }.filter { $0 >= 0 }
    // Three questions were taken, each for the five who asked it; the others were told at once.
    #expect(work.most == 1 && work.made.count == 3 && Set(work.made).count == 3)
    #expect(told.count == 15 && Set(told) == Set(work.made.map { $0 * 10 }))
    #expect(answers.count { if case .failure(let error) = $0 { error is Desk<Int, Int>.Busy } else { false } } == 25)
    #expect(try await desk.answer(99) == 990, "there is room again")
  }

  @Test func answersAreKeptUntilSomethingChangesAndNoMoreThanSoMany() async throws {
    let work = Work()
    work.letGo()
    let desk = desk(work)
    for question in [1, 2, 1, 3, 4, 1, 5, 1] { #expect(try await desk.answer(question) == question * 10) }
    #expect(work.made == [1, 2, 3, 4, 5], "the one asked again and again stays")
    _ = try await desk.answer(2)
    #expect(work.made.last == 2, "the longest unasked went")
    work.change()
    _ = try await desk.answer(1)
    #expect(work.made.suffix(1) == [1])
  }

  @Test func aFailureIsToldAndNotKept() async throws {
    let work = Work()
    work.letGo()
    let desk = desk(work)
    for _ in 0..<5 { await #expect(throws: Failure.self) { try await desk.answer(-7) } }
    #expect(work.made == [-7, -7, -7, -7, -7])
    #expect(try await desk.answer(7) == 70)
  }
}
