import TLS
import Testing

/// A response is there whole or not at all, wherever it is cut and in whatever pieces it comes.
@Suite struct CutResponseTests {
  let pki: TestPKI
  let hub, client: TLSContext

  init() throws {
    pki = try TestPKI.made
    (hub, client) = (try pki.openHub(), try pki.client())
  }

  /// How a response says where its body ends.
  enum Framing: String, CaseIterable, Sendable {
    case length = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"a\":123}"
    case chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n5\r\n:123}\r\n0\r\n\r\n"
    /// By the connection's end, which TLS vouches for.
    case closing = "HTTP/1.1 200 OK\r\n\r\n{\"a\":123}"
  }

  /// The body, or the code of the failure.
  private func hear(_ answer: some Collection<UInt8>, piece: Int = 1 << 14, saysGoodbye: Bool = true) async throws -> String {
    let server = CutServer(context: hub, answer: Array(answer), piece: piece, saysGoodbye: saysGoodbye)
    return try await server.run { [client, pki] port in
      do throws(TLSError) {
        let response = try await HTTPSClient(
          context: client, host: TestPKI.hubName, address: "127.0.0.1", port: port, pins: [pki.pin], timeoutSeconds: 5
        ).send(HTTPSRequest(.get, "/v1/status"))
        return String(decoding: response.body, as: UTF8.self)
      } catch {
        return error.code
      }
    }
  }

  /// Even by one who ends the connection in order, and so is believed by TLS.
  @Test(arguments: [Framing.length, .chunked]) func aResponseCutAtAnyByteIsNone(_ framing: Framing) async throws {
    let whole = Array(framing.rawValue.utf8)
    for cut in whole.indices {
      let heard = try await hear(whole.prefix(cut))
      #expect(["tls-truncated", "bad-response"].contains(heard), "cut after \(cut) of \(whole.count) bytes: \(heard)")
    }
    #expect(try await hear(whole) == "{\"a\":123}")
  }

  @Test func aResponseThatEndsWithTheConnectionNeedsTLSToSayThatItEnded() async throws {
    let whole = Array(Framing.closing.rawValue.utf8)
    for cut in 0...whole.count {
      let heard = try await hear(whole.prefix(cut), saysGoodbye: false)
      #expect(heard == "tls-truncated", "cut after \(cut) of \(whole.count) bytes: \(heard)")
    }
    #expect(try await hear(whole) == "{\"a\":123}")
  }

  @Test(arguments: Framing.allCases) func theSizeOfThePiecesIsOfNoConsequence(_ framing: Framing) async throws {
    let whole = Array(framing.rawValue.utf8)
    for piece in 1...whole.count { #expect(try await hear(whole, piece: piece) == "{\"a\":123}", "pieces of \(piece)") }
  }
}
