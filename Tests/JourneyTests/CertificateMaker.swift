import Foundation
import TestSupport

/// Certificates of every wrong kind, by the openssl command: an authority that signs what it is told to.
struct CertificateMaker {
  /// Certificate, its key, and the authorities to show behind it; PEM files.
  struct Papers {
    let certificate, key: String
    var chain: String?
  }

  let scratch: TemporaryFolder

  init() throws {
    scratch = try TemporaryFolder()
    let settings = """
      [ca]
      default_ca = it
      [it]
      database = \(scratch.file("index"))
      new_certs_dir = \(scratch.path)
      rand_serial = yes
      unique_subject = no
      email_in_dn = no
      policy = any
      [any]
      commonName = supplied
      """
    try Data(settings.utf8).write(to: URL(fileURLWithPath: scratch.file("settings")))
    try Data().write(to: URL(fileURLWithPath: scratch.file("index")))
  }

  /// - Parameters:
  ///   - kind: in words of `openssl genpkey`.
  func key(_ kind: [String] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]) throws -> String {
    let file = scratch.file("\(UUID().uuidString).key")
    try Self.openssl(["genpkey"] + kind + ["-out", file])
    return file
  }

  struct Leaf {
    /// A subjectAltName, such as `DNS:localhost`, or several with commas between.
    var name: String
    /// An extended key usage.
    var purpose: String
    var isAuthority = false
    var digest = "sha256"
    /// Seconds from now.
    var from = -3600
    var to = 86_400
  }

  /// - Parameter authority: whose `issuing.pem` and `issuing.key` sign; nil for the leaf's own key.
  func papers(_ leaf: Leaf, key: String, by authority: String?) throws -> Papers {
    guard let authority else { return Papers(certificate: try selfSigned(leaf, key), key: key) }
    let signer = (certificate: authority + "/issuing.pem", key: authority + "/issuing.key")
    return Papers(certificate: try sign(leaf, key: key, by: signer), key: key, chain: signer.certificate)
  }

  /// A leaf under a row of so many authorities, the first of them signed by `authority`.
  func papers(_ leaf: Leaf, key: String, under count: Int, by authority: String) throws -> Papers {
    var signer = (certificate: authority + "/issuing.pem", key: authority + "/issuing.key")
    let shared = try self.key()
    var chain = try Data(contentsOf: URL(fileURLWithPath: signer.certificate))
    for _ in 0..<count {
      let link = Leaf(name: "DNS:authority", purpose: leaf.purpose, isAuthority: true)
      let next = try sign(link, key: shared, by: signer)
      chain = try Data(contentsOf: URL(fileURLWithPath: next)) + chain
      signer = (next, shared)
    }
    let file = scratch.file("chain.pem")
    try chain.write(to: URL(fileURLWithPath: file))
    return Papers(certificate: try sign(leaf, key: key, by: signer), key: key, chain: file)
  }

  private func sign(_ leaf: Leaf, key: String, by signer: (certificate: String, key: String)) throws -> String {
    let base = scratch.file(UUID().uuidString)
    try Self.openssl(["req", "-new", "-key", key, "-subj", "/CN=odd", "-out", base + ".csr"])
    try Data(extensions(leaf).utf8).write(to: URL(fileURLWithPath: base + ".ext"))
    try Self.openssl([
      "ca", "-batch", "-notext", "-config", scratch.file("settings"), "-in", base + ".csr", "-out", base + ".pem",
      "-cert", signer.certificate, "-keyfile", signer.key, "-md", leaf.digest, "-extfile", base + ".ext",
      "-startdate", Self.moment(leaf.from), "-enddate", Self.moment(leaf.to),
    ])
    return base + ".pem"
  }

  private func selfSigned(_ leaf: Leaf, _ key: String) throws -> String {
    let base = scratch.file(UUID().uuidString)
    try Self.openssl(["req", "-new", "-key", key, "-subj", "/CN=odd", "-out", base + ".csr"])
    try Data(extensions(leaf).utf8).write(to: URL(fileURLWithPath: base + ".ext"))
    try Self.openssl([
      "x509", "-req", "-in", base + ".csr", "-signkey", key, "-days", "2", "-extfile", base + ".ext",
      "-out", base + ".pem",
    ])
    return base + ".pem"
  }

  private func extensions(_ leaf: Leaf) -> String {
    """
    basicConstraints=critical,CA:\(leaf.isAuthority ? "TRUE" : "FALSE")
    keyUsage=critical,digitalSignature\(leaf.isAuthority ? ",keyCertSign" : "")
    extendedKeyUsage=\(leaf.purpose)
    subjectAltName=\(leaf.name)
    subjectKeyIdentifier=hash
    authorityKeyIdentifier=keyid
    """
  }

  private static func moment(_ seconds: Int) -> String {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "UTC")
    form.dateFormat = "yyyyMMddHHmmss'Z'"
    return form.string(from: Date(timeIntervalSinceNow: Double(seconds)))
  }

  private static func openssl(_ arguments: [String]) throws {
    let result = try run("/usr/bin/openssl", arguments)
    guard result.exitCode == 0 else { throw JourneyFailure("openssl \(arguments[0]): \(result.standardError)") }
  }
}
