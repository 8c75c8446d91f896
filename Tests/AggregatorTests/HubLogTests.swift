import Cryptography
import Foundation
import Intake
import MerkleLog
import Pooling
import Register
import ReleaseProtocol
import Store
import TestSupport
import Testing

/// The hub's register as a log: each act and its entry are there together, and nothing that is in it can be changed
/// unseen.
@Suite struct HubLogTests {
  let hub: HubFixture
  let log: HubLog
  let key: SigningKey

  init() throws {
    hub = try HubFixture()
    key = try SigningKey()
    log = try HubLog(deployment: hub.register.deployment, store: hub.store, key: key)
  }

  private static func release(_ digit: Character) -> String { String(repeating: digit, count: 32) }

  /// Held back, so that there is something to decide about.
  @discardableResult
  func send(_ digit: Character, by machine: HubFixture.Machine) async throws -> [UInt8] {
    var fixture = MessageFixture()
    fixture.release = Self.release(digit)
    let intake = Intake(
      register: hub.register, store: hub.store, population: nil, plausibility: .init(published: nil, population: nil))
    let answer = await intake.answer(try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity)))
    guard case .quarantined(let receipt, _, _, _) = answer else { throw NotTakenIn() }
    return receipt
  }
  struct NotTakenIn: Error {}

  func fill() async throws { _ = try await aYear() }

  /// One of everything that is logged: enrolled, received, decided, renewed, its first use, revoked.
  private func aYear() async throws -> (machine: HubFixture.Machine, receipt: [UInt8]) {
    let machine = try await hub.enrolled("E09000007")
    let receipt = try await send("1", by: machine)
    let held = try #require(try await hub.store.quarantine().first)
    try await hub.register.decide(
      OfficerDecision(ground: .confirmed, officer: "a.smith", note: "by telephone"), on: held, officers: [],
      signature: nil, now: HubFixture.now + 100)
    let next = try TLSKey()
    let csr = String(decoding: try next.certificateRequest(commonName: "next"), as: UTF8.self)
    _ = try await hub.register.renew(
      RenewRequest(certificateRequest: csr).canonicalBytes, uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256,
      now: HubFixture.now + 200)
    _ = try await hub.register.sender(
      uriNames: machine.uriNames, spkiSHA256: next.spkiSHA256, now: HubFixture.now + 300)
    _ = try await hub.register.revoke(borough: "E09000007", now: HubFixture.now + 400)
    return (machine, receipt)
  }

  @Test func everyActHasItsEntryInOrder() async throws {
    _ = try await aYear()
    let entries = try await hub.store.logEntries()
    #expect(entries.map(\.kind) == ["begun", "enrolled", "received", "decided", "renewed", "revoked", "revoked"])
    #expect(entries.map(\.sequence) == Array(0..<7))
    let verdict = try await log.verify()
    #expect(verdict.faults == [] && verdict.size == 7)
    // No name, no note, no token, no figure.
    let text = entries.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
    #expect(!text.contains("smith") && !text.contains("telephone"))
  }

  @Test func whoHoldsAReceiptCanMakeItsEntryAndHasItProved() async throws {
    let (_, envelope) = try await aYear()
    let receipt = try hub.register.receipt(in: envelope)
    let place = try #require(try await hub.store.logSequence(borough: receipt.borough, counter: receipt.counter))
    let proof = try TlogProof(parsing: try await log.proof(of: place).bytes)
    let entry = receipt.logEntry(sha256: Hex.encode(SHA256.hash(envelope)), sequence: place)
    #expect(try proof.verify(entry: entry, log: log.verifier).size == 7)
    let other = receipt.logEntry(sha256: Hex.encode(SHA256.hash(envelope + [0])), sequence: place)
    #expect(throws: MerkleLogError.notProven) { try proof.verify(entry: other, log: log.verifier) }
  }

  @Test func everyEntryIsProvenAndEveryEarlierHeadIsContinued() async throws {
    var heads: [Checkpoint] = []
    func note() async throws {
      heads.append(try Checkpoint(parsing: SignedNote(try await log.head().note, verifiers: [log.verifier]).text))
    }
    try await note()
    let machine = try await hub.enrolled("E09000007")
    try await note()
    for digit in "123456789" as String {
      try await send(digit, by: machine)
      try await note()
    }
    let entries = try await hub.store.logEntries()
    #expect(heads.map(\.size) == Array(1...11) && entries.count == 11)
    for entry in entries {
      #expect(try await log.proof(of: entry.sequence).verify(entry: entry.bytes, log: log.verifier).size == 11)
    }
    let last = try #require(heads.last)
    for head in heads {
      let proof = try await log.consistency(from: head.size).proof
      #expect(ProofCheck.isConsistent(old: head.size, oldRoot: head.root, new: 11, newRoot: last.root, proof: proof))
    }
    await #expect(throws: RegisterFault.noSuchEntry) { try await log.proof(of: 11) }
    await #expect(throws: RegisterFault.noSuchEntry) { try await log.consistency(from: 12) }
    await #expect(throws: RegisterFault.noSuchEntry) { try await log.consistency(from: 0) }
  }

  @Test func anActThatFailsLeavesNoEntryAndTheNextOneNoGap() async throws {
    struct NoKey: Error {}
    let machine = try await hub.enrolled("E09000007")
    let before = try await log.head().note
    let message = IncomingMessage(
      borough: "E09000007", release: Self.release("1"), sha256: "aa", plan: "p", censusYear: 2025, receivedAt: 5,
      envelope: [1])
    await #expect(throws: NoKey.self) { try await hub.store.accept(message) { _ in throw NoKey() } }
    try await hub.store.countRefusal("malformed", borough: "", at: 5)
    #expect(try await log.head().note == before, "refusals are counted and not logged")
    try await send("2", by: machine)
    #expect(try await log.verify().faults == [])
  }

  /// Beside a running hub, a command writes into the same file.
  @Test func twoProcessesKeepOneLog() async throws {
    let machine = try await hub.enrolled("E09000007")
    let beside = try HubStore.open(at: hub.folder.file("hub.sqlite"), deployment: "trial")
    let other = try HubLog(deployment: hub.register.deployment, store: beside, key: key)
    for (digit, borough) in zip("1234" as String, ["E09000008", "E09000009", "E09000010", "E09000011"]) {
      try await send(digit, by: machine)
      try await beside.invite(borough: borough, tokenSHA256: borough, at: 1, expiresAt: 1000)
      let enrolment = IncomingEnrolment(
        borough: borough, tokenSHA256: borough, spkiSHA256: "key of \(borough)",
        identityKey: [UInt8](repeating: 1, count: 32), fingerprint: "", at: 2)
      _ = try await beside.redeem(enrolment) { ([1], 2000) }
    }
    for log in [log, other] {
      let verdict = try await log.verify()
      #expect(verdict.faults == [] && verdict.size == 10)
    }
    #expect(try await log.head().note == other.head().note)
    try beside.close()
  }
}

/// A store that was changed behind the program's back.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"), "skipped: needs sqlite3"))
struct HubLogDamageTests {
  let tests: HubLogTests
  var file: String { tests.hub.folder.file("hub.sqlite") }
  init() throws { tests = try HubLogTests() }

  private func sql(_ text: String) throws -> String {
    let result = try run("/usr/bin/sqlite3", [file], input: text + ";\n")
    try #require(result.exitCode == 0, "\(result.standardError)")
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// As another process sees it.
  private func verify(against held: [UInt8]? = nil) async throws -> [String] {
    let store = try HubStore.open(at: file, deployment: "trial")
    defer { try? store.close() }
    return try await HubLog(deployment: tests.hub.register.deployment, store: store, key: tests.key).verify(against: held).faults
  }

  @Test func oneChangedByteAnywhereIsFound() async throws {
    try await tests.fill()
    #expect(try await verify() == [])
    let places = [
      ("log_entry", "bytes", "sequence = 0"), ("log_entry", "bytes", "sequence = 2"), ("log_entry", "bytes", "sequence = 6"),
      ("log_head", "root", "1"), ("log_head", "note", "1"), ("message", "envelope", "1"), ("message", "receipt", "1"),
      ("enrolment", "identity_key", "id = 1"), ("enrolment", "identity_key", "id = 2"), ("decision", "envelope", "1"),
    ]
    for (table, column, row) in places {
      let whole = try sql("SELECT hex(\(column)) FROM \(table) WHERE \(row)")
      let bytes = try #require(Hex.decode(whole.lowercased()))
      // The root is not signed over by itself: the signed note holds it, and the entries lead to it.
      for offset in Set([0, bytes.count / 3, bytes.count / 2, bytes.count - 1]) {
        var changed = bytes
        changed[offset] ^= 1
        _ = try sql("UPDATE \(table) SET \(column) = x'\(Hex.encode(changed))' WHERE \(row)")
        #expect(try await verify() != [], "\(table).\(column), byte \(offset) of \(bytes.count)")
      }
      _ = try sql("UPDATE \(table) SET \(column) = x'\(whole)' WHERE \(row)")
    }
    #expect(try await verify() == [])
  }

  @Test(arguments: [
    "DELETE FROM log_entry WHERE sequence = 6", "DELETE FROM log_entry WHERE sequence = 3", "DELETE FROM log_entry",
    "DELETE FROM log_head", "UPDATE enrolment SET revoked_at = NULL WHERE id = 1",
    "UPDATE decision SET is_accepted = 0", "DELETE FROM decision", "UPDATE enrolment SET expires_at = expires_at + 1",
    "INSERT INTO log_entry SELECT sequence + 1, kind, about + 100, bytes FROM log_entry WHERE sequence = 6",
  ])
  func anActThatWasUndoneOrInventedIsFound(change: String) async throws {
    try await tests.fill()
    _ = try sql("PRAGMA foreign_keys = OFF; " + change)
    #expect(try await verify() != [])
  }

  /// It can't be kept out of the log, whoever put it there.
  @Test func aMachineThatWasPutInByHandIsInTheLogWithTheNextAct() async throws {
    try await tests.fill()
    _ = try sql("INSERT INTO invitation (token_sha256, borough, made_at, expires_at) VALUES ('t', 'E09000020', 1, 2)")
    _ = try sql(
      "INSERT INTO enrolment (borough, token_sha256, spki_sha256, identity_key, reply, enrolled_at, expires_at) "
        + "VALUES ('E09000020', 't', 'stranger', zeroblob(32), x'01', 5, 9999999999)")
    #expect(try await verify() == ["a row that was enrolled is not in the log"])
    try await tests.hub.store.countRefusal("malformed", borough: "", at: 5)
    #expect(try await tests.hub.store.logEntries().last.map { String(decoding: $0.bytes, as: UTF8.self) }?.contains("stranger") == true)
  }

  /// Whole in itself, and not the log that somebody has seen.
  @Test func anOlderCopyAndAnotherHistoryAreFoundByWhoKeptAHead() async throws {
    let machine = try await tests.hub.enrolled("E09000007")
    let copy = tests.hub.folder.file("copy.sqlite")
    _ = try sql(".backup '\(copy)'\n")
    try await tests.send("1", by: machine)
    let held = try await tests.log.head().note
    try tests.hub.store.close()
    for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + name) }
    try FileManager.default.copyItem(atPath: copy, toPath: file)
    #expect(try await verify() == [])
    #expect(try await verify(against: held).first?.contains("an older copy was put back") == true)
    let store = try HubStore.open(at: file, deployment: "trial")
    _ = try HubLog(deployment: tests.hub.register.deployment, store: store, key: tests.key)
    for second in 1...3 { _ = try await store.revoke(borough: "E09000007", at: HubFixture.now + second) }
    try await store.invite(borough: "E09000008", tokenSHA256: "x", at: 1, expiresAt: 1000)
    _ = try await store.redeem(
      IncomingEnrolment(
        borough: "E09000008", tokenSHA256: "x", spkiSHA256: "k", identityKey: [UInt8](repeating: 1, count: 32),
        fingerprint: "", at: 2)) { ([1], 2000) }
    try store.close()
    #expect(try await verify() == [])
    #expect(try await verify(against: held).first?.contains("another history") == true)
  }

  /// What a running hub does when the file under it is another one.
  @Test func aHubWhoseLogWasChangedTakesNothingMoreIn() async throws {
    let machine = try await tests.hub.enrolled("E09000007")
    _ = try sql("UPDATE log_head SET root = zeroblob(32)")
    await #expect(throws: HubLogTests.NotTakenIn.self) { try await tests.send("1", by: machine) }
    await #expect(throws: StoreError.logDamaged) { try await tests.log.head() }
    #expect(try await tests.hub.store.messageCount() == 0)
  }
}
