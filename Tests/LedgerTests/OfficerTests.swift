import Cryptography
@testable import Ledger
import Testing

/// Two people decide: neither gets round the other by way of keys, and what was signed for one ledger serves no other.
@Suite struct OfficerTests {
  private let privacy: SigningKey
  private let data: SigningKey
  private let fresh: SigningKey
  private let now = 1_760_000_000

  init() throws { (privacy, data, fresh) = (try SigningKey(), try SigningKey(), try SigningKey()) }

  /// A ledger with both officers.
  private func ledger(at time: Int = 1_760_000_000) throws -> (FaultyDisk, Ledger) {
    let disk = FaultyDisk()
    try Ledger.create(in: disk, borough: "E09000001", policy: .standard, at: time)
    let ledger = try Ledger.open(disk)
    try ledger.register(.privacyOfficer, key: privacy.publicKey, at: now)
    let statement = ledger.registrationStatement(.dataOfficer, data.publicKey)
    try ledger.register(.dataOfficer, key: data.publicKey, signature: signature(statement, by: privacy), at: now)
    return (disk, ledger)
  }

  private func accept(_ ledger: Ledger, as role: OfficerRole, by key: SigningKey) throws {
    let statement = ledger.acceptanceStatement(planID: "a-plan", planHash: planHash, as: role)
    try ledger.accept(planID: "a-plan", planHash: planHash, as: role, signature: signature(statement, by: key), at: now)
  }

  /// Else one who has the first role's signature missing could put a key of his own beside it, and then in its place.
  @Test func theSecondOfficerNeedsTheFirstOnesSignature() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    try ledger.register(.privacyOfficer, key: privacy.publicKey, at: now)
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) {
      try ledger.register(.dataOfficer, key: data.publicKey, at: now)
    }
    let statement = ledger.registrationStatement(.dataOfficer, data.publicKey)
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) {
      try ledger.register(.dataOfficer, key: data.publicKey, signature: signature(statement, by: data), at: now)
    }
    try ledger.register(.dataOfficer, key: data.publicKey, signature: signature(statement, by: privacy), at: now)
    #expect(try Ledger.open(disk).officers == [.privacyOfficer: privacy.publicKey, .dataOfficer: data.publicKey])
  }

  /// One officer alone can't put a key of his own in the other's place and then sign for both.
  @Test func oneOfficerAloneDoesNotBecomeBoth() throws {
    let (disk, ledger) = try ledger()
    let statement = ledger.registrationStatement(.privacyOfficer, fresh.publicKey)
    let (byData, byPrivacy) = (try signature(statement, by: data), try signature(statement, by: privacy))
    for (other, old) in [(byData, nil), (byData, byData), (byData, try signature(statement, by: fresh))] {
      #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) {
        try ledger.register(.privacyOfficer, key: fresh.publicKey, signature: other, old: old, at: now)
      }
    }
    #expect(throws: LedgerError.notSigned(by: .dataOfficer)) {
      try ledger.register(.privacyOfficer, key: fresh.publicKey, signature: byPrivacy, old: byPrivacy, at: now)
    }
    try accept(ledger, as: .privacyOfficer, by: privacy)
    try accept(ledger, as: .dataOfficer, by: data)
    #expect(ledger.acceptances(of: planHash).count == 2)

    let both = ledger.registrationStatement(.privacyOfficer, fresh.publicKey)
    try ledger.register(
      .privacyOfficer, key: fresh.publicKey, signature: signature(both, by: data), old: signature(both, by: privacy), at: now)
    // What the key accepted that has gone no longer counts.
    #expect(ledger.acceptances(of: planHash) == [.dataOfficer])
    try accept(ledger, as: .privacyOfficer, by: fresh)
    #expect(try Ledger.open(disk).acceptances(of: planHash).count == 2)
  }

  /// A lost key is replaced in the open and slowly, and not at all while somebody has it.
  @Test func aLostKeyIsReplacedAfterAWaitThatItsHolderCanEnd() throws {
    let (disk, ledger) = try ledger()
    func announce() throws {
      let statement = ledger.announcementStatement(.privacyOfficer, fresh.publicKey)
      #expect(throws: LedgerError.notSigned(by: .dataOfficer)) {
        try ledger.announce(.privacyOfficer, key: fresh.publicKey, signature: signature(statement, by: fresh), at: now)
      }
      try ledger.announce(.privacyOfficer, key: fresh.publicKey, signature: signature(statement, by: data), at: now)
    }
    try announce()
    #expect(ledger.announced[.privacyOfficer] == AnnouncedKey(key: fresh.publicKey, at: now))
    #expect(throws: LedgerError.tooEarly(.privacyOfficer)) {
      try ledger.registerAnnounced(.privacyOfficer, at: now + 14 * 86_400 - 1)
    }
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) { try accept(ledger, as: .privacyOfficer, by: fresh) }
    let keeping = ledger.keepingStatement(.privacyOfficer)
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) {
      try ledger.keep(.privacyOfficer, signature: signature(keeping, by: data), at: now)
    }
    try ledger.keep(.privacyOfficer, signature: signature(keeping, by: privacy), at: now)
    #expect(throws: LedgerError.self) { try ledger.registerAnnounced(.privacyOfficer, at: now + 15 * 86_400) }

    try announce()
    try ledger.registerAnnounced(.privacyOfficer, at: now + 14 * 86_400)
    let again = try Ledger.open(disk)
    #expect(again.officers[.privacyOfficer] == fresh.publicKey && again.announced.isEmpty)
  }

  /// One officer is enough to stop a plan; neither an old acceptance nor an old withdrawal serves a second time.
  @Test func anAcceptanceIsWithdrawnByWhoGaveIt() throws {
    let (disk, ledger) = try ledger()
    func withdraw(_ role: OfficerRole, _ signature: SSHSignature) throws(LedgerError) {
      try ledger.withdraw(planID: "a-plan", planHash: planHash, as: role, signature: signature, at: now)
    }
    func statement(_ role: OfficerRole) -> [UInt8] { ledger.withdrawalStatement(planID: "a-plan", planHash: planHash, as: role) }
    let early = try signature(statement(.privacyOfficer), by: privacy)
    #expect(throws: LedgerError.self, "nothing to withdraw") { try withdraw(.privacyOfficer, early) }
    let accepted = try signature(
      ledger.acceptanceStatement(planID: "a-plan", planHash: planHash, as: .privacyOfficer), by: privacy)
    try ledger.accept(planID: "a-plan", planHash: planHash, as: .privacyOfficer, signature: accepted, at: now)
    try accept(ledger, as: .dataOfficer, by: data)
    #expect(ledger.plansAccepted(by: .privacyOfficer).map(\.sha256) == [planHash])

    // Not by the other officer, nor for another line or role.
    for (role, key) in [(OfficerRole.privacyOfficer, data), (.dataOfficer, privacy), (.privacyOfficer, fresh)] {
      let wrong = try signature(statement(role), by: key)
      #expect(throws: LedgerError.notSigned(by: role)) { try withdraw(role, wrong) }
    }
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) { try withdraw(.privacyOfficer, early) }
    #expect(ledger.acceptances(of: planHash).count == 2)
    let withdrawn = try signature(statement(.privacyOfficer), by: privacy)
    try withdraw(.privacyOfficer, withdrawn)
    let again = try Ledger.open(disk)
    for one in [ledger, again] {
      #expect(one.acceptances(of: planHash) == [.dataOfficer] && one.withdrawals(of: planHash) == [.privacyOfficer])
      #expect(one.plansAccepted(by: .privacyOfficer).isEmpty)
    }
    #expect(String(decoding: try #require(disk.log), as: UTF8.self).contains(" withdraw a-plan \(planHash) privacy-officer "))

    // What was signed before is worth nothing now: whoever kept it can't undo the withdrawal.
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer)) {
      try again.accept(planID: "a-plan", planHash: planHash, as: .privacyOfficer, signature: accepted, at: now)
    }
    try accept(again, as: .privacyOfficer, by: privacy)
    #expect(again.acceptances(of: planHash).count == 2 && again.withdrawals(of: planHash).isEmpty)
    #expect(throws: LedgerError.notSigned(by: .privacyOfficer), "a withdrawal serves once") {
      try again.withdraw(planID: "a-plan", planHash: planHash, as: .privacyOfficer, signature: withdrawn, at: now)
    }
    #expect(try Ledger.open(disk).acceptances(of: planHash).count == 2)
  }

  /// A rehearsal has the same borough's code, perhaps the same keys, and plans that were accepted to try them.
  @Test func aSignatureForOneLedgerServesNoOther() throws {
    let (_, rehearsal) = try ledger(at: 1_750_000_000)
    let (_, real) = try ledger()
    let statement = rehearsal.acceptanceStatement(planID: "a-plan", planHash: planHash, as: .dataOfficer)
    let signed = try signature(statement, by: data)
    try rehearsal.accept(planID: "a-plan", planHash: planHash, as: .dataOfficer, signature: signed, at: now)
    #expect(throws: LedgerError.notSigned(by: .dataOfficer)) {
      try real.accept(planID: "a-plan", planHash: planHash, as: .dataOfficer, signature: signed, at: now)
    }
    let replacement = rehearsal.registrationStatement(.dataOfficer, fresh.publicKey)
    #expect(rehearsal.nextLine == real.nextLine + 1 && replacement != real.registrationStatement(.dataOfficer, fresh.publicKey))
    #expect(rehearsal.keepingStatement(.dataOfficer) != real.keepingStatement(.dataOfficer))
  }

  /// Ledgers of older programs are read as they were written, and nothing can be written in the old way any more.
  @Test func olderLinesAreReadAndNotWritten() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    try ledger.record(.officer(.privacyOfficer, privacy.publicKey, .nobody), at: now, "test")
    try ledger.record(.officer(.dataOfficer, data.publicKey, .nobody), at: now, "test")
    let older = OfficerStatement.acceptance(nil, borough: "E09000001", "a-plan", planHash, .dataOfficer)
    let accepted = try signature(older, by: data)
    try ledger.record(.accept(planID: "a-plan", planHash: planHash, .dataOfficer, accepted, isOlder: true), at: now, "test")
    let replacement = OfficerStatement.olderReplacement("E09000001", .privacyOfficer, fresh.publicKey, line: ledger.nextLine)
    let replaced = try signature(replacement, by: data)
    try ledger.record(.officer(.privacyOfficer, fresh.publicKey, .byOtherAlone(replaced)), at: now, "test")

    let text = String(decoding: try #require(disk.log), as: UTF8.self)
    #expect(text.contains("officer data-officer \(Hex.encode(data.publicKey.rawBytes)) -\n"))
    #expect(text.contains(" \(Hex.encode(replaced.bytes))\n") && text.contains("data-officer \(Hex.encode(accepted.bytes))\n"))
    let again = try Ledger.open(disk)
    #expect(again.officers[.privacyOfficer] == fresh.publicKey && again.acceptances(of: planHash) == [.dataOfficer])

    #expect(throws: LedgerError.notSigned(by: .dataOfficer)) {
      try again.accept(planID: "a-plan", planHash: planHash, as: .dataOfficer, signature: accepted, at: now)
    }
    let old = OfficerStatement.olderReplacement("E09000001", .privacyOfficer, privacy.publicKey, line: again.nextLine)
    #expect(throws: LedgerError.notSigned(by: .dataOfficer)) {
      try again.register(.privacyOfficer, key: privacy.publicKey, signature: signature(old, by: data), at: now)
    }
  }
}

/// As `ssh-keygen -Y sign` makes it (OpenSSH, PROTOCOL.sshsig).
private func signature(_ statement: [UInt8], by key: SigningKey) throws -> SSHSignature {
  func field(_ bytes: [UInt8]) -> [UInt8] { [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes }
  func field(_ text: String) -> [UInt8] { field(Array(text.utf8)) }
  let (magic, namespace) = (Array("SSHSIG".utf8), field(OfficerStatement.namespace))
  let signed = magic + namespace + field("") + field("sha512") + field(SHA512.hash(statement))
  let raw = field(field("ssh-ed25519") + field(try key.sign(signed)))
  let publicKey = field(field("ssh-ed25519") + field(key.publicKey.rawBytes))
  return try SSHSignature(bytes: magic + [0, 0, 0, 1] + publicKey + namespace + field("") + field("sha512") + raw)
}
