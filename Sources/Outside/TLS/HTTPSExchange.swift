import NIOCore
import NIOHTTP1

/// The topmost handler of a client connection: writes a request, gathers the response to it, and then the next one.
final class HTTPSExchange: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  struct Answer: Sendable {
    let response: HTTPSResponse
    /// Whether both sides are ready for another request.
    let keepsConnection: Bool
  }

  private let host: String
  private let bodyLimit: Int
  private let keepsConnection: Bool
  /// The first request, until the connection is there.
  private var first: HTTPSRequest?
  /// Of the request under way; nil between two.
  private var reply: EventLoopPromise<Answer>?
  private var context: ChannelHandlerContext?
  /// The request under way whose body is kept back until the server has said its word.
  private var asking: HTTPSRequest?
  private var hasAnswered = false
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  init(
    _ request: HTTPSRequest, host: String, bodyLimit: Int, keepsConnection: Bool, reply: EventLoopPromise<Answer>
  ) {
    first = request
    self.host = host
    self.bodyLimit = bodyLimit
    self.keepsConnection = keepsConnection
    self.reply = reply
  }

  /// In a tunnel the channel is active before we are there.
  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { askFirst(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    askFirst(context)
    context.fireChannelActive()
  }

  private func askFirst(_ context: ChannelHandlerContext) {
    guard let request = first else { return }
    first = nil
    ask(request, context, promise: nil)
  }

  /// Another request, once the one before has been answered. To be called on the channel's event loop.
  /// - Returns: false where the connection has ended or is ending; then nothing was sent, and `reply` is left alone.
  func asks(_ request: HTTPSRequest, _ reply: EventLoopPromise<Answer>) -> Bool {
    guard let context, context.channel.isActive, self.reply == nil else { return false }
    // Of a connection that is being closed every part is refused at once.
    var isRefused = false
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenFailure { _ in isRefused = true }
    self.reply = reply
    ask(request, context, promise: written)
    if isRefused { self.reply = nil }
    return !isRefused
  }

  /// Written at once; `TLSHandler` keeps it until the handshake is over and the peer has been checked.
  private func ask(_ request: HTTPSRequest, _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
    let method = HTTPMethod(rawValue: request.method.rawValue)
    var head = HTTPRequestHead(version: .http1_1, method: method, uri: request.path)
    head.headers.add(name: "host", value: host)
    for header in request.headers { head.headers.add(name: header.name, value: header.value) }
    if request.word == nil { head.headers.remove(name: "expect") }
    head.headers.remove(name: "connection")
    if !keepsConnection { head.headers.add(name: "connection", value: "close") }
    if request.method == .post {
      head.headers.replaceOrAdd(name: "content-length", value: String(request.body.count))
    }
    if request.word != nil {
      asking = request
      return context.writeAndFlush(wrapOutboundOut(.head(head)), promise: promise)
    }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    end(request, context, promise: promise)
  }

  private func end(_ request: HTTPSRequest, _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
    if !request.body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
  }

  /// Of interim answers the one that the body waits for; others say nothing to us.
  private func hear(_ interim: HTTPResponseHead, _ context: ChannelHandlerContext) {
    guard interim.status == .continue, let request = asking, let word = request.word else { return }
    guard interim.headers[word.name] == [word.value] else { return fail(TLSError.unjudged) }
    asking = nil
    end(request, context, promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // Who speaks unasked is not spoken to again.
    guard let reply else { return context.close(promise: nil) }
    switch unwrapInboundIn(data) {
    case .head(let head) where (100..<200).contains(head.status.code): hear(head, context)
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
      // Behind a head without its body nothing else can be sent.
      let isWhole = asking == nil
      let response = HTTPSResponse(status: Int(head.status.code), headers: headers, body: body, isBodyKept: !isWhole)
      (self.reply, self.head, body, asking, hasAnswered) = (nil, nil, [], nil, true)
      reply.succeed(
        Answer(
          response: response, keepsConnection: keepsConnection && isWhole && head.isKeepAlive && context.channel.isActive))
    }
  }

  /// Failing the reply closes the connection: see `HTTPSClient.answer`.
  private func tooLarge() { fail(TLSError(.responseTooLarge, "the response is larger than \(bodyLimit) bytes")) }

  private func fail(_ error: any Error) {
    let isEnd = (error as? TLSError)?.kind == .truncated || error is IOError
    var error = isEnd && hasAnswered && head == nil ? TLSError.keptConnectionEnded : error
    if asking != nil, var kept = error as? TLSError {
      kept.isBodyKept = true
      error = kept
    }
    reply?.fail(error)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if reply == nil { context.close(promise: nil) }
    fail(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(TLSError(.truncated, "the connection ended before the response was complete"))
    context.fireChannelInactive()
  }
}
