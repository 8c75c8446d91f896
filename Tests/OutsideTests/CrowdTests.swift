import Door
import Files
import NIOCore
import NIOPosix
import TLS
import Testing

/// A flood of connections that say nothing, or say it slowly, keeps nobody out. No wait of the door's is needed for it:
/// in these tests its time limits are longer than the tests.
@Suite struct CrowdTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  private var limits: DoorLimits {
    var limits = DoorLimits()
    limits.strangers = 64
    limits.ofOneKey = 3
    limits.receive = .seconds(600)
    limits.tls.handshake = .seconds(600)
    return limits
  }

  private func who(_ context: TLSContext, _ port: Int) async throws -> String {
    let client = HTTPSClient(
      context: context, host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: 10)
    return String(decoding: try await client.send(HTTPSRequest(.get, "/who")).body, as: UTF8.self)
  }

  /// Ends of the door's connections that are open.
  private func held(_ port: Int) throws -> Int { try heldOpen.reduce(0) { try $0 + sockets(on: port, inState: $1) } }

  private func connect(_ port: Int) async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port).get()
  }

  @Test func aThousandSilentConnectionsTakeNoBoroughsPlace() async throws {
    _ = Surroundings.raiseOpenLimit(to: 4096)
    try await withDoor(pki.hub(), limits: limits) { port in
      var silent: [any Channel] = []
      for index in 0..<1000 {
        silent.append(try await connect(port))
        // Half of them begin a handshake that they never end.
        if index.isMultiple(of: 2) { try? await silent[index].writeAndFlush(ByteBuffer(bytes: [0x16, 3, 1, 2, 0, 1])) }
        if index.isMultiple(of: 100) { #expect(try await who(pki.client(), port) == TestPKI.borough) }
      }
      #expect(try await soon { try held(port) <= 64 })
      #expect(silent.last?.isActive == true, "the last to come is the last to go")
      for channel in silent { try? await channel.close() }
    }
  }

  /// On a port without certificates everybody is a stranger.
  @Test func requestsThatTrickleInKeepNobodyFromEnrolling() async throws {
    try await withServer(.tls(context: try pki.openHub(), limits: limits)) { port in
      var slow: [any Channel] = []
      for index in 0..<200 {
        let channel = try await tlsConnection(pki, pki.anonymousClient(), port)
        slow.append(channel)
        try? await channel.writeAndFlush(ByteBuffer(string: "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n1"))
        if index.isMultiple(of: 50) { #expect(try await who(pki.anonymousClient(), port) == "nobody") }
      }
      #expect(try await soon { try held(port) <= 64 })
      for channel in slow { try? await channel.close() }
    }
  }

  /// A borough whose agent went mad, or whose key was stolen.
  @Test func oneKeysConnectionsAreItsOwnTrouble() async throws {
    try await withDoor(pki.hub(), limits: limits) { port in
      var mine: [any Channel] = []
      for _ in 0..<20 { mine.append(try await tlsConnection(pki, pki.client(), port)) }
      #expect(try await soon { try held(port) <= 3 })
      #expect(mine.last?.isActive == true)
      #expect(try await who(pki.client(), port) == TestPKI.borough)
      for channel in mine { try? await channel.close() }
    }
  }
}
