/// The hub's word, signed with the key that signs receipts, on the two keys of its log: the one that signs the log's
/// heads, and the one with which it cosigns the boroughs' egress logs.
public struct LogKeys: WireMessage {
  public static let payloadType = "application/vnd.boroughwise.log-keys+json;v=1"

  public let deployment: String
  /// Hex Ed25519 keys.
  public let log: String
  public let cosigner: String

  public init(deployment: String, log: String, cosigner: String) {
    (self.deployment, self.log, self.cosigner) = (deployment, log, cosigner)
  }

  public var json: JSON {
    .object(["cosigner": .string(cosigner), "deployment": .string(deployment), "log": .string(log)])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "logKeys", members: ["cosigner", "deployment", "log"])
    self.init(
      deployment: try fields.string("deployment", .deployment), log: try fields.string("log", .hex(64)),
      cosigner: try fields.string("cosigner", .hex(64)))
  }
}

/// Answer to `GET /v1/log?from=SIZE`: the hub's head, and that it continues the one of `SIZE` entries.
public struct LogHeadAnswer: WireMessage {
  /// A signed note.
  public let checkpoint: [UInt8]
  /// Of consistency, from `SIZE`; empty for 0, for the same size, and where the log is smaller.
  public let proof: [[UInt8]]
  /// An envelope of `LogKeys`.
  public let keys: [UInt8]
  /// Size at which the hub last cosigned the borough's egress log; 0 before the first.
  public let cosigned: Int

  public init(checkpoint: [UInt8], proof: [[UInt8]], keys: [UInt8], cosigned: Int) {
    (self.checkpoint, self.proof, self.keys, self.cosigned) = (checkpoint, proof, keys, cosigned)
  }

  public var json: JSON {
    .object([
      "checkpoint": .string(Base64.encode(checkpoint)), "cosigned": .integer(cosigned), "keys": .string(Base64.encode(keys)),
      "proof": .hashes(proof),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "logHead", members: ["checkpoint", "cosigned", "keys", "proof"])
    self.init(
      checkpoint: try fields.bytes("checkpoint"), proof: try fields.hashes("proof"), keys: try fields.bytes("keys"),
      cosigned: try fields.integer("cosigned", in: 0...Wire.mostLogEntries))
  }
}

/// Answer to `GET /v1/log/proof?counter=N&size=SIZE`: where the entry of a receipt stands, and its way to the root.
public struct LogInclusion: WireMessage {
  public let index: Int
  public let proof: [[UInt8]]

  public init(index: Int, proof: [[UInt8]]) { (self.index, self.proof) = (index, proof) }

  public var json: JSON { .object(["index": .integer(index), "proof": .hashes(proof)]) }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "logInclusion", members: ["index", "proof"])
    self.init(index: try fields.integer("index", in: 0...Wire.mostLogEntries), proof: try fields.hashes("proof"))
  }
}

extension JSON {
  static func hashes(_ hashes: [[UInt8]]) -> JSON { .array(hashes.map { .string(Base64.encode($0)) }) }
}

extension Fields {
  func bytes(_ name: String) throws(WireError) -> [UInt8] {
    try Base64.decode(string(name, .base64(most: 16_384)))
  }

  /// A line of text, as base64.
  func line(_ name: String) throws(WireError) -> String {
    let bytes = try bytes(name)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .field(at(name), .notAllowed) }
    return text
  }

  func hashes(_ name: String) throws(WireError) -> [[UInt8]] {
    var hashes: [[UInt8]] = []
    for element in try array(name, count: 0...128) {
      guard case .string(let text) = element, TextRule.base64(most: 44).accepts(text) else {
        throw .field(at(name), .notAllowed)
      }
      let hash = try Base64.decode(text)
      guard hash.count == 32 else { throw .field(at(name), .notAllowed) }
      hashes.append(hash)
    }
    return hashes
  }
}
