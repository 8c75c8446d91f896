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

  static func refusal(_ code: RefusalCode) -> Response {
    answer(
      .init(code: code.httpStatus), Refusal(code: code).canonicalBytes, contentType: "application/json")
  }

  private static func answer(_ status: HTTPResponse.Status, _ bytes: [UInt8], contentType: String) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = contentType
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// The whole body, or nil when it is over `limit`: found out by its announced length where there is one.
  static func body(of request: Request, limit: Int) async throws -> [UInt8]? {
    if let length = request.headers[.contentLength] {
      guard let announced = Int(length), announced <= limit else { return nil }
    }
    var bytes: [UInt8] = []
    for try await part in request.body {
      guard bytes.count + part.readableBytes <= limit else { return nil }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return bytes
  }
}

/// What no route answers, and what a route throws, become refusals too.
struct RefusalMiddleware: RouterMiddleware {
  typealias Context = PeerContext

  func handle(
    _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError {
      return WireAnswers.refusal(error.status == .notFound || error.status == .methodNotAllowed ? .notFound : .badRequest)
    } catch {
      context.logger.error("a request failed", metadata: ["reason": "\(error)"])
      return WireAnswers.refusal(.tryLater)
    }
  }
}
