public import ReleaseProtocol

/// What a borough knows of its hub, pinned when it enrolled: where it is, its root, its keys.
///
/// Kept as the invitation's own form with the token blanked, so that one strict decoder reads both.
public struct Hub: Equatable, Sendable {
  private let invitation: Invitation

  public init(_ invitation: Invitation) {
    self.invitation = Invitation(
      deployment: invitation.deployment, borough: invitation.borough, hubName: invitation.hubName,
      hubAddress: invitation.hubAddress, enrolPort: invitation.enrolPort, agentPort: invitation.agentPort,
      rootCertificate: invitation.rootCertificate, hubPin: invitation.hubPin, receiptKey: invitation.receiptKey,
      token: String(repeating: "0", count: 40), expiresAt: invitation.expiresAt)
  }

  init(canonicalBytes: [UInt8]) throws(WireError) { self.init(try Invitation(canonicalBytes: canonicalBytes)) }

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
  /// Hex SHA-256 of the hub's SubjectPublicKeyInfo.
  public var pin: String { invitation.hubPin }
  /// Hex Ed25519 key that signs receipts.
  public var receiptKey: String { invitation.receiptKey }
}
