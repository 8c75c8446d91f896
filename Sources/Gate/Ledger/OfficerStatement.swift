public import Cryptography

/// Which ledger a statement is about: an officer's signature for one can't be used in another, such as a rehearsal's.
public struct LedgerName: Equatable, Sendable {
  /// ONS code.
  public let borough: String
  /// SHA-256 of the ledger's first line, which says when it was made, 64 hexadecimal digits.
  public let firstLine: String
}

/// What an officer signs, as text that he or she can read before. One spelling; ends with a line feed.
public enum OfficerStatement {
  /// What signatures are made for (`ssh-keygen -Y sign -n …`).
  public static let namespace = "boroughwise-officer"

  /// "This borough may release by this plan."
  /// - Parameters:
  ///   - ledger: nil as older programs had it.
  ///   - withdrawal: number of the ledger's line that withdrew this officer's acceptance of before; the signature of then
  ///     does not serve again.
  static func acceptance(
    _ ledger: LedgerName?, borough: String, _ planID: String, _ planHash: String, _ role: OfficerRole, after withdrawal: Int? = nil
  ) -> [UInt8] {
    text(
      "accept a release plan",
      [("borough", borough)] + (ledger.map { [("ledger", $0.firstLine)] } ?? [])
        + [("plan", planID), ("sha256", planHash), ("role", role.rawValue)]
        + (withdrawal.map { [("after-withdrawal-line", "\($0)")] } ?? []))
  }

  /// "Nothing more may be released by this plan." Signed by an officer who had accepted it.
  static func withdrawal(
    _ ledger: LedgerName, _ planID: String, _ planHash: String, _ role: OfficerRole, line: Int
  ) -> [UInt8] {
    text(
      "withdraw a release plan",
      [
        ("borough", ledger.borough), ("ledger", ledger.firstLine), ("plan", planID), ("sha256", planHash),
        ("role", role.rawValue), ("ledger-line", "\(line)"),
      ])
  }

  /// "From now on this key is that officer's." Signed by the other officer, and with the key it replaces.
  static func registration(
    _ ledger: LedgerName, _ role: OfficerRole, _ key: VerifyingKey, line: Int, replaces: Bool
  ) -> [UInt8] {
    about(replaces ? "replace an officer's key" : "register an officer's key", ledger, role, key, line)
  }

  /// "That officer's key is lost, and this one is to take its place." Signed by the other officer.
  static func announcement(_ ledger: LedgerName, _ role: OfficerRole, _ key: VerifyingKey, line: Int) -> [UInt8] {
    about("announce a key in place of a lost one", ledger, role, key, line)
  }

  /// "My key is not lost." Signed with it.
  static func keeping(_ ledger: LedgerName, _ role: OfficerRole, line: Int) -> [UInt8] {
    about("keep an officer's key", ledger, role, nil, line)
  }

  static func olderReplacement(_ borough: String, _ role: OfficerRole, _ key: VerifyingKey, line: Int) -> [UInt8] {
    text(
      "replace an officer's key",
      [("borough", borough), ("role", role.rawValue), ("ed25519", Hex.encode(key.rawBytes)), ("ledger-line", "\(line)")])
  }

  private static func about(
    _ purpose: String, _ ledger: LedgerName, _ role: OfficerRole, _ key: VerifyingKey?, _ line: Int
  ) -> [UInt8] {
    text(
      purpose,
      [("borough", ledger.borough), ("ledger", ledger.firstLine), ("role", role.rawValue)]
        + (key.map { [("ed25519", Hex.encode($0.rawBytes))] } ?? []) + [("ledger-line", "\(line)")])
  }

  private static func text(_ purpose: String, _ fields: [(String, String)]) -> [UInt8] {
    Array((["boroughwise 1: \(purpose)"] + fields.map { "\($0.0) \($0.1)" }).map { $0 + "\n" }.joined().utf8)
  }
}

/// Officers as callers of the ledger see them. All calls throw `notSigned`, `oneKeyTwice`, `badRequest`, `storage`.
extension Ledger {
  /// The officers' public keys.
  public var officers: [OfficerRole: VerifyingKey] { accountOfficers.keys }

  /// Keys that wait to take the place of lost ones.
  public var announced: [OfficerRole: AnnouncedKey] { accountOfficers.announced }

  /// Whose signatures under the plan with this SHA-256 (hex) are on record, by keys that are still theirs. Two of them
  /// accept it.
  public func acceptances(of planHash: String) -> Set<OfficerRole> { accountOfficers.acceptances(of: planHash) }

  /// Who has withdrawn an acceptance of the plan with this SHA-256 (hex), and has given none since.
  public func withdrawals(of planHash: String) -> Set<OfficerRole> { accountOfficers.withdrawals(of: planHash) }

  /// Plans of which a role's acceptance counts: ids and SHA-256, hex.
  public func plansAccepted(by role: OfficerRole) -> [(id: String, sha256: String)] {
    accountOfficers.planIDs.filter { acceptances(of: $0.key).contains(role) }.map { (id: $0.value, sha256: $0.key) }
      .sorted { ($0.id, $0.sha256) < ($1.id, $1.sha256) }
  }

  /// What is signed before a key can be a role's now.
  public func registrationStatement(_ role: OfficerRole, _ key: VerifyingKey) -> [UInt8] {
    OfficerStatement.registration(name, role, key, line: nextLine, replaces: officers[role] != nil)
  }

  public func announcementStatement(_ role: OfficerRole, _ key: VerifyingKey) -> [UInt8] {
    OfficerStatement.announcement(name, role, key, line: nextLine)
  }

  public func keepingStatement(_ role: OfficerRole) -> [UInt8] {
    OfficerStatement.keeping(name, role, line: nextLine)
  }

  public func acceptanceStatement(planID: String, planHash: String, as role: OfficerRole) -> [UInt8] {
    accountOfficers.acceptance(planID, planHash, role)
  }

  public func withdrawalStatement(planID: String, planHash: String, as role: OfficerRole) -> [UInt8] {
    OfficerStatement.withdrawal(name, planID, planHash, role, line: nextLine)
  }

  /// Registers an officer's key. The first officer's needs nobody's word. Every later one needs the other officer's
  /// signature under `registrationStatement`, and where it replaces a key, that key's as well.
  public func register(
    _ role: OfficerRole, key: VerifyingKey, signature: SSHSignature? = nil, old: SSHSignature? = nil, at time: Int
  ) throws(LedgerError) {
    guard officers.isEmpty || signature != nil else { throw .notSigned(by: role.other) }
    let consent: Consent = signature.map { .signed(other: $0, old: old) } ?? .nobody
    try record(.officer(role, key, consent), at: time, "register an officer")
  }

  /// Announces a key in place of a lost one, with the other officer's signature under `announcementStatement`.
  public func announce(
    _ role: OfficerRole, key: VerifyingKey, signature: SSHSignature, at time: Int
  ) throws(LedgerError) {
    try record(.announce(role, key, signature), at: time, "announce an officer's key")
  }

  /// Registers a key that was announced. Throws `tooEarly` before `AnnouncedKey.from`.
  public func registerAnnounced(_ role: OfficerRole, at time: Int) throws(LedgerError) {
    guard let own = announced[role] else { throw .badRequest("no key was announced for the \(role.rawValue)") }
    try record(.officer(role, own.key, .waited), at: time, "register an officer")
  }

  /// Ends an announcement, with a signature under `keepingStatement` by the key that it said is lost.
  public func keep(_ role: OfficerRole, signature: SSHSignature, at time: Int) throws(LedgerError) {
    try record(.keep(role, signature), at: time, "keep an officer's key")
  }

  /// Records an officer's signature under a plan, for this ledger.
  public func accept(
    planID: String, planHash: String, as role: OfficerRole, signature: SSHSignature, at time: Int
  ) throws(LedgerError) {
    guard Spelling.isName(planID), Spelling.isHash(planHash) else { throw .badRequest("the plan's id or hash is none") }
    try record(.accept(planID: planID, planHash: planHash, role, signature, isOlder: false), at: time, "record an acceptance")
  }

  /// Takes an officer's acceptance back, with a signature under `withdrawalStatement`: from the next release on the plan is
  /// not accepted. Throws `badRequest` where there is no acceptance to withdraw.
  public func withdraw(
    planID: String, planHash: String, as role: OfficerRole, signature: SSHSignature, at time: Int
  ) throws(LedgerError) {
    guard Spelling.isName(planID), Spelling.isHash(planHash) else { throw .badRequest("the plan's id or hash is none") }
    try record(.withdraw(planID: planID, planHash: planHash, role, signature), at: time, "record a withdrawal")
  }
}
