import Foundation
import TestSupport
import Testing

/// What the hub does not take, over real sockets. Each refusal has its code and leaves the hub's count as it was.
@Suite(.serialized, .enabled(if: Curl.isPossible && OpenSSL.isPossible, "skipped: needs /usr/bin/curl and openssl"))
struct RefusalJourneys {
  static let scene = Result { try RefusalScene() }
  let scene: RefusalScene
  init() throws { scene = try Self.scene.get() }

  /// The count before must be the count afterwards.
  private func leavesTheCount(_ body: () throws -> Void) throws {
    let before = try scene.hub.messagesCounted()
    try body()
    #expect(try scene.hub.messagesCounted() == before)
  }

  // MARK: who does not get through TLS

  @Test func withoutACertificateNobodyGetsIn() throws {
    try leavesTheCount {
      let answer = try Curl.post(scene.body, to: scene.hub, as: [])
      #expect(answer.status == 0 && answer.complaint.contains("alert certificate required"), "\(answer)")
    }
  }

  /// The same name, even the same name of the deployment, from another hub's authority.
  @Test func aCertificateOfAnotherDeploymentIsRefused() throws {
    try leavesTheCount {
      let other = scene.hub.london.folder.file("hub-other")
      try RunningHub.make(other, ports: (1, 2, 3), population: scene.hub.london.population)
      let thief = scene.hub.london.folder.file("agent-thief-of-names")
      try FileManager.default.copyItem(atPath: scene.home, toPath: thief)
      try OpenSSL.issue(
        "spiffe://rehearsal/agent/\(RefusalScene.code)", by: other + "/issuing", into: thief + "/identity")

      let answer = try Curl.post(scene.body, to: scene.hub, as: Curl.identity(of: thief))
      #expect(answer.status == 0 && answer.complaint.contains("alert unknown ca"), "\(answer)")
      try SmallLondon.haveLittlePatience(thief)
      let sent = try SmallLondon.send(thief)
      #expect(sent.exitCode == 2 && sent.failureCodes == ["tls-refused-by-peer"], "\(sent)")
    }
  }

  @Test func anOlderTLSIsRefusedOnBothPorts() throws {
    try leavesTheCount {
      let answer = try Curl.post(
        scene.body, to: scene.hub, as: Curl.identity(of: scene.home), more: ["--tls-max", "1.2"])
      #expect(answer.status == 0 && answer.complaint.contains("alert protocol version"), "\(answer)")
      for port in [scene.hub.ports.agent, scene.hub.ports.enrol] {
        let older = try OpenSSL.connect(port, scene.hub, ["-tls1_2"])
        #expect(older.exitCode != 0 && older.standardError.contains("alert protocol version"))
        let current = try OpenSSL.connect(port, scene.hub, ["-tls1_3"])
        #expect(current.standardOutput.contains("Protocol  : TLSv1.3") || current.standardOutput.contains("TLSv1.3,"))
      }
    }
  }

  // MARK: whose message it is

  @Test func anotherBoroughsMessageIsNotOurs() throws {
    try leavesTheCount {
      let thief = try scene.hub.enrolledAgent("E09000021", named: "copying")
      for part in ["messages", "egress"] {
        let folder = thief + "/outbox/" + part
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: scene.home + "/outbox/" + part, toPath: folder)
      }
      // Our own sender sees that the log of what may leave is not this borough's.
      let sent = try SmallLondon.send(thief)
      #expect(sent.exitCode == 4 && sent.standardError.contains("outbox-damaged-log"), "\(sent)")
      let answer = try Curl.post(scene.body, to: scene.hub, as: Curl.identity(of: thief))
      #expect(answer.code == "bad-signature", "\(answer)")
      #expect(SmallLondon.receipts(thief).isEmpty)
    }
  }

  /// An agent that calls itself another borough than it enrolled as: well signed, and still not taken. Our own sender would
  /// not enrol it; it is told what it asks about the outbox.
  @Test func aMessageInAnothersNameIsRefused() throws {
    try leavesTheCount {
      let impostor = try scene.hub.london.agentWithApprovedMessage("E09000001", named: "impostor")
      try "E09000021\n".write(toFile: impostor + "/outbox/borough", atomically: true, encoding: .utf8)
      try scene.hub.enrol(impostor, "E09000021", named: "impostor")
      let sent = try SmallLondon.send(impostor)
      #expect(sent.exitCode == 4 && sent.standardError.contains("outbox-damaged-log"), "\(sent)")
      let file = scene.hub.london.folder.file("impostors")
      try gzipped(try #require(SmallLondon.messages(impostor).values.first)).write(to: URL(fileURLWithPath: file))
      let answer = try Curl.post(file, to: scene.hub, as: Curl.identity(of: impostor))
      #expect(answer.code == "wrong-borough", "\(answer)")
    }
  }

  // MARK: what is not a message

  @Test(arguments: Spoilt.all) func aSpoiltRequestIsRefused(spoilt: Spoilt) throws {
    try leavesTheCount {
      let file = scene.hub.london.folder.file("spoilt")
      try spoilt.body(scene.envelope).write(to: URL(fileURLWithPath: file))
      let before = try scene.hub.refusals()[spoilt.code] ?? 0
      let answer = try Curl.post(
        file, to: scene.hub, as: Curl.identity(of: scene.home), type: spoilt.type, encoding: spoilt.encoding,
        more: spoilt.more)
      #expect(answer.status == spoilt.status && answer.code == spoilt.code, "\(answer)")
      #expect(answer.headers.contains("cache-control: no-store"))
      #expect(try scene.hub.refusals()[spoilt.code] == before + 1)
    }
  }

  @Test(arguments: Hostile.all) func aHostileTextIsRefusedWhoeverSignedIt(hostile: Hostile) throws {
    let foreign = try ForeignEnvelope(of: scene.envelope, agent: scene.home)
    try leavesTheCount {
      let asEnvelope = hostile.text(String(decoding: scene.envelope, as: UTF8.self))
      let asPayload = try foreign.sealed(hostile.text(foreign.payload))
      for (place, body) in [("envelope", asEnvelope), ("payload", asPayload)] {
        let file = scene.hub.london.folder.file("hostile")
        try gzipped(body).write(to: URL(fileURLWithPath: file))
        let before = try scene.hub.refusals()[hostile.code] ?? 0
        let answer = try Curl.post(file, to: scene.hub, as: Curl.identity(of: scene.home))
        #expect(answer.status == hostile.status && answer.code == hostile.code, "\(place): \(answer)")
        #expect(try scene.hub.refusals()[hostile.code] == before + 1, "\(place)")
      }
    }
  }

  /// The connection ends before the body does: no answer, nothing kept.
  @Test func aBodyThatBreaksOffIsNotTakenIn() throws {
    try leavesTheCount {
      let answer = try Curl.post(
        scene.body, to: scene.hub, as: Curl.identity(of: scene.home),
        more: ["-H", "content-length: \(1 << 19)", "--max-time", "1"])
      #expect(answer.status == 0, "\(answer)")
    }
  }

  /// After all this the hub still takes the true message, from curl as from `borough-sender`, and counts it once.
  @Test func theTrueMessageIsTakenFromAnyClient() throws {
    let answer = try Curl.post(scene.body, to: scene.hub, as: Curl.identity(of: scene.home))
    #expect(answer.status == 200 && answer.headers.contains("content-type: " + Curl.messageType), "\(answer)")
    #expect(try SmallLondon.send(scene.home).exitCode == 0)
    #expect(SmallLondon.receipts(scene.home).values.map { String(decoding: $0, as: UTF8.self) } == [answer.body])
    #expect(try scene.hub.messagesCounted()[RefusalScene.code] == 1)
    // Played again, by whomever: the same receipt, and nothing more. So is the same message sealed anew by other means,
    // for a signature of Ed25519 is always the same.
    let foreign = try ForeignEnvelope(of: scene.envelope, agent: scene.home)
    let sealed = try foreign.sealed(Data(foreign.payload.utf8))
    #expect(sealed == scene.envelope)
    for _ in 0..<20 {
      #expect(try Curl.post(scene.body, to: scene.hub, as: Curl.identity(of: scene.home)).body == answer.body)
    }
    #expect(try scene.hub.messagesCounted()[RefusalScene.code] == 1)
  }
}

/// A hub, and an enrolled borough with an approved message that was not sent yet.
final class RefusalScene: Sendable {
  static let code = "E09000020"
  let hub: RunningHub
  let home: String
  /// The message as stored, and a file with its gzip.
  let envelope: Data
  let body: String

  init() throws {
    hub = try RunningHub(named: "refusing")
    home = try hub.enrolledAgent(Self.code, named: "refused")
    guard let message = SmallLondon.messages(home).values.first else { throw JourneyFailure("no message") }
    envelope = message
    body = hub.london.folder.file("message.gz")
    try gzipped(message).write(to: URL(fileURLWithPath: body))
  }
}
