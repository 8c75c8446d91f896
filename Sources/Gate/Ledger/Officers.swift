public import Cryptography

/// The two people of a borough whose signatures change what may be released.
public enum OfficerRole: String, CaseIterable, Sendable {
  case privacyOfficer = "privacy-officer"
  case dataOfficer = "data-officer"

  public var other: OfficerRole { self == .privacyOfficer ? .dataOfficer : .privacyOfficer }
}

/// A key that one officer announced for the other, whose own is lost.
public struct AnnouncedKey: Equatable, Sendable {
  public let key: VerifyingKey
  /// UTC seconds.
  public let at: Int
  /// From then on it can be registered.
  public var from: Int { at + Self.wait }

  /// Seconds in which whoever holds the old key sees the announcement and can end it: fourteen days.
  public static let wait = 14 * 86_400
}

/// Whose word lets a key be an officer's.
enum Consent: Equatable {
  /// The first key in a ledger, or in one from before the others were asked.
  case nobody
  /// The other officer's signature, and that of the key it replaces; nil for the first of a role.
  case signed(other: SSHSignature, old: SSHSignature?)
  /// The key was announced, and the wait is over.
  case waited
  /// As older programs recorded it: the other officer's signature alone. Read and never written.
  case byOtherAlone(SSHSignature)
}

/// Officers and what they accepted, as the ledger's lines have it.
struct Officers {
  /// The ledger that statements are about.
  let ledger: LedgerName
  private(set) var keys: [OfficerRole: VerifyingKey] = [:]
  private(set) var announced: [OfficerRole: AnnouncedKey] = [:]
  private var accepted: [String: [OfficerRole: VerifyingKey]] = [:]
  /// By plan and role the number of the line that withdrew an acceptance last, also where another was given since.
  private var withdrawn: [String: [OfficerRole: Int]] = [:]
  /// Ids of plans by their hashes, as they were accepted.
  private(set) var planIDs: [String: String] = [:]

  init(ledger: LedgerName) { self.ledger = ledger }

  /// Who accepted the plan with this hash, by keys that are still theirs.
  func acceptances(of planHash: String) -> Set<OfficerRole> {
    Set((accepted[planHash] ?? [:]).filter { keys[$0.key] == $0.value }.keys)
  }

  /// Who has withdrawn an acceptance of the plan with this hash, and has given none since.
  func withdrawals(of planHash: String) -> Set<OfficerRole> {
    Set((withdrawn[planHash] ?? [:]).keys).subtracting((accepted[planHash] ?? [:]).keys)
  }

  /// What `role` signs to accept a plan now.
  func acceptance(_ planID: String, _ planHash: String, _ role: OfficerRole) -> [UInt8] {
    OfficerStatement.acceptance(
      ledger, borough: ledger.borough, planID, planHash, role, after: withdrawn[planHash]?[role])
  }

  /// - Parameter line: number of the ledger's line that says so, which the statement names, so that it serves once.
  mutating func register(
    _ role: OfficerRole, _ key: VerifyingKey, _ consent: Consent, at time: Int, line: Int
  ) throws(LedgerError) {
    guard keys[role.other] != key else { throw .oneKeyTwice }
    switch consent {
    case .nobody:
      guard keys[role] == nil else { throw .notSigned(by: role.other) }
    case .signed(let other, let old):
      let statement = OfficerStatement.registration(ledger, role, key, line: line, replaces: keys[role] != nil)
      try require(other, by: role.other, under: statement)
      if keys[role] != nil { try require(old, by: role, under: statement) }
    case .waited:
      guard let own = announced[role], own.key == key else { throw .badRequest("this key was not announced") }
      guard time >= own.from else { throw .tooEarly(role) }
    case .byOtherAlone(let signature):
      guard keys[role] != nil else { throw .badRequest("the first officer of a role is registered without a signature") }
      try require(
        signature, by: role.other, under: OfficerStatement.olderReplacement(ledger.borough, role, key, line: line))
    }
    keys[role] = key
    announced[role] = nil
  }

  mutating func announce(
    _ role: OfficerRole, _ key: VerifyingKey, _ signature: SSHSignature, at time: Int, line: Int
  ) throws(LedgerError) {
    guard keys[role.other] != key else { throw .oneKeyTwice }
    guard keys[role] != nil else { throw .badRequest("the \(role.rawValue) has no key that could be lost") }
    try require(signature, by: role.other, under: OfficerStatement.announcement(ledger, role, key, line: line))
    announced[role] = AnnouncedKey(key: key, at: time)
  }

  /// Ends an announcement, by whoever holds the key that it said is lost.
  mutating func keep(_ role: OfficerRole, _ signature: SSHSignature, line: Int) throws(LedgerError) {
    guard announced[role] != nil else { throw .badRequest("no key was announced for the \(role.rawValue)") }
    try require(signature, by: role, under: OfficerStatement.keeping(ledger, role, line: line))
    announced[role] = nil
  }

  /// - Parameter isOlder: as older programs recorded it, under a statement that names no ledger.
  mutating func accept(
    planID: String, planHash: String, as role: OfficerRole, _ signature: SSHSignature, isOlder: Bool
  ) throws(LedgerError) {
    let statement =
      isOlder
      ? OfficerStatement.acceptance(nil, borough: ledger.borough, planID, planHash, role)
      : acceptance(planID, planHash, role)
    // A withdrawal names an acceptance that a signature of before does not give back.
    guard !isOlder || withdrawn[planHash]?[role] == nil else { throw .notSigned(by: role) }
    try require(signature, by: role, under: statement)
    // Two people: a key that was moved from one role to the other does not sign for both.
    guard let key = keys[role], accepted[planHash]?[role.other] != key else { throw .oneKeyTwice }
    accepted[planHash, default: [:]][role] = key
    planIDs[planHash] = planID
  }

  /// Takes an officer's acceptance back.
  /// - Parameter line: number of the ledger's line that says so, which the statement names.
  mutating func withdraw(
    planID: String, planHash: String, as role: OfficerRole, _ signature: SSHSignature, line: Int
  ) throws(LedgerError) {
    guard acceptances(of: planHash).contains(role), planIDs[planHash] == planID else {
      throw .badRequest("the \(role.rawValue) has no acceptance of this plan on record")
    }
    try require(signature, by: role, under: OfficerStatement.withdrawal(ledger, planID, planHash, role, line: line))
    accepted[planHash]?[role] = nil
    withdrawn[planHash, default: [:]][role] = line
  }

  private func require(
    _ signature: SSHSignature?, by role: OfficerRole, under statement: [UInt8]
  ) throws(LedgerError) {
    guard let key = keys[role], let signature,
      signature.isValid(by: key, for: statement, namespace: OfficerStatement.namespace)
    else { throw .notSigned(by: role) }
  }
}
