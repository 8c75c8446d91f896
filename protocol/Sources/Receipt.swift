/// The hub's signed word that it holds a message. The same message always gets the same receipt.
public struct Receipt: WireMessage {
  public static let payloadType = "application/vnd.boroughwise.receipt+json;v=1"

  public let borough: String
  /// Hex SHA-256 of the envelope's bytes as received, before compression.
  public let messageSHA256: String
  public let release: String
  /// Counts the borough's messages at this hub, from 1. A borough whose own count differs was restored or cloned.
  public let counter: Int
  /// UTC seconds.
  public let receivedAt: Int
  /// Why the message is in no figure until a person at the hub decides; empty where it counts. Ascending, each once.
  public let quarantine: [QuarantineReason]

  public init(
    borough: String, messageSHA256: String, release: String, counter: Int, receivedAt: Int,
    quarantine: [QuarantineReason] = []
  ) {
    self.borough = borough
    self.messageSHA256 = messageSHA256
    self.release = release
    self.counter = counter
    self.receivedAt = receivedAt
    self.quarantine = quarantine
  }

  /// Without the member `quarantine` where there is no reason: then it is what every version of the protocol knows.
  public var json: JSON {
    var members: [String: JSON] = [
      "borough": .string(borough),
      "counter": .integer(counter),
      "messageSHA256": .string(messageSHA256),
      "receivedAt": .integer(receivedAt),
      "release": .string(release),
    ]
    if !quarantine.isEmpty { members["quarantine"] = .array(quarantine.map { .string($0.rawValue) }) }
    return .object(members)
  }

  public init(json: JSON) throws(WireError) {
    guard case .object(let all) = json else { throw .field("receipt", .wrongType) }
    let isHeld = all["quarantine"] != nil
    let fields = try Fields(
      json, "receipt",
      members: ["borough", "counter", "messageSHA256", "receivedAt", "release"] + (isHeld ? ["quarantine"] : []))
    var reasons: [QuarantineReason] = []
    for code in isHeld ? try fields.array("quarantine", count: 1...QuarantineReason.allCases.count) : [] {
      guard case .string(let text) = code, let reason = QuarantineReason(rawValue: text) else {
        throw .field("receipt.quarantine", .notAllowed)
      }
      if let last = reasons.last, last >= reason { throw .field("receipt.quarantine", .repeated) }
      reasons.append(reason)
    }
    self.init(
      borough: try fields.string("borough", .borough), messageSHA256: try fields.string("messageSHA256", .hex(64)),
      release: try fields.string("release", .hex(32)), counter: try fields.integer("counter", in: 1...1_000_000_000),
      receivedAt: try fields.integer("receivedAt", in: Wire.times), quarantine: reasons)
  }
}

/// Answer to `GET /v1/status`: which deployment this is, its clock, what it speaks, and what it has of who asks.
public struct HubStatus: WireMessage {
  public let deployment: String
  /// UTC seconds.
  public let time: Int
  /// Version of the hub's program.
  public let software: String
  /// Versions of this protocol that the hub speaks, both ends included.
  public let protocols: ClosedRange<Int>
  /// Messages of the borough that asks: the counter of its latest receipt, 0 before the first.
  public let messages: Int

  public init(deployment: String, time: Int, software: String, protocols: ClosedRange<Int>, messages: Int) {
    self.deployment = deployment
    self.time = time
    self.software = software
    self.protocols = protocols
    self.messages = messages
  }

  public var json: JSON {
    .object([
      "deployment": .string(deployment), "messages": .integer(messages),
      "newestProtocol": .integer(protocols.upperBound), "oldestProtocol": .integer(protocols.lowerBound),
      "software": .string(software), "time": .integer(time),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(
      json, "status", members: ["deployment", "messages", "newestProtocol", "oldestProtocol", "software", "time"])
    let oldest = try fields.integer("oldestProtocol", in: 1...1000)
    self.init(
      deployment: try fields.string("deployment", .deployment), time: try fields.integer("time", in: Wire.times),
      software: try fields.string("software", .version),
      protocols: oldest...(try fields.integer("newestProtocol", in: oldest...1000)),
      messages: try fields.integer("messages", in: 0...1_000_000_000))
  }
}
