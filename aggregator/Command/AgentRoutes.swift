internal import Files
internal import Hummingbird
internal import Intake
internal import Logging
internal import Register
internal import ReleaseProtocol
internal import Store
internal import TLS

/// The agent port: mutual TLS 1.3, so every request here has a certificate of this deployment's authority.
enum AgentRoutes {
  static func router(hub: Hub, intake: Intake, logger: Logger) -> Router<PeerContext> {
    let router = Router(context: PeerContext.self)
    router.add(middleware: VersionMiddleware(hub: hub))
    router.add(middleware: RefusalMiddleware(book: RefusalBook(hub, logger, isBounded: true)))
    router.add(middleware: HostMiddleware(hub.settings.deployment))
    router.add(middleware: AllowanceMiddleware(perMinute: hub.settings.requestsPerMinute))
    router.post("/v1/releases") { request, context in
      let (names, key) = (context.peer?.uriNames ?? [], context.peer?.spkiSHA256 ?? "")
      let asked = header(Wire.messageHeader, request)
      if let asked {
        if let judged = try await judge(asked, request, context, intake, logger) { return judged }
      } else if let refusal = await intake.refusal(of: names, spkiSHA256: key, at: SystemClock.now()) {
        return try respond(refusal, logger)
      }
      let body = try await WireAnswers.body(
        of: request, limit: Intake.bodyLimit, saying: asked.map { (Wire.messageHeader, $0) })
      let answer = await intake.answer(
        Arrival(
          body: body, contentType: request.headers[.contentType], contentEncoding: request.headers[.contentEncoding],
          uriNames: names, spkiSHA256: key, messageAsked: asked, receiptsHeld: header(Wire.receiptsHeader, request),
          at: SystemClock.now()))
      return try respond(answer, logger)
    }
    router.get("/v1/receipts") { request, context in
      let message = request.uri.queryParameters.get("message")
      // An answer like any other, and nothing to count: the message may be sent.
      return try await judge(message, request, context, intake, logger) ?? WireAnswers.refusal(.notFound)
    }
    router.post("/v1/renew") { request, context in
      let renewed = try await hub.register.renew(
        WireAnswers.body(of: request, limit: EnrolRoutes.bodyLimit), uriNames: context.peer?.uriNames ?? [],
        spkiSHA256: context.peer?.spkiSHA256 ?? "", now: SystemClock.now())
      logger.info("renewed", metadata: ["borough": "\(renewed.borough)", "repeat": "\(renewed.isRepeat)"])
      return WireAnswers.json(renewed.reply)
    }
    router.get("/v1/decisions") { _, context in
      WireAnswers.json(try await hub.register.decisions(for: sender(hub, context.peer)).canonicalBytes)
    }
    LogRoutes.add(to: router, hub)
    KeyRoutes.add(to: router, hub, notesWhoKnows: true)
    router.get("/v1/status") { _, context in
      let sender = try await sender(hub, context.peer)
      let status = HubStatus(
        deployment: hub.settings.deployment.name, time: SystemClock.now(), software: softwareVersion,
        protocols: Wire.protocols, messages: try await hub.store.messageCount(of: sender.borough))
      return WireAnswers.json(status.canonicalBytes)
    }
    return router
  }

  /// What is said of a message before it is here; nil where it may be sent.
  private static func judge(
    _ messageSHA256: String?, _ request: Request, _ context: PeerContext, _ intake: Intake, _ logger: Logger
  ) async throws -> Response? {
    let question = ReceiptQuestion(
      messageSHA256: messageSHA256, uriNames: context.peer?.uriNames ?? [], spkiSHA256: context.peer?.spkiSHA256 ?? "",
      receiptsHeld: header(Wire.receiptsHeader, request), at: SystemClock.now())
    switch await intake.answer(question) {
    case nil: return nil
    case .receipt(let receipt, let borough, _, _)?, .quarantined(let receipt, let borough, _, _)?:
      logger.info("receipt given again", metadata: ["borough": "\(borough)"])
      return WireAnswers.envelope(receipt)
    case let refusal?: return try respond(refusal, logger)
    }
  }

  private static func header(_ name: String, _ request: Request) -> String? {
    request.headers.first { $0.name.canonicalName == name }?.value
  }

  static func sender(_ hub: Hub, _ peer: PeerCertificate?) async throws -> Sender {
    try await hub.register.sender(
      uriNames: peer?.uriNames ?? [], spkiSHA256: peer?.spkiSHA256 ?? "", now: SystemClock.now())
  }

  private static func respond(_ answer: IntakeAnswer, _ logger: Logger) throws -> Response {
    switch answer {
    case .receipt(let bytes, let borough, let isRepeat, let verified):
      logger.info(
        "message taken in",
        metadata: ["borough": "\(borough)", "repeat": "\(isRepeat)", "forecast": verified ? "verified" : "other-population"])
      return WireAnswers.envelope(bytes)
    case .quarantined(let bytes, let borough, let isRepeat, let reasons):
      logger.warning(
        "message in quarantine",
        metadata: [
          "borough": "\(borough)", "repeat": "\(isRepeat)", "codes": "\(reasons.map(\.rawValue).joined(separator: ","))",
        ])
      return WireAnswers.envelope(bytes)
    case .refused(let code, let reason): throw Refused(code, reason)
    }
  }
}

/// The enrolment port: TLS 1.3; the token in the request is what tells a borough from a stranger.
enum EnrolRoutes {
  static let bodyLimit = 1 << 16

  static func router(hub: Hub, logger: Logger) -> Router<PeerContext> {
    let (strangers, invited) = (Allowances(burst: 120, perMinute: 60), Allowances(burst: 10, perMinute: 6))
    let router = Router(context: PeerContext.self)
    // Anybody can be refused here, thousands of times a second.
    router.add(middleware: VersionMiddleware(hub: hub))
    router.add(middleware: RefusalMiddleware(book: RefusalBook(hub, logger, isBounded: false)))
    router.add(middleware: HostMiddleware(hub.settings.deployment))
    KeyRoutes.add(to: router, hub, notesWhoKnows: false)
    router.post("/v1/enrol") { request, _ in
      let body = try await WireAnswers.body(of: request, limit: bodyLimit)
      try await allow(body, strangers, invited, hub)
      let enrolled = try await hub.register.enrol(body, now: SystemClock.now())
      logger.info("enrolled", metadata: ["borough": "\(enrolled.borough)", "repeat": "\(enrolled.isRepeat)"])
      return WireAnswers.json(enrolled.reply)
    }
    return router
  }

  /// All enrolments together are bounded. Who holds a token of ours has an allowance of its own beside that, so that a
  /// flood of strangers keeps no invited borough out.
  private static func allow(_ body: [UInt8], _ strangers: Allowances, _ invited: Allowances, _ hub: Hub) async throws {
    guard let seconds = strangers.take("", now: SystemClock.now()) else { return }
    if let token = (try? await hub.register.knownToken(in: body)) ?? nil, invited.take(token, now: SystemClock.now()) == nil { return }
    throw Refused(.tryLater, "more enrolments are asked for than the hub looks at", retryAfter: seconds)
  }
}
