import Cryptography
import Files
import ReleaseProtocol
import TLS
import TestSupport

/// A deployment's certificates, made afresh for each test run: root, issuing authority, one hub, one borough.
struct TestPKI: Sendable {
  static let shared = Result { try TestPKI() }
  static var made: TestPKI { get throws { try shared.get() } }

  static let hubName = "hub.example"
  static let borough = "spiffe://london-rehearsal/agent/E09000007"
  static let now = SystemClock.now()

  let root: CertificateAuthority
  let issuing: CertificateAuthority
  let hubKey: TLSKey
  let hubChain: [UInt8]
  let boroughKey: TLSKey
  let boroughChain: [UInt8]

  init() throws {
    root = try .createRoot(name: "Test root", days: 3650, now: Self.now)
    issuing = try root.createIssuing(name: "Test issuing", days: 365, now: Self.now)
    hubKey = try TLSKey()
    boroughKey = try TLSKey()
    hubChain =
      try issuing.issueServer(for: hubKey, dnsNames: [Self.hubName], ipAddresses: ["127.0.0.1"], days: 90, now: Self.now).pem
      + issuing.certificatePEM
    boroughChain = try Self.clientChain(boroughKey, issuing, now: Self.now)
  }

  static func clientChain(_ key: TLSKey, _ issuing: CertificateAuthority, now: Int) throws -> [UInt8] {
    let request = try CertificateRequest(pem: key.certificateRequest(commonName: "test"))
    return try issuing.issueClient(for: request, uriName: borough, days: 90, now: now).pem + issuing.certificatePEM
  }

  var pin: String { hubKey.spkiSHA256 }

  func hub(chain: [UInt8]? = nil, key: TLSKey? = nil, clientRoots: [UInt8]? = nil) throws -> TLSContext {
    try .server(
      chainPEM: chain ?? hubChain, keyPEM: (key ?? hubKey).pem, clientRootsPEM: clientRoots ?? root.certificatePEM)
  }

  func openHub(allowTLS12: Bool = false) throws -> TLSContext {
    try .server(chainPEM: hubChain, keyPEM: hubKey.pem, clientRootsPEM: nil, allowTLS12: allowTLS12)
  }

  func client(chain: [UInt8]? = nil, key: TLSKey? = nil, root other: [UInt8]? = nil) throws -> TLSContext {
    try .client(
      trustRootsPEM: other ?? root.certificatePEM, chainPEM: chain ?? boroughChain, keyPEM: (key ?? boroughKey).pem)
  }

  func anonymousClient() throws -> TLSContext {
    try .client(trustRootsPEM: root.certificatePEM, chainPEM: nil, keyPEM: nil)
  }

  static let token = "00112233445566778899aabbccddeeff00112233"

  /// What the hub would hand to a borough.
  func invitation(
    borough: String = "E09000007", enrolPort: Int = 1, agentPort: Int = 1, pin: String? = nil, receiptKey: String? = nil,
    token: String = TestPKI.token, expiresAt: Int = TestPKI.now + 3600, root other: [UInt8]? = nil
  ) -> Invitation {
    Invitation(
      deployment: "london-rehearsal", borough: borough, hubName: Self.hubName, hubAddress: "127.0.0.1",
      enrolPort: enrolPort, agentPort: agentPort, rootCertificate: String(decoding: other ?? root.certificatePEM, as: UTF8.self),
      hubPin: pin ?? self.pin, receiptKey: receiptKey ?? String(repeating: "ab", count: 32), token: token,
      expiresAt: expiresAt)
  }

  /// The certificates as files, for other programs.
  func write(to folder: TemporaryFolder) throws {
    try Files.writeNew(root.certificatePEM, to: folder.file("root.pem"))
    try Files.writeNew(boroughChain, to: folder.file("borough.pem"))
    try Files.writeNew(boroughKey.pem, to: folder.file("borough.key"))
  }
}

/// Certificates that our own authority refuses to make, from the openssl command.
enum OddCertificates {
  static let isPossible = (try? run("openssl", ["version"]))?.exitCode == 0

  /// A leaf with these lines of OpenSSL's x509v3_config, under the test's issuing authority or whoever else signs.
  /// - Parameter signer: its chain, itself first, and its key.
  static func leaf(
    _ pki: TestPKI, signer: (chain: [UInt8], key: [UInt8])? = nil, extensions: String
  ) throws -> (chain: [UInt8], key: TLSKey) {
    let signer = signer ?? (pki.issuing.certificatePEM, pki.issuing.keyPEM)
    let folder = try TemporaryFolder()
    let key = try TLSKey()
    try Files.writeNew(key.pem, to: folder.file("key"))
    try Files.writeNew(signer.chain, to: folder.file("ca.pem"))
    try Files.writeNew(signer.key, to: folder.file("ca.key"))
    let common = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
    try Files.writeNew(Array((common + extensions).utf8), to: folder.file("ext"))
    try openssl(["req", "-new", "-key", "key", "-subj", "/CN=odd", "-out", "csr"], folder)
    try openssl(
      ["x509", "-req", "-in", "csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "0x1234", "-days", "2",
        "-extfile", "ext", "-out", "leaf.pem"], folder)
    return (try Files.read(folder.file("leaf.pem"), limit: 1 << 16) + signer.chain, key)
  }

  private static func openssl(_ arguments: [String], _ folder: TemporaryFolder) throws {
    let result = try run("openssl", arguments, folder: folder.path)
    if result.exitCode != 0 { throw OddCertificateError(text: result.standardError) }
  }
}

struct OddCertificateError: Error { let text: String }
