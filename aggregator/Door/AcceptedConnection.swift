import HummingbirdCore
import NIOCore

extension HTTP1Channel.Value {
  /// Keeps the connection's writer until the connection is closed.
  ///
  /// A connection that is accepted while the server stops is served by nobody: NIO drops what was accepted and not yet
  /// taken up, and its writer ends the whole program when it goes without having been finished (swift-nio issue 2637).
  /// Closing finishes it. Whoever is served by nobody is closed by the limits of `DoorLimits`, or with the event loop.
  func keepUntilClosed() {
    channel.closeFuture.whenComplete { _ in withExtendedLifetime(self) {} }
  }
}
