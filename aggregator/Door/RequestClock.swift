public import NIOCore
import NIOHTTP1
public import TLS

/// How long a client may take over one request.
public struct DoorLimits: Sendable {
  public var tls = TLSLimits()
  /// From the connection's start, or the end of the response before, to the last byte of the request. Covers idle
  /// connections as well as requests that trickle in.
  public var receive: TimeAmount = .seconds(60)
  /// From there until the whole response has been handed on: our work. What then waits in our buffers for a client that does
  /// not read falls under `receive`, as time before the next request.
  public var answer: TimeAmount = .seconds(120)
  /// Connections of a port whose peers have proven no key; then the longest waiting of them is closed. With 3,000 new ones a
  /// second, as many as two processors accept, an agent has a third of a second for its handshake.
  public var strangers = 1024
  /// Connections of one key; then the oldest of them is closed. An agent needs one.
  public var ofOneKey = 8

  public init() {}
}

/// Says that a body is wanted, where its sender asked (`Expect: 100-continue`).
struct BodyWanted: Sendable {
  /// A header of that answer.
  let word: (name: String, value: String)?
}

/// Closes a connection whose request or response takes too long, answers `Expect: 100-continue`, and a request whose head
/// can't be read, or could be read in two ways (`HTTPRequestHead.isAmbiguous`).
///
/// Sits between the HTTP codec and Hummingbird. Without the interim answer curl waits a second before each upload. To a head
/// that can't be read Hummingbird would answer with a status and no reason.
final class RequestClock: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: DoorLimits
  private let begun: NIODeadline
  /// Requests read to their end, less responses written to theirs; -1 where a response came before its request's end.
  private var unanswered = 0
  private var isReading = false
  /// A head was turned away: whatever else comes is not looked at.
  private var isTurnedAway = false
  private var timer: Scheduled<Void>?
  private let served: () -> Void
  private let malformed: ((_ isTooLarge: Bool) -> TurnedAway.Answer)?
  private let wantsEveryBody: Bool
  /// The sender of the body that comes next keeps it back until it is told to send it.
  private var isAsked = false

  /// - Parameters:
  ///   - begun: when the connection was made, by the event loop's clock.
  ///   - malformed: what to answer to a head that can't be read; nil leaves it to Hummingbird.
  ///   - wantsEveryBody: false: a body that is kept back is asked for by `BodyWanted`, or never.
  ///   - served: called when a response is written to its end.
  init(
    _ limits: DoorLimits, begun: NIODeadline, malformed: ((_ isTooLarge: Bool) -> TurnedAway.Answer)? = nil,
    wantsEveryBody: Bool = true, served: @escaping () -> Void
  ) {
    (self.limits, self.begun, self.malformed, self.served) = (limits, begun, malformed, served)
    self.wantsEveryBody = wantsEveryBody
  }

  /// - Parameter start: nil for this moment.
  private func restart(_ context: ChannelHandlerContext, from start: NIODeadline? = nil) {
    timer?.cancel()
    let deadline = (start ?? context.eventLoop.now) + (unanswered > 0 ? limits.answer : limits.receive)
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { context.close(promise: nil) }
  }

  func handlerAdded(context: ChannelHandlerContext) { restart(context, from: begun) }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isTurnedAway else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      if head.isAmbiguous {
        defer { isTurnedAway = true }
        return errorCaught(context: context, error: HTTPParserError.invalidHeaderToken)
      }
      isReading = true
      // Only when no earlier response is outstanding, or the interim answer could land inside it.
      let asks = head.headers["expect"].contains { $0.lowercased() == "100-continue" }
      isAsked = asks && unanswered <= 0 && head.version == .http1_1
      if wantsEveryBody { goOn(context, nil) }
    case .body: break
    case .end:
      (isReading, isAsked) = (false, false)
      unanswered += 1
      restart(context)
    }
    context.fireChannelRead(data)
  }

  private func goOn(_ context: ChannelHandlerContext, _ word: (name: String, value: String)?) {
    guard isAsked else { return }
    isAsked = false
    let headers = HTTPHeaders(word.map { [($0.name, $0.value)] } ?? [])
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue, headers: headers))), promise: nil)
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard let wanted = event as? BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
    goOn(context, wanted.word)
    promise?.succeed()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      isAsked = false
      unanswered -= 1
      restart(context)
      served()
    }
    context.write(data, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Inside another request or before its answer, this one could land in the middle of that.
    guard let error = error as? HTTPParserError, let malformed, !isReading, unanswered == 0 else {
      return context.fireErrorCaught(error)
    }
    // Of one that is answered the decoder may speak again, when the connection ends.
    guard !isTurnedAway else { return }
    isTurnedAway = true
    let answer = malformed(error == .headerOverflow)
    let headers = HTTPHeaders([
      ("content-type", answer.contentType), ("content-length", "\(answer.body.count)"), ("cache-control", "no-store"),
      ("connection", "close"),
    ])
    let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
    // As Hummingbird does it: nothing more is said, and the peer closes. The decoder reads nothing more.
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      context.close(mode: .output, promise: nil)
    }
  }
}

extension HTTPRequestHead {
  /// Whether another reader before or behind this one could take it for a request to another place or of another length: it
  /// names no host, more than one, or one in the place of a path; or says how long the body is as HTTP/1.0 can't, or in
  /// several ways (RFC 9112 sections 3.2, 6.1). Two lengths, and a length beside a transfer coding, the decoder refuses.
  var isAmbiguous: Bool {
    let codings = headers["transfer-encoding"]
    return headers["host"].count != 1 || !uri.hasPrefix("/") || codings.count > 1
      || codings.first.map { version != .http1_1 || $0.lowercased() != "chunked" } == true
  }
}
