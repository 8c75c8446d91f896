internal import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// HTTP/1.1 over TLS 1.3: one connection per request, one total time limit, a cap on the response's body.
public struct HTTPSClient: Sendable {
  private let context: TLSContext
  private let host: String
  private let address: String
  private let port: Int
  private let pins: [String]?
  private let timeout: TimeAmount
  private let bodyLimit: Int
  private let proxy: Proxy?

  /// - Parameters:
  ///   - host: the name that the server's certificate must carry.
  ///   - address: where to connect; a name or an IP address, not part of any check.
  ///   - pins: SHA-256 of the SubjectPublicKeyInfo, lower-case hex, of each key that the server may have. nil asks for the
  ///     chain and the name alone.
  ///   - timeoutSeconds: for everything, from connecting to the last byte of the response.
  ///   - bodyLimit: bytes of the response's body; more is an error.
  ///   - proxy: opens the way to `address`; it then resolves the name. nil connects directly.
  public init(
    context: TLSContext, host: String, address: String, port: Int, pins: [String]?, timeoutSeconds: Int,
    bodyLimit: Int = 1 << 20, proxy: Proxy? = nil
  ) {
    self.context = context
    self.host = host
    self.address = address
    self.port = port
    self.pins = pins
    self.bodyLimit = bodyLimit
    self.proxy = proxy
    timeout = .seconds(Int64(max(1, timeoutSeconds)))
  }

  /// Sends `request` and returns the complete response, of whatever status.
  ///
  /// A TLS 1.3 client has finished its handshake before the server has judged its certificate, so a refusal of our
  /// certificate arrives here as `.refusedByPeer` in place of a response. Nothing counts as delivered before a
  /// response is returned.
  public func send(_ request: HTTPSRequest) async throws(TLSError) -> HTTPSResponse {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let reply = loop.makePromise(of: HTTPSResponse.self)
    let connected = ClientBootstrap(group: loop)
      .connectTimeout(timeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try prepare(channel, request, reply) } }
      .connect(host: proxy?.host ?? address, port: proxy?.port ?? port)
    connected.whenFailure { reply.fail($0) }
    let deadline = loop.scheduleTask(in: timeout) {
      reply.fail(TLSError(.timedOut, "no complete response within \(timeout.nanoseconds / 1_000_000_000) s"))
    }
    reply.futureResult.whenComplete { _ in deadline.cancel() }
    // The response is here or will not come: the connection has no further use.
    reply.futureResult.whenComplete { _ in connected.whenSuccess { $0.close(promise: nil) } }
    do {
      return try await reply.futureResult.get()
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
    _ channel: any Channel, _ request: HTTPSRequest, _ reply: EventLoopPromise<HTTPSResponse>
  ) throws {
    let speak: @Sendable () throws -> Void = {
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(TLSHandler(context, serverName: host, pins: pins))
      try pipeline.addHTTPClientHandlers()
      try pipeline.addHandler(HTTPSExchange(request, host: "\(host):\(port)", bodyLimit: bodyLimit, reply: reply))
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
    switch (error.connectionErrors.first?.error as? IOError)?.errnoCode {
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
