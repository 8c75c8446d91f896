import Foundation
import Synchronization

/// Runs estates on all processors.
final class Stories: Sendable {
  private let fixture: EstateFixture
  private let bug: PlantedBug?
  private let folder: String
  private let next = Atomic(0)
  private let found = Mutex<(failures: [UInt64: [String]], counts: [String: Int])>(([:], [:]))

  init(bug: PlantedBug?) async throws {
    fixture = try await EstateFixture.shared.value
    self.bug = bug
    let memory = "/dev/shm"
    let base = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    folder = "\(base)/boroughwise-estate-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var failures: [UInt64: [String]] { found.withLock { $0.failures } }
  var counts: [String: Int] { found.withLock { $0.counts } }
  /// How many stories were told, as far as all workers are done.
  var told: Int { counts["stories", default: 0] }
  var text: String {
    failures.sorted { $0.key < $1.key }.prefix(5).map { "\($0.key): \($0.value.joined(separator: "; "))" }
      .joined(separator: "\n")
  }

  /// - Parameter failing: ends when so many stories have gone wrong.
  func run(_ seeds: ClosedRange<Int>, failing: Int) async throws {
    next.store(seeds.lowerBound, ordering: .relaxed)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<min(7, ProcessInfo.processInfo.activeProcessorCount) {
        group.addTask { [self] in
          while true {
            let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard seed <= seeds.upperBound, failures.count < failing else { return }
            let estate = try await play(UInt64(seed), worker: worker, tells: false)
            found.withLock { found in
              found.counts.merge(estate.counts, uniquingKeysWith: +)
              found.counts["stories", default: 0] += 1
              if !estate.violations.isEmpty { found.failures[UInt64(seed)] = estate.violations }
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  func tell(_ seed: UInt64) async throws -> (story: [String], violations: [String]) {
    let estate = try await play(seed, worker: 0, tells: true)
    // The same in each process.
    return (estate.story.map { $0.replacing(folder, with: "") }, estate.violations)
  }

  private func play(
    _ seed: UInt64, worker: Int, tells: Bool
  ) async throws -> (violations: [String], story: [String], counts: [String: Int]) {
    let own = "\(folder)/\(worker)"
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: own) }
    do {
      let estate = try Estate(fixture, seed: seed, bug: bug, folder: own, firstDisk: worker * 64, tells: tells)
      _ = try await estate.run()
      return (estate.audit.violations, estate.audit.story, estate.audit.counts)
    } catch {
      return (["the story broke off: \(error)"], [], [:])
    }
  }
}
