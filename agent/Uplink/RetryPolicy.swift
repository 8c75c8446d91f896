/// How often, and after which pauses, the same bytes are sent again.
///
/// The pause doubles from `firstPause` to `longestPause` and is then scattered between half and one and a half times
/// itself, so that 33 boroughs do not come back in step.
public struct RetryPolicy: Sendable {
  /// At least 1: the first try counts.
  public let attempts: Int
  let firstPause: Duration
  let longestPause: Duration
  /// Thousandths of a pause, 500 to 1500.
  let scatter: @Sendable () -> Int
  let sleep: @Sendable (Duration) async -> Void

  /// - Parameters:
  ///   - sleep: replaced in tests.
  ///   - scatter: thousandths of a pause, 500 to 1500; replaced in tests, too.
  public init(
    attempts: Int, firstPause: Duration = .seconds(1), longestPause: Duration = .seconds(60),
    sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
    scatter: @escaping @Sendable () -> Int = { Int.random(in: 500...1500) }
  ) {
    self.attempts = max(1, attempts)
    self.firstPause = firstPause
    self.longestPause = longestPause
    self.scatter = scatter
    self.sleep = sleep
  }

  /// At least as long as the hub has asked for.
  func pause(after attempt: Int, _ error: UplinkError) -> Duration {
    let doubled = firstPause * (1 << min(attempt - 1, 20))
    let own = min(doubled, longestPause) * scatter() / 1000
    if case .askedToWait(let seconds) = error { return max(own, .seconds(seconds)) }
    return own
  }

  /// Runs `body` until it succeeds, fails for good, or the attempts are used up. Then throws its last error.
  func run<Value>(
    onRetry: (UplinkError, _ pause: Duration) -> Void, _ body: () async throws(UplinkError) -> Value
  ) async throws(UplinkError) -> Value {
    var attempt = 1
    while true {
      do {
        return try await body()
      } catch {
        guard error.isPassing, attempt < attempts else { throw error }
        let pause = pause(after: attempt, error)
        onRetry(error, pause)
        await sleep(pause)
        attempt += 1
      }
    }
  }
}
