import Cryptography
import Files
import Identity
import MerkleLog
import Outbox
import ReleaseProtocol
import TLS
import TestSupport
import Testing
@testable import Uplink

/// What the sender makes of a hub's log: one that goes on, and every kind that does not.
@Suite struct HubLogCheckTests {
  let pki: TestPKI
  let scratch: TemporaryFolder
  let cosigner: SigningKey
  let contactsKey: SigningKey
  private var held: String { scratch.file("inbox/hub-log/checkpoint") }

  init() throws {
    pki = try TestPKI.made
    scratch = try TemporaryFolder()
    let identity = IdentityFolder(path: scratch.file("identity"))
    (cosigner, contactsKey) = (try identity.cosignerKey(), try identity.contactsKey())
  }

  /// An egress log of so many leaves, as an agent leaves it.
  private func egress(_ size: Int) throws -> EgressHead? {
    let outbox = scratch.file("outbox")
    try Files.makeFolder(outbox + "/egress")
    let key = try SigningKey(seed: [UInt8](repeating: 9, count: 32))
    let leaves = (0..<size).map { Array("{\"sequence\":\($0)}".utf8) }
    let tree = MerkleTree(leafHashes: leaves.map(TreeHash.leaf))
    let head = try Checkpoint(origin: LogNames.egress("E09000007"), size: size, root: tree.root)
    try Files.writeDurably(Array((Hex.encode(key.publicKey.rawBytes) + "\n").utf8), to: outbox + "/egress-log.pub")
    try Files.writeDurably(Array(leaves.map { $0 + [10] }.joined()), to: outbox + "/egress/leaves")
    try Files.writeDurably(SignedNote.sign(head.text, name: head.origin, key: key), to: outbox + "/egress/checkpoint")
    return try OutboxFolder(path: outbox).egressHead(borough: "E09000007")
  }

  /// A sender with one receipt that the log holds, which has seen the log once. `check` gives entries of the hub's log,
  /// receipts proven, and entries of the egress log that the hub has cosigned.
  private func withSender(
    _ body: @escaping @Sendable (
      _ hub: StandInHub, _ sending: Sending, _ log: StandInLog,
      _ check: @escaping @Sendable () async throws -> [Int]?
    ) async throws -> Void
  ) async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 1)
      let parcel = Parcel.invented("a")
      try await sending.send([parcel], report: { _, _ in })
      var log = try StandInLog()
      let envelope = try Files.read(scratch.file("inbox/receipts/\(parcel.release).receipt"), limit: 1 << 14)
      log.add(try #require(sending.receipts.all()[parcel.release]?.receipt), envelope: envelope)
      log.add("revoked")
      await hub.keep(log)
      let check: @Sendable () async throws -> [Int]? = {
        let news = try await sending.checkHubLog(
          egress: egress(2), cosigner: cosigner, contactsKey: contactsKey, now: TestPKI.now)
        return news.map { [$0.entries, $0.proven, $0.egressEntries] }
      }
      #expect(try await check() == [3, 1, 2])
      try await body(hub, sending, log, check)
    }
  }

  @Test func aLogThatGoesOnIsCosignedAcross() async throws {
    try await withSender { hub, _, log, check in
      #expect(try await check() == [3, 0, 2], "nothing is new")
      var longer = log
      for number in 1...9 { longer.add("\(number)") }
      await hub.keep(longer)
      #expect(try await check() == [12, 0, 2])

      // The line was made under the head that is kept, by a key that the hub was told.
      let note = try Files.read(held, limit: 1 << 16)
      let borough = try Cosigner(name: LogNames.boroughCosigner("E09000007"), key: cosigner.publicKey)
      #expect(try borough.time(in: note) == TestPKI.now)
      #expect(try Checkpoint(parsing: SignedNote(note, verifiers: [log.verifier]).text).size == 12)
      let told = try #require(await hub.log?.exchanges.last)
      #expect(try borough.time(of: told.cosignature, under: told.seen) == TestPKI.now)
      // The hub's own, under the head of the egress log.
      let egress = try Files.read(scratch.file("inbox/hub-log/egress-checkpoint"), limit: 1 << 16)
      let hubs = try Cosigner(name: LogNames.hubCosigner("london-rehearsal"), key: log.cosigner.publicKey)
      #expect(try hubs.time(in: egress) == TestPKI.now)
    }
  }

  /// The proof stands alone: receipt, proof file and the log's public key are enough.
  @Test func theProofOfAReceiptIsKept() async throws {
    try await withSender { _, sending, log, _ in
      let release = Parcel.invented("a").release
      let proof = try TlogProof(parsing: Files.read(scratch.file("inbox/hub-log/\(release).tlog-proof"), limit: 1 << 16))
      let envelope = try Files.read(scratch.file("inbox/receipts/\(release).receipt"), limit: 1 << 14)
      let receipt = try #require(sending.receipts.all()[release]?.receipt)
      let entry = receipt.logEntry(sha256: Hex.encode(SHA256.hash(envelope)), sequence: proof.index)
      #expect(try proof.verify(entry: entry, log: log.verifier).size == 3)
    }
  }

  @Test func anOlderCopyIsFoundAndTheHubIsShownItsOwnSignature() async throws {
    try await withSender { hub, _, log, check in
      var longer = log
      longer.add("received")
      await hub.keep(longer)
      _ = try await check()
      let before = try Files.read(held, limit: 1 << 16)
      await hub.keep(log)
      await #expect(throws: UplinkError.hubLog(.behind(held: 4, now: 3))) { try await check() }
      let told = try #require(await hub.log?.exchanges.last)
      #expect(told.cosignature.isEmpty, "nothing is cosigned")
      #expect(try Checkpoint(parsing: SignedNote(told.seen, verifiers: [log.verifier]).text).size == 4)
      #expect(try Files.read(held, limit: 1 << 16) == before, "what was seen is not forgotten")
      #expect(Files.exists(scratch.file("inbox/hub-log/conflict-4-3.held")) && Files.exists(scratch.file("inbox/hub-log/conflict-4-3.shown")))
      await #expect(throws: UplinkError.hubLog(.behind(held: 4, now: 3)), "said at every contact") { try await check() }
      await hub.keep(longer)
      #expect(try await check()?.first == 4, "the right log is taken up again")
    }
  }

  @Test func anotherHistoryIsFoundHoweverLongItIs() async throws {
    try await withSender { hub, _, log, check in
      var (one, other) = (log, log)
      one.add("the borough was revoked")
      other.add("the borough was not revoked")
      await hub.keep(one)
      _ = try await check()
      for length in 4...9 {
        await hub.keep(other)
        await #expect(throws: UplinkError.hubLog(.forked(held: 4)), "\(length) entries") { try await check() }
        other.add("\(length)")
      }
    }
  }

  @Test func aReceiptThatIsNotInTheLogIsFound() async throws {
    try await withSender { hub, sending, log, check in
      try await sending.send([Parcel.invented("b")], report: { _, _ in })
      var longer = log
      longer.add("something else")
      await hub.keep(longer)
      let release = Parcel.invented("b").release
      await #expect(throws: UplinkError.hubLog(.receiptMissing(release: release))) { try await check() }
      // An entry that says other bytes is none.
      longer = log
      longer.add(try #require(sending.receipts.all()[release]?.receipt), envelope: [1, 2, 3])
      await hub.keep(longer)
      await #expect(throws: UplinkError.hubLog(.receiptMissing(release: release))) { try await check() }
      #expect(try Checkpoint(parsing: SignedNote(Files.read(held, limit: 1 << 16), verifiers: [log.verifier]).text).size == 3)
    }
  }

  /// A look was broken off after one of two receipts was found, and the head with it was not kept. The hub is put back, and has
  /// lost that receipt: it is looked for again.
  @Test func whatWasProvenByAHeadThatIsNotHeldIsProvenAgain() async throws {
    try await withSender { hub, sending, log, check in
      let parcels = ["b", "c"].map(Parcel.invented)
      try await sending.send(parcels, report: { _, _ in })
      func with(_ parcel: Parcel) throws -> StandInLog {
        var log = log
        let envelope = try Files.read(scratch.file("inbox/receipts/\(parcel.release).receipt"), limit: 1 << 14)
        log.add(try #require(sending.receipts.all()[parcel.release]?.receipt), envelope: envelope)
        return log
      }
      for (there, missing) in [(parcels[1], parcels[0]), (parcels[0], parcels[1])] {
        await hub.keep(try with(there))
        await #expect(throws: UplinkError.hubLog(.receiptMissing(release: missing.release))) { try await check() }
      }
    }
  }

  @Test func otherKeysAndALogThatIsGoneAreFound() async throws {
    try await withSender { hub, _, log, check in
      var resigned = log
      resigned.key = try SigningKey()
      await hub.keep(resigned)
      await #expect(throws: UplinkError.hubLog(.otherKey)) { try await check() }
      await hub.keep(log, statedBy: try SigningKey())
      #expect(await code { try await check() } == "bad-answer")
      await hub.keep(nil)
      await #expect(throws: UplinkError.hubLog(.missing)) { try await check() }
      await hub.keep(log)
      #expect(try await check()?.first == 3)
      try Files.writeDurably(Array("nothing".utf8), to: held)
      #expect(await code { try await check() } == "damaged-hub-log")
    }
  }

  private func code(_ body: () async throws -> [Int]?) async -> String? {
    do {
      _ = try await body()
      return nil
    } catch { return (error as? UplinkError)?.code }
  }

  /// An earlier version.
  @Test func aHubWithoutALogIsNoFault() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 1)
      try await sending.send([Parcel.invented("a")], report: { _, _ in })
      #expect(try await sending.checkHubLog(
          egress: egress(1), cosigner: cosigner, contactsKey: contactsKey, now: TestPKI.now) == nil)
      #expect(!Files.exists(scratch.file("inbox/hub-log")))
    }
  }

  // MARK: what was sent

  @Test func everyRequestIsInTheLogOfContactsBeforeItIsSent() async throws {
    try await withSender { hub, sending, _, check in
      _ = try await sending.hubStatus()
      let log = ContactLog(inbox: scratch.file("inbox"))
      let contacts = try log.contacts()
      let release = Parcel.invented("a").release
      #expect(
        contacts.map { "\($0.method) \($0.path)" } == [
          "POST /v1/releases", "GET /v1/log?from=0", "GET /v1/log/proof?counter=1&size=3", "POST /v1/log", "POST /v1/contacts",
          "GET /v1/status",
        ])
      #expect(contacts.map(\.sequence) == Array(0..<6) && contacts.allSatisfy { $0.to.hasPrefix("127.0.0.1:") })
      let body = try #require(await hub.bodies.first)
      #expect(contacts[0].bodySHA256 == Hex.encode(SHA256.hash(body)) && contacts[0].bodyBytes == body.count)
      #expect(!contacts.contains { $0.path.contains(release) })
      // What a request says in its head leaves as well. What the connection adds follows from the line.
      #expect(contacts[5].headers == [])
      #expect(
        contacts[0].headers == [
          "content-type: application/vnd.boroughwise.dsse+json", "content-encoding: gzip", "boroughwise-receipts: 0",
          "expect: 100-continue", "boroughwise-message: \(Parcel.invented("a").sha256)",
        ])

      // Torn by a power cut: the request of that line was not made.
      let whole = try Files.read(log.file, limit: 1 << 20)
      try Files.writeDurably(whole + Array("{\"at\":1".utf8), to: log.file)
      _ = try await sending.hubStatus()
      #expect(try log.contacts().count == 7)
      // So torn that its line feed came to the disk and nothing else of it; before other lines it is no torn one.
      let nothing = [UInt8](repeating: 0, count: 200) + [10]
      try Files.writeDurably(whole + nothing, to: log.file)
      _ = try await sending.hubStatus()
      #expect(try log.contacts().count == 7 && !Files.read(log.file, limit: 1 << 20).contains(0))
      for rest in [nothing, Array("{".utf8)] {
        try Files.writeDurably(whole + nothing + rest, to: log.file)
        #expect(throws: UplinkError.damagedContacts(file: log.file)) { try log.contacts() }
      }

      // Changed or taken out: nothing is sent any more.
      let lines = whole.split(separator: 10).map { Array($0) }
      for changed in [Array(lines.dropFirst()), Array(lines[..<2] + lines[3...]), [lines[1], lines[0]] + lines[2...]] {
        try Files.writeDurably(Array(changed.map { $0 + [10] }.joined()), to: log.file)
        #expect(throws: UplinkError.damagedContacts(file: log.file)) { try log.contacts() }
      }
      let before = await hub.log?.exchanges.count
      await #expect(throws: UplinkError.damagedContacts(file: log.file)) { try await check() }
      #expect(await hub.log?.exchanges.count == before)
    }
  }

  /// A contact reads what came since the checkpoint, and the whole log once that does not fit. What was changed further back
  /// is found where the whole is read: no head of such a log is cosigned.
  @Test func aContactAfterYearsReadsTheLastOfThem() async throws {
    try await withSender { hub, sending, _, _ in
      func note(_ request: HTTPSRequest = HTTPSRequest(.get, "/v1/status")) throws {
        try ContactLog(inbox: inbox).note(request, to: sending.identity.hub, port: 1, now: 1_767_225_600)
      }
      let inbox = scratch.file("inbox-of-years")
      let (log, checkpoint) = (ContactLog(inbox: inbox), inbox + "/contacts.read")
      for _ in 0..<ContactCheckpoint.most { try note() }
      #expect(!Files.exists(checkpoint))
      try note()
      #expect(ContactCheckpoint(inbox: inbox)?.lines == ContactCheckpoint.most)
      #expect(try log.contacts().count == ContactCheckpoint.most + 1)

      let whole = try Files.read(log.file, limit: 1 << 20)
      var changed = whole
      changed[changed.firstIndex(of: UInt8(ascii: "7")) ?? 0] = UInt8(ascii: "8")
      try Files.writeDurably(changed, to: log.file)
      try note()
      for read in [{ _ = try ContactLog(inbox: inbox).contacts() }, { _ = try ContactLog(inbox: inbox).tree() }] {
        #expect(throws: UplinkError.damagedContacts(file: log.file)) { try read() }
      }

      // Behind the checkpoint, and in its last line, a change is found at once.
      let lines = whole.split(separator: 10).map { Array($0) }
      for place in [ContactCheckpoint.most - 1, ContactCheckpoint.most] {
        var other = lines
        other[place][6] ^= 1
        try Files.writeDurably(Array(other.map { $0 + [10] }.joined()) + lines[0] + [10], to: log.file)
        #expect(throws: UplinkError.damagedContacts(file: log.file)) { try note() }
      }

      // Put back to an older copy, which the checkpoint does not fit: all of it is read.
      try Files.writeDurably(Array(lines[..<9].map { $0 + [10] }.joined()), to: log.file)
      try note()
      #expect(try log.contacts().count == 10)
      for damaged in [[], Array("{}".utf8)] {
        try Files.writeDurably(damaged, to: checkpoint)
        try note()
      }
      #expect(try log.contacts().count == 12)
    }
  }

  /// Each head continues the one before: the stand-in cosigns no other.
  /// Lines of before, without what the head said, go on being read, and are followed by others.
  @Test func aLogOfContactsOfBeforeIsReadAndGoesOn() async throws {
    try await withSender { _, _, _, _ in
      let inbox = scratch.file("inbox-of-before")
      try Files.makeFolder(inbox)
      let log = ContactLog(inbox: inbox)
      var (text, previous): ([UInt8], String) = ([], String(repeating: "0", count: 64))
      for sequence in 0..<2 {
        let line = Array(
          """
          {"at":1767225600,"body_bytes":0,"body_sha256":"\(Hex.encode(SHA256.hash([])))","method":"GET","path":"/v1/status",\
          "previous":"\(previous)","sequence":\(sequence),"to":"127.0.0.1:1"}
          """.utf8)
        previous = Hex.encode(SHA256.hash(line))
        text += line + [10]
      }
      try Files.writeNew(text, to: log.file)
      #expect(try log.contacts().map(\.headers) == [nil, nil])
      let later = try Sending(
        identity: IdentityFolder(path: scratch.file("identity")).load(), inboxFolder: inbox, way: Way(timeoutSeconds: 10), retry: RetryPolicy(attempts: 1))
      _ = try await later.hubStatus()
      #expect(try log.contacts().map(\.headers) == [nil, nil, []] && log.tree().size == 3)
    }
  }

  @Test func theLogOfContactsIsCosignedAsItGrows() async throws {
    try await withSender { hub, sending, _, check in
      for size in [4, 8, 11] {
        let cosigned = try #require(try sending.cosignedContacts())
        #expect(cosigned.entries == size && cosigned.at == TestPKI.now)
        #expect(await hub.log?.contacts?.size == size)
        if size == 4 { _ = try await sending.hubStatus() }
        _ = try await check()
      }
      // The head that is kept is a signed note of its own, with the hub's line under it.
      let note = try Files.read(scratch.file("inbox/hub-log/contacts-checkpoint"), limit: 1 << 16)
      let name = LogNames.contacts("E09000007")
      let head = try Checkpoint(
        parsing: SignedNote(note, verifiers: [NoteVerifier(name: name, key: contactsKey.publicKey)]).text)
      let lines = try Files.read(sending.contacts.file, limit: 1 << 20).split(separator: 10).map { TreeHash.leaf(Array($0)) }
      #expect(head.origin == name && head.size == 14)
      #expect(try MerkleTree(leafHashes: lines).root(size: 14) == head.root)
    }
  }

  /// The hub has cosigned more than is known here: its answer was lost, or an older inbox was put back without its log.
  @Test func aLostCosignatureIsAskedForAgain() async throws {
    try await withSender { hub, sending, _, check in
      let file = scratch.file("inbox/hub-log/contacts-checkpoint")
      let first = try Files.read(file, limit: 1 << 16)
      _ = try await check()
      try Files.writeDurably(first, to: file)
      _ = try await check()
      #expect(await hub.log?.contacts?.size == 10)
      try Files.remove(file)
      _ = try await check()
      #expect(try sending.cosignedContacts()?.entries == 14)
      #expect(try sending.contacts.contacts().map(\.path).filter { $0 == "/v1/contacts" }.count == 6, "two of four asked twice")
    }
  }

  /// All lines written anew hang together as well as before. What the hub has cosigned tells them apart.
  @Test func aLogOfContactsThatWasWrittenAnewIsFound() async throws {
    try await withSender { hub, sending, _, check in
      let elsewhere = try TemporaryFolder()
      let other = try hub.sending(in: elsewhere, port: 1, attempts: 1)
      for _ in 0..<9 { _ = try? await other.hubStatus() }
      let anew = try Files.read(other.contacts.file, limit: 1 << 20)
      try Files.writeDurably(anew, to: sending.contacts.file)
      #expect(try ContactLog(inbox: scratch.file("inbox")).contacts().count == 9)
      let again = try hub.sending(in: scratch, port: 1, attempts: 1)
      #expect(throws: UplinkError.damagedContacts(file: sending.contacts.file)) { try again.cosignedContacts() }
      // The hub cosigns no head of it.
      #expect(await code { try await check() } == "bad-answer")
      #expect(await hub.log?.contacts?.size == 4)
    }
  }
}
