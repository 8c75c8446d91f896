internal import Files
internal import Hummingbird
internal import Register
internal import ReleaseProtocol
internal import Store
internal import TLS

/// The hub's log on the agent port: its head and proofs for who asks, and the exchange of cosignatures.
enum LogRoutes {
  static func add(to router: Router<PeerContext>, _ hub: Hub) {
    router.get("/v1/log") { request, context in
      let sender = try await AgentRoutes.sender(hub, context.peer)
      let size = number("from", of: request) ?? 0
      return WireAnswers.json(try await hub.cosigning.head(for: sender, from: size).canonicalBytes)
    }
    router.get("/v1/log/proof") { request, context in
      let sender = try await AgentRoutes.sender(hub, context.peer)
      guard let counter = number("counter", of: request), let size = number("size", of: request) else {
        throw RegisterFault.noSuchEntry
      }
      return WireAnswers.json(
        try await hub.cosigning.inclusion(for: sender, counter: counter, size: size, now: SystemClock.now())
          .canonicalBytes)
    }
    take("/v1/log", router, hub) { (exchange: LogExchange, sender) in
      try await hub.cosigning.exchange(exchange, with: sender, now: SystemClock.now()).canonicalBytes
    }
    take("/v1/contacts", router, hub) { (exchange: ContactsExchange, sender) in
      try await hub.cosigning.cosign(exchange, of: sender, now: SystemClock.now()).canonicalBytes
    }
  }

  private static func take<Exchange: WireMessage>(
    _ path: RouterPath, _ router: Router<PeerContext>, _ hub: Hub,
    _ body: @escaping @Sendable (Exchange, Sender) async throws -> [UInt8]
  ) {
    router.post(path) { request, context in
      // Who may not ask is refused before the body is read.
      let sender = try await AgentRoutes.sender(hub, context.peer)
      let bytes = try await WireAnswers.body(of: request, limit: EnrolRoutes.bodyLimit)
      return WireAnswers.json(try await body(try read(bytes), sender))
    }
  }

  private static func read<Message: WireMessage>(_ body: [UInt8]) throws(RegisterFault) -> Message {
    do { return try Message(canonicalBytes: body) } catch { throw .badRequest(error.code) }
  }

  private static func number(_ name: String, of request: Request) -> Int? {
    request.uri.queryParameters.get(name).flatMap { Int($0) }
  }
}
