import Cryptography
public import Register
public import ReleaseProtocol

/// A message whose signature was verified with the key of the borough on the other end of the connection, and which
/// speaks for that borough. Made nowhere but here.
public struct Received: Sendable {
  public let message: ReleaseMessage
  /// Hex SHA-256 of the envelope.
  public let sha256: String

  /// Verifies, then decodes strictly, then compares the boroughs.
  public init(envelope: [UInt8], from sender: Sender) throws(IntakeFault) {
    let key = sender.identityKey
    do {
      let payload = try DSSE.open(envelope, payloadType: ReleaseMessage.payloadType) { keyID, message, signature in
        keyID == key.id && key.isValid(signature, for: message)
      }
      message = try ReleaseMessage(canonicalBytes: payload)
    } catch {
      throw .wire(error)
    }
    guard message.borough == sender.borough else { throw .otherBorough }
    sha256 = Hex.encode(SHA256.hash(envelope))
  }
}
