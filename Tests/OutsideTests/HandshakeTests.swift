import Cryptography
import Foundation
import NIOCore
import NIOEmbedded
import TLS
import TestSupport
import Testing

/// Who gets in, and what the other side is told.
@Suite struct HandshakeTests {
  let pki: TestPKI
  init() throws { pki = try TestPKI.made }

  /// From single bytes to more than the longest flight, which is the hub's with its certificates: every size up to 64 and
  /// every seventh from there, with BOROUGHWISE_LONG (`make check-long`) every size.
  @Test func bothSidesKnowEachOtherWhateverThePieces() throws {
    let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
    let (client, hub) = (try pki.client(), try pki.hub())
    var longest = 1
    var piece = 1
    while piece <= longest + 1 {
      let pair = try EmbeddedPair(client, hub, pins: [pki.pin])
      try speak(pair, piece: piece)
      longest = max(longest, pair.server.longestOutput)
      piece += piece < 64 || isLong ? 1 : 7
    }
    #expect(longest > 1000)
  }

  private func speak(_ pair: EmbeddedPair, piece: Int) throws {
    pair.client.write(Array("question".utf8))
    try pair.pump(piece: piece)
    pair.server.write(Array("answer".utf8))
    try pair.pump(piece: piece)
    #expect(pair.server.recorder.bytes == Array("question".utf8))
    #expect(pair.client.recorder.bytes == Array("answer".utf8))
    #expect(pair.server.handler.peer?.uriNames == [TestPKI.borough])
    #expect(pair.server.handler.peer?.spkiSHA256 == pki.boroughKey.spkiSHA256)
    #expect(pair.client.handler.peer?.spkiSHA256 == pki.pin)
    #expect(pair.client.recorder.errors.isEmpty && pair.server.recorder.errors.isEmpty)
  }

  @Test func aStaleErrorOfAnotherConnectionHarmsNobody() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub())
    try StaleError.leave()
    pair.client.write([1])
    try pair.pump(piece: 50, beforeEach: StaleError.leave)
    try StaleError.leave()
    pair.server.write([UInt8](repeating: 7, count: 100_000))
    try pair.pump(piece: 9000, beforeEach: StaleError.leave)
    #expect(pair.client.recorder.bytes.count == 100_000)
    try StaleError.leave()
    pair.client.channel.close(promise: nil)
    try pair.pump(beforeEach: StaleError.leave)
    #expect(pair.client.recorder.errors.isEmpty && pair.server.recorder.errors.isEmpty)
  }

  /// Post-handshake authentication is asked for by who has seen the extension of it (RFC 8446, section 4.2.6), which our
  /// client does not send; a server that would ask all the same finds that it may not.
  @Test(.enabled(if: OpenSSLServer.isPossible, "needs the openssl command"))
  func aServerThatAsksForOurCertificateAfterwardsGetsNone() async throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub())
    let hello = try pair.client.takeOutput()
    #expect(Self.extensions(ofHello: hello)[43] != nil, "supported_versions: the list is one of extensions")
    #expect(Self.extensions(ofHello: hello)[49] == nil)

    let server = try await OpenSSLServer.started(pki, ["-tls1_3"], typed: "c")
    let channel = try await tlsConnection(pki, pki.client(), server.port)
    #expect(try await soon { server.said.contains("extension not received") }, "\(server.said)")
    try? await channel.close()
  }

  /// By number, from a ClientHello in one record.
  private static func extensions(ofHello record: [UInt8]) -> [Int: [UInt8]] {
    func number(_ at: Int) -> Int { Int(record[at]) << 8 | Int(record[at + 1]) }
    var at = 5 + 4 + 2 + 32
    at += 1 + Int(record[at])  // session
    at += 2 + number(at)  // suites
    at += 1 + Int(record[at])  // compression
    let end = at + 2 + number(at)
    at += 2
    var found: [Int: [UInt8]] = [:]
    while at < end {
      found[number(at)] = Array(record[(at + 4)..<(at + 4 + number(at + 2))])
      at += 4 + number(at + 2)
    }
    return found
  }

  /// OpenSSL offers what it could read: EC keys are ours, RSA ones an opening proxy's, which is to be named. Keys of other
  /// kinds are not read, from whoever they come.
  @Test func keysOfOtherKindsAreNotRead() throws {
    let hello = try EmbeddedPair(pki.client(), pki.hub()).client.takeOutput()
    let offered = try #require(Self.extensions(ofHello: hello)[13])
    let schemes = Set(stride(from: 2, to: offered.count, by: 2).map { Int(offered[$0]) << 8 | Int(offered[$0 + 1]) })
    // RFC 8446, section 4.2.3: ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256; ed25519, ed448.
    #expect(schemes.isSuperset(of: [0x0403, 0x0804]) && schemes.isDisjoint(with: [0x0807, 0x0808]))
  }

  @Test func aClientWithoutCertificateLearnsItFromItsFirstRead() throws {
    let pair = try EmbeddedPair(pki.anonymousClient(), pki.hub())
    try pair.pump()
    // In TLS 1.3 the client's handshake is over before the server has judged it.
    #expect(pair.client.recorder.events.first == .handshake)
    #expect(pair.client.recorder.errors == ["tls-refused-by-peer"])
    #expect(pair.server.recorder.events.first == .error("tls-no-certificate"))
  }

  @Test func aPortThatAsksForNoCertificateServesAnyone() throws {
    let pair = try EmbeddedPair(pki.anonymousClient(), pki.openHub())
    try pair.pump()
    #expect(pair.server.recorder.events == [.handshake])
    #expect(pair.server.handler.peer == nil)
  }

  @Test func aServerOfAnotherDeploymentIsRefused() throws {
    let other = try TestPKI()
    let pair = try EmbeddedPair(pki.client(root: other.root.certificatePEM), pki.hub())
    try pair.pump()
    #expect(pair.client.recorder.events.first == .error("tls-untrusted-peer"))
    #expect(pair.server.recorder.errors == ["tls-refused-by-peer"])
  }

  @Test func aClientOfAnotherDeploymentIsRefused() throws {
    let other = try TestPKI()
    let pair = try EmbeddedPair(pki.client(chain: other.boroughChain, key: other.boroughKey), pki.hub())
    try pair.pump()
    #expect(pair.server.recorder.events.first == .error("tls-untrusted-peer"))
    #expect(pair.client.recorder.errors == ["tls-refused-by-peer"])
  }

  @Test(arguments: ["other.example", "127.0.0.2", "hub.example.evil", "*.example"])
  func aServerOfAnotherNameIsRefused(name: String) throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub(), name: name)
    try pair.pump()
    #expect(pair.client.recorder.events.first == .error("tls-wrong-name"))
    #expect(pair.server.recorder.errors == ["tls-refused-by-peer"])
  }

  @Test func anAddressInTheCertificateIsAName() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub(), name: "127.0.0.1")
    try pair.pump()
    #expect(pair.client.recorder.events == [.handshake])
  }

  @Test(arguments: ["", "hub.example\0.evil"]) func aNameThatWouldSwitchTheCheckOffIsRefused(name: String) throws {
    #expect(throws: TLSError.self) { try TLSHandler(pki.client(), serverName: name) }
  }

  @Test func aClientMustNameItsServer() throws {
    #expect(throws: TLSError.self) { try TLSHandler(pki.client(), serverName: nil) }
  }

  @Test func aServerWithAnotherKeyThanThePinnedOneLearnsNothing() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub(), pins: [pki.boroughKey.spkiSHA256])
    pair.client.write(Array("secret".utf8))
    try pair.pump()
    #expect(pair.client.recorder.events.first == .error("tls-wrong-pin"))
    #expect(!pair.client.channel.isActive)
    // Neither our certificate nor a byte of ours arrived: the server still waits for the handshake's end.
    #expect(pair.server.recorder.events.isEmpty && pair.server.handler.peer == nil)
  }

  @Test func anExpiredServerIsRefused() throws {
    let then = TestPKI.now - 100 * 86_400
    let root = try CertificateAuthority.createRoot(name: "Old root", days: 3650, now: then)
    let issuing = try root.createIssuing(name: "Old issuing", days: 365, now: then)
    let leaf = try issuing.issueServer(for: pki.hubKey, dnsNames: [TestPKI.hubName], ipAddresses: [], days: 90, now: then)
    let pair = try EmbeddedPair(pki.client(root: root.certificatePEM), pki.hub(chain: leaf.pem + issuing.certificatePEM))
    try pair.pump()
    #expect(pair.client.recorder.events.first == .error("tls-certificate-ended"))
  }

  @Test func anExpiredClientIsRefused() throws {
    let then = TestPKI.now - 100 * 86_400
    let root = try CertificateAuthority.createRoot(name: "Old root", days: 3650, now: then)
    let issuing = try root.createIssuing(name: "Old issuing", days: 365, now: then)
    let chain = try TestPKI.clientChain(pki.boroughKey, issuing, now: then)
    let pair = try EmbeddedPair(pki.client(chain: chain), pki.hub(clientRoots: root.certificatePEM))
    try pair.pump()
    #expect(pair.server.recorder.events.first == .error("tls-certificate-ended"))
    #expect(pair.client.recorder.errors == ["tls-refused-by-peer"])
  }

  @Test func aServersCertificateMakesNoClient() throws {
    let pair = try EmbeddedPair(pki.client(chain: pki.hubChain, key: pki.hubKey), pki.hub())
    try pair.pump()
    #expect(pair.server.recorder.events.first == .error("tls-untrusted-peer"))
  }

  @Test func aClientsCertificateMakesNoServer() throws {
    let pair = try EmbeddedPair(pki.client(), pki.hub(chain: pki.boroughChain, key: pki.boroughKey))
    try pair.pump()
    #expect(pair.client.recorder.events.first == .error("tls-untrusted-peer"))
  }

  /// OpenSSL alone would let it in: its purpose fits and its key usage allows signatures.
  @Test(.enabled(if: OddCertificates.isPossible, "needs the openssl command"))
  func anAuthorityIsNoClient() throws {
    let odd = try OddCertificates.leaf(
      pki,
      extensions: """
        basicConstraints=critical,CA:TRUE
        keyUsage=critical,digitalSignature,keyCertSign
        extendedKeyUsage=clientAuth
        subjectAltName=URI:\(TestPKI.borough)
        """)
    let pair = try EmbeddedPair(pki.client(chain: odd.chain, key: odd.key), pki.hub())
    try pair.pump()
    #expect(pair.server.recorder.errors == ["tls-untrusted-peer"])
    #expect(pair.server.handler.peer == nil)
    #expect(pair.client.recorder.errors == ["tls-refused-by-peer"], "it is told")
  }

  /// A borough signs another borough's certificate, or the hub's, with its own and sends both.
  @Test(.enabled(if: OddCertificates.isPossible, "needs the openssl command"))
  func aLeafSignsNobody() throws {
    let borough = (chain: pki.boroughChain, key: pki.boroughKey.pem)
    let neighbour = try OddCertificates.leaf(
      pki, signer: borough,
      extensions: """
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        extendedKeyUsage=clientAuth
        subjectAltName=critical,URI:spiffe://london-rehearsal/agent/E09000001
        """)
    let asClient = try EmbeddedPair(pki.client(chain: neighbour.chain, key: neighbour.key), pki.hub())
    try asClient.pump()
    #expect(asClient.server.recorder.events.first == .error("tls-untrusted-peer"))
    let hub = try OddCertificates.leaf(
      pki, signer: borough,
      extensions: """
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        extendedKeyUsage=serverAuth
        subjectAltName=critical,DNS:\(TestPKI.hubName)
        """)
    let asServer = try EmbeddedPair(pki.client(), pki.hub(chain: hub.chain, key: hub.key))
    try asServer.pump()
    #expect(asServer.client.recorder.events.first == .error("tls-untrusted-peer"))
  }

  /// The issuing authority's path length is 0: it may sign leaves and nothing that signs.
  @Test func theIssuingAuthorityMakesNoOtherAuthority() throws {
    let second = try pki.issuing.createIssuing(name: "Second issuing", days: 30, now: TestPKI.now)
    let chain = try TestPKI.clientChain(pki.boroughKey, second, now: TestPKI.now) + pki.issuing.certificatePEM
    let asClient = try EmbeddedPair(pki.client(chain: chain), pki.hub())
    try asClient.pump()
    #expect(asClient.server.recorder.events.first == .error("tls-untrusted-peer"))
    let leaf = try second.issueServer(
      for: pki.hubKey, dnsNames: [TestPKI.hubName], ipAddresses: [], days: 5, now: TestPKI.now)
    let serverChain = leaf.pem + second.certificatePEM + pki.issuing.certificatePEM
    let asServer = try EmbeddedPair(pki.client(), pki.hub(chain: serverChain), pins: [pki.pin])
    try asServer.pump()
    #expect(asServer.client.recorder.events.first == .error("tls-untrusted-peer"))
  }

  @Test func aSettingThatCannotWorkIsRefusedEarly() throws {
    #expect(throws: TLSError.self) { try pki.hub(key: pki.boroughKey) }
    #expect(#expect(throws: TLSError.self) { try pki.client(root: []) }?.kind == .badConfiguration)
    #expect(throws: TLSError.self) { try pki.client(root: Array("no certificate".utf8)) }
    #expect(throws: TLSError.self) { try pki.client(root: Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)) }
    #expect(throws: TLSError.self) {
      try TLSContext.client(trustRootsPEM: pki.root.certificatePEM, chainPEM: pki.boroughChain, keyPEM: nil)
    }
    #expect(throws: TLSError.self) {
      try TLSContext.server(
        chainPEM: pki.hubChain, keyPEM: pki.hubKey.pem, clientRootsPEM: pki.root.certificatePEM, allowTLS12: true)
    }
  }
}
