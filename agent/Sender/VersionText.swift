import ReleaseProtocol

/// The hub's version beside ours, and what follows from it.
struct VersionText {
  enum Advice: Equatable {
    /// No version of the protocol in common.
    case skew
    /// One in common, and the hub has a later one as well.
    case behind
  }

  static let behindCode = "version-behind"
  static let behindFix = "upgrade both programs here before the hub gives the earlier protocol up"

  let advice: Advice?
  /// `hub 0.2.0, sender 0.1.0, protocol 1`.
  let line: String

  init(_ status: HubStatus, ours: ClosedRange<Int> = Wire.protocols) {
    let common = status.protocols.clamped(to: ours)
    advice = status.protocols.overlaps(ours) ? (status.protocols.upperBound > ours.upperBound ? .behind : nil) : .skew
    let protocols = switch advice {
    case .skew: "no protocol in common"
    case .behind: "protocol \(common.upperBound), and the hub speaks \(status.protocols.upperBound) as well"
    case nil: "protocol \(common.upperBound)"
    }
    line = "hub \(status.software), sender \(softwareVersion), \(protocols)"
  }
}
