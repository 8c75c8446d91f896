import Cryptography
import Files
import Identity
import ReleaseProtocol
import TLS
import TestSupport
import Testing

@Suite struct AgentNameTests {
  @Test func aNameIsBuiltAndReadBack() throws {
    let name = try AgentName(deployment: "london-rehearsal", borough: "E09000007")
    #expect(name.uri == "spiffe://london-rehearsal/agent/E09000007")
    #expect(try AgentName(uri: name.uri) == name)
  }

  @Test(arguments: [
    "", "spiffe://", "spiffe://london/agent/", "spiffe:///agent/E09000007", "spiffe://london/agent/E09000007/",
    "spiffe://london//agent/E09000007", "spiffe://london/hub/E09000007", "https://london/agent/E09000007",
    "SPIFFE://london/agent/E09000007", "spiffe://London/agent/E09000007", "spiffe://london/agent/e09000007",
    "spiffe://london/agent/E0900000", "spiffe://london/agent/E09000007?x", "spiffe://london:8443/agent/E09000007",
    "spiffe://london/agent/E0900000%37", "spiffe://-london/agent/E09000007", "spiffe://lo_ndon/agent/E09000007",
    "spiffe://london/agent/E09000007\u{301}", "spiffe://london/agent/..", " spiffe://london/agent/E09000007",
  ]) func anyOtherSpellingIsRefused(uri: String) {
    #expect(throws: IdentityError.badName) { try AgentName(uri: uri) }
  }

  @Test func aCertificateHasExactlyOneNameOfThisDeployment() throws {
    let (one, two) = ("spiffe://london/agent/E09000007", "spiffe://london/agent/E09000008")
    #expect(try AgentName(uriNames: [one], deployment: "london").borough == "E09000007")
    #expect(throws: IdentityError.noName) { try AgentName(uriNames: [], deployment: "london") }
    #expect(throws: IdentityError.severalNames) { try AgentName(uriNames: [one, two], deployment: "london") }
    #expect(throws: IdentityError.severalNames) { try AgentName(uriNames: [one, one], deployment: "london") }
    #expect(throws: IdentityError.otherDeployment) { try AgentName(uriNames: [one], deployment: "londo") }
  }

  /// TLS lets it in, for its chain is right; who asks for its name is told.
  @Test(.enabled(if: OddCertificates.isPossible, "needs the openssl command"))
  func aVerifiedCertificateWithTwoNamesIsNobody() throws {
    let pki = try TestPKI.made
    let odd = try OddCertificates.leaf(
      pki,
      extensions: """
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        extendedKeyUsage=clientAuth
        subjectAltName=URI:\(TestPKI.borough),URI:spiffe://london-rehearsal/agent/E09000008
        """)
    let pair = try EmbeddedPair(pki.client(chain: odd.chain, key: odd.key), pki.hub())
    try pair.pump()
    let names = try #require(pair.server.handler.peer).uriNames
    #expect(names.count == 2)
    #expect(throws: IdentityError.severalNames) { try AgentName(uriNames: names, deployment: "london-rehearsal") }
  }
}

@Suite struct IdentityFolderTests {
  let pki: TestPKI
  let scratch: TemporaryFolder
  let folder: IdentityFolder
  let hub: Hub

  init() throws {
    pki = try TestPKI.made
    scratch = try TemporaryFolder()
    folder = IdentityFolder(path: scratch.file("identity"))
    hub = Hub(pki.invitation())
  }

  @Test func anUnfinishedEnrolmentKeepsItsKey() throws {
    let first = try folder.keyForEnrolment()
    #expect(try folder.keyForEnrolment().spki == first.spki)
    #expect(!folder.isEnrolled)
    #expect(throws: IdentityError.notEnrolled(folder: folder.path)) { try folder.load() }
    let listing = try run("stat", ["-c", "%a", folder.path, folder.path + "/tls.key"])
    #expect(listing.standardOutput == "700\n600\n")
  }

  @Test func whatIsStoredIsLoaded() throws {
    let key = try folder.keyForEnrolment()
    _ = try folder.store(chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: hub)
    let loaded = try folder.load()
    #expect(loaded.name.uri == TestPKI.borough)
    #expect(loaded.hub == hub)
    #expect(loaded.key.spki == key.spki)
    #expect(throws: IdentityError.alreadyEnrolled(folder: folder.path)) { try folder.keyForEnrolment() }
  }

  @Test func theTokenIsNotKept() throws {
    let key = try folder.keyForEnrolment()
    _ = try folder.store(chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: hub)
    let kept = String(decoding: try Files.read(folder.path + "/hub.json", limit: 1 << 16), as: UTF8.self)
    #expect(!kept.contains(TestPKI.token))
  }

  @Test func aCertificateForAnotherKeyOrBoroughIsNotKept() throws {
    let key = try folder.keyForEnrolment()
    #expect(throws: IdentityError.self) { try folder.store(chainPEM: pki.boroughChain, key: key, hub: hub) }
    let chain = try TestPKI.clientChain(key, pki.issuing, now: TestPKI.now)
    #expect(throws: IdentityError.self) {
      try folder.store(chainPEM: chain, key: key, hub: Hub(pki.invitation(borough: "E09000008")))
    }
    #expect(!folder.isEnrolled)
  }

  @Test func aDamagedFolderIsNamed() throws {
    let key = try folder.keyForEnrolment()
    _ = try folder.store(chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: hub)
    try Files.writeDurably(Array("{}".utf8), to: folder.path + "/hub.json")
    #expect(throws: IdentityError.damaged(file: folder.path + "/hub.json")) { try folder.load() }
  }

  // MARK: another certificate in the place of the present one

  private func enrolled() throws -> TLSKey {
    let key = try folder.keyForEnrolment()
    _ = try folder.store(chainPEM: TestPKI.clientChain(key, pki.issuing, now: TestPKI.now), key: key, hub: hub)
    return key
  }

  @Test func aReplacementTakesKeyAndCertificateTogether() throws {
    let old = try enrolled()
    let next = try folder.key(for: .renewal)
    #expect(try folder.key(for: .renewal).spki == next.spki && folder.load().key.spki == old.spki)
    _ = try folder.replace(chainPEM: TestPKI.clientChain(next, pki.issuing, now: TestPKI.now), key: next, hub: hub)
    #expect(try folder.load().key.spki == next.spki)
    #expect(try Files.list(folder.path) == ["certificate.pem", "hub.json", "tls.key"])
  }

  @Test func aCertificateOfAnotherKeyOrNameReplacesNothing() throws {
    let old = try enrolled()
    let (next, stranger) = (try folder.key(for: .renewal), try TLSKey())
    let foreign = try TestPKI.clientChain(stranger, pki.issuing, now: TestPKI.now)
    #expect(throws: IdentityError.self) { try folder.replace(chainPEM: foreign, key: next, hub: hub) }
    #expect(try folder.load().key.spki == old.spki)
  }

  /// The power may fail after any step of a replacement: the folder is then the old identity or the new one, never half
  /// of each.
  @Test func eachStepAtWhichAReplacementCanBeCutLeavesAWholeIdentity() throws {
    let old = try enrolled()
    let next = try folder.key(for: .renewal)
    let chain = try TestPKI.clientChain(next, pki.issuing, now: TestPKI.now)
    let steps: [(String) throws -> Void] = [
      { try Files.writeDurably(next.pem, to: $0 + "/tls.next.key") },
      { try Files.writeDurably(chain, to: $0 + "/certificate.next.pem") },
      { try Files.writeDurably(next.pem, to: $0 + "/tls.key") },
      { try Files.writeDurably(chain, to: $0 + "/certificate.pem") },
      { try Files.remove($0 + "/tls.next.key") },
      { try Files.remove($0 + "/certificate.next.pem") },
    ]
    for done in 0...steps.count {
      let copy = scratch.file("cut-\(done)")
      #expect(try run("cp", ["-a", folder.path, copy]).exitCode == 0)
      for step in steps[..<done] { try step(copy) }
      let found = try IdentityFolder(path: copy).load()
      #expect(found.key.spki == (done < 2 ? old.spki : next.spki), "cut after step \(done)")
      #expect(found.certificate.spki == found.key.spki)
    }
  }
}
