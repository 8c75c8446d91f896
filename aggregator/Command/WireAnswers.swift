internal import Door
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ReleaseProtocol
internal import TLS

/// A request on one of the two TLS ports, with the peer that the connection belongs to.
struct PeerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Nil on the enrolment port, which asks for no certificate.
  let peer: PeerCertificate?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = Connection.peer
  }
}

/// Answers in the protocol's forms. A refusal says its code and the sentence that goes with it, nothing else.
enum WireAnswers {
  static func json(_ bytes: [UInt8]) -> Response { answer(.ok, bytes, contentType: "application/json") }

  static func envelope(_ bytes: [UInt8]) -> Response { answer(.ok, bytes, contentType: DSSE.contentType) }

  /// - Parameter retryAfter: seconds.
  static func refusal(_ code: RefusalCode, retryAfter: Int? = nil) -> Response {
    var response = answer(
      .init(code: code.httpStatus), Refusal(code: code).canonicalBytes, contentType: "application/json")
    response.headers[.retryAfter] = retryAfter.map { "\($0)" }
    return response
  }

  private static func answer(_ status: HTTPResponse.Status, _ bytes: [UInt8], contentType: String) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = contentType
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// The whole body, at most `limit` bytes of it: found out by its announced length where there is one.
  /// - Parameter word: said to who asks before it sends the body.
  /// - Throws: `Refused`: `too-large`, or `bad-request` where it broke off.
  static func body(of request: Request, limit: Int, saying word: (name: String, value: String)? = nil) async throws -> [UInt8] {
    if let length = request.headers[.contentLength] {
      guard let announced = Int(length), announced <= limit else { throw Refused.tooLarge(limit) }
    }
    Connection.wantsBody(saying: word)
    var (bytes, parts): ([UInt8], _) = ([], request.body.makeAsyncIterator())
    while let part = try await next(&parts) {
      guard bytes.count + part.readableBytes <= limit else { throw Refused.tooLarge(limit) }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return bytes
  }

  private static func next(_ parts: inout RequestBody.AsyncIterator) async throws(Refused) -> ByteBuffer? {
    do { return try await parts.next() } catch { throw Refused(.badRequest, "the body broke off") }
  }
}
