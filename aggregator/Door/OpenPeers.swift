public import Logging
import NIOCore
import Synchronization

/// Open connections by the key that their peer has proven. TLS looks at a certificate once; this is for what becomes of
/// it afterwards.
public final class OpenPeers: Sendable {
  private struct State {
    var channels: [String: [ObjectIdentifier: any Channel]] = [:]
    var count = 0
  }

  private let open = Mutex(State())
  private let changed: @Sendable (_ connections: Int) -> Void

  /// - Parameter changed: hears how many connections there are, with each that comes or goes. Called one at a time, on event
  ///   loops, and must not wait.
  public init(changed: @escaping @Sendable (_ connections: Int) -> Void = { _ in }) { self.changed = changed }

  /// Hex SHA-256 of their SubjectPublicKeyInfo.
  public var keys: [String] { open.withLock { Array($0.channels.keys) } }

  /// Closes every connection of a key; whoever is being answered is cut off.
  /// - Returns: how many.
  public func close(_ key: String) -> Int {
    let channels = open.withLock { $0.channels[key].map { Array($0.values) } ?? [] }
    for channel in channels { channel.close(promise: nil) }
    return channels.count
  }

  func opened(_ key: String, _ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    open.withLock { open in
      open.channels[key, default: [:]][id] = channel
      open.count += 1
      changed(open.count)
    }
    channel.closeFuture.whenComplete { [self] _ in
      open.withLock { open in
        open.channels[key]?[id] = nil
        if open.channels[key]?.isEmpty == true { open.channels[key] = nil }
        open.count -= 1
        changed(open.count)
      }
    }
  }
}

/// Closes connections whose certificate was revoked, was replaced or has run out since they were opened. Requests on
/// them are refused at once in any case; this takes away the connection as well, within `period` and what a look takes.
public struct PeerWatch: Sendable {
  /// Well below the minute that is promised.
  public static let period: Duration = .seconds(5)

  private let peers: OpenPeers
  private let period: Duration
  private let logger: Logger
  private let ended: @Sendable (_ keys: [String]) async throws -> [String]

  /// - Parameter ended: those of the keys that may not be used any more.
  public init(
    _ peers: OpenPeers, period: Duration = period, logger: Logger,
    ended: @escaping @Sendable (_ keys: [String]) async throws -> [String]
  ) {
    (self.peers, self.period, self.logger, self.ended) = (peers, period, logger, ended)
  }

  /// Until its task is cancelled. A look that fails closes nothing: the next one comes soon, and requests are refused.
  public func run() async {
    while (try? await Task.sleep(for: period)) != nil {
      let keys = peers.keys
      guard !keys.isEmpty else { continue }
      do {
        for key in try await ended(keys) {
          // Not inside the call below: what it is given is not looked at where the log's level leaves it out.
          let closed = peers.close(key)
          logger.warning(
            "connections closed: their certificate was revoked, was replaced or has run out",
            metadata: ["connections": "\(closed)"])
        }
      } catch {
        logger.error("open connections could not be looked at", metadata: ["reason": "\(error)"])
      }
    }
  }
}
