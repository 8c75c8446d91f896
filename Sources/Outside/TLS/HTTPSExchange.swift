import NIOCore
import NIOHTTP1

/// The topmost handler of a client connection: writes the one request, gathers the one response.
final class HTTPSExchange: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let request: HTTPSRequest
  private let host: String
  private let bodyLimit: Int
  private let reply: EventLoopPromise<HTTPSResponse>
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  init(_ request: HTTPSRequest, host: String, bodyLimit: Int, reply: EventLoopPromise<HTTPSResponse>) {
    self.request = request
    self.host = host
    self.bodyLimit = bodyLimit
    self.reply = reply
  }

  /// In a tunnel the channel is active before we are there.
  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { ask(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    ask(context)
    context.fireChannelActive()
  }

  /// Written at once; `TLSHandler` keeps it until the handshake is over and the peer has been checked.
  private func ask(_ context: ChannelHandlerContext) {
    let method = HTTPMethod(rawValue: request.method.rawValue)
    var head = HTTPRequestHead(version: .http1_1, method: method, uri: request.path)
    head.headers.add(name: "host", value: host)
    for header in request.headers { head.headers.add(name: header.name, value: header.value) }
    head.headers.remove(name: "expect")
    head.headers.replaceOrAdd(name: "connection", value: "close")
    if request.method == .post {
      head.headers.replaceOrAdd(name: "content-length", value: String(request.body.count))
    }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !request.body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      let announced = head.headers.first(name: "content-length").flatMap { Int($0) }
      if let announced, announced > bodyLimit { tooLarge() }
    case .body(let part):
      guard body.count + part.readableBytes <= bodyLimit else { return tooLarge() }
      body.append(contentsOf: part.readableBytesView)
    case .end:
      guard let head else { return }
      let named = head.headers.map { ($0.name.lowercased(), $0.value) }
      let headers = Dictionary(named, uniquingKeysWith: { first, _ in first })
      reply.succeed(HTTPSResponse(status: Int(head.status.code), headers: headers, body: body))
    }
  }

  /// Failing the reply closes the connection: see `HTTPSClient.send`.
  private func tooLarge() {
    reply.fail(TLSError(.responseTooLarge, "the response is larger than \(bodyLimit) bytes"))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    reply.fail(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    reply.fail(TLSError(.truncated, "the connection ended before the response was complete"))
    context.fireChannelInactive()
  }
}
