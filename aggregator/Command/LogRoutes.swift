internal import Files
internal import Hummingbird
internal import Logging
internal import Register
internal import ReleaseProtocol
internal import Store
internal import TLS

/// The hub's log on the agent port: its head and proofs for who asks, and the exchange of cosignatures.
enum LogRoutes {
  static func add(to router: Router<PeerContext>, _ hub: Hub, _ logger: Logger) {
    router.get("/v1/log") { request, context in
      await answer(hub, context.peer, logger) { sender in
        let size = number("from", of: request) ?? 0
        return WireAnswers.json(try await hub.cosigning.head(for: sender, from: size).canonicalBytes)
      }
    }
    router.get("/v1/log/proof") { request, context in
      await answer(hub, context.peer, logger) { sender in
        guard let counter = number("counter", of: request), let size = number("size", of: request) else {
          throw RegisterFault.noSuchEntry
        }
        return WireAnswers.json(
          try await hub.cosigning.inclusion(for: sender, counter: counter, size: size, now: SystemClock.now())
            .canonicalBytes)
      }
    }
    take("/v1/log", router, hub, logger) { (exchange: LogExchange, sender) in
      try await hub.cosigning.exchange(exchange, with: sender, now: SystemClock.now()).canonicalBytes
    }
    take("/v1/contacts", router, hub, logger) { (exchange: ContactsExchange, sender) in
      try await hub.cosigning.cosign(exchange, of: sender, now: SystemClock.now()).canonicalBytes
    }
  }

  private static func take<Exchange: WireMessage>(
    _ path: RouterPath, _ router: Router<PeerContext>, _ hub: Hub, _ logger: Logger,
    _ body: @escaping @Sendable (Exchange, Sender) async throws -> [UInt8]
  ) {
    router.post(path) { request, context in
      // Who may not ask is refused before the body is read.
      await answer(hub, context.peer, logger) { sender in
        guard let bytes = try await WireAnswers.body(of: request, limit: EnrolRoutes.bodyLimit) else {
          return await AgentRoutes.tooLarge(hub, context.peer, logger)
        }
        return WireAnswers.json(try await body(try read(bytes), sender))
      }
    }
  }

  private static func read<Message: WireMessage>(_ body: [UInt8]) throws(RegisterFault) -> Message {
    do { return try Message(canonicalBytes: body) } catch { throw .badRequest(error.code) }
  }

  private static func number(_ name: String, of request: Request) -> Int? {
    request.uri.queryParameters.get(name).flatMap { Int($0) }
  }

  /// Answers an enrolled borough; what is refused is counted and logged.
  private static func answer(
    _ hub: Hub, _ peer: PeerCertificate?, _ logger: Logger, _ body: (Sender) async throws -> Response
  ) async -> Response {
    var borough = ""
    do {
      let sender = try await AgentRoutes.sender(hub, peer)
      borough = sender.borough
      return try await body(sender)
    } catch let fault as RegisterFault {
      try? await hub.store.countRefusal(fault.refusal.rawValue, borough: borough, at: SystemClock.now())
      logger.warning(
        "log refused", metadata: ["borough": "\(borough)", "code": "\(fault.refusal.rawValue)", "reason": "\(fault)"])
      return WireAnswers.refusal(fault.refusal)
    } catch {
      logger.error("a request failed", metadata: ["reason": "\(error)"])
      return WireAnswers.refusal(.tryLater)
    }
  }
}
