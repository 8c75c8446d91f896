/// Why a hub holds a message back until a person has looked: it is well-formed and signed, and its figures can hardly
/// be right. The list is closed, so that a reason says nothing of the figures themselves.
public enum QuarantineReason: String, CaseIterable, Comparable, Sendable {
  case belowZero = "below-zero"
  case beyondCap = "beyond-cap"
  case tablesDisagree = "tables-disagree"
  case beyondPopulation = "beyond-population"
  case farFromPublished = "far-from-published"
  case jump

  public static func < (left: QuarantineReason, right: QuarantineReason) -> Bool { left.rawValue < right.rawValue }

  /// The one sentence that goes with the code.
  public var detail: String {
    switch self {
    case .belowZero: "a count lies further below zero than the declared noise explains"
    case .beyondCap: "costs are higher, or more persons have one, than the plan's caps allow for so many plans"
    case .tablesDisagree: "tables of the message that are about the same plans differ by more than the declared noise"
    case .beyondPopulation: "there are more plans than the borough's population can explain"
    case .farFromPublished: "plans differ from DfE's published totals by more than noise and change explain"
    case .jump: "plans or costs have changed by more than noise and a year's change explain"
    }
  }
}

/// The hub's signed word on a message that was in quarantine: whether it counts now.
public struct Decision: WireMessage {
  public static let payloadType = "application/vnd.boroughwise.decision+json;v=1"

  public enum Verdict: String, CaseIterable, Sendable { case accepted, rejected }

  /// Why, in the words that this protocol has: what was said beyond that stays at the hub.
  public enum Ground: String, CaseIterable, Sendable {
    case confirmed, explained
    case falseAlarm = "false-alarm"
    case wrongData = "wrong-data"
    case notExplained = "not-explained"
    case superseded

    /// The verdict that it can be a ground of.
    public var verdict: Verdict {
      switch self {
      case .confirmed, .explained, .falseAlarm: .accepted
      case .wrongData, .notExplained, .superseded: .rejected
      }
    }

    public var detail: String {
      switch self {
      case .confirmed: "the borough confirmed the figures"
      case .explained: "a known change explains the figures"
      case .falseAlarm: "the figures are within what can be expected"
      case .wrongData: "the figures were made from wrong or incomplete records"
      case .notExplained: "nobody could explain the figures"
      case .superseded: "the borough sends another message in its place"
      }
    }
  }

  public let borough: String
  /// Hex SHA-256 of the envelope decided upon, as in its receipt.
  public let messageSHA256: String
  public let release: String
  public let ground: Ground
  /// Counts the decisions on this message, from 1: the last one holds.
  public let number: Int
  /// UTC seconds.
  public let decidedAt: Int

  public var verdict: Verdict { ground.verdict }

  public init(borough: String, messageSHA256: String, release: String, ground: Ground, number: Int, decidedAt: Int) {
    self.borough = borough
    self.messageSHA256 = messageSHA256
    self.release = release
    self.ground = ground
    self.number = number
    self.decidedAt = decidedAt
  }

  public var json: JSON {
    .object([
      "borough": .string(borough), "decidedAt": .integer(decidedAt), "ground": .string(ground.rawValue),
      "messageSHA256": .string(messageSHA256), "number": .integer(number), "release": .string(release),
      "verdict": .string(verdict.rawValue),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(
      json, "decision",
      members: ["borough", "decidedAt", "ground", "messageSHA256", "number", "release", "verdict"])
    guard let ground = Ground(rawValue: try fields.string("ground", .identifier)) else {
      throw .field("decision.ground", .notAllowed)
    }
    guard try fields.string("verdict", .identifier) == ground.verdict.rawValue else {
      throw .field("decision.verdict", .inconsistent)
    }
    self.init(
      borough: try fields.string("borough", .borough), messageSHA256: try fields.string("messageSHA256", .hex(64)),
      release: try fields.string("release", .hex(32)), ground: ground,
      number: try fields.integer("number", in: 1...1_000_000), decidedAt: try fields.integer("decidedAt", in: Wire.times))
  }
}

/// Answer to `GET /v1/decisions`: the last decision on each message of the borough that asks, the newest first.
public struct DecisionList: WireMessage {
  /// More are not told: by then nobody looks.
  public static let most = 32
  /// Each an envelope of a `Decision`, as an object.
  public let envelopes: [JSON]

  public init(envelopes: [JSON]) { self.envelopes = Array(envelopes.prefix(Self.most)) }

  public var json: JSON { .object(["decisions": .array(envelopes)]) }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "decisions", members: ["decisions"])
    envelopes = try fields.array("decisions", count: 0...Self.most)
  }
}
