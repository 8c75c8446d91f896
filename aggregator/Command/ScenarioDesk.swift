internal import ForecastTables
internal import Forecasting
internal import Pooling
internal import Threads
internal import Views

/// What is simulated for a reader: nothing else about a request decides the figures.
struct ScenarioQuestion: Sendable, Hashable {
  /// Files of the scenarios, in their order: these decide every number.
  private let texts: [String]
  let scenarios: [Scenario]
  let reference: Int
  let area: String

  init(_ scenarios: [Scenario], against reference: Int, area: String) {
    (self.scenarios, self.reference, self.area) = (scenarios, reference, area)
    texts = scenarios.map(\.text)
  }

  static func == (one: ScenarioQuestion, other: ScenarioQuestion) -> Bool {
    one.texts == other.texts && one.reference == other.reference && one.area == other.area
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(texts)
    hasher.combine(reference)
    hasher.combine(area)
  }
}

/// Scenarios that were compared, as page and file show them. The futures behind them are let go.
struct ComparedScenarios: Sendable {
  let figures: ComparedFigures
  let csv: String

  init(
    _ pool: ReleasedPool, _ question: ScenarioQuestion, _ settings: SimulationSettings, isRehearsal: Bool
  ) throws(PoolingError) {
    var settings = settings
    // Boroughs that send meanwhile have a core for themselves, where there are two.
    settings.cores = max(1, Threads.cores - 1)
    let report = try pool.report(
      question.scenarios, against: question.reference, area: question.area, lastYear: pool.lastYear, settings: settings,
      isRehearsal: isRehearsal)
    figures = ComparedFigures(report, columns: ScenarioPage.columns)
    csv = report.csv()
  }
}

/// Answers readers' questions by simulating, which takes seconds on a hub that serves boroughs as well: one at a time, few
/// that wait, the same question once for all who ask it, and the latest answers kept until a message or decision comes.
actor Desk<Question: Hashable & Sendable, Answer: Sendable> {
  /// Too many wait already.
  struct Busy: Error {}

  private let changes: @Sendable () async throws -> Int
  private let make: @Sendable (Question) async throws -> Answer
  private let mostWaiting: Int
  private let mostKept: Int
  private var count = -1
  /// The latest asked last.
  private var kept: [(question: Question, answer: Task<Answer, any Error>)] = []
  private var waiting = 0
  private var last: Task<Void, Never>?

  /// - Parameters:
  ///   - mostWaiting: questions that wait or are being answered.
  ///   - mostKept: answers; more than `mostWaiting`.
  ///   - changes: a count that grows when answers are not true any more.
  ///   - make: called for one question at a time.
  init(
    mostWaiting: Int = 4, mostKept: Int = 12, changes: @escaping @Sendable () async throws -> Int,
    make: @escaping @Sendable (Question) async throws -> Answer
  ) {
    (self.mostWaiting, self.mostKept, self.changes, self.make) = (mostWaiting, mostKept, changes, make)
  }

  /// - Throws: `Busy`, or what `make` throws.
  func answer(_ question: Question) async throws -> Answer {
    let now = try await changes()
    // No `await` from here to where the task is kept: two callers can't both begin one.
    if now > count { (count, kept) = (now, []) }
    if let place = kept.firstIndex(where: { $0.question == question }) {
      let known = kept.remove(at: place)
      kept.append(known)
      return try await known.answer.value
    }
    guard waiting < mostWaiting else { throw Busy() }
    waiting += 1
    let before = last
    let answer = Task.detached { [make] in
      await before?.value
      return try await make(question)
    }
    kept.append((question, answer))
    if kept.count > mostKept { kept.removeFirst() }
    last = Task.detached { _ = await answer.result }
    let result = await answer.result
    waiting -= 1
    if case .failure = result { kept.removeAll { $0.answer == answer } }
    return try result.get()
  }
}

typealias ScenarioDesk = Desk<ScenarioQuestion, ComparedScenarios>
