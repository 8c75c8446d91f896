import Synchronization
import TLS
@testable import Uplink

/// A sender's program and the story take turns: the program runs until it waits for an answer or a pause, or ends, and
/// the story goes on meanwhile. Never both at once, so that the same seed is the same story.
final class Turns: Sendable {
  enum Wait: Sendable {
    case answer(Crossing)
    case pause(Duration)
    case end((any Error)?)
  }
  typealias Answer = Result<HTTPSResponse, TLSError>

  private struct State {
    var isUnderWay = false
    var program: CheckedContinuation<Answer, Never>?
    var story: CheckedContinuation<Wait, Never>?
    /// Told before the story listened.
    var told: Wait?
  }
  private let state = Mutex(State())
  private static let over = Answer.failure(TLSError(.truncated, "the pause is over"))

  var isUnderWay: Bool { state.withLock { $0.isUnderWay } }

  // MARK: the story's side

  func begin(_ program: @escaping @Sendable () async throws -> Void) async -> Wait {
    state.withLock { $0.isUnderWay = true }
    Task {
      do {
        try await program()
        tell(.end(nil))
      } catch { tell(.end(error)) }
    }
    return await listen()
  }

  /// - Parameter answer: nil after a pause.
  func next(_ answer: Answer?) async -> Wait {
    let program = state.withLock { state in
      defer { state.program = nil }
      return state.program
    }
    program?.resume(returning: answer ?? Self.over)
    return await listen()
  }

  /// Hears no answer any more, whatever it still tries.
  func abandon() async {
    while isUnderWay { _ = await next(.failure(TLSError(.truncated, "the machine is gone"))) }
  }

  private func listen() async -> Wait {
    await withCheckedContinuation { story in
      let told = state.withLock { state in
        defer { state.told = nil }
        if state.told == nil { state.story = story }
        return state.told
      }
      if let told { story.resume(returning: told) }
    }
  }

  // MARK: the program's side

  func ask(_ crossing: Crossing) async -> Answer { await wait(.answer(crossing)) }

  func pause(_ pause: Duration) async { _ = await wait(.pause(pause)) }

  private func wait(_ wait: Wait) async -> Answer {
    await withCheckedContinuation { program in
      state.withLock { $0.program = program }
      tell(wait)
    }
  }

  private func tell(_ wait: Wait) {
    let story = state.withLock { state in
      defer { state.story = nil }
      if case .end = wait { state.isUnderWay = false }
      if state.story == nil { state.told = wait }
      return state.story
    }
    story?.resume(returning: wait)
  }
}
