import NIOCore
import TLS

/// A TLS server that answers whatever it is asked with the same bytes, or with their beginning, in pieces.
struct CutServer: Sendable {
  let context: TLSContext
  let answer: [UInt8]
  /// Bytes in one TLS record.
  let piece: Int
  /// How it ends: in order, or as a cable that is pulled.
  let saysGoodbye: Bool

  /// Runs `body` with the server on a free loopback port.
  func run<Result: Sendable>(_ body: @Sendable (_ port: Int) async throws -> Result) async throws -> Result {
    try await withListener({ channel in
      let wire = Wire()
      try channel.pipeline.syncOperations.addHandlers([wire, TLSHandler(context, serverName: nil), Answer(self, wire)])
    }, body)
  }
}

/// Below TLS, where a connection can be closed without TLS's knowledge.
private final class Wire: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private var context: ChannelHandlerContext?

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }
  func pull() { context?.close(promise: nil) }
}

private final class Answer: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  private let server: CutServer
  private let wire: Wire
  private var asked: [UInt8] = []

  init(_ server: CutServer, _ wire: Wire) { (self.server, self.wire) = (server, wire) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    asked += unwrapInboundIn(data).readableBytesView
    guard asked.suffix(4) == Array("\r\n\r\n".utf8)[...] else { return }
    var rest = server.answer[...]
    while !rest.isEmpty {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: rest.prefix(server.piece))), promise: nil)
      rest = rest.dropFirst(server.piece)
    }
    if server.saysGoodbye { context.close(promise: nil) } else { wire.pull() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { wire.pull() }
}
