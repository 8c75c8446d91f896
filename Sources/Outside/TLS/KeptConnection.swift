internal import NIOCore
internal import Synchronization

/// A connection between two requests: at most one, and for a short time. Whoever asks takes it out, so that no two
/// requests are under way over one.
final class KeptConnection: Sendable {
  private struct Kept {
    let channel: any Channel
    let until: NIODeadline
  }

  /// Requests of a run follow each other at once. After a pause a new connection is the surer way: one that a firewall has
  /// forgotten in between would cost the time limit.
  private static let idle: TimeAmount = .seconds(5)

  private let kept = Mutex<Kept?>(nil)

  deinit { close() }

  func close() {
    let last = kept.withLock { kept in
      defer { kept = nil }
      return kept
    }
    last?.channel.close(promise: nil)
  }

  func keep(_ channel: any Channel) {
    close()
    kept.withLock { $0 = Kept(channel: channel, until: .now() + Self.idle) }
  }

  /// Nil where there is none, or it has waited too long.
  func take() -> (any Channel)? {
    let taken = kept.withLock { kept in
      defer { kept = nil }
      return kept
    }
    guard let taken else { return nil }
    if taken.channel.isActive, .now() < taken.until { return taken.channel }
    taken.channel.close(promise: nil)
    return nil
  }
}
