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

  init(_ code: RefusalCode, _ reason: String) { (self.code, self.reason) = (code, reason) }

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
  /// Nil where it is bounded otherwise how often anybody is refused: then each refusal is noted at once.
  private let notes: RefusalNotes?

  init(_ hub: Hub, _ logger: Logger, _ notes: RefusalNotes? = nil) { (self.hub, self.logger, self.notes) = (hub, logger, notes) }

  /// - Parameter path: of a route; nil for any other, which is the peer's own text and stays out of the log.
  func note(_ error: any Error, by peer: PeerCertificate?, at path: String?) async -> RefusalCode {
    guard let refused = Refused(error) else {
      logger.error("a request failed", metadata: ["reason": "\(error)"])
      await count(Refused(.tryLater, "this machine failed"), by: peer, at: path)
      return .tryLater
    }
    await count(refused, by: peer, at: path)
    return refused.code
  }

  private func count(_ refused: Refused, by peer: PeerCertificate?, at path: String?) async {
    let (code, now) = (refused.code.rawValue, SystemClock.now())
    let borough = peer.flatMap { try? hub.register.borough(named: $0.uriNames) } ?? ""
    let times = await notes?.due(code, of: borough, now: now) ?? 1
    guard times > 0 else { return }
    // A store that can't count can't keep a message either; the answer is a refusal all the same.
    try? await hub.store.countRefusal(code, borough: borough, times: times, at: now)
    logger.warning(
      "request refused",
      metadata: [
        "borough": "\(borough.isEmpty ? "?" : borough)", "code": "\(code)", "path": "\(path ?? "?")",
        "reason": "\(refused.reason)", "times": "\(times)",
      ])
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
      return WireAnswers.refusal(await book.note(error, by: context.peer, at: path))
    }
  }
}
