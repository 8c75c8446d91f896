import Cryptography
import Files
import Foundation
import TestSupport
import Testing

@Suite struct CertificateTests {
  static let now = Int(Date().timeIntervalSince1970)
  let root: CertificateAuthority
  let issuing: CertificateAuthority
  let server: Certificate
  let client: Certificate
  let clientKey: TLSKey
  let uri = "spiffe://london.example/agent/E09000007"

  init() throws {
    root = try .createRoot(name: "Test root", days: 3650, now: Self.now)
    issuing = try root.createIssuing(name: "Test issuing", days: 730, now: Self.now)
    server = try issuing.issueServer(
      for: TLSKey(), dnsNames: ["hub.example", "www.hub.example"], ipAddresses: ["127.0.0.1", "::1"], days: 90,
      now: Self.now)
    clientKey = try TLSKey()
    let request = try CertificateRequest(pem: clientKey.certificateRequest(commonName: "borough E09000007"))
    client = try issuing.issueClient(for: request, uriName: uri, days: 30, now: Self.now)
  }

  func code(_ body: () throws -> Void) -> String? {
    do { try body() } catch let error as CryptographyError { return error.code } catch { return "other" }
    return nil
  }

  @Test func fieldsAreAsAskedFor() throws {
    #expect(client.uriNames == [uri])
    #expect(client.dnsNames == [])
    #expect(server.dnsNames == ["hub.example", "www.hub.example"])
    #expect(server.uriNames == [])
    #expect(client.notBefore == Self.now - 300)
    #expect(client.notAfter == Self.now + 30 * 86_400)
    #expect(client.spki == clientKey.spki)
    #expect(client.spkiSHA256 == clientKey.spkiSHA256)
    #expect(!client.isCA && !server.isCA && root.certificate.isCA && issuing.certificate.isCA)
    #expect(client.serial.count == 34 && client.serial != server.serial)
    #expect(try Certificate(pem: client.pem) == client)
    let chain = try Certificate.chain(pem: client.pem + issuing.certificatePEM)
    #expect(chain == [client, issuing.certificate])
    #expect(code { _ = try Certificate(pem: client.pem + issuing.certificatePEM) } == "bad-certificate")
  }

  /// The opinion of the `openssl` program, in its strictest mode.
  @Test func opensslVerifiesThemForTheirPurposeOnly() throws {
    let folder = try TemporaryFolder()
    try Files.writeDurably(root.certificatePEM, to: folder.file("root.pem"))
    try Files.writeDurably(issuing.certificatePEM, to: folder.file("issuing.pem"))
    func verify(_ certificate: Certificate, _ purpose: String, _ more: [String] = []) throws -> Bool {
      try Files.writeDurably(certificate.pem, to: folder.file("leaf.pem"))
      let result = try run(
        "openssl",
        ["verify", "-x509_strict", "-check_ss_sig", "-policy_check", "-purpose", purpose, "-CAfile", folder.file("root.pem")]
          + more + ["-untrusted", folder.file("issuing.pem"), folder.file("leaf.pem")])
      return result.exitCode == 0
    }
    #expect(try verify(server, "sslserver"))
    #expect(try verify(server, "sslserver", ["-verify_hostname", "hub.example"]))
    #expect(try verify(server, "sslserver", ["-verify_ip", "127.0.0.1"]))
    #expect(try verify(server, "sslserver", ["-verify_ip", "::1"]))
    #expect(try !verify(server, "sslserver", ["-verify_hostname", "other.example"]))
    #expect(try !verify(server, "sslclient"))
    #expect(try verify(client, "sslclient"))
    #expect(try !verify(client, "sslserver"))
    #expect(try !verify(client, "sslclient", ["-attime", "\(client.notAfter + 1)"]))
    #expect(try !verify(client, "sslclient", ["-attime", "\(client.notBefore - 1)"]))
    let other = try CertificateAuthority.createRoot(name: "Test root", days: 10, now: Self.now)
    let forged = try other.issueServer(for: TLSKey(), dnsNames: ["hub.example"], ipAddresses: [], days: 5, now: Self.now)
    #expect(try !verify(forged, "sslserver"))
  }

  @Test func anIssuingAuthorityCannotMakeAnother() throws {
    let folder = try TemporaryFolder()
    let third = try issuing.createIssuing(name: "Too deep", days: 10, now: Self.now)
    let leaf = try third.issueServer(for: TLSKey(), dnsNames: ["hub.example"], ipAddresses: [], days: 5, now: Self.now)
    try Files.writeDurably(root.certificatePEM, to: folder.file("root.pem"))
    try Files.writeDurably(issuing.certificatePEM + third.certificatePEM, to: folder.file("between.pem"))
    try Files.writeDurably(leaf.pem, to: folder.file("leaf.pem"))
    let result = try run(
      "openssl",
      ["verify", "-CAfile", folder.file("root.pem"), "-untrusted", folder.file("between.pem"), folder.file("leaf.pem")])
    #expect(result.exitCode != 0 && result.standardError.contains("path length constraint exceeded"))
  }

  @Test func opensslShowsWhatWeMeant() throws {
    let folder = try TemporaryFolder()
    func text(_ certificate: Certificate) throws -> String {
      try Files.writeDurably(certificate.pem, to: folder.file("a.pem"))
      return try run("openssl", ["x509", "-noout", "-text", "-in", folder.file("a.pem")]).standardOutput
    }
    let client = try text(client)
    for line in [
      "Version: 3", "ecdsa-with-SHA256", "Subject: \n", "X509v3 Basic Constraints: critical\n                CA:FALSE",
      "X509v3 Key Usage: critical\n                Digital Signature\n",
      "X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n",
      "X509v3 Subject Alternative Name: critical\n                URI:\(uri)\n", "X509v3 Subject Key Identifier",
      "X509v3 Authority Key Identifier",
    ] { #expect(client.contains(line), "\(line)") }
    let issuing = try text(issuing.certificate)
    #expect(issuing.contains("critical\n                CA:TRUE, pathlen:0"))
    #expect(issuing.contains("critical\n                Certificate Sign, CRL Sign\n"))
  }

  @Test func aKeyAndAnAuthorityAreReadBack() throws {
    let again = try TLSKey(pem: clientKey.pem)
    #expect(again.spki == clientKey.spki)
    let authority = try CertificateAuthority(certificatePEM: issuing.certificatePEM, keyPEM: issuing.keyPEM)
    #expect(authority.certificate == issuing.certificate)
    #expect(code { _ = try CertificateAuthority(certificatePEM: issuing.certificatePEM, keyPEM: root.keyPEM) } == "bad-key")
    #expect(
      code { _ = try CertificateAuthority(certificatePEM: client.pem, keyPEM: clientKey.pem) } == "bad-certificate")
    #expect(!"\(clientKey) \(authority)".contains("PRIVATE"))
    var dumped = ""
    dump(authority, to: &dumped)
    #expect(!dumped.contains("PRIVATE") && dumped.utf8.count < 200)
  }

  @Test func otherKeysAreRefused() throws {
    for arguments in [
      ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["-algorithm", "ED25519"],
      ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"],
      ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:x"],
    ] {
      let pem = try run("openssl", ["genpkey"] + arguments)
      #expect(pem.exitCode == 0)
      #expect(code { _ = try TLSKey(pem: Array(pem.standardOutput.utf8)) } == "bad-key")
    }
    #expect(code { _ = try TLSKey(pem: []) } == "bad-key")
    #expect(code { _ = try TLSKey(pem: clientKey.pem + clientKey.pem) } == "bad-key")
  }

  @Test func aRequestMustHoldItsOwnSignatureAndAKeyOnP256() throws {
    let folder = try TemporaryFolder()
    let good = try clientKey.certificateRequest(commonName: "borough")
    #expect(try CertificateRequest(pem: good).spkiSHA256 == clientKey.spkiSHA256)
    try Files.writeDurably(good, to: folder.file("a.csr"))
    #expect(try run("openssl", ["req", "-verify", "-noout", "-in", folder.file("a.csr")]).exitCode == 0)

    let base64 = String(decoding: good, as: UTF8.self).split(separator: "\n").dropFirst().dropLast().joined()
    let der = try #require(Data(base64Encoded: base64))
    var kept = 0
    for index in der.indices {
      var changed = der
      changed[index] ^= 1
      let text = changed.base64EncodedString(options: .lineLength64Characters)
      let pem = "-----BEGIN CERTIFICATE REQUEST-----\n\(text)\n-----END CERTIFICATE REQUEST-----\n"
      if (try? CertificateRequest(pem: Array(pem.utf8))) != nil { kept += 1 }
    }
    #expect(kept == 0, "a request with a changed bit was accepted")
    try Files.writeDurably(
      Array(try run("openssl", ["genpkey", "-algorithm", "ED25519"]).standardOutput.utf8), to: folder.file("ed.pem"))
    let other = try run("openssl", ["req", "-new", "-key", folder.file("ed.pem"), "-subj", "/CN=x"])
    #expect(code { _ = try CertificateRequest(pem: Array(other.standardOutput.utf8)) } == "bad-request")
  }

  @Test func badNamesAndTimesAreRefused() throws {
    let request = try CertificateRequest(pem: clientKey.certificateRequest(commonName: "x"))
    for bad in ["", "no-scheme", "spiffe://a b", "spiffe://é", "spiffe://a\0", ":"] {
      let result = code { _ = try issuing.issueClient(for: request, uriName: bad, days: 1, now: Self.now) }
      #expect(result == "bad-name", "\(bad)")
    }
    for bad in ["", "a..b", "-a", "a b", "UPPER", "a,DNS:b", "*.a", String(repeating: "a", count: 64)] {
      let result = code {
        _ = try issuing.issueServer(for: clientKey, dnsNames: [bad], ipAddresses: [], days: 1, now: Self.now)
      }
      #expect(result == "bad-name", "\(bad)")
    }
    for (dns, addresses) in [([String](), ["1.2.3"]), ([], ["1.2.3.4.5"]), ([], [""]), ([], [])] {
      let result = code {
        _ = try issuing.issueServer(for: clientKey, dnsNames: dns, ipAddresses: addresses, days: 1, now: Self.now)
      }
      #expect(result == "bad-name", "\(addresses)")
    }
    for days in [0, -1, 36_501, Int.max] {
      #expect(code { _ = try CertificateAuthority.createRoot(name: "x", days: days, now: Self.now) } == "bad-days")
    }
    #expect(code { _ = try CertificateAuthority.createRoot(name: "x", days: 1, now: Int.min) } == "bad-days")
    #expect(code { _ = try CertificateAuthority.createRoot(name: "", days: 1, now: Self.now) } != nil)
    #expect(
      code { _ = try CertificateAuthority.createRoot(name: String(repeating: "a", count: 65), days: 1, now: Self.now) } != nil)
    #expect(code { _ = try clientKey.certificateRequest(commonName: "a\nb") } == "bad-name")
  }

  @Test func aCertificateNeverOutlastsItsIssuer() throws {
    let leaf = try issuing.issueServer(for: clientKey, dnsNames: ["a"], ipAddresses: [], days: 3000, now: Self.now)
    #expect(leaf.notAfter == issuing.certificate.notAfter)
    let late = issuing.certificate.notAfter
    #expect(
      code { _ = try issuing.issueServer(for: clientKey, dnsNames: ["a"], ipAddresses: [], days: 1, now: late) } == "bad-days")
    let far = try CertificateAuthority.createRoot(name: "after 2050", days: 36_500, now: Self.now)
    #expect(far.certificate.notAfter == Self.now + 36_500 * 86_400)
  }

  @Test func damagedCertificatesAreErrorsAndNotCrashes() throws {
    for count in 0..<client.der.count {
      #expect(code { _ = try Certificate(der: Array(client.der.prefix(count))) } == "bad-certificate")
    }
    #expect(code { _ = try Certificate(der: client.der + [0]) } == "bad-certificate")
    for index in client.der.indices {
      var changed = client.der
      changed[index] ^= 0xff
      _ = try? Certificate(der: changed)
    }
    #expect(code { _ = try Certificate(pem: clientKey.pem) } == "bad-certificate")
  }
}
