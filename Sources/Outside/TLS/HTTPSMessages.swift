/// A request with its whole body in memory.
public struct HTTPSRequest: Sendable {
  public enum Method: String, Sendable { case get = "GET", post = "POST" }

  public let method: Method
  /// Origin form: begins with "/".
  public let path: String
  public typealias Header = (name: String, value: String)

  /// In order; `host`, `connection` and `content-length` are added by the client, and `expect` is sent by `asking` alone.
  public let headers: [Header]
  public let body: [UInt8]
  /// With this header the server must say 100 (Continue) before the body is sent; nil sends it at once.
  public private(set) var word: Header?

  public init(_ method: Method, _ path: String, headers: [Header] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }

  /// The same request with more headers, behind the others.
  public func adding(_ more: Header...) -> HTTPSRequest {
    var request = HTTPSRequest(method, path, headers: headers + more, body: body)
    request.word = word
    return request
  }

  /// The same request, which keeps its body back until the server has judged its head (RFC 9110, section 10.1.1). `header`
  /// goes with it, and the server must say it again with its 100: one that says 100 to everybody has judged nothing, and
  /// gets no body (`TLSError.isUnjudged`).
  public func asking(_ header: Header) -> HTTPSRequest {
    var request = adding(("expect", "100-continue"), header)
    request.word = header
    return request
  }
}

/// A complete response.
public struct HTTPSResponse: Sendable, Equatable {
  public let status: Int
  /// It came before the body of the request was asked for: none of that was sent.
  public let isBodyKept: Bool
  /// By lower-case name; the first value where a name comes twice.
  public let headers: [String: String]
  public let body: [UInt8]

  public init(status: Int, headers: [String: String], body: [UInt8], isBodyKept: Bool = false) {
    self.status = status
    self.isBodyKept = isBodyKept
    self.headers = headers
    self.body = body
  }
}
