// Uplink: the only way out. Enrols a borough at its hub, sends what was approved, keeps the hub's receipts.
//
// It may assume: the outbox holds signed bytes that an officer approved; the hub is known by an invitation that came
// by another way than the network. It never: changes, makes or signs a message, reads a record, or counts a message
// as delivered without the hub's signed receipt. It cannot name a record: nothing of `Inside` is linked in.

internal import Cryptography
internal import Identity
internal import TLS

extension TLSContext {
  /// Shows the borough's certificate, and trusts nothing but the hub's root.
  static func enrolled(_ identity: EnrolledIdentity) throws(TLSError) -> TLSContext {
    try .client(
      trustRootsPEM: identity.hub.rootCertificate, chainPEM: identity.chainPEM, key: identity.key)
  }
}
