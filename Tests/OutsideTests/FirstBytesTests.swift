import Door
import NIOCore
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

  /// The time for a request runs from the connection's start, and not anew from its first byte.
  @Test func silenceBeforeARequestIsNoTimeGained() async throws {
    try await withDoor(pki.hub(), limits: limits(.seconds(4))) { port in
      let slow = try await tlsConnection(pki, pki.client(), port)
      try await Task.sleep(for: .seconds(3))
      try await slow.writeAndFlush(ByteBuffer(string: "GET /who HTTP/1.1\r\n"))
      let asked = ContinuousClock.now
      #expect(try await soon { !slow.isActive })
      #expect(ContinuousClock.now - asked < .seconds(3.5))
    }
  }

  /// It would wait for ten minutes.
  @Test func aStopOfTheHubDoesNotWaitForThem() async throws {
    let silent = try await withDoor(pki.hub(), limits: limits(.seconds(600))) { port in
      try await tlsConnection(pki, pki.client(), port)
    }
    #expect(try await soon { !silent.isActive })
  }
}
