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
    router.add(middleware: RefusalMiddleware())
    router.post("/v1/releases") { request, context in
      let (names, key) = (context.peer?.uriNames ?? [], context.peer?.spkiSHA256 ?? "")
      if let refusal = await intake.refusal(of: names, spkiSHA256: key, at: SystemClock.now()) {
        return respond(refusal, logger)
      }
      guard let body = try await WireAnswers.body(of: request, limit: Intake.bodyLimit) else {
        return await tooLarge(hub, context.peer, logger)
      }
      let answer = await intake.answer(
        Arrival(
          body: body, contentType: request.headers[.contentType], contentEncoding: request.headers[.contentEncoding],
          uriNames: names, spkiSHA256: key,
          receiptsHeld: receiptsHeld(request), at: SystemClock.now()))
      return respond(answer, logger)
    }
    router.get("/v1/receipts") { request, context in
      let question = ReceiptQuestion(
        messageSHA256: request.uri.queryParameters.get("message"), uriNames: context.peer?.uriNames ?? [],
        spkiSHA256: context.peer?.spkiSHA256 ?? "", receiptsHeld: receiptsHeld(request), at: SystemClock.now())
      switch await intake.answer(question) {
      case nil: return WireAnswers.refusal(.notFound)
      case .receipt(let receipt, let borough, _, _)?, .quarantined(let receipt, let borough, _, _)?:
        logger.info("receipt given again", metadata: ["borough": "\(borough)"])
        return WireAnswers.envelope(receipt)
      case let refusal?: return respond(refusal, logger)
      }
    }
    router.post("/v1/renew") { request, context in
      guard let body = try await WireAnswers.body(of: request, limit: EnrolRoutes.bodyLimit) else {
        return await tooLarge(hub, context.peer, logger)
      }
      return try await renew(body, hub, context.peer, logger)
    }
    router.get("/v1/decisions") { _, context in
      do {
        return WireAnswers.json(try await hub.register.decisions(for: sender(hub, context.peer)).canonicalBytes)
      } catch let fault as RegisterFault {
        return WireAnswers.refusal(fault.refusal)
      }
    }
    LogRoutes.add(to: router, hub, logger)
    KeyRoutes.add(to: router, hub, notesWhoKnows: true)
    router.get("/v1/status") { _, context in
      do {
        let sender = try await sender(hub, context.peer)
        let status = HubStatus(
          deployment: hub.settings.deployment.name, time: SystemClock.now(), software: softwareVersion,
          protocols: Wire.protocols, messages: try await hub.store.messageCount(of: sender.borough))
        return WireAnswers.json(status.canonicalBytes)
      } catch let fault as RegisterFault {
        return WireAnswers.refusal(fault.refusal)
      }
    }
    return router
  }

  private static func receiptsHeld(_ request: Request) -> String? {
    request.headers.first { $0.name.canonicalName == Wire.receiptsHeader }?.value
  }

  static func sender(_ hub: Hub, _ peer: PeerCertificate?) async throws -> Sender {
    try await hub.register.sender(
      uriNames: peer?.uriNames ?? [], spkiSHA256: peer?.spkiSHA256 ?? "", now: SystemClock.now())
  }

  private static func renew(_ body: [UInt8], _ hub: Hub, _ peer: PeerCertificate?, _ logger: Logger) async throws -> Response {
    do {
      let renewed = try await hub.register.renew(
        body, uriNames: peer?.uriNames ?? [], spkiSHA256: peer?.spkiSHA256 ?? "", now: SystemClock.now())
      logger.info("renewed", metadata: ["borough": "\(renewed.borough)", "repeat": "\(renewed.isRepeat)"])
      return WireAnswers.json(renewed.reply)
    } catch let fault as RegisterFault {
      try? await hub.store.countRefusal(fault.refusal.rawValue, borough: "", at: SystemClock.now())
      logger.warning("renewal refused", metadata: ["code": "\(fault.refusal.rawValue)", "reason": "\(fault)"])
      return WireAnswers.refusal(fault.refusal)
    }
  }

  private static func respond(_ answer: IntakeAnswer, _ logger: Logger) -> Response {
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
    case .refused(let code, let borough, let reason):
      logger.warning(
        "message refused", metadata: ["borough": "\(borough ?? "?")", "code": "\(code.rawValue)", "reason": "\(reason)"])
      return WireAnswers.refusal(code)
    }
  }

  static func tooLarge(_ hub: Hub, _ peer: PeerCertificate?, _ logger: Logger) async -> Response {
    let fault = IntakeFault.bodyTooLarge
    try? await hub.store.countRefusal(fault.refusal.rawValue, borough: "", at: SystemClock.now())
    logger.warning("message refused", metadata: ["code": "\(fault.refusal.rawValue)", "reason": "\(fault)"])
    return WireAnswers.refusal(fault.refusal)
  }
}

/// The enrolment port: TLS 1.3; the token in the request is what tells a borough from a stranger.
enum EnrolRoutes {
  static let bodyLimit = 1 << 16

  static func router(hub: Hub, logger: Logger) -> Router<PeerContext> {
    let notes = RefusalNotes()
    let router = Router(context: PeerContext.self)
    router.add(middleware: RefusalMiddleware())
    KeyRoutes.add(to: router, hub, notesWhoKnows: false)
    router.post("/v1/enrol") { request, _ in
      guard let body = try await WireAnswers.body(of: request, limit: bodyLimit) else {
        return WireAnswers.refusal(.tooLarge)
      }
      do {
        let enrolled = try await hub.register.enrol(body, now: SystemClock.now())
        logger.info("enrolled", metadata: ["borough": "\(enrolled.borough)", "repeat": "\(enrolled.isRepeat)"])
        return WireAnswers.json(enrolled.reply)
      } catch let fault as RegisterFault {
        await note(fault, notes, hub, logger)
        return WireAnswers.refusal(fault.refusal)
      }
    }
    return router
  }

  private static func note(_ fault: RegisterFault, _ notes: RefusalNotes, _ hub: Hub, _ logger: Logger) async {
    let (code, now) = (fault.refusal.rawValue, SystemClock.now())
    let times = await notes.due(fault.refusal, now: now)
    guard times > 0 else { return }
    try? await hub.store.countRefusal(code, borough: "", times: times, at: now)
    logger.warning("enrolment refused", metadata: ["code": "\(code)", "reason": "\(fault)", "times": "\(times)"])
  }
}
