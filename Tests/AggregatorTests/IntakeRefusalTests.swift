import Compression
import Cryptography
import Dispatch
import Intake
import Register
import ReleaseProtocol
import Store
import Synchronization
import Testing

/// Each way in which a message can be wrong, with a message that is right in all other ways.
@Suite struct IntakeRefusalTests {
  let hub: HubFixture
  init() throws { hub = try HubFixture() }

  /// Sends, expects a refusal, and expects that it left nothing. Who asked counts it: `RefusalJourneys`.
  private func expectRefusal(
    _ code: String, _ arrival: Arrival, _ comment: Comment? = nil, location: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try await hub.store.messageCount()
    guard case .refused(let found, let reason) = await (try hub.intake()).answer(arrival) else {
      Issue.record("was taken in", sourceLocation: location)
      return
    }
    #expect(found.rawValue == code, Comment(rawValue: reason), sourceLocation: location)
    #expect(try await hub.store.messageCount() == before, sourceLocation: location)
  }

  private func send(
    _ machine: HubFixture.Machine, _ change: (inout MessageFixture) -> Void = { _ in }
  ) throws -> Arrival {
    var fixture = MessageFixture()
    change(&fixture)
    return try HubFixture.arrival(machine, fixture.envelope(signedBy: machine.identity))
  }

  @Test func senders() async throws {
    let bexley = try await hub.enrolled("E09000004")
    let camden = try await hub.enrolled("E09000007")
    try await expectRefusal("wrong-borough", send(bexley), "another borough's certificate and key")
    let stranger = try HubFixture.Machine("E09000007")
    try await expectRefusal("not-enrolled", send(stranger))
    let good = try send(camden)
    try await expectRefusal(
      "not-enrolled",
      Arrival(
        body: good.body, contentType: good.contentType, contentEncoding: good.contentEncoding, uriNames: [],
        spkiSHA256: "", at: good.at), "no certificate")
    try await expectRefusal(
      "unknown-borough",
      Arrival(
        body: good.body, contentType: good.contentType, contentEncoding: good.contentEncoding,
        uriNames: ["spiffe://elsewhere/agent/E09000007"], spkiSHA256: camden.spkiSHA256, at: good.at))
    _ = try await hub.register.revoke(borough: "E09000007", now: HubFixture.now + 50)
    try await expectRefusal("revoked", good)
  }

  @Test func signatures() async throws {
    let camden = try await hub.enrolled("E09000007")
    let other = try SigningKey()
    let envelope = try MessageFixture().envelope(signedBy: other)
    try await expectRefusal("bad-signature", HubFixture.arrival(camden, envelope), "a key that is not enrolled")
    let signed = try MessageFixture().message().canonicalBytes
    let signature = try camden.identity.sign([1, 2, 3])
    let mixed = DSSE.seal(payload: signed, payloadType: ReleaseMessage.payloadType, keyID: camden.identity.publicKey.id) {
      _ in signature
    }
    try await expectRefusal("bad-signature", HubFixture.arrival(camden, mixed), "a signature over something else")
    let receipt = try MessageFixture().envelope(signedBy: camden.identity, payloadType: Receipt.payloadType)
    try await expectRefusal("unknown-type", HubFixture.arrival(camden, receipt))
  }

  @Test func alteredAndTruncatedBodies() async throws {
    let camden = try await hub.enrolled("E09000007")
    let envelope = try MessageFixture().envelope(signedBy: camden.identity)
    // One character of the payload: base64 text begins behind the key "payload".
    var altered = envelope
    let place = 2_000
    altered[place] = altered[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    try await expectRefusal("bad-signature", HubFixture.arrival(camden, altered))
    try await expectRefusal("malformed", HubFixture.arrival(camden, Array(envelope.dropLast(1))))
    try await expectRefusal("not-canonical", HubFixture.arrival(camden, envelope + [0x20]))
    try await expectRefusal("malformed", HubFixture.arrival(camden, []))
    let compressed = try Gzip.compress(envelope)
    func raw(_ body: [UInt8]) -> Arrival {
      Arrival(
        body: body, contentType: DSSE.contentType, contentEncoding: "gzip", uriNames: camden.uriNames,
        spkiSHA256: camden.spkiSHA256, at: HubFixture.now)
    }
    try await expectRefusal("bad-encoding", raw(Array(compressed.dropLast(9))), "a cut gzip stream")
    try await expectRefusal("bad-encoding", raw(compressed + [0]), "bytes behind the gzip stream")
    try await expectRefusal("bad-encoding", raw([]))
    var broken = compressed
    broken[compressed.count / 2] ^= 0x10
    try await expectRefusal("bad-encoding", raw(broken), "a flipped bit")
    try await expectRefusal("bad-encoding", HubFixture.arrival(camden, envelope, encoding: nil))
    try await expectRefusal("bad-encoding", HubFixture.arrival(camden, envelope, encoding: "br"))
    try await expectRefusal("bad-encoding", HubFixture.arrival(camden, envelope, contentType: "application/json"))
    // None of these keeps the right one out.
    guard case .receipt = await (try hub.intake()).answer(raw(compressed)) else {
      Issue.record("the good message was refused")
      return
    }
  }

  /// Asked about one message and given another, the hub has not judged what it got.
  @Test func aMessageThatWasNotAskedAbout() async throws {
    let camden = try await hub.enrolled("E09000007")
    let envelope = try MessageFixture().envelope(signedBy: camden.identity)
    func arrival(after asked: [UInt8]) throws -> Arrival {
      Arrival(
        body: try Gzip.compress(envelope), contentType: DSSE.contentType, contentEncoding: "gzip",
        uriNames: camden.uriNames, spkiSHA256: camden.spkiSHA256, messageAsked: Hex.encode(SHA256.hash(asked)), at: HubFixture.now)
    }
    try await expectRefusal("bad-request", arrival(after: envelope + [10]))
    guard case .receipt = await (try hub.intake()).answer(try arrival(after: envelope)) else {
      Issue.record("the message that was asked about was refused")
      return
    }
  }

  @Test func bodiesThatAreTooLarge() async throws {
    let camden = try await hub.enrolled("E09000007")
    let bomb = [UInt8](repeating: 0x20, count: 16 << 20)
    try await expectRefusal("too-large", HubFixture.arrival(camden, bomb), "16 MiB in 16 KiB")
    let envelope = try MessageFixture().envelope(signedBy: camden.identity)
    try await expectRefusal(
      "too-large",
      Arrival(
        body: try Gzip.compress(envelope) + [UInt8](repeating: 0, count: Intake.bodyLimit),
        contentType: DSSE.contentType, contentEncoding: "gzip", uriNames: camden.uriNames,
        spkiSHA256: camden.spkiSHA256, at: HubFixture.now))
  }

  /// A small body is signed and says as many numbers as JSON may here. Whoever shares the event loop does not wait while it is read.
  @Test func aSmallBodyThatSaysMuchHoldsNobodyUp() async throws {
    let camden = try await hub.enrolled("E09000007")
    // Not so alike that it would be taken for a bomb.
    let numbers = (0..<16_000).map { $0 % 20 == 0 ? "\($0 * 7919 % 1_000_003)" : "1000000" }.joined(separator: ",")
    let text = "{\"a\":[" + Array(repeating: "[\(numbers)]", count: 8).joined(separator: ",") + "]}"
    let arrival = try HubFixture.arrival(camden, MessageFixture.seal(Array(text.utf8), camden.identity))
    #expect(arrival.body.count < 1 << 17)
    let (loop, intake) = (TimedExecutor(), try hub.intake())
    let time = await ContinuousClock().measure {
      await withTaskExecutorPreference(loop) { () async -> Void in
        guard case .refused(let code, _) = await intake.answer(arrival) else { return #expect(Bool(false), "not refused") }
        #expect(code == .malformed)
      }
    }
    #expect(loop.longest.withLock { $0 } < time / 2, "\(loop.longest.withLock { $0 }) of \(time)")
    #expect(loop.longest.withLock { $0 } > .zero)
  }

  @Test func signedButNotAMessageOfTheProtocol() async throws {
    let camden = try await hub.enrolled("E09000007")
    let good = try MessageFixture().message().canonicalBytes
    func sealed(_ payload: [UInt8]) throws -> Arrival {
      try HubFixture.arrival(camden, MessageFixture.seal(payload, camden.identity))
    }
    try await expectRefusal("not-canonical", sealed([0x20] + good))
    try await expectRefusal("malformed", sealed(Array("{}".utf8)))
    try await expectRefusal("malformed", sealed([]))
    let text = String(decoding: good, as: UTF8.self)
    let extra = "{\"aNote\":\"free text\"," + text.dropFirst()
    try await expectRefusal("malformed", sealed(Array(extra.utf8)), "a member that the protocol does not have")
  }

  @Test func plans() async throws {
    let camden = try await hub.enrolled("E09000007")
    try await expectRefusal("unknown-plan", send(camden) { $0.planID = "london-send-9" })
    try await expectRefusal("plan-mismatch", send(camden) { $0.planSHA256 = String(repeating: "0", count: 64) })
    try await expectRefusal("plan-mismatch", send(camden) { $0.tablesKept = 6 })
  }

  @Test func forecasts() async throws {
    let camden = try await hub.enrolled("E09000007")
    try await expectRefusal(RefusalCode.forecastMismatch.rawValue, send(camden) { $0.tampering = 1 })
  }

  @Test func anotherMessageUnderTheSameRelease() async throws {
    let camden = try await hub.enrolled("E09000007")
    _ = await (try hub.intake()).answer(try send(camden))
    try await expectRefusal("conflicting-release", send(camden) { $0.cell = 4 })
    // Another borough may use the same identifier: they choose them at random, without each other.
    let bexley = try await hub.enrolled("E09000004")
    guard case .receipt = await (try hub.intake()).answer(try send(bexley) { $0.borough = "E09000004" }) else {
      Issue.record("identifiers are each borough's own")
      return
    }
  }
}

/// Stands for an event loop: one thread. Knows for how long it was held at most.
private final class TimedExecutor: TaskExecutor {
  let longest = Mutex(Duration.zero)
  private let queue = DispatchQueue(label: "loop")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      let time = ContinuousClock().measure { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
      self.longest.withLock { $0 = max($0, time) }
    }
  }
}
