internal import NIOCore
internal import NIOExtras
internal import NIOHTTP1

/// An HTTP proxy that opens a tunnel to the hub by CONNECT (RFC 9110, section 9.3.6).
///
/// TLS runs from end to end through the tunnel: the proxy sees the hub's address and the number of bytes. One that opens
/// the TLS is met by the hub's pin like any other stranger.
public struct Proxy: Sendable, CustomStringConvertible, CustomReflectable {
  public let host: String
  public let port: Int
  /// The value of `Proxy-Authorization`; secret.
  let authorization: String?

  /// - Parameter authorization: such as `Basic …` (RFC 7617); nil where the proxy asks for none.
  public init(host: String, port: Int, authorization: String? = nil) {
    self.host = host
    self.port = port
    self.authorization = authorization
  }

  /// Without the login.
  public var description: String { "\(host):\(port)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }

  /// Asks the proxy on the other end of `channel` for a tunnel; `then` adds what speaks through it.
  ///
  /// To be called on the channel's event loop, before the channel is active.
  func openTunnel(
    on channel: any Channel, to target: (host: String, port: Int), deadline: NIODeadline,
    then: @escaping @Sendable () throws -> Void
  ) throws -> EventLoopFuture<Void> {
    let opened = channel.eventLoop.makePromise(of: Void.self)
    var headers: HTTPHeaders = ["host": "\(target.host):\(target.port)"]
    if let authorization { headers.add(name: "proxy-authorization", value: authorization) }
    let encoder = HTTPRequestEncoder()
    // The hub does not speak first: bytes behind the proxy's answer are not TLS that we asked for.
    let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
    let status = ProxyStatus()
    let asking = NIOHTTP1ProxyConnectHandler(
      targetHost: target.host, targetPort: target.port, headers: headers, deadline: deadline, promise: opened)
    try channel.pipeline.syncOperations.addHandlers(encoder, decoder, status, asking)
    let loopBound = NIOLoopBound((encoder, decoder, status), eventLoop: channel.eventLoop)
    return opened.futureResult.flatMap {
      let (encoder, decoder, status) = loopBound.value
      let pipeline = channel.pipeline.syncOperations
      return pipeline.removeHandler(decoder).and(pipeline.removeHandler(status)).and(pipeline.removeHandler(encoder)).map { _ in }
    }.flatMapThrowing(then).flatMapErrorThrowing { throw Self.named($0, loopBound.value.2.number) }
  }

  /// Nothing of the proxy's answer is kept but the number of its status: the rest may hold pages, names, and what it made
  /// of our login.
  private static func named(_ error: any Error, _ status: Int?) -> any Error {
    guard let error = error as? NIOHTTP1ProxyConnectHandler.Error else { return error }
    switch error {
    case .proxyAuthenticationRequired(): return TLSError.proxy(status: 407)
    case .httpProxyHandshakeTimeout(): return TLSError(.proxyTimedOut, "the proxy did not answer in time")
    case .channelUnexpectedlyInactive(), .noResult(): return TLSError(.cannotReachProxy, "no connection to the proxy")
    case .remoteConnectionClosed():
      return TLSError(.proxyRefuses, "the proxy ended the connection without opening a way to the hub")
    default: return TLSError.proxy(status: status)
    }
  }
}

/// Keeps the number of the status with which a proxy answers, and hands everything on.
private final class ProxyStatus: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart
  /// 100 to 599; nil before an answer, and for what is no status.
  private(set) var number: Int?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data), (100...599).contains(head.status.code) { number = Int(head.status.code) }
    context.fireChannelRead(data)
  }
}
