// Intake: from the bytes of an authenticated connection to a stored message and a receipt.
//
// Order: whose connection, which encoding, the signature, and only then what the message says. May assume that TLS
// verified the peer's chain up to the deployment's root. Never keeps a message that failed a check, answers before
// the store has synced, tells a sender more than a code of the protocol, or puts a cell into a log.

import Cryptography
public import Pooling
public import Register
public import ReleaseProtocol
public import Store

/// One request to the agent port, with what TLS knows of its sender.
public struct Arrival: Sendable {
  public let body: [UInt8]
  public let contentType: String?
  public let contentEncoding: String?
  /// URI names and key hash (hex SHA-256 of the SubjectPublicKeyInfo) of the peer's certificate.
  public let uriNames: [String]
  public let spkiSHA256: String
  /// Hex SHA-256 of the message that was asked about before, by the same request; nil where none was.
  public let messageAsked: String?
  /// What the sender says of itself in `Wire.receiptsHeader`.
  public let receiptsHeld: String?
  /// UTC seconds.
  public let at: Int

  public init(
    body: [UInt8], contentType: String?, contentEncoding: String?, uriNames: [String], spkiSHA256: String,
    messageAsked: String? = nil, receiptsHeld: String? = nil, at: Int
  ) {
    (self.messageAsked, self.receiptsHeld) = (messageAsked, receiptsHeld)
    (self.body, self.contentType, self.contentEncoding) = (body, contentType, contentEncoding)
    (self.uriNames, self.spkiSHA256, self.at) = (uriNames, spkiSHA256, at)
  }
}

/// What to answer, and what to tell the operator.
public enum IntakeAnswer: Equatable, Sendable {
  /// The signed receipt. `isRepeat`: the message had been taken in before and counts once. `forecastVerified`: its own
  /// forecast was recomputed; not so when it was made with another population file than the hub's.
  case receipt([UInt8], borough: String, isRepeat: Bool, forecastVerified: Bool)
  /// The signed receipt of a message that is in no figure until a person has decided, for these reasons. A repetition
  /// gets the same receipt, also after the decision.
  case quarantined([UInt8], borough: String, isRepeat: Bool, reasons: [QuarantineReason])
  /// `reason` is for the operator's log; the sender gets the code alone.
  case refused(RefusalCode, reason: String)
}

/// Takes messages in for one deployment. Everything that lasts is in the store.
public struct Intake: Sendable {
  /// Most bytes of a request's body; of the envelope inside; and how many times smaller the body may be.
  public static let bodyLimit = 1 << 20
  public static let envelopeLimit = 4 << 20
  public static let ratioLimit = 200

  let register: BoroughRegister
  let store: HubStore
  let plans: [KnownPlan]
  let population: HubPopulation?
  let plausibility: Plausibility?
  let measures = Measures()

  /// - Parameters:
  ///   - plans: what boroughs may answer to.
  ///   - population: the public populations that forecasts are recomputed with. The forecast of a message that was
  ///     made with others is taken unverified.
  ///   - plausibility: by which messages are held back; nil: none is.
  public init(
    register: BoroughRegister, store: HubStore, plans: [ReleasePlan] = ReleasePlan.builtIn, population: HubPopulation?,
    plausibility: Plausibility? = nil
  ) {
    self.plausibility = plausibility
    (self.register, self.store, self.population) = (register, store, population)
    self.plans = plans.map(KnownPlan.init)
  }

  /// What a peer hears before its message is read; nil for one that may send. `answer` looks again, for a peer may be
  /// revoked while its message is on the way.
  public func refusal(of uriNames: [String], spkiSHA256: String, at now: Int) async -> IntakeAnswer? {
    do {
      _ = try await register.sender(uriNames: uriNames, spkiSHA256: spkiSHA256, now: now)
      return nil
    } catch {
      return refused(error)
    }
  }

  /// Never throws: each failure is a refusal with a code. Who asks counts it.
  ///
  /// A body that swells to more than any usual message is unpacked and read beside the executor of the caller, an event loop
  /// whose other connections would wait meanwhile.
  public func answer(_ arrival: Arrival) async -> IntakeAnswer {
    do {
      let sender = try await register.sender(
        uriNames: arrival.uriNames, spkiSHA256: arrival.spkiSHA256, now: arrival.at)
      if let envelope = try Body.usualEnvelope(of: arrival) { return try await take(envelope, arrival, from: sender) }
      return try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try await take(Body.envelope(of: arrival), arrival, from: sender)
      }
    } catch {
      return refused(error)
    }
  }

  func refused(_ error: any Error) -> IntakeAnswer {
    let fault = IntakeFault(error)
    return .refused(fault.refusal, reason: "\(fault)")
  }

  private func take(_ envelope: [UInt8], _ arrival: Arrival, from sender: Sender) async throws -> IntakeAnswer {
    let held = try Self.number(arrival.receiptsHeld)
    let received = try Received(envelope: envelope, from: sender)
    if let asked = arrival.messageAsked, asked != received.sha256 { throw IntakeFault.otherMessage }
    let message = received.message
    let verified: Bool
    do {
      verified = try check(message)
    } catch {
      // What was taken in stays so, whatever this hub would say of it today: plans, populations and program may be others.
      guard let receipt = try given(received, held) else { throw error }
      return self.answer(
        receipt, of: message.borough, isRepeat: true, try register.receipt(in: receipt).quarantine, forecastVerified: false)
    }
    let doubts = try doubts(about: received)
    let incoming = IncomingMessage(
      borough: message.borough, release: message.release, sha256: received.sha256, plan: message.planID,
      censusYear: message.censusYear, receivedAt: arrival.at, envelope: envelope, quarantine: doubts.map(\.rawValue))
    let acceptance = try await store.accept(incoming, receiptsHeld: held) { counter in
      try register.sign(
        borough: message.borough, messageSHA256: received.sha256, release: message.release, counter: counter,
        receivedAt: arrival.at, quarantine: doubts)
    }
    func answer(_ receipt: [UInt8], isRepeat: Bool, _ reasons: [QuarantineReason]) -> IntakeAnswer {
      self.answer(receipt, of: message.borough, isRepeat: isRepeat, reasons, forecastVerified: verified)
    }
    switch acceptance {
    case .stored(let receipt): return answer(receipt, isRepeat: false, doubts)
    // What held a message back is what its receipt says, not what would hold it back today.
    case .repeated(let receipt): return answer(receipt, isRepeat: true, try register.receipt(in: receipt).quarantine)
    case .conflicting: throw IntakeFault.conflictingRelease
    case .outOfStep(let messages): throw IntakeFault.outOfStep(held: held ?? 0, messages: messages)
    }
  }

  /// The receipt that a message has; nil where it is not here.
  private func given(_ received: Received, _ held: Int?) throws -> [UInt8]? {
    let known = try store.knowledge(of: received.sha256, by: received.message.borough, receiptsHeld: held)
    return if case .given(let receipt) = known { receipt } else { nil }
  }

  func answer(
    _ receipt: [UInt8], of borough: String, isRepeat: Bool, _ reasons: [QuarantineReason], forecastVerified: Bool
  ) -> IntakeAnswer {
    reasons.isEmpty
      ? .receipt(receipt, borough: borough, isRepeat: isRepeat, forecastVerified: forecastVerified)
      : .quarantined(receipt, borough: borough, isRepeat: isRepeat, reasons: reasons)
  }

  /// What a sender says in `Wire.receiptsHeader`; nil where it says nothing.
  static func number(_ header: String?) throws(IntakeFault) -> Int? {
    guard let header else { return nil }
    guard let number = Int(header), (0...1_000_000_000).contains(number) else { throw .badHeader }
    return number
  }
}
