/// DSSE v1 (secure-systems-lab/dsse): a signature over the exact bytes of a payload and over what they are.
///
/// Profile: the envelope is canonical JSON, with standard base64, and has exactly one signature, Ed25519, 64 bytes.
/// The key id is a hint for finding the key, as in DSSE: it is not covered by the signature.
public enum DSSE {
  /// Content type of an envelope over HTTP.
  public static let contentType = "application/vnd.boroughwise.dsse+json"
  private static let signatureLength = 64

  /// `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`: what is signed.
  public static func preAuthenticationEncoding(payloadType: String, payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
  }

  /// - Parameters:
  ///   - keyID: 16 lower-case hex digits.
  ///   - sign: gets the encoding above, returns the 64 bytes of an Ed25519 signature.
  public static func seal(
    payload: [UInt8], payloadType: String, keyID: String, sign: ([UInt8]) throws -> [UInt8]
  ) rethrows -> [UInt8] {
    let signature = try sign(preAuthenticationEncoding(payloadType: payloadType, payload: payload))
    return CanonicalJSON.encode(
      .object([
        "payload": .string(Base64.encode(payload)),
        "payloadType": .string(payloadType),
        "signatures": .array([
          .object(["keyid": .string(keyID), "sig": .string(Base64.encode(signature))])
        ]),
      ]))
  }

  /// The payload of an envelope whose signature `verify` accepts. Nothing of the payload is parsed before that.
  ///
  /// - Parameter verify: gets key id (16 hex digits, unverified), signed bytes and signature (64 bytes).
  public static func open(
    _ envelope: [UInt8], payloadType: String,
    verify: (_ keyID: String, _ message: [UInt8], _ signature: [UInt8]) -> Bool
  ) throws(WireError) -> [UInt8] {
    let (payload, keyID, signature) = try parts(of: envelope, payloadType: payloadType)
    let message = preAuthenticationEncoding(payloadType: payloadType, payload: payload)
    guard verify(keyID, message, signature) else { throw .badSignature }
    return payload
  }

  /// The payload of an envelope that was opened when it came, and has been kept since where only its keeper writes.
  public static func payload(ofKept envelope: [UInt8], payloadType: String) throws(WireError) -> [UInt8] {
    try parts(of: envelope, payloadType: payloadType).payload
  }

  private static func parts(
    of envelope: [UInt8], payloadType: String
  ) throws(WireError) -> (payload: [UInt8], keyID: String, signature: [UInt8]) {
    let fields = try Fields(
      CanonicalJSON.decode(envelope), "envelope", members: ["payload", "payloadType", "signatures"])
    guard try fields.string("payloadType", .mediaType).utf8.elementsEqual(payloadType.utf8) else {
      throw .otherPayloadType
    }
    let signatures = try fields.array("signatures", count: 1...1)
    let signature = try Fields(signatures[0], "envelope.signatures[0]", members: ["keyid", "sig"])
    let keyID = try signature.string("keyid", .hex(16))
    let signatureBytes = try Base64.decode(signature.string("sig", .base64(most: 88)))
    guard signatureBytes.count == signatureLength else { throw .field("envelope.signatures[0].sig", .wrongCount) }
    return (
      try Base64.decode(fields.string("payload", .base64(most: Limits.standard.stringBytes))), keyID, signatureBytes
    )
  }
}
