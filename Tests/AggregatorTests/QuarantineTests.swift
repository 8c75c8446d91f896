import Cryptography
import Intake
import Pooling
import Register
import ReleaseProtocol
import Store
import TestSupport
import Testing

/// A message that is held back: kept, acknowledged with its reasons, in no figure until a person decides.
@Suite struct QuarantineTests {
  let hub: HubFixture
  let machine: HubFixture.Machine
  init() async throws {
    hub = try HubFixture()
    machine = try await hub.enrolled("E09000007")
  }

  private static func release(_ digit: Character) -> String { String(repeating: digit, count: 32) }

  /// Without population or published totals: the fixture's tables contradict each other, which is doubt enough.
  private func send(_ digit: Character = "1", doubted: Bool = true, held: String? = nil) async throws -> IntakeAnswer {
    var fixture = MessageFixture()
    fixture.release = Self.release(digit)
    let intake = Intake(
      register: hub.register, store: hub.store, population: nil,
      plausibility: doubted ? Plausibility(published: nil, population: nil) : nil)
    return await intake.answer(
      try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity), receiptsHeld: held))
  }

  private func counting() async throws -> [String] {
    try await hub.store.messages(plan: "london-send-1", censusYear: 2025).map(\.release)
  }

  private func only(_ release: String = release("1")) async throws -> QuarantinedMessage {
    try #require(try await hub.store.quarantine(release: release).first)
  }

  private func decide(_ ground: Decision.Ground, _ note: String = "") async throws {
    try await hub.register.decide(
      OfficerDecision(ground: ground, officer: "a.smith", note: note), on: only(), officers: [], signature: nil,
      now: HubFixture.now + 100)
  }

  private func decisionsTold() async throws -> [Decision] {
    let sender = try await hub.register.sender(
      uriNames: machine.uriNames, spkiSHA256: machine.spkiSHA256, now: HubFixture.now + 200)
    let key = hub.keys.receiptKey.publicKey
    return try await hub.register.decisions(for: sender).envelopes.map { envelope in
      let payload = try DSSE.open(CanonicalJSON.encode(envelope), payloadType: Decision.payloadType) { id, message, signature in
        id == key.id && key.isValid(signature, for: message)
      }
      return try Decision(canonicalBytes: payload)
    }
  }

  @Test func itIsKeptAndAcknowledgedWithItsReasonsAndInNoFigure() async throws {
    guard case .quarantined(let bytes, "E09000007", false, [.tablesDisagree]) = try await send() else {
      Issue.record("was not held back")
      return
    }
    let receipt = try hub.register.receipt(in: bytes)
    #expect(receipt.quarantine == [.tablesDisagree] && receipt.counter == 1)
    #expect(try await counting().isEmpty)
    #expect(try await hub.store.messageCount() == 1)
    #expect(try await hub.store.boroughsWaiting() == ["E09000007"])
    #expect(try await hub.store.boroughsWaiting(plan: "another", censusYear: 2025).isEmpty)
  }

  /// Before and after the decision, and when nothing would hold it back any more.
  @Test func aRetryGetsTheSameAnswerForEver() async throws {
    guard case .quarantined(let first, _, false, _) = try await send() else { return #expect(Bool(false), "not held back") }
    for (ground, doubted) in [(nil, true), (.confirmed, true), (nil, false), (.wrongData, false)] as [(Decision.Ground?, Bool)] {
      if let ground { try await decide(ground) }
      guard case .quarantined(let again, _, true, [.tablesDisagree]) = try await send(doubted: doubted) else {
        Issue.record("another answer")
        return
      }
      #expect(again == first)
    }
    #expect(try await hub.store.messageCount() == 1)
  }

  @Test func whatIsAcceptedCountsAndWhatIsRejectedIsKept() async throws {
    _ = try await send("2", doubted: false)
    _ = try await send("1")
    #expect(try await counting() == [Self.release("2")], "the earlier one goes on counting")
    let before = try await hub.store.messageChanges()
    try await decide(.confirmed, "telephone call of 3 March")
    #expect(try await counting() == [Self.release("1")])
    #expect(try await hub.store.messageChanges() > before, "figures are made again")
    try await decide(.wrongData)
    #expect(try await counting() == [Self.release("2")])
    try await decide(.explained)
    #expect(try await counting() == [Self.release("1")], "rejecting loses nothing")
    let message = try await only()
    #expect(message.decisions.map(\.ground) == ["confirmed", "wrong-data", "explained"])
    #expect(message.decisions[0].note == "telephone call of 3 March" && message.decisions[0].officer == "a.smith")
    #expect(try await hub.store.boroughsWaiting().isEmpty)
  }

  /// The last word alone, signed with the key that signs receipts; never who said it or the note.
  @Test func theBoroughIsToldTheDecisionAndNotWhoMadeIt() async throws {
    _ = try await send()
    #expect(try await decisionsTold().isEmpty)
    try await decide(.confirmed)
    try await decide(.notExplained, "nobody answered")
    let told = try await decisionsTold()
    #expect(told.map(\.ground) == [.notExplained] && told.map(\.number) == [2])
    #expect(told.first?.messageSHA256 == (try await only()).sha256)
    let other = try await hub.enrolled("E09000004")
    let stranger = try await hub.register.sender(
      uriNames: other.uriNames, spkiSHA256: other.spkiSHA256, now: HubFixture.now + 200)
    #expect(try await hub.register.decisions(for: stranger).envelopes.isEmpty, "another borough's business")
  }

  @Test func receiptsAreNumberedThroughAndAForgetfulSenderIsStillFenced() async throws {
    _ = try await send("1", held: "0")
    guard case .refused(.outOfStep, _) = try await send("2", held: "0") else {
      Issue.record("a message in quarantine has a receipt like any other")
      return
    }
    guard case .quarantined(let bytes, _, false, _) = try await send("2", held: "1") else {
      Issue.record("not taken in")
      return
    }
    #expect(try hub.register.receipt(in: bytes).counter == 2)
  }

  /// A message is held against the one that counts, whether this program has judged that one, reads it again after a
  /// restart, or judged another since that does not count.
  @Test func theMeasureIsTheMessageThatCounts() async throws {
    func intake() -> Intake {
      Intake(
        register: hub.register, store: hub.store, population: nil, plausibility: Plausibility(published: nil, population: nil))
    }
    func jumps(_ digit: Character, _ cell: Int64, _ intake: Intake) async throws -> Bool {
      var fixture = MessageFixture()
      (fixture.release, fixture.cell) = (Self.release(digit), cell)
      let arrival = try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
      guard case .quarantined(_, _, false, let reasons) = await intake.answer(arrival) else {
        throw RegisterFault.notEnrolled
      }
      return reasons.contains(.jump)
    }
    func accept(_ digit: Character) async throws {
      try await hub.register.decide(
        OfficerDecision(ground: .confirmed, officer: "a.smith", note: ""), on: only(Self.release(digit)), officers: [],
        signature: nil, now: HubFixture.now + 100)
    }
    let first = intake()
    #expect(try await !jumps("1", 3, first), "nothing to jump from")
    try await accept("1")
    #expect(try await jumps("2", 30, first))
    #expect(try await jumps("3", 31, intake()), "after a restart")
    #expect(try await !jumps("4", 3, first), "the ones in between do not count")
    try await accept("2")
    for (intake, digits) in [(first, ("5", "6")), (intake(), ("7", "8"))] as [(Intake, (Character, Character))] {
      #expect(try await !jumps(digits.0, 30, intake))
      #expect(try await jumps(digits.1, 3, intake))
    }
  }

  @Test func twoPeopleDoNotDecidePastEachOther() async throws {
    _ = try await send()
    let seen = try await only()
    try await decide(.confirmed)
    await #expect(throws: RegisterFault.decidedMeanwhile) {
      try await hub.register.decide(
        OfficerDecision(ground: .wrongData, officer: "b.jones", note: ""), on: seen, officers: [], signature: nil,
        now: HubFixture.now + 100)
    }
    #expect(try await counting() == [Self.release("1")])
  }

  /// With officers registered, a name is not enough, nor is a signature under another decision.
  @Test(.enabled(if: SSHKeys.arePossible, "skipped: needs ssh-keygen"))
  func aRegisteredOfficerSignsWhatIsDecided() async throws {
    _ = try await send()
    let message = try await only()
    let keys = try SSHKeys(in: hub.folder)
    let officers = try HubOfficer.parse(Array("# who decides\na.smith \(keys.publicLine)\n".utf8))
    let wanted = try OfficerDecision(ground: .confirmed, officer: "a.smith", note: "seen")
    let other = try OfficerDecision(ground: .wrongData, officer: "a.smith", note: "seen")
    let signature = try keys.sign(wanted.statement(on: message, number: 1))
    for (decision, signed) in [(wanted, nil), (other, signature)] as [(OfficerDecision, SSHSignature?)] {
      await #expect(throws: RegisterFault.notSigned) {
        try await hub.register.decide(decision, on: message, officers: officers, signature: signed, now: HubFixture.now)
      }
    }
    try await hub.register.decide(wanted, on: message, officers: officers, signature: signature, now: HubFixture.now)
    let decision = try await only().decisions.first
    #expect(decision?.signature == signature.bytes)
    await #expect(throws: RegisterFault.notSigned, "a signature serves once") {
      try await hub.register.decide(wanted, on: only(), officers: officers, signature: signature, now: HubFixture.now)
    }
  }

  @Test(arguments: ["a.smith", "a.smith ssh-rsa AAAA", "a smith ssh-ed25519 AAAA", "\u{202E} ssh-ed25519 AAAA"])
  func aListOfOfficersThatIsNoneIsRefusedByItsLine(line: String) {
    #expect(throws: RegisterFault.badOfficers(line: 2)) { try HubOfficer.parse(Array("# x\n\(line)\n".utf8)) }
  }
}

/// A key pair of a person's own, made and used by OpenSSH.
struct SSHKeys {
  static let arePossible = (try? run("sh", ["-c", "command -v ssh-keygen"]).exitCode) == 0
  private let folder: TemporaryFolder
  let publicLine: String

  init(in folder: TemporaryFolder) throws {
    self.folder = folder
    try #require(run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder.file("officer")]).exitCode == 0)
    publicLine = try run("cat", [folder.file("officer.pub")]).standardOutput
  }

  func sign(_ statement: [UInt8]) throws -> SSHSignature {
    let signed = try run(
      "ssh-keygen", ["-Y", "sign", "-q", "-f", folder.file("officer"), "-n", OfficerDecision.namespace],
      input: String(decoding: statement, as: UTF8.self))
    return try SSHSignature(armoured: Array(signed.standardOutput.utf8))
  }
}
