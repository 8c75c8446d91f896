import Pooling
import Synchronization

/// What messages were found to say when they were judged, so that the next one of a borough can be held against it without
/// reading it again. A message is named by its hash, so nothing here can be out of date; the store says which one counts.
final class Measures: Sendable {
  private struct Known {
    let sha256: String
    /// Nil where the message says nothing that a later one could be held against.
    let measure: ReleaseMeasure?
  }

  /// Of each borough: the one that counts, and one that came after it and may count.
  private static let most = 2

  private let known = Mutex<[String: [Known]]>([:])

  /// - Parameter other: makes the measure of a message that is not known here.
  func measure(
    of sha256: String, borough: String, else other: (_ sha256: String) throws -> ReleaseMeasure?
  ) throws -> ReleaseMeasure? {
    if let known = known.withLock({ $0[borough]?.first { $0.sha256 == sha256 } }) { return known.measure }
    let measure = try other(sha256)
    keep(measure, of: sha256, borough: borough)
    return measure
  }

  /// - Parameter borough: an authenticated one, so there are few.
  func keep(_ measure: ReleaseMeasure?, of sha256: String, borough: String) {
    known.withLock { known in
      let others = known[borough, default: []].filter { $0.sha256 != sha256 }
      known[borough] = others.suffix(Self.most - 1) + [Known(sha256: sha256, measure: measure)]
    }
  }
}
