import Cryptography
import Door
import Files
import NIOCore
import NIOPosix
import Synchronization
import TLS
import TestSupport
import Testing

/// The hub's door over real sockets, with our client and with other people's programs.
@Suite struct DoorTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  private func client(_ context: TLSContext, _ port: Int, timeout: Int = 20, bodyLimit: Int = 1 << 20) -> HTTPSClient {
    HTTPSClient(
      context: context, host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: timeout,
      bodyLimit: bodyLimit)
  }

  @Test func ourClientIsKnownByItsCertificate() async throws {
    let reply = try await withDoor(pki.hub()) { try await client(pki.client(), $0).send(HTTPSRequest(.get, "/who")) }
    #expect(reply.status == 200)
    #expect(String(decoding: reply.body, as: UTF8.self) == TestPKI.borough)
  }

  @Test func aRefusedClientHearsThatTheHubRefusesIt() async throws {
    let other = try TestPKI()
    try await withDoor(pki.hub()) { port in
      for context in try [pki.anonymousClient(), pki.client(chain: other.boroughChain, key: other.boroughKey)] {
        for body in [[], [UInt8](repeating: 1, count: 500_000)] {
          let error = await #expect(throws: TLSError.self) {
            try await client(context, port).send(HTTPSRequest(.post, "/count", body: body))
          }
          #expect(error?.kind == .refusedByPeer)
        }
      }
    }
  }

  @Test func nobodyThereIsCannotConnect() async throws {
    let error = await #expect(throws: TLSError.self) { try await client(pki.client(), 1).send(HTTPSRequest(.get, "/who")) }
    #expect(error?.kind == .cannotConnect)
  }

  @Test func largeBodiesPassBothWays() async throws {
    let size = 20_000_000
    try await withDoor(pki.hub()) { port in
      let client = try client(pki.client(), port, timeout: 60, bodyLimit: size)
      let up = try await client.send(HTTPSRequest(.post, "/count", body: [UInt8](repeating: 65, count: size)))
      #expect(String(decoding: up.body, as: UTF8.self) == "\(size)")
      let down = try await client.send(HTTPSRequest(.get, "/big/\(size)"))
      #expect(down.body == [UInt8](repeating: 97, count: size))
    }
  }

  @Test func aResponseOverTheCapIsRefused() async throws {
    try await withDoor(pki.hub()) { port in
      let error = await #expect(throws: TLSError.self) {
        try await client(pki.client(), port, bodyLimit: 1000).send(HTTPSRequest(.get, "/big/1001"))
      }
      #expect(error?.kind == .responseTooLarge)
      let fits = try await client(pki.client(), port, bodyLimit: 1000).send(HTTPSRequest(.get, "/big/1000"))
      #expect(fits.body.count == 1000)
    }
  }

  @Test func aServerThatNeverAnswersCostsTheTimeLimitOnly() async throws {
    // A listener of the kernel's: it completes the TCP handshake and nobody reads.
    let mute = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.autoRead, value: false).bind(host: "127.0.0.1", port: 0).get()
    let error = await #expect(throws: TLSError.self) {
      try await client(pki.client(), mute.localAddress?.port ?? 0, timeout: 1).send(HTTPSRequest(.get, "/who"))
    }
    #expect(error?.kind == .timedOut)
    try await mute.close()
  }

  @Test func everyConnectionEnds() async throws {
    var limits = DoorLimits()
    // A busy machine needs a second for what is to be served.
    (limits.receive, limits.tls.handshake) = (.seconds(2), .seconds(2))
    limits.tls.linger = .milliseconds(300)
    try await withDoor(pki.hub(), limits: limits) { port in
      // One that says nothing, one that says nonsense and never closes, one that is refused, ten that are served, one
      // that asks and leaves.
      let silent = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port).get()
      let stubborn = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.allowRemoteHalfClosure, value: true).connect(host: "127.0.0.1", port: port).get()
      try await stubborn.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
      _ = try? await client(pki.anonymousClient(), port).send(HTTPSRequest(.get, "/who"))
      for _ in 0..<10 { _ = try await client(pki.client(), port).send(HTTPSRequest(.get, "/who")) }
      _ = try? await client(pki.client(), port, bodyLimit: 10).send(HTTPSRequest(.get, "/big/5000000"))
      #expect(try await soon { !silent.isActive })
      // Our own end may still be open in CLOSE-WAIT; the door's end may not: only FIN-WAIT-2 or nothing is left of it.
      #expect(try await soon { try heldOpen.allSatisfy { try sockets(on: port, inState: $0) == 0 } })
      // The door has closed and not only stopped listening, once it has lingered: the kernel answers with RST.
      #expect(
        try await soon {
          stubborn.writeAndFlush(ByteBuffer(string: "more"), promise: nil)
          return !stubborn.isActive
        })
    }
  }

  /// Closing with unread input makes the kernel send RST, which overtakes what was written before.
  @Test func theAlertReachesAPeerThatIsStillTalking() async throws {
    try await withDoor(pki.hub()) { port in
      let heard = Heard()
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.autoRead, value: false)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(HeardHandler(heard)) }
        }
        .connect(host: "127.0.0.1", port: port).get()
      // A ServerHello has no place here; what follows lies unread at the door.
      try await channel.writeAndFlush(ByteBuffer(bytes: [0x16, 3, 1, 0, 4, 2, 0, 0, 0]))
      for _ in 0..<40 {
        channel.writeAndFlush(ByteBuffer(repeating: 71, count: 20_000), promise: nil)
        try await Task.sleep(for: .milliseconds(5))
      }
      try? await channel.setOption(.autoRead, value: true).get()  // fails if the door's FIN came first
      try await channel.closeFuture.get()
      // A fatal alert in a record of its own.
      #expect(heard.bytes.count == 7 && heard.bytes.first == 21, "\(heard.bytes)")
      #expect(heard.errors == 0)
    }
  }
}

/// What a raw socket was told.
private final class Heard: Sendable {
  private let state = Mutex<(bytes: [UInt8], errors: Int)>(([], 0))
  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var errors: Int { state.withLock { $0.errors } }
  func note(_ bytes: [UInt8]) { state.withLock { $0.bytes += bytes } }
  func noteError() { state.withLock { $0.errors += 1 } }
}

private final class HeardHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let heard: Heard
  init(_ heard: Heard) { self.heard = heard }
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    heard.note(Array(unwrapInboundIn(data).readableBytesView))
  }
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    heard.noteError()
    context.close(promise: nil)
  }
}

/// Programs that are not ours.
@Suite(.enabled(if: OddCertificates.isPossible, "needs the openssl command")) struct ForeignPeerTests {
  static let hasCurl = (try? run("curl", ["--version"]))?.exitCode == 0

  let pki: TestPKI
  let folder: TemporaryFolder
  init() throws {
    pki = try TestPKI.made
    folder = try TemporaryFolder()
    try pki.write(to: folder)
  }

  private func curl(_ port: Int, _ path: String, _ more: [String] = []) async throws -> RunResult {
    let identity = ["--cert", folder.file("borough.pem"), "--key", folder.file("borough.key")]
    return try await runAside(
      "curl",
      ["-sS", "-m", "20", "--cacert", folder.file("root.pem"), "--resolve", "\(TestPKI.hubName):\(port):127.0.0.1"]
        + (more.contains("--anonymous") ? [] : identity) + more.filter { $0 != "--anonymous" }
        + ["https://\(TestPKI.hubName):\(port)\(path)"])
  }

  private func sClient(_ port: Int, _ more: [String], input: String) async throws -> RunResult {
    try await runAside(
      "timeout",
      ["20", "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-servername", TestPKI.hubName, "-CAfile",
        folder.file("root.pem"), "-cert", folder.file("borough.pem"), "-key", folder.file("borough.key"),
        "-cert_chain", folder.file("borough.pem")] + more, input: input)
  }

  @Test(.enabled(if: hasCurl, "needs curl")) func curlIsServed() async throws {
    try await withDoor(pki.hub()) { port in
      let got = try await curl(port, "/who")
      #expect(got.standardOutput == TestPKI.borough, "\(got.standardError)")
      let big = try await curl(port, "/big/5000000", ["-o", folder.file("big"), "-w", "%{size_download}"])
      #expect(big.standardOutput == "5000000", "\(big.standardError)")
    }
  }

  @Test(.enabled(if: hasCurl, "needs curl")) func curlUploadsWithoutWaitingForTheInterimAnswer() async throws {
    try await withDoor(pki.hub()) { port in
      try Files.writeNew([UInt8](repeating: 66, count: 3_000_000), to: folder.file("body"))
      let sent = try await curl(
        port, "/count",
        ["--data-binary", "@" + folder.file("body"), "-H", "Expect: 100-continue", "--expect100-timeout", "15",
          "-w", " %{time_total}"])
      let parts = sent.standardOutput.split(separator: " ")
      #expect(parts.first == "3000000", "\(sent.standardError)")
      #expect((Double(parts.last ?? "") ?? 99) < 10)
    }
  }

  @Test(.enabled(if: hasCurl, "needs curl")) func curlWithoutCertificateIsRefused() async throws {
    try await withDoor(pki.hub()) { port in
      let got = try await curl(port, "/who", ["--anonymous"])
      #expect(got.exitCode != 0 && got.standardOutput.isEmpty)
      #expect(got.standardError.contains("certificate required"))
    }
  }

  @Test func tls12IsRefusedWhereCertificatesAreRequired() async throws {
    try await withDoor(pki.hub()) { port in
      let got = try await sClient(port, ["-tls1_2"], input: "")
      #expect(got.exitCode != 0)
      #expect(got.standardError.contains("protocol version"))
    }
  }

  @Test func tls12IsServedToBrowsersWhereAllowedAndRenegotiationIsNot() async throws {
    try await withDoor(pki.openHub(allowTLS12: true)) { port in
      let got = try await sClient(
        port, ["-tls1_2", "-ign_eof"], input: "GET /who HTTP/1.1\r\nHost: hub.example\r\nConnection: close\r\n\r\n")
      #expect(got.standardOutput.contains("nobody"), "\(got.standardError)")
      let again = try await sClient(port, ["-tls1_2"], input: "R\n")
      #expect(again.standardError.contains("no renegotiation"))
    }
  }

  @Test func noTicketIsGiven() async throws {
    try await withDoor(pki.hub()) { port in
      let got = try await sClient(
        port, ["-ign_eof"], input: "GET /who HTTP/1.1\r\nHost: hub.example\r\nConnection: close\r\n\r\n")
      #expect(got.standardOutput.contains(TestPKI.borough), "\(got.standardError)")
      #expect(!got.standardOutput.contains("Session Ticket"))
      #expect(got.standardOutput.contains("Verify return code: 0 (ok)"))
    }
  }

  /// s_client ends its input, sends close_notify, and reads no further.
  @Test func aPeerThatAsksAndLeavesHoldsNothing() async throws {
    try await withDoor(pki.hub()) { port in
      for _ in 0..<5 {
        _ = try await sClient(port, [], input: "GET /big/3000000 HTTP/1.1\r\nHost: hub.example\r\n\r\n")
      }
      try await Task.sleep(for: .seconds(3))
      #expect(try heldOpen.map { try sockets(on: port, inState: $0) } == [0, 0])
    }
  }
}
