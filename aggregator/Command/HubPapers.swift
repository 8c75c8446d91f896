internal import Cryptography
internal import Files
internal import Register

/// The hub's own certificates on disk, and how they are renewed. Each write replaces one file at once: whatever happens
/// in between, key and certificate belong together.
struct HubPapers {
  let home: Home
  private let key: TLSKey
  private(set) var chain: [Certificate]
  private(set) var issuing: CertificateAuthority
  private let root: Certificate

  init(_ home: Home) throws(HubFailure) {
    self.home = home
    func small(_ path: String) throws(FileError) -> [UInt8] { try Files.read(path, limit: 1 << 16) }
    do {
      key = try TLSKey(pem: small(home.hubKey))
      chain = try Certificate.chain(pem: small(home.hubChain))
      issuing = try CertificateAuthority(certificatePEM: small(home.issuingCertificate), keyPEM: small(home.issuingKey))
      root = try Certificate(pem: small(home.rootCertificateCopy))
    } catch {
      throw HubFailure(.localFault, "\(error)", hint: "restore the file from a copy; init makes a new hub only")
    }
  }

  /// Last second of validity, UTC.
  var ends: [(name: String, end: Int)] {
    [("root", root.notAfter), ("issuing", issuing.certificate.notAfter), ("hub", chain[0].notAfter)]
  }

  /// False where the hub's key was changed and its certificate was not yet.
  var chainIsForKey: Bool { chain[0].spki == key.spki }

  /// Whether the hub's certificate is past two thirds of its life, or is not for its key.
  func isDue(now: Int) -> Bool {
    guard chainIsForKey else { return true }
    let (start, end) = (chain[0].notBefore, chain[0].notAfter)
    return now > start + (end - start) / 3 * 2
  }

  mutating func renewHub(of deployment: Deployment, now: Int) throws {
    let pem = try FirstKeys.hubChain(for: key, of: deployment, by: issuing, now: now)
    try Files.writeDurably(pem, to: home.hubChain, mode: 0o644)
    chain = try Certificate.chain(pem: pem)
  }

  mutating func renewIssuing(root folder: String, of deployment: Deployment, now: Int) throws {
    let authority = try CertificateAuthority(
      certificatePEM: Files.read(folder + "/root.pem", limit: 1 << 16),
      keyPEM: Files.read(folder + "/root.key", limit: 1 << 16))
    guard authority.certificate == root else {
      throw HubFailure(.refused, "\(folder) holds the root of another hub", hint: "nothing was changed")
    }
    issuing = try FirstKeys.renewed(issuing, of: deployment, by: authority, now: now)
    try Files.writeDurably(issuing.certificatePEM, to: home.issuingCertificate, mode: 0o644)
  }
}
