import NIOCore

/// Stands above TLS until the first bytes of a request are there, and only then has the handlers for HTTP set up: who
/// shows a certificate and says nothing costs no more than the handshake.
final class FirstBytes: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let deadline: NIODeadline
  private let came: () -> Void
  private let stayedAway: (any Error) -> Void
  private var isOver = false
  private var reason: any Error = ChannelError.ioOnClosedChannel
  private var timer: Scheduled<Void>?

  /// - Parameters:
  ///   - deadline: when a connection is closed over which nothing came.
  ///   - came: adds what reads the bytes, above; or `stayedAway`, with the reason: exactly one of them is called.
  init(deadline: NIODeadline, came: @escaping () -> Void, stayedAway: @escaping (any Error) -> Void) {
    (self.deadline, self.came, self.stayedAway) = (deadline, came, stayedAway)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { context.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  private func end() {
    timer?.cancel()
    guard !isOver else { return }
    isOver = true
    stayedAway(reason)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !isOver {
      isOver = true
      timer?.cancel()
      came()
    }
    context.fireChannelRead(data)
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }

  /// TLS closes the channel itself.
  func errorCaught(context: ChannelHandlerContext, error: any Error) { reason = error }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    let isEnd = (event as? ChannelEvent) == .inputClosed || event is ChannelShouldQuiesceEvent
    if isEnd { context.close(promise: nil) } else { context.fireUserInboundEventTriggered(event) }
  }
}
