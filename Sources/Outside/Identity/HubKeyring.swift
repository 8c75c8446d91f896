internal import Cryptography
public import ReleaseProtocol

/// The hub's keys as a sender knows them: what stood in its invitation, and every statement since that follows from it.
///
/// A statement counts when a receipt key that is in use by the one before has signed it, for the same deployment, and it
/// is the next one. Trust rests on that signature alone: it does not matter who handed the statement over.
public struct HubKeyring: Equatable, Sendable {
  /// Of the latest statement; 0 for the invitation.
  public let number: Int
  /// Hex SHA-256 of the SubjectPublicKeyInfo of each TLS key that the hub may show.
  public let pins: [String]
  let receiptKeys: [HubKeys.ReceiptKey]
  /// Envelopes of the statements, the earliest first.
  let statements: [[UInt8]]
  private let deployment: String

  public init(_ invitation: Invitation) {
    (number, pins, statements, deployment) = (0, [invitation.hubPin], [], invitation.deployment)
    receiptKeys = [HubKeys.ReceiptKey(key: invitation.receiptKey)]
  }

  private init(_ keys: HubKeys, _ statements: [[UInt8]]) {
    (number, pins, receiptKeys, deployment) = (keys.number, keys.pins, keys.receiptKeys, keys.deployment)
    self.statements = statements
  }

  /// The keys after further statements, given in their order.
  ///
  /// What comes before the first one that agrees with the invitation is passed over: the invitation was made later than
  /// that. After it each must follow.
  /// - Throws: `.badStatement` at the first one that does not follow.
  public func following(_ envelopes: [[UInt8]]) throws(IdentityError) -> HubKeyring {
    var ring = self
    for envelope in envelopes {
      guard let keys = ring.next(envelope) else {
        if ring.number == 0 { continue }
        throw .badStatement(after: ring.number)
      }
      ring = HubKeyring(keys, ring.statements + [envelope])
    }
    return ring
  }

  private func next(_ envelope: [UInt8]) -> HubKeys? {
    let payload = try? DSSE.open(envelope, payloadType: HubKeys.payloadType) { keyID, message, signature in
      receiptKeys.contains { $0.isInUse && Self.key($0, keyID)?.isValid(signature, for: message) == true }
    }
    guard let payload, let keys = try? HubKeys(canonicalBytes: payload), keys.deployment == deployment,
      number == 0 ? agreesWithInvitation(keys) : keys.number == number + 1
    else { return nil }
    return keys
  }

  /// Both name the same keys as those in use. Otherwise who holds a TLS key that was given up could lead a sender with a
  /// newer invitation back to it.
  private func agreesWithInvitation(_ keys: HubKeys) -> Bool {
    keys.pins.first == pins.first && keys.receiptKeys.first(where: \.isInUse)?.key == receiptKeys.first?.key
  }

  /// Whether its receipt keys are keys at all.
  public var isUsable: Bool {
    receiptKeys.allSatisfy { known in Hex.decode(known.key).flatMap { try? VerifyingKey(rawBytes: $0) } != nil }
  }

  private static func key(_ known: HubKeys.ReceiptKey, _ keyID: String) -> VerifyingKey? {
    guard let raw = Hex.decode(known.key), let key = try? VerifyingKey(rawBytes: raw), key.id == keyID else { return nil }
    return key
  }

  /// The payload of an envelope that the hub has signed with a receipt key, and until when that key's signatures count:
  /// nil for one in use.
  public func open(_ envelope: [UInt8], payloadType: String) -> (payload: [UInt8], until: Int?)? {
    var signer: HubKeys.ReceiptKey?
    let payload = try? DSSE.open(envelope, payloadType: payloadType) { keyID, message, signature in
      signer = receiptKeys.first { Self.key($0, keyID)?.isValid(signature, for: message) == true }
      return signer != nil
    }
    guard let payload, let signer else { return nil }
    return (payload, signer.isInUse ? nil : signer.until)
  }
}
