public import Cryptography
public import Geography
public import ReleaseProtocol
public import Store

/// The register of one deployment, backed by its store.
public struct BoroughRegister: Sendable {
  public let deployment: Deployment
  let issuing: CertificateAuthority
  let rootCertificatePEM: [UInt8]
  let hubPin: String
  let receiptKey: SigningKey
  let store: HubStore
  let geography: Geography

  /// - Parameters:
  ///   - rootCertificatePEM: what senders trust; goes into each invitation.
  ///   - hubPin: hex SHA-256 of the hub TLS key's SubjectPublicKeyInfo; goes there too.
  /// - Throws: `StoreError`, `WireError` where the hub's statements on its keys can't be read.
  public init(
    deployment: Deployment, rootCertificatePEM: [UInt8], issuing: CertificateAuthority, hubPin: String,
    receiptKey: SigningKey, store: HubStore, geography: Geography = .report2025
  ) throws {
    _ = try Self.statedReceiptKeys(store)
    (self.deployment, self.rootCertificatePEM, self.issuing) = (deployment, rootCertificatePEM, issuing)
    (self.hubPin, self.receiptKey, self.store, self.geography) = (hubPin, receiptKey, store, geography)
  }

  /// Keys that sign receipts, or have before, as the latest statement has them: it may be put back while the hub is open.
  private static func statedReceiptKeys(_ store: HubStore) throws -> [VerifyingKey] {
    try store.latestKeyStatement().map { try read($0) }?.receiptKeys.compactMap { known in
      try Hex.decode(known.key).map { try VerifyingKey(rawBytes: $0) }
    } ?? []
  }

  /// Signs a receipt: a DSSE envelope over its canonical JSON.
  public func sign(
    borough: String, messageSHA256: String, release: String, counter: Int, receivedAt: Int,
    quarantine: [QuarantineReason] = []
  ) throws -> [UInt8] {
    let receipt = Receipt(
      borough: borough, messageSHA256: messageSHA256, release: release, counter: counter, receivedAt: receivedAt,
      quarantine: quarantine)
    return try seal(receipt.canonicalBytes, Receipt.payloadType)
  }

  /// What a receipt of ours says.
  public func receipt(in envelope: [UInt8]) throws -> Receipt {
    let payload = try DSSE.open(envelope, payloadType: Receipt.payloadType) { keyID, message, signature in
      if receiptKey.publicKey.id == keyID { return receiptKey.publicKey.isValid(signature, for: message) }
      return (try? Self.statedReceiptKeys(store))?.contains { $0.id == keyID && $0.isValid(signature, for: message) } ?? false
    }
    return try Receipt(canonicalBytes: payload)
  }

  func seal(_ payload: [UInt8], _ payloadType: String) throws -> [UInt8] {
    try DSSE.seal(payload: payload, payloadType: payloadType, keyID: receiptKey.publicKey.id) { try receiptKey.sign($0) }
  }
}
