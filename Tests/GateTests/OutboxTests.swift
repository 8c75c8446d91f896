import Cryptography
import Disclosure
import Files
import MerkleLog
import Outbox
import PublicData
import ReleaseProtocol
import TestSupport
import Testing

/// What lies in the outbox is what was released, is what was approved, is what will be sent.
@Suite struct OutboxTests {
  let bench: Bench
  let outbox: Outbox
  let population: PublicPopulation
  var path: String { bench.folder.file("outbox") }

  init() throws {
    bench = try Bench()
    let keys = AgentKeys(identity: try SigningKey(), egressLog: try SigningKey())
    outbox = Outbox(folder: OutboxFolder(path: bench.folder.file("outbox")), keys: keys, borough: "E09000007")
    let rows = (2020...2042).map { year in "E09000007,\(year)," + (0...25).map { "\(900 + $0)" }.joined(separator: ",") }
    let header = "code,year," + (0...25).map(String.init).joined(separator: ",")
    let bytes = Array(([header] + rows).joined(separator: "\n").utf8)
    population = PublicPopulation(table: try PopulationFile(parsing: bytes), sha256: Hex.encode(SHA256.hash(bytes)))
  }

  private func release(_ id: String = Bench.fresh()) throws -> Released {
    let plan = ReleasePlan.londonSend1
    let tables = try plan.statistics.map { statistic in
      try Gate.bound(
        (0..<4000).map { Contribution(person: Child(number: $0), cell: $0 % statistic.cellCount, amount: 1) }, for: statistic)
    }
    return try bench.release(tables, of: plan, release: id)
  }

  @Test func aStoredMessageIsNeverWrittenAgain() throws {
    let released = try release()
    let first = try outbox.store(released, population: population, at: 1_760_000_000)
    let second = try outbox.store(released, population: population, at: 1_760_009_999)
    #expect(first.bytes == second.bytes)
    #expect(try outbox.folder.messages().map(\.release) == [released.release], "logged once")
  }

  @Test func theMessageHoldsTheReleasedTablesAndAForecastOfThem() throws {
    let released = try release()
    let message = try outbox.store(released, population: population, at: 1_760_000_000).message()
    try message.check(against: .londonSend1)
    #expect(message.tables == released.tables && message.borough == "E09000007")
    #expect(message.populationSHA256 == population.sha256 && message.planSHA256 == released.planHash)
    #expect(message.forecast.cells.count == 16 * 60 && message.forecast.cells.contains { $0 > 0 })
  }

  @Test func theSignatureIsTheAgents() throws {
    let stored = try outbox.store(release(), population: population, at: 1_760_000_000)
    let payload = try DSSE.open(stored.bytes, payloadType: ReleaseMessage.payloadType) { keyID, bytes, signature in
      keyID == outbox.identity.id && outbox.identity.isValid(signature, for: bytes)
    }
    #expect(!payload.isEmpty)
  }

  @Test func onlyTheApprovedBytesAreSendable() throws {
    let stored = try outbox.store(release(), population: population, at: 1_760_000_000)
    #expect(try outbox.folder.approvedMessages().isEmpty)
    try outbox.folder.approve(stored, as: .privacyOfficer, at: 1_760_000_100)
    let approved = try #require(try outbox.folder.approvedMessages().first)
    #expect(approved.bytes == stored.bytes && approved.approval?.role == .privacyOfficer)

    var altered = stored.bytes
    altered[altered.count / 2] ^= 1
    try Files.writeDurably(altered, to: path + "/messages/\(stored.release).dsse", mode: 0o644)
    #expect(throws: OutboxError.approvalOfOtherBytes(release: stored.release)) {
      _ = try outbox.folder.approvedMessages()
    }
  }

  private func isClosed(_ message: StoredMessage) throws -> Bool {
    try Files.isOwnersAlone(path + "/messages/\(message.release).dsse")
  }

  /// The sender's user can't read what waits, so nobody who looks for what is approved may need to.
  @Test func whatWaitsIsClosedAndIsNotOpenedForTheSender() throws {
    let (waiting, approved) = (
      try outbox.store(release(), population: population, at: 1_760_000_000),
      try outbox.store(release(), population: population, at: 1_760_000_001)
    )
    #expect(try isClosed(waiting) && isClosed(approved))
    try outbox.folder.approve(approved, as: .privacyOfficer, at: 1_760_000_100)
    #expect(try isClosed(waiting) && !isClosed(approved))
    #expect(try outbox.folder.readableWaiting() == [waiting.release], "for its owner")

    // Unreadable as it is then for the sender: it is not even looked into.
    try Files.remove(path + "/messages/\(waiting.release).dsse")
    try Files.makeFolder(path + "/messages/\(waiting.release).dsse")
    #expect(throws: OutboxError.self) { _ = try outbox.folder.messages() }
    #expect(try outbox.folder.approvedMessages().map(\.release) == [approved.release])
  }

  @Test func anApprovalSaidAgainFinishesOneThatWasCutShort() throws {
    let stored = try outbox.store(release(), population: population, at: 1_760_000_000)
    try outbox.folder.approve(stored, as: .privacyOfficer, at: 1_760_000_100)
    try Files.setMode(0o600, of: path + "/messages/\(stored.release).dsse")
    let found = try #require(try outbox.folder.message(stored.release))
    try outbox.folder.approve(found, as: .dataOfficer, at: 1_760_000_200)
    #expect(try !isClosed(stored) && outbox.folder.message(stored.release)?.approval?.role == .privacyOfficer)
  }

  /// Messages of an earlier version, and approvals that hold no longer.
  @Test func whatWaitsIsClosedAfterwards() throws {
    let all = try (0..<3).map { try outbox.store(release(), population: population, at: 1_760_000_000 + $0) }
    for message in all[..<2] { try outbox.folder.approve(message, as: .privacyOfficer, at: 1_760_000_100) }
    try Files.setMode(0o644, of: path + "/messages/\(all[2].release).dsse")
    try Files.writeDurably(Array("{}".utf8), to: path + "/messages/\(all[1].release).approval", mode: 0o644)
    try outbox.folder.closeWaiting()
    #expect(try all.map(isClosed) == [false, true, true])
  }

  @Test func theLogShowsWhatWasTakenAway() throws {
    for time in 1...3 { _ = try outbox.store(release(), population: population, at: 1_760_000_000 + time) }
    let note = try SignedNote(
      Files.read(path + "/egress/checkpoint", limit: 4096),
      verifiers: [NoteVerifier(name: outbox.logOrigin, key: outbox.egressLogKey)])
    #expect(try Checkpoint(parsing: note.text).size == 3)

    let lines = try Files.read(path + "/egress/leaves", limit: 1 << 20)
    let shorter = Array(lines.split(separator: 10).dropFirst().map { Array($0) + [10] }.joined())
    try Files.writeDurably(shorter, to: path + "/egress/leaves", mode: 0o644)
    #expect(throws: OutboxError.self) { _ = try outbox.store(release(), population: population, at: 1_760_000_009) }
  }

  /// A crash between message and log entry: the next look finds the message and logs it.
  @Test func aCrashBeforeTheLogEntryLosesNothing() throws {
    let released = try release()
    let stored = try outbox.store(released, population: population, at: 1_760_000_000)
    try Files.remove(path + "/egress/leaves")
    try Files.remove(path + "/egress/checkpoint")
    #expect(try outbox.folder.messages().isEmpty)
    #expect(try outbox.stored(released.release, planHash: released.planHash, at: 1_760_000_001)?.bytes == stored.bytes)
    #expect(try outbox.folder.messages().map(\.release) == [released.release])
  }

  /// Between paying and storing a crash leaves a release without a message. A file that somebody else puts in its place
  /// is not taken for it, however well it is made.
  @Test func aPlantedFileIsNotTakenForWhatWasPaid() throws {
    let (paid, other) = (try release(), try release())
    let stranger = Outbox(
      folder: OutboxFolder(path: bench.folder.file("elsewhere")),
      keys: AgentKeys(identity: try SigningKey(), egressLog: try SigningKey()), borough: "E09000007")
    let ours = try outbox.store(other, population: population, at: 1_760_000_000)
    let planted = [
      try stranger.store(paid, population: population, at: 1_760_000_000).bytes, ours.bytes, Array("{}".utf8),
    ]
    for bytes in planted {
      try Files.writeDurably(bytes, to: path + "/messages/\(paid.release).dsse", mode: 0o644)
      #expect(throws: OutboxError.notOurs(release: paid.release)) {
        _ = try outbox.stored(paid.release, planHash: paid.planHash, at: 1_760_000_001)
      }
      #expect(throws: OutboxError.notOurs(release: paid.release)) {
        _ = try outbox.store(paid, population: population, at: 1_760_000_001)
      }
    }
    #expect(throws: OutboxError.notOurs(release: ours.release), "of another plan") {
      _ = try outbox.stored(ours.release, planHash: String(repeating: "0", count: 64), at: 1_760_000_001)
    }
    #expect(try outbox.folder.messages().map(\.release) == [ours.release], "nothing was logged")
  }

  /// A crash between leaf and checkpoint, with a torn line after it.
  @Test func aTornLastLineOfTheLogIsDropped() throws {
    let first = try outbox.store(release(), population: population, at: 1_760_000_000)
    try Files.append(Array("{\"kind\":\"message-st".utf8), to: path + "/egress/leaves")
    let second = try outbox.store(release(), population: population, at: 1_760_000_001)
    #expect(try outbox.folder.messages().map(\.release) == [first.release, second.release])
  }
}
