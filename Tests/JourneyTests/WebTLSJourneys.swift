import Foundation
import TestSupport
import Testing

/// The web view over TLS, as browsers and others speak it; the boroughs' ports stay as strict as they are.
@Suite(.serialized, .enabled(if: Curl.isPossible && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "skipped: needs curl and openssl"))
struct WebTLSJourneys {
  private func set(_ lines: [String], in home: String) throws {
    let file = home + "/aggregator.conf"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let kept = text.components(separatedBy: "\n").filter { !$0.hasPrefix("web_certificate_file") && !$0.hasPrefix("web_key_file") }
    try (kept + lines).joined(separator: "\n").appending("\n").write(toFile: file, atomically: true, encoding: .utf8)
  }

  @Test func readersAreServedOverTLSAndNoOneElseIs() throws {
    let hub = try RunningHub(named: "web-tls")
    _ = hub.stop()
    let (chain, key) = (hub.home + "/web.pem", hub.home + "/web.key")
    let made = try run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", chain,
        "-days", "365", "-subj", "/CN=hub.example", "-addext", "subjectAltName=DNS:hub.example",
      ])
    #expect(made.exitCode == 0, "\(made)")

    // One without the other, and a key that is another's, are told at the start.
    for lines in [
      ["web_certificate_file = \(chain)"], ["web_key_file = \(key)"],
      ["web_certificate_file = \(chain)", "web_key_file = \(hub.home)/keys/hub.key"],
      ["web_certificate_file = \(hub.home)/none.pem", "web_key_file = \(key)"],
    ] {
      try set(lines, in: hub.home)
      let refused = try SmallLondon.run("aggregator", ["serve", "--home", hub.home])
      #expect(refused.exitCode == 4 && refused.standardError.contains("web_certificate_file"), "\(lines): \(refused)")
    }

    try set(["web_certificate_file = \(chain)", "web_key_file = \(key)"], in: hub.home)
    try hub.start()
    let page = "https://hub.example:\(hub.ports.web)/"
    let trust = ["--cacert", chain, "--resolve", "hub.example:\(hub.ports.web):127.0.0.1"]
    for version in [["--tlsv1.3"], ["--tlsv1.2", "--tls-max", "1.2"]] {
      let read = try Curl(trust + version + [page])
      #expect(read.status == 200 && read.body.contains("<html"), "\(version): \(read.complaint)")
    }
    let file = try Curl(trust + [page + "health"])
    #expect(file.status != 0, "\(file.complaint)")
    #expect(try Curl(["http://127.0.0.1:\(hub.ports.web)/"]).status == 0, "plain HTTP")
    #expect(try Curl(["--resolve", "hub.example:\(hub.ports.web):127.0.0.1", page]).status == 0, "not trusted")

    // Nothing older, no key exchange that a stolen key would open later, no cipher without authentication.
    func shakes(_ arguments: [String], _ port: Int) throws -> Bool {
      let result = try run(
        "/bin/sh", ["-c", "/usr/bin/openssl s_client -connect 127.0.0.1:\(port) \(arguments.joined(separator: " ")) </dev/null 2>&1"])
      return result.standardOutput.contains("Cipher is ") && !result.standardOutput.contains("Cipher is (NONE)")
    }
    #expect(try shakes(["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], hub.ports.web))
    for weak in [
      ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"],
      ["-tls1_2", "-cipher", "kRSA:@SECLEVEL=0"],
    ] { #expect(try !shakes(weak, hub.ports.web), "\(weak)") }
    // The others speak TLS 1.3 alone, whatever the web view does.
    for port in [hub.ports.agent, hub.ports.enrol] { #expect(try !shakes(["-tls1_2"], port)) }
    _ = hub.stop()
  }
}
