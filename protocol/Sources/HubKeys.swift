/// The hub's word on its own keys, signed with a receipt key that the one before names: which TLS keys it shows or will
/// show, and which keys sign its receipts. Number 0 is what stands in the invitation; each further one replaces the one
/// before. So keys are changed without a borough having to enrol again, however long it was away.
public struct HubKeys: WireMessage {
  public static let payloadType = "application/vnd.boroughwise.hub-keys+json;v=1"
  /// Most that a hub can ever issue, and most receipt keys that it can ever have.
  public static let most = 999
  public static let mostReceiptKeys = 16

  /// A key that signs receipts, decisions and statements like this one.
  public struct ReceiptKey: Equatable, Sendable {
    /// Hex Ed25519 key.
    public let key: String
    /// UTC seconds: nothing later counts that it has signed. 0 while it is in use.
    public let until: Int

    public init(key: String, until: Int = 0) { (self.key, self.until) = (key, until) }
    public var isInUse: Bool { until == 0 }
  }

  public let deployment: String
  /// From 1, without gaps.
  public let number: Int
  /// UTC seconds.
  public let issuedAt: Int
  /// Hex SHA-256 of the TLS keys' SubjectPublicKeyInfo: that in use, and the next one where there is one.
  public let pins: [String]
  /// Every key that ever signed receipts, the oldest first; the last is, or will be, the one in use. One or two have no
  /// end yet.
  public let receiptKeys: [ReceiptKey]

  public init(deployment: String, number: Int, issuedAt: Int, pins: [String], receiptKeys: [ReceiptKey]) {
    (self.deployment, self.number, self.issuedAt) = (deployment, number, issuedAt)
    (self.pins, self.receiptKeys) = (pins, receiptKeys)
  }

  public var json: JSON {
    .object([
      "deployment": .string(deployment), "issuedAt": .integer(issuedAt), "number": .integer(number),
      "pins": .array(pins.map(JSON.string)),
      "receiptKeys": .array(
        receiptKeys.map { .object(["key": .string($0.key), "until": .integer($0.until)]) }),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "hubKeys", members: ["deployment", "issuedAt", "number", "pins", "receiptKeys"])
    var pins: [String] = []
    for element in try fields.array("pins", count: 1...2) {
      guard case .string(let pin) = element, TextRule.hex(64).accepts(pin) else { throw .field(fields.at("pins"), .notAllowed) }
      guard !pins.contains(pin) else { throw .field(fields.at("pins"), .repeated) }
      pins.append(pin)
    }
    var keys: [ReceiptKey] = []
    for element in try fields.array("receiptKeys", count: 1...Self.mostReceiptKeys) {
      let one = try Fields(element, fields.at("receiptKeys"), members: ["key", "until"])
      let key = ReceiptKey(key: try one.string("key", .hex(64)), until: try one.integer("until", in: 0...Wire.times.upperBound))
      guard !keys.contains(where: { $0.key == key.key }) else { throw .field(fields.at("receiptKeys"), .repeated) }
      keys.append(key)
    }
    guard keys.last?.isInUse == true, keys.count(where: \.isInUse) <= 2 else {
      throw .field(fields.at("receiptKeys"), .notAllowed)
    }
    self.init(
      deployment: try fields.string("deployment", .deployment), number: try fields.integer("number", in: 1...Self.most),
      issuedAt: try fields.integer("issuedAt", in: Wire.times), pins: pins, receiptKeys: keys)
  }
}

/// Answer to `GET /v1/keys?held=NUMBER`: the statements on the hub's keys after that one, the earliest first; none where
/// there is no later one. After `most` of them there may be more.
public struct HubKeysAnswer: WireMessage {
  public static let most = 16

  /// Envelopes of `HubKeys`.
  public let statements: [[UInt8]]

  public init(statements: [[UInt8]]) { self.statements = statements }

  public var json: JSON { .object(["statements": .array(statements.map { .string(Base64.encode($0)) })]) }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "hubKeysAnswer", members: ["statements"])
    var statements: [[UInt8]] = []
    for element in try fields.array("statements", count: 0...Self.most) {
      guard case .string(let text) = element, TextRule.base64(most: 4096).accepts(text) else {
        throw .field(fields.at("statements"), .notAllowed)
      }
      statements.append(try Base64.decode(text))
    }
    self.init(statements: statements)
  }
}
