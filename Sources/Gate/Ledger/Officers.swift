public import Cryptography

/// The two people of a borough whose signatures change what may be released.
public enum OfficerRole: String, CaseIterable, Sendable {
  case privacyOfficer = "privacy-officer"
  case dataOfficer = "data-officer"

  public var other: OfficerRole { self == .privacyOfficer ? .dataOfficer : .privacyOfficer }
}

/// What an officer signs, as text that he or she can read before. One spelling; ends with a line feed.
public enum OfficerStatement {
  /// What signatures are made for (`ssh-keygen -Y sign -n …`).
  public static let namespace = "boroughwise-officer"

  /// "This borough may release by this plan."
  public static func acceptance(borough: String, planID: String, planHash: String, role: OfficerRole) -> [UInt8] {
    text("accept a release plan", [("borough", borough), ("plan", planID), ("sha256", planHash), ("role", role.rawValue)])
  }

  /// "From now on this key is the other officer's." Signed by the officer who stays.
  public static func replacement(borough: String, role: OfficerRole, key: VerifyingKey, entries: Int) -> [UInt8] {
    text(
      "replace an officer's key",
      [
        ("borough", borough), ("role", role.rawValue), ("ed25519", Hex.encode(key.rawBytes)), ("ledger-line", "\(entries)"),
      ])
  }

  private static func text(_ purpose: String, _ fields: [(String, String)]) -> [UInt8] {
    Array((["boroughwise 1: \(purpose)"] + fields.map { "\($0.0) \($0.1)" }).map { $0 + "\n" }.joined().utf8)
  }
}

/// Officers and what they accepted, as the ledger's lines have it.
struct Officers {
  private(set) var keys: [OfficerRole: VerifyingKey] = [:]
  private var accepted: [String: [OfficerRole: VerifyingKey]] = [:]

  /// Who accepted the plan with this hash.
  func acceptances(of planHash: String) -> Set<OfficerRole> { Set((accepted[planHash] ?? [:]).keys) }

  /// - Parameters:
  ///   - signature: by the other role's officer; nil for the first officer of a role.
  ///   - line: number of the ledger's line that says so, which the statement names, so that it serves once.
  mutating func register(
    _ role: OfficerRole, _ key: VerifyingKey, _ signature: SSHSignature?, borough: String, line: Int
  ) throws(LedgerError) {
    guard keys[role.other] != key else { throw .oneKeyTwice }
    if keys[role] != nil {
      guard let judge = keys[role.other] else { throw .notSigned(by: role.other) }
      let statement = OfficerStatement.replacement(borough: borough, role: role, key: key, entries: line)
      guard signature?.isValid(by: judge, for: statement, namespace: OfficerStatement.namespace) == true else {
        throw .notSigned(by: role.other)
      }
    } else if signature != nil {
      throw .badRequest("the first officer of a role is registered without a signature")
    }
    keys[role] = key
  }

  mutating func accept(
    planID: String, planHash: String, as role: OfficerRole, _ signature: SSHSignature, borough: String
  ) throws(LedgerError) {
    let statement = OfficerStatement.acceptance(borough: borough, planID: planID, planHash: planHash, role: role)
    guard let key = keys[role], signature.isValid(by: key, for: statement, namespace: OfficerStatement.namespace) else {
      throw .notSigned(by: role)
    }
    // Two people: a key that was moved from one role to the other does not sign for both.
    guard accepted[planHash]?[role.other] != key else { throw .oneKeyTwice }
    accepted[planHash, default: [:]][role] = key
  }
}

extension Ledger {
  /// The officers' public keys.
  public var officers: [OfficerRole: VerifyingKey] { accountOfficers.keys }

  /// Whose signatures under the plan with this SHA-256 (hex) are on record. Two of them accept it.
  public func acceptances(of planHash: String) -> Set<OfficerRole> { accountOfficers.acceptances(of: planHash) }

  /// What the other officer signs before a role's key can be replaced now.
  public func replacementStatement(_ role: OfficerRole, _ key: VerifyingKey) -> [UInt8] {
    OfficerStatement.replacement(borough: borough, role: role, key: key, entries: nextLine)
  }

  /// Registers an officer's key, or replaces it with the other officer's signature.
  ///
  /// Throws `oneKeyTwice`, `notSigned`, `badRequest`, `storage`.
  public func register(
    _ role: OfficerRole, key: VerifyingKey, signature: SSHSignature?, at time: Int
  ) throws(LedgerError) {
    try record(.officer(role, key, signature), at: time, "register an officer")
  }

  /// Records an officer's signature under a plan.
  ///
  /// Throws `notSigned` unless it is the signature of that role's officer under that plan for this borough;
  /// `oneKeyTwice`, `badRequest`, `storage`.
  public func accept(
    planID: String, planHash: String, as role: OfficerRole, signature: SSHSignature, at time: Int
  ) throws(LedgerError) {
    guard Spelling.isName(planID), Spelling.isHash(planHash) else { throw .badRequest("the plan's id or hash is none") }
    try record(.accept(planID: planID, planHash: planHash, role, signature), at: time, "record an acceptance")
  }
}
