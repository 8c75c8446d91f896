internal import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// HTTP/1.1 over TLS 1.3: a total time limit for each request, a cap on the response's body. A connection for each request,
/// or one for those that follow each other.
public struct HTTPSClient: Sendable {
  private let context: TLSContext
  private let host: String
  private let address: String
  private let port: Int
  private let pins: [String]?
  private let timeout: TimeAmount
  private let bodyLimit: Int
  private let proxy: Proxy?
  /// nil where each request has a connection of its own.
  private let kept: KeptConnection?

  /// - Parameters:
  ///   - host: the name that the server's certificate must carry.
  ///   - address: where to connect; a name or an IP address, not part of any check.
  ///   - pins: SHA-256 of the SubjectPublicKeyInfo, lower-case hex, of each key that the server may have. nil asks for the
  ///     chain and the name alone.
  ///   - timeoutSeconds: for everything, from connecting to the last byte of the response.
  ///   - bodyLimit: bytes of the response's body; more is an error.
  ///   - proxy: opens the way to `address`; it then resolves the name. nil connects directly.
  ///   - keepsConnection: a request goes over the connection of the one before, where that is still there. It is closed
  ///     with the last copy of this client.
  public init(
    context: TLSContext, host: String, address: String, port: Int, pins: [String]?, timeoutSeconds: Int,
    bodyLimit: Int = 1 << 20, proxy: Proxy? = nil, keepsConnection: Bool = false
  ) {
    self.context = context
    self.host = host
    self.address = address
    self.port = port
    self.pins = pins
    self.bodyLimit = bodyLimit
    self.proxy = proxy
    kept = keepsConnection ? KeptConnection() : nil
    timeout = .seconds(Int64(max(1, timeoutSeconds)))
  }

  /// Closes a connection that waits for another request. The next one has a new one.
  public func close() { kept?.close() }

  /// Sends `request` and returns the complete response, of whatever status.
  ///
  /// A TLS 1.3 client has finished its handshake before the server has judged its certificate, so a refusal of our
  /// certificate arrives here as `.refusedByPeer` in place of a response. Nothing counts as delivered before a
  /// response is returned.
  ///
  /// A connection that was kept may have been closed by the other side before this request reached it, which is found out
  /// only afterwards (`TLSError.isOfKeptConnection`): the request can then be sent again, if that does no harm, and goes over
  /// a new connection.
  public func send(_ request: HTTPSRequest) async throws(TLSError) -> HTTPSResponse {
    if let channel = kept?.take() {
      // Nil where it was closed before anything was written: then it is as if it had not been there.
      if let response = try await send(request, over: channel) { return response }
    }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let reply = loop.makePromise(of: HTTPSExchange.Answer.self)
    let waitsForProxy = NIOLoopBoundBox.makeBoxSendingValue(proxy != nil, eventLoop: loop)
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(timeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try prepare(channel, request, reply) { waitsForProxy.value = false } }
      }
    let connected = connect(bootstrap, proxy?.host ?? address, proxy?.port ?? port)
    connected.whenFailure { reply.fail($0) }
    return try await answer(reply, over: connected, waitsForProxy)
  }

  /// An address in numbers needs no name server, and none of the threads with which one is asked.
  private func connect(_ bootstrap: ClientBootstrap, _ host: String, _ port: Int) -> EventLoopFuture<any Channel> {
    guard let numeric = try? SocketAddress(ipAddress: host, port: port) else {
      return bootstrap.connect(host: host, port: port)
    }
    return bootstrap.connect(to: numeric).flatMapErrorThrowing { throw $0 as? TLSError ?? unreachable(Self.reason($0)) }
  }

  private func send(_ request: HTTPSRequest, over channel: any Channel) async throws(TLSError) -> HTTPSResponse? {
    let reply = channel.eventLoop.makePromise(of: HTTPSExchange.Answer.self)
    channel.eventLoop.execute {
      let exchange = try? channel.pipeline.syncOperations.handler(type: HTTPSExchange.self)
      if exchange?.asks(request, reply) != true { reply.fail(TLSError.notAsked) }
    }
    do {
      return try await answer(reply, over: channel.eventLoop.makeSucceededFuture(channel))
    } catch where error == .notAsked {
      return nil
    }
  }

  private func answer(
    _ reply: EventLoopPromise<HTTPSExchange.Answer>, over connected: EventLoopFuture<any Channel>,
    _ waitsForProxy: NIOLoopBoundBox<Bool>? = nil
  ) async throws(TLSError) -> HTTPSResponse {
    let deadline = connected.eventLoop.scheduleTask(in: timeout) {
      let seconds = timeout.nanoseconds / 1_000_000_000
      reply.fail(
        waitsForProxy?.value == true
          ? TLSError(.proxyTimedOut, "the proxy did not answer within \(seconds) s")
          : TLSError(.timedOut, "no complete response within \(seconds) s"))
    }
    reply.futureResult.whenComplete { result in
      deadline.cancel()
      connected.whenSuccess { channel in
        if let kept, case .success(let answer) = result, answer.keepsConnection { return kept.keep(channel) }
        // The response is here or will not come: the connection has no further use.
        channel.close(promise: nil)
      }
    }
    do {
      return try await reply.futureResult.get().response
    } catch let error as TLSError {
      throw error
    } catch let error as NIOConnectionError {
      if proxy == nil, Self.isUnknownName(error) { throw TLSError(.nameUnknown, "\(address): the name is not known") }
      throw unreachable(Self.reason(error))
    } catch let error as IOError {
      throw TLSError(.truncated, "the connection broke: errno \(error.errnoCode)")
    } catch is HTTPParserError {
      throw TLSError(.badResponse, "the response is not HTTP/1.1")
    } catch {
      throw unreachable("\(error)")
    }
  }

  /// Our handlers at once, or after the proxy has opened its tunnel.
  private func prepare(
    _ channel: any Channel, _ request: HTTPSRequest, _ reply: EventLoopPromise<HTTPSExchange.Answer>,
    begins: @escaping @Sendable () -> Void
  ) throws {
    let speak: @Sendable () throws -> Void = {
      begins()
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(TLSHandler(context, serverName: host, pins: pins))
      // As `addHTTPClientHandlers` has it, but for a server's 100, which it would keep from us.
      try pipeline.addHandlers(
        HTTPRequestEncoder(),
        ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)),
        NIOHTTPRequestHeadersValidator())
      try pipeline.addHandler(
        HTTPSExchange(request, host: "\(host):\(port)", bodyLimit: bodyLimit, keepsConnection: kept != nil, reply: reply))
    }
    guard let proxy else { return try speak() }
    try proxy.openTunnel(on: channel, to: (address, port), deadline: .now() + timeout, then: speak)
      .whenFailure { reply.fail($0) }
  }

  private func unreachable(_ reason: String) -> TLSError {
    if let proxy { return TLSError(.cannotReachProxy, "proxy \(proxy): \(reason)") }
    return TLSError(.cannotConnect, "\(address) port \(port): \(reason)")
  }

  static func reason(_ error: NIOConnectionError) -> String {
    if isUnknownName(error) { return "the name is not known" }
    return error.connectionErrors.first.map { reason($0.error) } ?? "no answer"
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? IOError)?.errnoCode {
    case ECONNREFUSED: return "refused: nothing listens there, or a firewall says no"
    case ENETUNREACH, EHOSTUNREACH: return "no route to it"
    case let number?: return "errno \(number)"
    case nil: return "no answer"
    }
  }

  private static func isUnknownName(_ error: NIOConnectionError) -> Bool {
    error.connectionErrors.isEmpty && (error.dnsAError != nil || error.dnsAAAAError != nil)
  }
}
