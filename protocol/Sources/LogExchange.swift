/// Request to `POST /v1/log`: what the borough has seen of the hub's log, and the head of its own.
public struct LogExchange: WireMessage {
  /// The hub's checkpoint that the borough holds, as it came: a hub that has gone back meets its own signature.
  public let seen: [UInt8]
  /// The borough's cosignature line under it; empty when it found no reason to trust it.
  public let cosignature: String
  /// Hex Ed25519 key of the borough's cosigner.
  public let cosigner: String
  /// A signed note; empty while the egress log is.
  public let egress: [UInt8]
  /// Hex Ed25519 key that signs the egress log.
  public let egressKey: String
  /// Of consistency, from the size that the hub last cosigned.
  public let proof: [[UInt8]]

  public init(
    seen: [UInt8], cosignature: String, cosigner: String, egress: [UInt8], egressKey: String, proof: [[UInt8]]
  ) {
    (self.seen, self.cosignature, self.cosigner) = (seen, cosignature, cosigner)
    (self.egress, self.egressKey, self.proof) = (egress, egressKey, proof)
  }

  public var json: JSON {
    .object([
      "cosignature": .string(Base64.encode(Array(cosignature.utf8))), "cosigner": .string(cosigner),
      "egress": .string(Base64.encode(egress)), "egressKey": .string(egressKey), "proof": .hashes(proof),
      "seen": .string(Base64.encode(seen)),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(
      json, "logExchange", members: ["cosignature", "cosigner", "egress", "egressKey", "proof", "seen"])
    self.init(
      seen: try fields.bytes("seen"), cosignature: try fields.line("cosignature"),
      cosigner: try fields.string("cosigner", .hex(64)), egress: try fields.bytes("egress"),
      egressKey: try fields.string("egressKey", .hex(64)), proof: try fields.hashes("proof"))
  }
}

/// Answer to it: the hub's cosignature line under the borough's checkpoint; empty where there was none, or where the
/// borough did not cosign the hub's.
public struct LogAnswer: WireMessage {
  public let cosignature: String

  public init(cosignature: String) { self.cosignature = cosignature }

  public var json: JSON { .object(["cosignature": .string(Base64.encode(Array(cosignature.utf8)))]) }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "logAnswer", members: ["cosignature"])
    cosignature = try fields.line("cosignature")
  }
}
