import Door
import NIOCore
import TLS
import Testing

/// A borough that asks for much and reads nothing: the kernel's buffers fill, then ours, and no close_notify gets through.
@Suite struct UnreadAnswerTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  @Test func whoDoesNotReadTheAnswerIsCutOff() async throws {
    var limits = DoorLimits()
    // What lies in our buffers counts as answered: from there it is the time for the next request. It is also the time for
    // the first one, which a busy machine may need.
    (limits.answer, limits.receive) = (.seconds(5), .seconds(5))
    limits.tls.drain = .milliseconds(700)
    try await withDoor(pki.hub(), limits: limits) { port in
      let mute = try await tlsConnection(pki, pki.client(), port)
      #expect(try heldOpen.contains { try sockets(on: port, inState: $0) > 0 }, "it is seen while it is there")
      try await mute.setOption(.autoRead, value: false).get()
      try await mute.writeAndFlush(ByteBuffer(string: "GET /big/50000000 HTTP/1.1\r\nHost: x\r\n\r\n"))
      #expect(try await soon { try heldOpen.allSatisfy { try sockets(on: port, inState: $0) == 0 } })
      // Others are served meanwhile and afterwards.
      let client = HTTPSClient(
        context: try pki.client(), host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: 10)
      #expect(try await client.send(HTTPSRequest(.get, "/who")).status == 200)
      try? await mute.close()
    }
  }
}
