public import Cryptography
public import ReleaseProtocol
public import Store

/// A person at the hub who decides about messages in quarantine, by a name and, where it is registered, a key.
public struct HubOfficer: Equatable, Sendable {
  public let name: String
  public let key: VerifyingKey

  /// Reads lines `name ssh-ed25519 <base64> [comment]`; empty lines and those that begin with `#` are passed over.
  /// - Throws: `RegisterFault.badOfficers` with the number of the first line that is neither.
  public static func parse(_ bytes: [UInt8]) throws(RegisterFault) -> [HubOfficer] {
    var officers: [HubOfficer] = []
    for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      if text.allSatisfy(\.isWhitespace) || text.hasPrefix("#") { continue }
      let parts = text.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, isName(String(parts[0])), let key = try? SSHPublicKey.key(line: Array(parts[1].utf8)),
        !officers.contains(where: { $0.name == parts[0] || $0.key == key })
      else { throw .badOfficers(line: number + 1) }
      officers.append(HubOfficer(name: String(parts[0]), key: key))
    }
    return officers
  }

  /// 1 to 64 of letters, digits, `.`, `-`, `_` and `@`: a log-in name or an address.
  public static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x40...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
      }
  }
}

/// A decision as a person makes it.
public struct OfficerDecision: Sendable {
  public let ground: Decision.Ground
  public let officer: String
  /// At most 500 characters, none of them a control character; stays at the hub.
  public let note: String

  public init(ground: Decision.Ground, officer: String, note: String) throws(RegisterFault) {
    guard HubOfficer.isName(officer) else { throw .badOfficerName }
    guard note.count <= 500, note.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw .badNote
    }
    (self.ground, self.officer, self.note) = (ground, officer, note)
  }

  /// What signatures are made for (`ssh-keygen -Y sign -n …`).
  public static let namespace = "boroughwise-officer"

  /// What the officer signs, as text that he or she can read before.
  /// - Parameter number: of the decision on this message, so that a signature serves once.
  public func statement(on message: QuarantinedMessage, number: Int) -> [UInt8] {
    let fields = [
      ("borough", message.borough), ("release", message.release), ("sha256", message.sha256),
      ("verdict", ground.verdict.rawValue), ("ground", ground.rawValue), ("note", note), ("officer", officer),
      ("number", "\(number)"),
    ]
    return Array(
      (["boroughwise 1: decide on a message in quarantine"] + fields.map { "\($0.0) \($0.1)" }).map { $0 + "\n" }
        .joined().utf8)
  }
}

extension BoroughRegister {
  /// Records a person's decision, and what the borough is told of it.
  ///
  /// - Parameters:
  ///   - officers: who may decide; empty where none are registered, and then the name is taken as given.
  ///   - signature: that officer's, under `OfficerDecision.statement`.
  /// - Throws: `RegisterFault.notSigned`, `.decidedMeanwhile`.
  public func decide(
    _ decision: OfficerDecision, on message: QuarantinedMessage, officers: [HubOfficer], signature: SSHSignature?,
    now: Int
  ) async throws {
    let number = message.decisions.count + 1
    if !officers.isEmpty {
      guard let officer = officers.first(where: { $0.name == decision.officer }),
        signature?.isValid(
          by: officer.key, for: decision.statement(on: message, number: number), namespace: OfficerDecision.namespace)
          == true
      else { throw RegisterFault.notSigned }
    }
    let told = Decision(
      borough: message.borough, messageSHA256: message.sha256, release: message.release, ground: decision.ground,
      number: number, decidedAt: now)
    let stored = StoredDecision(
      number: number, isAccepted: decision.ground.verdict == .accepted, ground: decision.ground.rawValue,
      officer: decision.officer, note: decision.note, signature: officers.isEmpty ? nil : signature?.bytes,
      decidedAt: now)
    let envelope = try seal(told.canonicalBytes, Decision.payloadType)
    guard try await store.decide(stored, on: message.sha256, envelope: envelope) else {
      throw RegisterFault.decidedMeanwhile
    }
  }

  /// What a borough is told when it asks.
  public func decisions(for sender: Sender) async throws -> DecisionList {
    let envelopes = try await store.decisionEnvelopes(of: sender.borough, most: DecisionList.most)
    return DecisionList(envelopes: try envelopes.map { try CanonicalJSON.decode($0) })
  }
}
