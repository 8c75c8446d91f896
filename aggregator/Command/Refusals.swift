internal import Door
internal import Files
internal import Hummingbird
internal import Intake
internal import Logging
internal import Register
internal import ReleaseProtocol
internal import Store
internal import TLS

/// What a route throws to turn a request away. The peer is told the code alone; the reason is for the hub's own log.
struct Refused: Error {
  let code: RefusalCode
  let reason: String
  /// Seconds after which the same request will be served; nil: nobody knows.
  var retryAfter: Int?

  init(_ code: RefusalCode, _ reason: String, retryAfter: Int? = nil) {
    (self.code, self.reason, self.retryAfter) = (code, reason, retryAfter)
  }

  /// Nil where it is this machine that failed.
  init?(_ error: any Error) {
    switch error {
    case let refused as Refused: self = refused
    case let fault as RegisterFault: self.init(fault.refusal, "\(fault)")
    case let error as HTTPError:
      let isUnknown = error.status == .notFound || error.status == .methodNotAllowed
      self.init(isUnknown ? .notFound : .badRequest, isUnknown ? "there is no such path" : "the request cannot be used")
    default: return nil
    }
  }

  static func tooLarge(_ limit: Int) -> Refused { Refused(.tooLarge, "the body is over \(limit) bytes") }
}

/// Where every refusal of a port is counted in the store and said in the log, by the borough that the certificate names.
/// The store holds one row for each code and borough, however many refusals there are.
struct RefusalBook: Sendable {
  private let hub: Hub
  private let logger: Logger
  private let notes = RefusalNotes()
  /// Whether somebody else bounds how often anybody is refused for what was asked.
  private let isBounded: Bool

  /// - Parameter isBounded: true where whoever asks too often is refused before anything else, and for that alone: then
  ///   other refusals are noted one by one.
  init(_ hub: Hub, _ logger: Logger, isBounded: Bool) { (self.hub, self.logger, self.isBounded) = (hub, logger, isBounded) }

  /// - Parameter path: of a route; nil for any other, which is the peer's own text and stays out of the log.
  @discardableResult func note(_ error: any Error, by peer: PeerCertificate?, at path: String?) async -> Refused {
    let refused = Refused(error) ?? Refused(.tryLater, "this machine failed")
    if Refused(error) == nil { logger.error("a request failed", metadata: ["reason": "\(error)"]) }
    await count(refused, by: peer, at: path)
    return refused
  }

  private func count(_ refused: Refused, by peer: PeerCertificate?, at path: String?) async {
    let borough = peer.flatMap { try? hub.register.borough(named: $0.uriNames) } ?? ""
    let code = refused.code.rawValue
    let times = isBounded && refused.retryAfter == nil ? 1 : await notes.due(code, of: borough, now: SystemClock.now())
    guard times > 0 else { return }
    await keep(
      code, of: borough, times, "request refused",
      ["borough": "\(borough.isEmpty ? "?" : borough)", "path": "\(path ?? "?")", "reason": "\(refused.reason)"])
  }

  /// A connection that was refused before anybody could ask anything over it: counted under TLS's code, as nobody's.
  func note(_ error: TLSError, port: Readiness.Port) async {
    let times = await notes.due(error.code, now: SystemClock.now())
    guard times > 0 else { return }
    await keep(error.code, of: "", times, "connection refused", ["port": "\(port.rawValue)", "reason": "\(error.detail)"])
  }

  private func keep(_ code: String, of borough: String, _ times: Int, _ text: Logger.Message, _ more: Logger.Metadata) async {
    // A store that can't count can't keep a message either; the answer is a refusal all the same.
    try? await hub.store.countRefusal(code, borough: borough, times: times, at: SystemClock.now())
    logger.warning(text, metadata: more.merging(["code": "\(code)", "times": "\(times)"]) { $1 })
  }
}

extension TurnedAway {
  /// Counted and said as what the routes refuse. Anybody can do it as often as he likes, so a flood is noted once a second.
  static func counted(_ hub: Hub, _ logger: Logger, port: Readiness.Port) -> TurnedAway {
    let book = RefusalBook(hub, logger, isBounded: false)
    return TurnedAway { error in
      Task { await book.note(error, port: port) }
    } head: { isTooLarge, peer in
      let refused = Refused(
        isTooLarge ? .tooLarge : .badRequest, "the request's head \(isTooLarge ? "is too large" : "can't be read")")
      Task { await book.note(refused, by: peer, at: nil) }
      return Answer(
        status: refused.code.httpStatus, contentType: "application/json", body: Refusal(code: refused.code).canonicalBytes)
    }
  }
}

/// What a route throws, and what no route answers, become refusals with a code; each is counted.
struct RefusalMiddleware: RouterMiddleware {
  typealias Context = PeerContext
  let book: RefusalBook

  func handle(
    _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let path = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
      let refused = await book.note(error, by: context.peer, at: path)
      return WireAnswers.refusal(refused.code, retryAfter: refused.retryAfter)
    }
  }
}

/// Who asks for another host than this hub is told so, before anything is read or looked up for it: the request was meant for
/// somebody else, or somebody in between directs it as he likes.
struct HostMiddleware: RouterMiddleware {
  typealias Context = PeerContext
  /// In lower case.
  private let names: [String]

  init(_ deployment: Deployment) { names = [deployment.hubName, deployment.address].map { $0.lowercased() } }

  func handle(
    _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
  ) async throws -> Response {
    // Where firewalls forward ports, another one may be named.
    let host = (request.head.authority ?? "").lowercased()
    let isHere = names.contains { name in
      host == name || host.hasPrefix(name + ":") || host == "[\(name)]" || host.hasPrefix("[\(name)]:")
    }
    guard isHere else { throw Refused(.badRequest, "the request is for another host") }
    return try await next(request, context)
  }
}

/// Whoever asks more often than the hub allows waits, before anything is read or looked up for it. By the key of its
/// certificate: a copy of a machine that was replaced takes nothing from the one that replaced it.
struct AllowanceMiddleware: RouterMiddleware {
  typealias Context = PeerContext
  private let allowances: Allowances

  init(perMinute: Int) { allowances = Allowances(burst: 8 * perMinute, perMinute: perMinute) }

  func handle(
    _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
  ) async throws -> Response {
    if let seconds = allowances.take(context.peer?.spkiSHA256 ?? "", now: SystemClock.now()) {
      throw Refused(.tryLater, "more requests than requests_per_minute allows", retryAfter: seconds)
    }
    return try await next(request, context)
  }
}
