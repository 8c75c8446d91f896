import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy that knows nothing but CONNECT.
final class StandInProxy: Sendable {
  enum Manner: Sendable {
    case open
    /// Opens for those who send this value of `Proxy-Authorization`.
    case login(String)
    case refuse(status: Int)
    /// Connects to another port than asked for: a machine that opens TLS sits there.
    case divert(port: Int)
    case hangUp
    case silence
    /// Answers with bytes of its own behind the head.
    case chatter
  }

  /// The heads of the requests that came.
  let heads = Mutex<[String]>([])
  let manner: Manner

  init(_ manner: Manner) { self.manner = manner }

  /// Runs `body` with the proxy on a free loopback port.
  func run<Result: Sendable>(_ body: @Sendable (_ port: Int) async throws -> Result) async throws -> Result {
    try await withListener({ try $0.pipeline.syncOperations.addHandler(Asked(self)) }, body)
  }

  /// The status to answer with, and the port to connect to where it opens.
  fileprivate func judge(_ head: String) -> (status: Int, port: Int?)? {
    heads.withLock { $0.append(head) }
    let asked = head.split(separator: " ").dropFirst().first?.split(separator: ":").last.flatMap { Int($0) }
    switch manner {
    case .open, .chatter: return (200, asked)
    case .login(let value): return head.contains("proxy-authorization: \(value)\r\n") ? (200, asked) : (407, nil)
    case .refuse(let status): return (status, nil)
    case .divert(let port): return (200, port)
    case .hangUp, .silence: return nil
    }
  }
}

/// Reads a request's head, answers, and becomes one half of a pipe.
private final class Asked: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer
  private let proxy: StandInProxy
  private var head = ""
  private var peer: (any Channel)?

  init(_ proxy: StandInProxy) { self.proxy = proxy }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    if let peer { return peer.writeAndFlush(bytes, promise: nil) }
    head += String(buffer: bytes)
    guard head.hasSuffix("\r\n\r\n") else { return }
    guard let (status, port) = proxy.judge(head) else {
      if case .hangUp = proxy.manner { context.close(promise: nil) }
      return
    }
    guard let port else { return answer(context, "HTTP/1.1 \(status) Hidden\r\ncontent-length: 6\r\n\r\nsecret", close: true) }
    let client = context.channel
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    ClientBootstrap(group: context.eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Back(client)) }
      }
      .connect(host: "127.0.0.1", port: port)
      .whenComplete { result in
        let (me, context) = bound.value
        guard case .success(let upstream) = result else { return me.answer(context, "HTTP/1.1 502 No\r\n\r\n", close: true) }
        me.peer = upstream
        let rest = if case .chatter = me.proxy.manner { "more" } else { "" }
        me.answer(context, "HTTP/1.1 200 Connection established\r\n\r\n\(rest)", close: false)
      }
  }

  private func answer(_ context: ChannelHandlerContext, _ text: String, close: Bool) {
    let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)))
    if close {
      let channel = context.channel
      written.whenComplete { _ in channel.close(promise: nil) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }
}

/// From the hub back to the client.
private final class Back: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let client: any Channel
  init(_ client: any Channel) { self.client = client }
  func channelRead(context: ChannelHandlerContext, data: NIOAny) { client.writeAndFlush(unwrapInboundIn(data), promise: nil) }
  func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }
}
