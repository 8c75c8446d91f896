import Door
import Logging
import NIOCore
import NIOEmbedded
import TLS
import Testing

/// Who has shown a certificate and asks nothing: HTTP is not there yet to end it.
@Suite struct FirstBytesTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  private func limits(_ receive: TimeAmount) -> DoorLimits {
    var limits = DoorLimits()
    limits.receive = receive
    return limits
  }

  @Test func whoSaysNothingIsShownOut() async throws {
    try await withDoor(pki.hub(), limits: limits(.milliseconds(700))) { port in
      let silent = try await tlsConnection(pki, pki.client(), port)
      #expect(try await soon { !silent.isActive })
      #expect(try await soon { try heldOpen.allSatisfy { try sockets(on: port, inState: $0) == 0 } })
    }
  }

  /// The time for a request runs from the connection's start, and not anew from its first byte nor from any other. In
  /// memory, where time passes when the test says so.
  @Test(arguments: [[3000], [0, 1500, 3900], [3999]]) func silenceBeforeARequestIsNoTimeGained(speaks: [Int64]) throws {
    let (slow, hub) = (try End(pki.client(), name: TestPKI.hubName), EmbeddedChannel())
    let door = TLSServerChannel(context: try pki.hub(), limits: limits(.seconds(4))) { _, _, _ in }
    _ = door.setup(channel: hub, logger: Logger(label: "door-test"))
    try hub.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try slow.connect()
    /// Carries bytes both ways at that millisecond, until nobody says anything.
    var now: Int64 = 0
    func at(_ time: Int64, says: String = "") throws {
      hub.embeddedEventLoop.advanceTime(by: .milliseconds(time - now))
      now = time
      if !says.isEmpty { slow.write(Array(says.utf8)) }
      var isQuiet = false
      while !isQuiet {
        let asked = try slow.takeOutput()
        if !asked.isEmpty { hub.pipeline.fireChannelRead(ByteBuffer(bytes: asked)) }
        let answered = try hub.readOutbound(as: ByteBuffer.self)
        if let answered { try slow.receive(answered.readableBytesView) }
        isQuiet = asked.isEmpty && answered == nil
      }
    }

    try at(0)
    #expect(slow.recorder.events == [.handshake])
    for (index, time) in speaks.enumerated() { try at(time, says: index == 0 ? "GET /who HTTP/1.1\r\n" : "x: \(index)\r\n") }
    try at(3999)
    #expect(slow.channel.isActive && slow.recorder.events == [.handshake])
    try at(4000)
    #expect(!slow.channel.isActive)
    hub.embeddedEventLoop.advanceTime(by: .seconds(10))
    #expect(!hub.isActive)
  }

  /// It would wait for ten minutes.
  @Test func aStopOfTheHubDoesNotWaitForThem() async throws {
    let silent = try await withDoor(pki.hub(), limits: limits(.seconds(600))) { port in
      try await tlsConnection(pki, pki.client(), port)
    }
    #expect(try await soon { !silent.isActive })
  }
}
