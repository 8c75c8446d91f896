import ReleaseProtocol
import Synchronization
import TLS
import TestSupport
import Testing

/// The way out through a borough's HTTP proxy, over real sockets.
@Suite struct ProxyTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  private func ask(_ hub: Int, by proxy: Proxy, timeout: Int = 10, body: [UInt8] = []) async throws -> HTTPSResponse {
    let client = HTTPSClient(
      context: try pki.client(), host: TestPKI.hubName, address: "127.0.0.1", port: hub, pins: [pki.pin],
      timeoutSeconds: timeout, proxy: proxy)
    return try await client.send(HTTPSRequest(.post, "/count", body: body))
  }

  /// What the client says when the proxy behaves like this.
  private func fault(_ manner: StandInProxy.Manner, timeout: Int = 10) async throws -> TLSError? {
    try await withDoor(pki.hub()) { hub in
      try await StandInProxy(manner).run { port in
        do {
          _ = try await ask(hub, by: Proxy(host: "127.0.0.1", port: port), timeout: timeout)
          return nil
        } catch let error as TLSError {
          return error
        }
      }
    }
  }

  @Test func aTunnelCarriesMutualTLSAndTheProxySeesAddressesOnly() async throws {
    let proxy = StandInProxy(.open)
    let answer = try await withDoor(pki.hub()) { hub in
      try await proxy.run { port in
        try await ask(hub, by: Proxy(host: "127.0.0.1", port: port), body: [UInt8](repeating: 7, count: 700_000))
      }
    }
    #expect(String(decoding: answer.body, as: UTF8.self) == "700000")
    let head = try #require(proxy.heads.withLock { $0.first })
    #expect(head.hasPrefix("CONNECT 127.0.0.1:") && !head.contains("authorization") && !head.contains("/count"))
  }

  @Test func aLoginIsSentToTheProxyThatAsksForIt() async throws {
    // RFC 7617, section 2: the scheme's own example.
    let value = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    let answer = try await withDoor(pki.hub()) { hub in
      try await StandInProxy(.login(value)).run { port in
        try await ask(hub, by: Proxy(host: "127.0.0.1", port: port, authorization: value))
      }
    }
    #expect(answer.status == 200)
    #expect(try await fault(.login(value))?.kind == .proxyNeedsLogin)
  }

  @Test func eachWayToSayNoHasItsName() async throws {
    let no = try await fault(.hangUp)
    #expect(no?.kind == .proxyRefuses && no?.proxyStatus == nil)
    #expect(try await fault(.silence, timeout: 1)?.kind == .proxyTimedOut)
    let nobody = await #expect(throws: TLSError.self) { try await ask(1, by: Proxy(host: "127.0.0.1", port: 1)) }
    #expect(nobody?.kind == .cannotReachProxy)
  }

  @Test(arguments: [
    (403, TLSError.Kind.proxyRefuses), (407, .proxyNeedsLogin), (502, .proxyCannotReachHub), (503, .proxyCannotReachHub),
    (504, .proxyCannotReachHub), (405, .proxyRefuses), (301, .proxyRefuses), (451, .proxyRefuses), (500, .proxyRefuses),
  ])
  func theProxysStatusSaysWhoseTurnItIs(status: Int, kind: TLSError.Kind) async throws {
    let error = try #require(try await fault(.refuse(status: status)))
    #expect(error.kind == kind && error.proxyStatus == status && error.description.contains("status \(status)"), "\(error)")
  }

  @Test func nothingOfTheProxysAnswerButItsNumberAndNothingOfTheLoginIsSaid() async throws {
    let proxy = Proxy(host: "127.0.0.1", port: 1, authorization: "Basic c2VjcmV0")
    let said = "\(proxy) \(String(reflecting: proxy))"
    #expect(!said.contains("c2VjcmV0"))
    let error = try await fault(.refuse(status: 403))
    #expect(error.map { !"\($0)".contains("secret") && !"\($0)".contains("Hidden") && "\($0)".contains("403") } == true)
    // No status at all: nothing of it is repeated.
    let odd = try #require(try await fault(.refuse(status: 777)))
    #expect(odd.kind == .proxyRefuses && odd.proxyStatus == nil && !odd.description.contains("777"), "\(odd)")
  }

  /// A proxy that answers for the hub with a certificate of its own: nothing of the request reaches it.
  @Test func aProxyThatOpensTheTLSIsMetByTheTrustedRootAndThePin() async throws {
    let other = try TestPKI()
    let kind = try await withDoor(other.openHub()) { impostor in
      try await StandInProxy(.divert(port: impostor)).run { port in
        await #expect(throws: TLSError.self) { try await ask(443, by: Proxy(host: "127.0.0.1", port: port)) }?.kind
      }
    }
    #expect(kind == .untrustedPeer)
  }

  @Test func bytesThatTheProxyAddsAreNotTakenForTheHubs() async throws {
    let error = try await fault(.chatter)
    #expect(error == nil || error?.kind == .protocolFault || error?.kind == .proxyRefuses)
  }
}
