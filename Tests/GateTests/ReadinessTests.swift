import Cryptography
import Disclosure
import Files
import Outbox
import PublicData
import ReleaseProtocol
import TestSupport
import Testing

/// What would keep a message from being stored is met before it is paid for; what was changed afterwards is not shown.
@Suite struct ReadinessTests {
  let folder: TemporaryFolder
  let outbox: Outbox
  var path: String { folder.file("outbox") }

  init() throws {
    folder = try TemporaryFolder()
    let keys = AgentKeys(identity: try SigningKey(), egressLog: try SigningKey())
    outbox = Outbox(folder: OutboxFolder(path: folder.file("outbox")), keys: keys, borough: "E09000007")
  }

  private func population(_ borough: String = "E09000007", _ years: ClosedRange<Int> = 2020...2042) throws -> PublicPopulation {
    let rows = years.map { year in "\(borough),\(year)," + (0...25).map { "\(900 + $0)" }.joined(separator: ",") }
    let header = "code,year," + (0...25).map(String.init).joined(separator: ",")
    let bytes = Array(([header] + rows).joined(separator: "\n").utf8)
    return PublicPopulation(table: try PopulationFile(parsing: bytes), sha256: Hex.encode(SHA256.hash(bytes)))
  }

  private func code(_ population: PublicPopulation) -> String? {
    do throws(OutboxError) {
      try outbox.requireReady(for: .londonSend1, population: population)
      return nil
    } catch { return error.code }
  }

  @Test func anOutboxInOrderIsReadyAndStaysEmpty() throws {
    #expect(code(try population()) == nil)
    #expect(try Files.list(path + "/messages") == [])
    #expect(code(try population()) == nil, "and again")
  }

  @Test func populationsThatTheForecastLacksAreMissedBefore() throws {
    #expect(code(try population("E09000008")) == "outbox-no-population")
    #expect(code(try population("E09000007", 2020...2030)) == "outbox-cannot-forecast")
  }

  @Test func aLogOutOfOrderIsFoundBefore() throws {
    try Files.makeFolder(path + "/egress")
    try Files.writeDurably(Array("not a checkpoint\n".utf8), to: path + "/egress/checkpoint")
    #expect(code(try population()) == "outbox-damaged-log")
    try Files.remove(path + "/egress/checkpoint")
    try Files.writeDurably(Array("not a leaf\n".utf8), to: path + "/egress/leaves")
    #expect(code(try population()) == "outbox-damaged-log")
  }

  @Test func aPlaceThatTakesNoFilesIsFoundBefore() throws {
    try Files.makeFolder(path)
    try Files.writeDurably([], to: path + "/messages")
    #expect(code(try population()) != nil)
  }

  /// An officer is never shown, and never approves, other bytes than those that were released.
  @Test func bytesChangedBeforeApprovalAreNotShown() throws {
    let bench = try Bench()
    let plan = ReleasePlan.londonSend1
    let tables = try plan.statistics.map { try Gate.bound([Contribution<Child>](), for: $0) }
    let released = try bench.release(tables, of: plan)
    let stored = try outbox.store(released, population: population(), at: 1_760_000_000)
    #expect(try outbox.folder.messages().map(\.sha256) == [stored.sha256])

    var altered = stored.bytes
    altered[altered.count / 2] ^= 1
    try Files.writeDurably(altered, to: path + "/messages/\(stored.release).dsse", mode: 0o644)
    #expect(throws: OutboxError.otherBytesThanLogged(release: stored.release)) { _ = try outbox.folder.messages() }
    #expect(throws: OutboxError.notOurs(release: stored.release)) {
      _ = try outbox.stored(stored.release, planHash: released.planHash, at: 1_760_000_001)
    }
  }
}
