/// Request to `POST /v1/contacts`: the head of the sender's log of contacts, for the hub to cosign.
public struct ContactsExchange: WireMessage {
  /// Size of the head that the hub cosigned last, as far as the sender knows; 0: none.
  public let from: Int
  /// A signed note.
  public let head: [UInt8]
  /// Hex Ed25519 key that signs it.
  public let key: String
  /// Of consistency, from `from`; empty for 0.
  public let proof: [[UInt8]]

  public init(from: Int, head: [UInt8], key: String, proof: [[UInt8]]) {
    (self.from, self.head, self.key, self.proof) = (from, head, key, proof)
  }

  public var json: JSON {
    .object([
      "from": .integer(from), "head": .string(Base64.encode(head)), "key": .string(key), "proof": .hashes(proof),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "contactsExchange", members: ["from", "head", "key", "proof"])
    self.init(
      from: try fields.integer("from", in: 0...Wire.mostLogEntries), head: try fields.bytes("head"),
      key: try fields.string("key", .hex(64)), proof: try fields.hashes("proof"))
  }
}

/// Answer to it: the hub's line under that head. Empty where `from` is not what the hub has cosigned: then nothing was
/// judged, and the sender asks once more from `cosigned`.
public struct ContactsAnswer: WireMessage {
  public let cosignature: String
  /// Size of the head that the hub has cosigned last; 0: none.
  public let cosigned: Int

  public init(cosignature: String, cosigned: Int) { (self.cosignature, self.cosigned) = (cosignature, cosigned) }

  public var json: JSON {
    .object(["cosignature": .string(Base64.encode(Array(cosignature.utf8))), "cosigned": .integer(cosigned)])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "contactsAnswer", members: ["cosignature", "cosigned"])
    self.init(
      cosignature: try fields.line("cosignature"), cosigned: try fields.integer("cosigned", in: 0...Wire.mostLogEntries))
  }
}
