import Compression
import Cryptography
import Files
import Identity
import ReleaseProtocol
import Synchronization
import TLS
import TestSupport
import Testing
import Uplink

/// What the sender does when the hub, the network or the disk does not do its part.
@Suite struct UplinkTests {
  let pki: TestPKI
  let scratch: TemporaryFolder
  var identityFolder: IdentityFolder { IdentityFolder(path: scratch.file("identity")) }

  init() throws {
    pki = try TestPKI.made
    scratch = try TemporaryFolder()
  }

  /// Sends and returns one word per parcel.
  private func send(
    _ parcels: [Parcel], to hub: StandInHub, port: Int, attempts: Int = 4, again: Bool = false
  ) async throws -> [String] {
    let sending = try hub.sending(in: scratch, port: port, attempts: attempts)
    let words = Mutex<[String]>([])
    try await sending.send(
      parcels, again: again,
      report: { _, delivery in
        words.withLock {
          switch delivery {
          case .delivered(let receipt): $0.append("delivered \(receipt.counter)")
          case .deliveredBefore(let receipt): $0.append("before \(receipt.counter)")
          case .failed(let error): $0.append(error.code)
          }
        }
      })
    return words.withLock { $0 }
  }

  private func kept(_ folder: String) throws -> [String] {
    let path = scratch.file("inbox/\(folder)")
    return Files.isFolder(path) ? try Files.list(path) : []
  }

  /// Runs a hub with these faults, sends `runs` to it one after the other.
  private func outcomes(
    _ faults: [StandInHub.Fault], attempts: Int = 4, again: Bool = false, _ runs: [Parcel]...
  ) async throws -> (words: [[String]], bodies: [[UInt8]]) {
    let hub = try StandInHub(pki, faults: faults)
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      var words: [[String]] = []
      for parcels in runs { words.append(try await send(parcels, to: hub, port: port, attempts: attempts, again: again)) }
      return words
    }
    return (words, await hub.bodies)
  }

  @Test func aDeliveredMessageHasItsReceiptOnDiskAndIsNotSentAgain() async throws {
    let (a, b) = (Parcel.invented("a"), Parcel.invented("b"))
    let result = try await outcomes([], [a], [a, b])
    #expect(result.words == [["delivered 1"], ["before 1", "delivered 2"]])
    #expect(result.bodies.count == 2)
    #expect(try kept("receipts") == [a.release + ".receipt", b.release + ".receipt"])
  }

  @Test func aRetryIsByteIdentical() async throws {
    let result = try await outcomes([.proxyError, .refuse(.tryLater), .lostReply], [Parcel.invented("a")])
    #expect(result.words == [["delivered 1"]])
    #expect(result.bodies.count == 3, "the hub had the third, and was not sent a fourth")
    #expect(Set(result.bodies).count == 1)
  }

  /// Hubs of every version take either: it is gzip. Above 256 KiB a body would come near what they take.
  @Test func aSmallMessageTravelsAsItIsStoredAndALargeOneCompressed() throws {
    for (count, isAsItIs) in [(47_000, true), (1 << 18, true), (1 << 18 + 1, false), (3 << 20, false)] {
      let parcel = Parcel(release: "r", bytes: (0..<count).map { UInt8(ascii: "A") + UInt8($0 % 26) }, sha256: "")
      let body = try parcel.packed()
      #expect(isAsItIs ? body.count > count : body.count < count / 4)
      #expect(try Gzip.decompress(body, maxOutput: count) == parcel.bytes && parcel.packed() == body)
    }
  }

  /// As long as the hub says, if its own pause is shorter; and never for ever, whatever is said.
  @Test(arguments: [("7", 7.0), ("1", 2.0), ("999999999", 600), ("-5", 2), ("soon", 2)])
  func whoIsAskedToWaitWaits(said: String, seconds: Double) async throws {
    let hub = try StandInHub(pki, faults: [.busy("0"), .busy(said)])
    let pauses = Mutex<[Duration]>([])
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let retry = RetryPolicy(attempts: 3, sleep: { pause in pauses.withLock { $0.append(pause) } }, scatter: { 1000 })
      let sending = try Sending(
        identity: hub.enrolled(in: scratch, port: port), inboxFolder: scratch.file("inbox"), way: Way(timeoutSeconds: 10),
        retry: retry)
      try await sending.send([Parcel.invented("a")], report: { _, _ in })
    }
    #expect(pauses.withLock { $0 } == [.seconds(1), .milliseconds(Int(seconds * 1000))])
    #expect(await hub.bodies.count == 3)
  }

  /// A hub that speaks another protocol is told by its word, not by its refusals; one that speaks ours as well is served.
  @Test(arguments: [(1...1, "delivered 1"), (1...2, "delivered 1"), (2...3, "version-skew")])
  func aHubOfAnotherProtocolGetsNothing(protocols: ClosedRange<Int>, word: String) async throws {
    let hub = try StandInHub(pki)
    await hub.say(protocols: protocols)
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      try await send([Parcel.invented("a"), Parcel.invented("b")], to: hub, port: port)
    }
    #expect(words.first == word && words.count == (word == "version-skew" ? 1 : 2))
    #expect(await hub.bodies.count == (word == "version-skew" ? 0 : 2), "nothing is given away to it")
  }

  @Test func aHubThatSaysNoVersionIsServedAsBefore() async throws {
    let hub = try StandInHub(pki)
    await hub.saysNoVersion()
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      try await send([Parcel.invented("a")], to: hub, port: port)
    }
    #expect(words == ["delivered 1"])
  }

  @Test func attemptsAreBoundedAndTheRestWaits() async throws {
    let faults = [StandInHub.Fault](repeating: .refuse(.tryLater), count: 3)
    let result = try await outcomes(faults, attempts: 3, [Parcel.invented("a"), Parcel.invented("b")], [Parcel.invented("a")])
    #expect(result.words == [["try-later"], ["delivered 1"]])
    #expect(result.bodies.count == 4)
  }

  @Test func aRefusalIsReportedWithItsCodeAndNotRepeated() async throws {
    let result = try await outcomes([.refuse(.planMismatch), .refuse(.revoked)], [Parcel.invented("a"), Parcel.invented("b"), Parcel.invented("c")])
    // One message that does not fit leaves the others their chance; a revoked certificate does not.
    #expect(result.words == [["plan-mismatch", "revoked"]])
    #expect(try kept("receipts").isEmpty)
  }

  @Test func aReceiptOfAnotherKeyOrMessageIsNoReceipt() async throws {
    for fault in [StandInHub.Fault.otherKey, .otherMessage, .otherBorough, .nonsense] {
      let result = try await outcomes([fault], [Parcel.invented("a")])
      #expect(result.words == [["bad-answer"]])
      try identityForgotten()
    }
    #expect(try kept("receipts").isEmpty)
    #expect(try kept("disputed").isEmpty)
  }

  @Test func anOldReceiptServesNoNewMessage() async throws {
    let hub = try StandInHub(pki)
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      let first = try await send([Parcel.invented("a")], to: hub, port: port)
      await hub.plan([.oldReceipt])
      return try await first + send([Parcel.invented("b")], to: hub, port: port)
    }
    #expect(words == ["delivered 1", "bad-answer"])
    #expect(try kept("receipts") == [Parcel.invented("a").release + ".receipt"])
  }

  @Test func aSkippedNumberStopsTheSenderAndIsKeptAsEvidence() async throws {
    let result = try await outcomes([.skippedNumber], [Parcel.invented("a"), Parcel.invented("b")])
    #expect(result.words == [["receipt-counter"]])
    #expect(try kept("receipts").isEmpty)
    #expect(try kept("disputed") == [Parcel.invented("a").release + ".receipt"])
  }

  @Test func aRepeatMustGetTheSameReceipt() async throws {
    let a = Parcel.invented("a")
    let hub = try StandInHub(pki)
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      let first = try await send([a], to: hub, port: port)
      let second = try await send([a], to: hub, port: port, again: true)
      await hub.plan([.otherCounterForKnown])
      return try await first + second + send([a], to: hub, port: port, again: true)
    }
    #expect(words == ["delivered 1", "delivered 1", "receipt-counter"])
    #expect(try kept("receipts").count == 1)
  }

  @Test func aReplyLostForGoodIsMadeUpForByTheNextRun() async throws {
    let result = try await outcomes([.lostReply], attempts: 1, [Parcel.invented("a")], [Parcel.invented("a"), Parcel.invented("b")])
    #expect(result.words == [["try-later"], ["delivered 1", "delivered 2"]])
  }

  /// The hub may have taken in the parcel whose receipt could not be read: that is no sign of a copy.
  @Test func outOfStepAfterAnAnswerThatCannotBeReadFencesNobody() async throws {
    let doubtful = try await outcomes([.nonsense, .refuse(.outOfStep)], [Parcel.invented("a"), Parcel.invented("b")])
    #expect(doubtful.words == [["bad-answer", "out-of-step"]])
    #expect(try kept("disputed").isEmpty)
    try identityForgotten()
    let sure = try await outcomes([.refuse(.planMismatch), .refuse(.outOfStep)], [Parcel.invented("a"), Parcel.invented("b")])
    #expect(sure.words == [["plan-mismatch", "out-of-step"]])
    #expect(try kept("disputed") == [Parcel.invented("b").release + ".out-of-step"])
  }

  /// What the hub would refuse after it has read it is not given away at all.
  @Test func aHubThatHasMoreThanIsKnownHereIsGivenNothing() async throws {
    let (a, b) = (Parcel.invented("a"), Parcel.invented("b"))
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      await hub.say(messages: 1)
      #expect(try await send([a, b], to: hub, port: port) == ["out-of-step", "out-of-step"])
      #expect(try kept("disputed") == [a, b].map { $0.release + ".out-of-step" })
      // People have to settle it, also where the hub itself would go on.
      await hub.say(messages: 0)
      #expect(try await send([a], to: hub, port: port) == ["held-back"])
      #expect(await hub.bodies.isEmpty)
      for name in try kept("disputed") { try Files.remove(scratch.file("inbox/disputed/\(name)")) }
      #expect(try await send([a, b], to: hub, port: port) == ["delivered 1", "delivered 2"])
    }
    #expect(await hub.bodies.count == 2)
  }

  /// The hub has a message, and this machine's past does not know that it was sent: the receipt comes without it.
  @Test func whatTheHubHasIsNotSentAgainByACopyOfItsSender() async throws {
    let (a, b) = (Parcel.invented("a"), Parcel.invented("b"))
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      #expect(try await send([a], to: hub, port: port) == ["delivered 1"])
      _ = try run("rm", ["-r", scratch.file("inbox")])
      // In this order: the one that the hub lacks is tried again once the other's receipt is here.
      #expect(try await send([b, a], to: hub, port: port) == ["delivered 1", "delivered 2"])
      #expect(await hub.bodies.count == 2)
      // A line says what may leave, and the next one what stayed: b at first, and a.
      let contacts = try ContactLog(inbox: scratch.file("inbox")).contacts()
      #expect(contacts.map(\.method) == ["POST", "KEPT", "POST", "KEPT", "POST"])
      for (asked, kept) in [(contacts[0], contacts[1]), (contacts[2], contacts[3])] {
        #expect(kept.bodyBytes == 0 && kept.bodySHA256 == asked.bodySHA256 && kept.path == asked.path)
      }
      // A note holds back what is new, and no receipt.
      _ = try run("rm", ["-r", scratch.file("inbox/receipts"), scratch.file("inbox/contacts.log")])
      try Files.makeFolder(scratch.file("inbox/disputed"))
      try Files.writeNew([], to: scratch.file("inbox/disputed/hub-count.out-of-step"))
      #expect(try await send([a, b, Parcel.invented("c")], to: hub, port: port) == ["delivered 1", "delivered 2", "held-back"])
    }
    #expect(await hub.bodies.count == 2)
  }

  /// It says 100 to everybody. It gets no body for that, and is asked in the way that it knows; one from before that is sent
  /// the message as it was then.
  @Test(arguments: [true, false]) func aHubOfBeforeIsAskedAsBefore(knowsTheQuestion: Bool) async throws {
    let (a, b) = (Parcel.invented("a"), Parcel.invented("b"))
    let hub = try StandInHub(pki)
    if knowsTheQuestion { await hub.isNotAskedByRequests() } else { await hub.isNotAsked() }
    try await withDoor(pki.hub(), router: hub.router()) { port in
      #expect(try await send([a, b], to: hub, port: port) == ["delivered 1", "delivered 2"])
      let methods = try ContactLog(inbox: scratch.file("inbox")).contacts().map(\.method)
      #expect(methods == ["POST", "KEPT", "GET", "POST", "GET", "POST"], "found out once")
      guard knowsTheQuestion else { return }
      await hub.say(messages: 3)
      #expect(try await send([Parcel.invented("c")], to: hub, port: port) == ["out-of-step"])
    }
    #expect(await hub.bodies.count == 2)
  }

  /// The count that the hub says of itself, beside what is known here.
  @Test func theHubsCountIsHeldAgainstWhatIsKnownHere() async throws {
    let (a, b) = (Parcel.invented("a"), Parcel.invented("b"))
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      let sending = try hub.sending(in: scratch, port: port, attempts: 1)
      @Sendable func isInStep(_ messages: Int, _ waiting: [Parcel]) async throws -> Bool {
        await hub.say(messages: messages)
        return try await sending.isInStep(sending.hubStatus(), approved: { waiting })
      }
      #expect(try await isInStep(0, [a]))
      #expect(try await send([a], to: hub, port: port) == ["delivered 1"])
      #expect(try await isInStep(1, [a, b]))
      let questions = await hub.questions
      #expect(questions == 1, "nobody is asked where nothing is missing")
      // The receipt of the one that waits was lost: it is the one that the hub has more.
      _ = try run("rm", ["-r", scratch.file("inbox/receipts")])
      #expect(try await isInStep(1, [b, a]))
      #expect(try kept("disputed").isEmpty)
      // It has another one, and the one that waits here is not it.
      #expect(try await !isInStep(2, [b, a]))
      #expect(try kept("disputed") == ["hub-count.out-of-step"])
      try Files.remove(scratch.file("inbox/disputed/hub-count.out-of-step"))
      #expect(try await !isInStep(1, [b]))
      #expect(try kept("disputed") == ["hub-count.out-of-step"])
    }
    #expect(await hub.bodies.count == 1)
  }

  @Test func aDamagedReceiptStopsTheSender() async throws {
    let hub = try StandInHub(pki)
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      let first = try await send([Parcel.invented("a")], to: hub, port: port)
      try Files.writeDurably(Array("{}".utf8), to: scratch.file("inbox/receipts/\(Parcel.invented("a").release).receipt"))
      return try await first + send([Parcel.invented("b")], to: hub, port: port)
    }
    #expect(words == ["delivered 1", "damaged-receipt"])
  }

  /// The counter rests on the latest receipt, and an outcome on that of its message: those are verified, whatever the others
  /// say of themselves.
  @Test func aForgedReceiptStopsTheSenderWhereSomethingRestsOnIt() async throws {
    let parcels = ["a", "b", "c", "d"].map { Parcel.invented($0) }
    @Sendable func forge(_ release: String, counter: Int? = nil) throws {
      let file = scratch.file("inbox/receipts/\(release).receipt")
      let payload = try DSSE.payload(ofKept: Files.read(file, limit: 1 << 14), payloadType: Receipt.payloadType)
      let real = try Receipt(canonicalBytes: payload)
      let forged = Receipt(
        borough: real.borough, messageSHA256: real.messageSHA256, release: real.release, counter: counter ?? real.counter,
        receivedAt: real.receivedAt)
      let key = try SigningKey()
      let envelope = try DSSE.seal(
        payload: forged.canonicalBytes, payloadType: Receipt.payloadType, keyID: key.publicKey.id, sign: key.sign)
      try Files.writeDurably(envelope, to: file)
    }
    let hub = try StandInHub(pki)
    let words = try await withDoor(pki.hub(), router: hub.router()) { port in
      var words = try await send([parcels[0], parcels[1]], to: hub, port: port)
      try forge(parcels[0].release)
      words += try await send([parcels[2]], to: hub, port: port)
      words += try await send([parcels[0]], to: hub, port: port)
      try forge(parcels[0].release, counter: 4)
      words += try await send([parcels[3]], to: hub, port: port)
      return words
    }
    #expect(words == ["delivered 1", "delivered 2", "delivered 3", "damaged-receipt", "damaged-receipt"])
    #expect(await hub.bodies.count == 3)
  }

  @Test func twoSendersDoNotRunAtOnce() async throws {
    let hub = try StandInHub(pki)
    try await withDoor(pki.hub(), router: hub.router()) { port in
      try Files.makeFolder(scratch.file("inbox"))
      let lock = try Files.lock(scratch.file("inbox/sender.lock"), wait: false)
      let error = await #expect(throws: UplinkError.self) { try await send([Parcel.invented("a")], to: hub, port: port) }
      #expect(error?.code == "already-running")
      withExtendedLifetime(lock) {}
    }
  }

  @Test func aHubThatRefusesTheCertificateIsARefusalAndNobodyThereIsNot() async throws {
    let hub = try StandInHub(pki)
    let other = try TestPKI()
    let words = try await withDoor(pki.hub(clientRoots: other.root.certificatePEM), router: hub.router()) { port in
      try await send([Parcel.invented("a")], to: hub, port: port)
    }
    #expect(words == ["tls-refused-by-peer"])
    try identityForgotten()
    #expect(try await send([Parcel.invented("a")], to: hub, port: 1, attempts: 2) == ["cannot-connect"])
    #expect(await hub.bodies.isEmpty)
  }

  @Test func pausesGrowAndAreScattered() async throws {
    let pauses = Mutex<[Duration]>([])
    let retry = RetryPolicy(attempts: 8, longestPause: .seconds(10)) { pause in pauses.withLock { $0.append(pause) } }
    let hub = try StandInHub(pki)
    let sending = try Sending(
      identity: hub.enrolled(in: scratch, port: 1), inboxFolder: scratch.file("inbox"), way: Way(timeoutSeconds: 1), retry: retry)
    try await sending.send([Parcel.invented("a")], report: { _, _ in })
    let seen = pauses.withLock { $0 }
    #expect(seen.count == 7)
    for (pause, base) in zip(seen, [1, 2, 4, 8, 10, 10, 10]) {
      #expect(pause >= .milliseconds(base * 500) && pause <= .milliseconds(base * 1500))
    }
  }

  private func identityForgotten() throws {
    _ = try run("rm", ["-r", scratch.file("identity")])
  }
}
