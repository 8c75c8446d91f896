/// A request with its whole body in memory.
public struct HTTPSRequest: Sendable {
  public enum Method: String, Sendable { case get = "GET", post = "POST" }

  public let method: Method
  /// Origin form: begins with "/".
  public let path: String
  /// In order; `host`, `connection` and `content-length` are added by the client, and `expect` is never sent.
  public let headers: [(name: String, value: String)]
  public let body: [UInt8]

  public init(_ method: Method, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }

  /// The same request with one header more, behind the others.
  public func adding(_ header: (name: String, value: String)) -> HTTPSRequest {
    HTTPSRequest(method, path, headers: headers + [header], body: body)
  }
}

/// A complete response.
public struct HTTPSResponse: Sendable, Equatable {
  public let status: Int
  /// By lower-case name; the first value where a name comes twice.
  public let headers: [String: String]
  public let body: [UInt8]

  public init(status: Int, headers: [String: String], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
