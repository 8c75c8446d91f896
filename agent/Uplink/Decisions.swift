internal import Files
internal import Identity
public import ReleaseProtocol
internal import TLS

/// What is known here of a delivered message: whether it counts at the hub.
public struct Standing: Sendable {
  public enum State: Equatable, Sendable {
    case counts
    /// In no figure until a person at the hub decides.
    case quarantined([QuarantineReason])
    case rejected(Decision.Ground)
  }
  public let receipt: Receipt
  /// The last one that was heard of.
  public let decision: Decision?

  public var state: State {
    if receipt.quarantine.isEmpty { return .counts }
    guard let decision else { return .quarantined(receipt.quarantine) }
    return decision.verdict == .accepted ? .counts : .rejected(decision.ground)
  }
}

extension ReceiptFolder {
  private var decisionsFolder: String { inbox + "/decisions" }

  /// Of every delivered message, by release.
  public func standings() throws(UplinkError) -> [String: Standing] {
    let kept = try all()
    return try UplinkError.onFiles {
      try kept.mapValues { Standing(receipt: $0.receipt, decision: try decision(on: $0.receipt)) }
    }
  }

  /// `decisions/<release>.decision`: the hub's envelope as it came. One that is none says nothing; it is asked for again.
  private func decision(on receipt: Receipt) throws -> Decision? {
    let file = "\(decisionsFolder)/\(receipt.release).decision"
    guard Files.exists(file) else { return nil }
    return openDecision(try Files.read(file, limit: Self.sizeLimit), on: receipt)
  }

  private func openDecision(_ envelope: [UInt8], on receipt: Receipt) -> Decision? {
    guard let (payload, until) = keys.open(envelope, payloadType: Decision.payloadType),
      let decision = try? Decision(canonicalBytes: payload), decision.decidedAt <= until ?? .max, decision.borough == borough,
      decision.messageSHA256 == receipt.messageSHA256, decision.release == receipt.release
    else { return nil }
    return decision
  }

  /// Keeps what is news: decisions on messages that were held back, each with a higher number than the one known or later.
  /// - Throws: `.badAnswer` for anything that is not the hub's decision on a message of ours.
  func accept(_ envelopes: [[UInt8]]) throws(UplinkError) -> [Decision] {
    let standings = try standings()
    var news: [Decision] = []
    for envelope in envelopes {
      let found = standings.values.lazy.compactMap { standing in
        openDecision(envelope, on: standing.receipt).map { (standing, $0) }
      }.first
      guard let (standing, decision) = found else {
        throw .badAnswer(reason: "not a decision on a message of ours, signed by the pinned key")
      }
      guard decision.isNews(after: standing.decision), !standing.receipt.quarantine.isEmpty else { continue }
      try UplinkError.onFiles {
        try Files.makeFolder(decisionsFolder, mode: 0o755)
        try Files.writeDurably(envelope, to: "\(decisionsFolder)/\(decision.release).decision", mode: 0o644)
      }
      news.append(decision)
    }
    return news
  }
}

extension Decision {
  /// A hub that was put back to a copy has lost decisions, and gives their numbers once more: what it decides later holds.
  func isNews(after known: Decision?) -> Bool {
    guard let known else { return true }
    return number > known.number || decidedAt > known.decidedAt
  }
}

extension Sending {
  /// Asks what was decided on messages that the hub held back, if there are any. Nothing is sent but the question.
  ///
  /// - Returns: decisions that were not known before; they are on disk.
  public func hearDecisions() async throws(UplinkError) -> [Decision] {
    guard try receipts.all().values.contains(where: { !$0.receipt.quarantine.isEmpty }) else { return [] }
    let answer = try await line().send(HTTPSRequest(.get, "/v1/decisions"))
    guard let list = try? DecisionList(canonicalBytes: answer) else { throw .badAnswer(reason: "not a list of decisions") }
    return try receipts.accept(list.envelopes.map(CanonicalJSON.encode))
  }
}

extension QuarantineReason {
  /// What the borough can do about it.
  public var hint: String {
    switch self {
    case .belowZero, .beyondCap, .tablesDisagree:
      "the figures contradict the plan that they were made by: keep everything as it is and tell the hub's operator; "
        + "another release of the same records would only repeat them"
    case .beyondPopulation, .farFromPublished, .jump:
      "\"borough-agent check\" and \"borough-agent reconcile\" show whether records are missing or there twice. If they "
        + "are right, tell the hub's operator why. If not, tell the operator that: this year's budget is spent "
        + "(\"borough-agent budget\"), and records that are put right go into the next year's release"
    }
  }
}
