import ReleaseProtocol
import Uplink

/// Delivered messages that do not count, as `status` shows them.
struct StandingText {
  private let held: [Standing]

  init(_ standings: [String: Standing]) {
    held = standings.values.filter { $0.state != .counts }.sorted { $0.receipt.counter < $1.receipt.counter }
  }

  /// What can be done about a message that the hub left out.
  static let afterRejection = "it is in no figure; ask the hub's operator why. The year's budget is spent "
    + "(\"borough-agent budget\"): records that are put right go into the next year's release"

  var isWaiting: Bool { held.contains { if case .quarantined = $0.state { true } else { false } } }

  /// Empty where all that was delivered counts.
  var lines: String {
    held.map { standing in
      switch standing.state {
      case .counts: ""
      case .quarantined(let reasons):
        "\nquarantine   \(standing.receipt.release): in no figure until a person at the hub decides"
          + reasons.map { "\n             \($0.rawValue): \($0.detail)\n             → \($0.hint)" }.joined()
      case .rejected(let ground):
        "\nrejected     \(standing.receipt.release): in no figure (\(ground.rawValue)): \(ground.detail)"
          + "\n             → \(Self.afterRejection)"
      }
    }.joined()
  }

  var quarantined: JSON {
    .array(
      held.compactMap { standing in
        guard case .quarantined(let reasons) = standing.state else { return nil }
        return .object([
          "release": .string(standing.receipt.release), "reasons": .array(reasons.map { .string($0.rawValue) }),
        ])
      })
  }

  var rejected: JSON {
    .array(
      held.compactMap { standing in
        guard case .rejected(let ground) = standing.state else { return nil }
        return .object(["release": .string(standing.receipt.release), "ground": .string(ground.rawValue)])
      })
  }
}
