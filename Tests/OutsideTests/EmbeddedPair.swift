import NIOCore
import NIOEmbedded
import NIOTLS
import TLS

/// What the application above `TLSHandler` saw, in order.
final class Recorder: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  enum Event: Equatable { case handshake, bytes([UInt8]), inputClosed, inactive, error(String) }
  var events: [Event] = []

  var bytes: [UInt8] { events.reduce(into: []) { if case .bytes(let some) = $1 { $0 += some } } }
  var errors: [String] { events.reduce(into: []) { if case .error(let code) = $1 { $0.append(code) } } }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    events.append(.bytes(Array(unwrapInboundIn(data).readableBytesView)))
  }
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is TLSUserEvent { events.append(.handshake) }
    if event as? ChannelEvent == .inputClosed { events.append(.inputClosed) }
  }
  func channelInactive(context: ChannelHandlerContext) { events.append(.inactive) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    events.append(.error((error as? TLSError)?.code ?? "\(error)"))
  }
}

/// One end of a connection, in memory.
final class End {
  let channel = EmbeddedChannel()
  let recorder = Recorder()
  let handler: TLSHandler
  var sent: [UInt8] = []
  /// Bytes of the longest flight.
  private(set) var longestOutput = 0

  init(_ context: TLSContext, name: String?, pins: [String]? = nil) throws {
    handler = try TLSHandler(context, serverName: name, pins: pins)
    try channel.pipeline.syncOperations.addHandlers([handler, recorder])
  }

  /// An open pipeline holds itself in a circle.
  deinit {
    channel.close(promise: nil)
    channel.embeddedEventLoop.run()
  }

  func connect() throws { try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait() }

  /// What has been written to the network since the last call.
  func takeOutput() throws -> [UInt8] {
    var taken: [UInt8] = []
    while let part = try channel.readOutbound(as: ByteBuffer.self) { taken += part.readableBytesView }
    sent += taken
    longestOutput = max(longestOutput, taken.count)
    return taken
  }

  func receive(_ bytes: some Collection<UInt8>) throws {
    guard channel.isActive else { return }
    try channel.writeInbound(ByteBuffer(bytes: bytes))
  }

  func write(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
}

/// A client and a server that talk without a network, so that a test decides what arrives, and when.
final class EmbeddedPair {
  let client: End
  let server: End

  init(_ client: TLSContext, _ server: TLSContext, name: String = TestPKI.hubName, pins: [String]? = nil) throws {
    self.client = try End(client, name: name, pins: pins)
    self.server = try End(server, name: nil)
    try self.server.connect()
    try self.client.connect()
  }

  /// Carries bytes both ways, in pieces of at most `piece`, until nobody says anything.
  /// - Parameter beforeEach: runs before each delivery.
  func pump(piece: Int = 1 << 20, beforeEach: () throws -> Void = {}) throws {
    var quiet = false
    while !quiet {
      quiet = true
      for (from, to) in [(client, server), (server, client)] {
        var bytes = try from.takeOutput()[...]
        while !bytes.isEmpty {
          quiet = false
          try beforeEach()
          try to.receive(bytes.prefix(piece))
          bytes = bytes.dropFirst(piece)
        }
      }
    }
  }

  func advance(_ time: TimeAmount) {
    for end in [client, server] { end.channel.embeddedEventLoop.advanceTime(by: time) }
  }
}
