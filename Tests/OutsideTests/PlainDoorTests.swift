import Door
import NIOCore
import NIOPosix
import Testing

/// The web view's door. Each connection is one of a few hundred that there are.
@Suite struct PlainDoorTests {
  private var limits: DoorLimits {
    var limits = DoorLimits()
    limits.receive = .milliseconds(700)
    limits.answer = .milliseconds(700)
    return limits
  }

  private func connect(_ port: Int, reads: Bool = true) async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reads).connect(host: "127.0.0.1", port: port).get()
  }

  /// To Hummingbird's idle timeout each piece is a sign of life.
  @Test(arguments: ["/count", "/nothing-here"]) func aBodyThatTricklesInIsCutOff(path: String) async throws {
    try await withServer(.plain(limits: limits)) { port in
      let slow = try await connect(port)
      try await slow.writeAndFlush(
        ByteBuffer(string: "POST \(path) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"))
      for _ in 0..<60 where slow.isActive {
        try? await slow.writeAndFlush(ByteBuffer(string: "1\r\na\r\n"))
        try await Task.sleep(for: .milliseconds(150))
      }
      #expect(!slow.isActive)
      #expect(try await soon { try heldOpen.allSatisfy { try sockets(on: port, inState: $0) == 0 } })
    }
  }

  @Test func whoDoesNotReadTheAnswerIsCutOff() async throws {
    try await withServer(.plain(limits: limits)) { port in
      let mute = try await connect(port, reads: false)
      try await mute.writeAndFlush(ByteBuffer(string: "GET /big/50000000 HTTP/1.1\r\nHost: x\r\n\r\n"))
      #expect(try await soon { try heldOpen.allSatisfy { try sockets(on: port, inState: $0) == 0 } })
      try? await mute.close()  // it may know already
    }
  }

  @Test func aHeadOverTheCapIsRefused() async throws {
    try await withServer(.plain()) { port in
      let long = try await connect(port)
      let head = "GET /who HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "a", count: 9000) + "\r\n\r\n"
      try await long.writeAndFlush(ByteBuffer(string: head))
      #expect(try await soon { !long.isActive })
    }
  }
}
