internal import Pooling
internal import ReleaseProtocol
internal import Store

/// Messages in quarantine as the commands show them.
enum QuarantineText {
  static func state(_ message: QuarantinedMessage) -> String {
    guard let last = message.decisions.last else { return "waits" }
    return last.isAccepted ? "accepted" : "rejected"
  }

  static func line(_ message: QuarantinedMessage) -> String {
    "\(message.borough)  \(message.release)  \(Moment.text(message.receivedAt))  \(state(message))  "
      + message.reasons.joined(separator: ",")
  }

  static func json(_ message: QuarantinedMessage) -> [String: JSON] {
    [
      "borough": .string(message.borough), "release": .string(message.release), "sha256": .string(message.sha256),
      "plan": .string(message.plan), "receivedAt": .integer(Int64(message.receivedAt)),
      "reasons": .array(message.reasons.map { .string($0) }), "state": .string(state(message)),
      "decisions": .array(
        message.decisions.map {
          .object([
            "number": .integer(Int64($0.number)), "verdict": .string($0.isAccepted ? "accepted" : "rejected"),
            "ground": .string($0.ground), "officer": .string($0.officer), "note": .string($0.note),
            "decidedAt": .integer(Int64($0.decidedAt)), "signed": .bool($0.signature != nil),
          ])
        }),
    ]
  }

  /// The same with what `whole` has more.
  static func wholeJSON(_ message: QuarantinedMessage, _ plans: [ReleasePlan]) throws -> JSON {
    var members = json(message)
    members["censusYear"] = .integer(Int64(message.censusYear))
    members["sums"] = try sums(message, plans).map { sums in
      .array(
        sums.map { .object(["statistic": .string($0.statistic), "sum": .integer($0.sum), "within": .integer(Int64($0.within))]) })
    }
    return .object(members)
  }

  static func whole(_ message: QuarantinedMessage, _ plans: [ReleasePlan]) throws -> String {
    var lines = [
      "borough   \(message.borough)", "release   \(message.release)", "sha-256   \(message.sha256)",
      "plan      \(message.plan), census of January \(message.censusYear)",
      "received  \(Moment.text(message.receivedAt)) UTC", "state     \(state(message))",
    ]
    for code in message.reasons {
      lines.append("held for  \(code): \(QuarantineReason(rawValue: code)?.detail ?? "unknown to this version")")
    }
    for decision in message.decisions {
      let ground = Decision.Ground(rawValue: decision.ground)?.detail ?? decision.ground
      lines.append(
        "decision  \(decision.number), \(Moment.text(decision.decidedAt)) UTC, \(decision.isAccepted ? "accepted" : "rejected") "
          + "by \(decision.officer)\(decision.signature == nil ? "" : ", signed"): \(ground)"
          + (decision.note.isEmpty ? "" : " (\(decision.note))"))
    }
    guard let sums = try sums(message, plans) else { return lines.joined(separator: "\n") }
    lines.append("sums      of the noised tables, with six standard errors of their noise")
    lines += sums.map { "          \($0.statistic): \($0.sum) ± \($0.within)" }
    return lines.joined(separator: "\n")
  }

  /// Of each noised table, with six standard errors of its noise; nil where its plan is not known here.
  private static func sums(
    _ message: QuarantinedMessage, _ plans: [ReleasePlan]
  ) throws -> [(statistic: String, sum: Int64, within: Int)]? {
    let content = try ReleaseMessage(kept: message.envelope)
    guard let plan = plans.first(where: { $0.id == message.plan }) else { return nil }
    return zip(content.tables, plan.statistics).map { table, statistic in
      let sum = table.cells.reduce(0) { $0 &+ $1 }
      let variance = (0..<statistic.cellCount).reduce(0.0) { total, cell in
        let ratio = statistic.variance(cell: cell)
        return total + Double(ratio.numerator) / Double(ratio.denominator)
      }
      return (statistic.id, sum, Int((6 * variance.squareRoot()).rounded(.up)))
    }
  }

  /// The named message, or the only one that waits.
  static func choose(_ release: String?, _ borough: String?, _ hub: Hub) async throws -> QuarantinedMessage {
    let found = try await hub.store.quarantine(release: release)
      .filter { (release != nil || $0.isWaiting) && (borough == nil || $0.borough == borough) }
    guard let message = found.first else {
      throw HubFailure(
        .notFound, release == nil ? "nothing waits for a decision" : "no such message in quarantine",
        hint: "\"aggregator quarantine list --all\" shows them")
    }
    guard found.count == 1 else {
      throw HubFailure(.wrongUse, "\(found.count) messages fit", hint: "name release and --borough")
    }
    return message
  }
}
