public import ReleaseProtocol

/// What a borough knows of its hub: where it is and its root, pinned when it enrolled; and its keys, from there on.
///
/// Kept as the invitation's own form with the token blanked, so that one strict decoder reads both.
public struct Hub: Equatable, Sendable {
  private let invitation: Invitation
  /// As in the invitation, or as the hub has signed since.
  public private(set) var keys: HubKeyring

  public init(_ invitation: Invitation) {
    keys = HubKeyring(invitation)
    self.invitation = Invitation(
      deployment: invitation.deployment, borough: invitation.borough, hubName: invitation.hubName,
      hubAddress: invitation.hubAddress, enrolPort: invitation.enrolPort, agentPort: invitation.agentPort,
      rootCertificate: invitation.rootCertificate, hubPin: invitation.hubPin, receiptKey: invitation.receiptKey,
      token: String(repeating: "0", count: 40), expiresAt: invitation.expiresAt)
  }

  init(canonicalBytes: [UInt8]) throws(WireError) { self.init(try Invitation(canonicalBytes: canonicalBytes)) }

  /// The same hub, with what it has signed of its keys.
  public func with(_ keys: HubKeyring) -> Hub {
    var hub = self
    hub.keys = keys
    return hub
  }

  var canonicalBytes: [UInt8] { invitation.canonicalBytes }

  public var deployment: String { invitation.deployment }
  /// The borough that enrolled.
  public var borough: String { invitation.borough }
  /// The DNS name that the hub's certificate must carry.
  public var name: String { invitation.hubName }
  /// Where to connect.
  public var address: String { invitation.hubAddress }
  public var enrolPort: Int { invitation.enrolPort }
  public var agentPort: Int { invitation.agentPort }
  /// PEM.
  public var rootCertificate: [UInt8] { Array(invitation.rootCertificate.utf8) }
}
