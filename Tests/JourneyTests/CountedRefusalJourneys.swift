import Foundation
import TestSupport
import Testing

/// Whatever is refused at the hub's ports, on whichever path and for whichever reason: the peer gets a code, the store
/// counts one more for the borough that the certificate names, and the log says which path and why.
@Suite(.serialized, .enabled(if: Curl.isPossible && OpenSSL.isPossible, "skipped: needs /usr/bin/curl and openssl"))
struct CountedRefusalJourneys {
  static let scene = Result { try CountedScene() }
  let scene: CountedScene
  init() throws { scene = try Self.scene.get() }

  @Test func aRevokedBoroughIsCountedOnEveryPath() throws {
    try scene.refuses(CountedScene.paths, as: scene.revoked, with: "revoked", 403, of: "E09000021")
  }

  @Test func aKeyThatIsNotEnrolledIsCountedOnEveryPath() throws {
    try scene.refuses(CountedScene.paths, as: scene.stranger, with: "not-enrolled", 403, of: "E09000001")
  }

  @Test func aCertificateOfAnotherDeploymentsNameIsCountedOnEveryPath() throws {
    try scene.refuses(CountedScene.paths, as: scene.foreigner, with: "unknown-borough", 403, of: nil)
  }

  @Test func aBodyThatIsTooLargeIsCountedOnEveryPath() throws {
    let large = CountedScene.paths.filter { $0.isPost }.map { path in
      CountedScene.Path(path.name, more: ["-X", "POST", "--data-binary", "@" + scene.largeFile])
    }
    #expect(large.count == 4)
    try scene.refuses(large, as: scene.enrolled, with: "too-large", 413, of: "E09000020")
    try scene.refuses(
      [CountedScene.Path("/v1/enrol", more: ["--data-binary", "@" + scene.largeFile])], at: scene.hub.ports.enrol,
      as: [], with: "too-large", 413, of: nil)
  }

  @Test func whatIsNotThereIsCountedAndItsNameStaysOutOfTheLog() throws {
    for (port, identity, borough) in [
      (scene.hub.ports.agent, scene.enrolled, "E09000020"), (scene.hub.ports.enrol, [], nil),
    ] as [(Int, [String], String?)] {
      try scene.refuses(
        [CountedScene.Path("/a-child-by-name", logged: "?")], at: port, as: identity, with: "not-found", 404, of: borough)
    }
    try scene.refuses(
      [CountedScene.Path("/v1/status", logged: "?", more: ["-X", "DELETE"])], as: scene.enrolled, with: "not-found", 404,
      of: "E09000020")
    #expect(!scene.hub.log.contains("a-child-by-name"))
  }

  @Test func aQuestionThatIsNoneIsCounted() throws {
    try scene.refuses(
      ["/v1/keys?held=x", "/v1/receipts?message=x", "/v1/receipts"].map { CountedScene.Path($0) }, as: scene.enrolled,
      with: "bad-request", 400, of: "E09000020")
    try scene.refuses(
      [CountedScene.Path("/v1/log/proof?counter=1&size=9999")], as: scene.enrolled, with: "not-found", 404, of: "E09000020")
    try scene.refuses(
      [CountedScene.Path("/v1/enrol", more: ["-d", "{}"])], at: scene.hub.ports.enrol, as: [], with: "malformed", 400,
      of: nil)
  }

  private static let post = "POST /v1/log HTTP/1.1\r\nhost: localhost\r\n"
  private static let get = "GET /v1/status HTTP/1.1\r\n"

  /// What cannot be read, is too large, or could be read in two ways, as smuggled requests are: by hand, as no client does.
  /// Each is answered once and counted once, though the rest of it comes and the connection ends.
  @Test func aHeadThatCannotBeReadIsAnsweredAndCounted() throws {
    try refuses([
      Self.post + "content-length: 1\r\ncontent-length: 2\r\n", Self.post + "content-length: 3\r\ntransfer-encoding: chunked\r\n",
      Self.post + "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
      Self.post + "transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n",
      Self.post + "transfer-encoding: gzip, chunked\r\n", Self.post + "transfer-encoding : chunked\r\n",
      Self.post + "content-length: +3\r\n", "POST /v1/log HTTP/1.0\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n",
      Self.post + "no header\r\n", Self.post + "x: a\r\n b\r\n", Self.post + "x: a\0b\r\n", Self.post + "x: a\rb\r\n",
      "\r\n \r\n" + Self.get, Self.get, Self.get + "host: localhost\r\nhost: elsewhere.example\r\n",
      Self.get + "host: elsewhere.example\r\nconnection: close\r\n", "GET http://localhost/v1/status HTTP/1.1\r\nhost: localhost\r\n",
      "CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: localhost\r\n", "GET /v1/status\r\n", "PRI * HTTP/2.0\r\n",
      "GET /v1/status HTTP/1.2\r\nhost: localhost\r\n",
    ], "bad-request", 400)
    try refuses([
      Self.post + "x: " + String(repeating: "x", count: 20_000) + "\r\n", Self.post + String(repeating: "x: y\r\n", count: 101),
      "GET /" + String(repeating: "x", count: 20_000) + " HTTP/1.1\r\nhost: localhost\r\n",
    ], "too-large", 413)
  }

  private func refuses(_ heads: [String], _ code: String, _ status: Int) throws {
    for (port, identity, borough) in [
      (scene.hub.ports.agent, scene.enrolled, "E09000020"), (scene.hub.ports.enrol, [], nil),
    ] as [(Int, [String], String?)] {
      func counted() throws -> [Int] {
        [try scene.hub.refusals()[code] ?? 0] + (try borough.map { [try scene.hub.refusals(of: $0)[code] ?? 0] } ?? [])
      }
      let before = try counted()
      let certificate = identity.map { $0.hasPrefix("--") ? String($0.dropFirst()) : $0 }
        + (identity.isEmpty ? [] : ["-cert_chain", scene.hub.home + "/issuing/issuing.pem"])
      for head in heads {
        let result = try run(
          "/usr/bin/openssl",
          ["s_client", "-quiet", "-connect", "127.0.0.1:\(port)", "-CAfile", scene.hub.rootCertificate] + certificate,
          input: "\(head)\r\nabc")
        let answer = result.standardOutput.components(separatedBy: "\r\n\r\n")
        #expect(answer.count == 2 && answer[0].hasPrefix("HTTP/1.1 \(status) "), "\(head.prefix(80)): \(result)")
        let members = try? JSONSerialization.jsonObject(with: Data((answer.last ?? "").utf8)) as? [String: String]
        #expect(members?["code"] == code && members?.count == 2, "\(head.prefix(80)): \(result)")
      }
      let isCounted = try soon { try counted() == before.map { $0 + heads.count } }
      let now = try counted()
      #expect(isCounted, "\(port): \(before), then \(now)")
    }
  }

  @Test func aConnectionThatTLSRefusesIsCounted() throws {
    let other = scene.hub.london.folder.file("counted-other")
    try RunningHub.make(other, ports: (1, 2, 3), population: scene.hub.london.population)
    let strange = scene.hub.london.folder.file("counted-strange")
    try FileManager.default.createDirectory(atPath: strange + "/identity", withIntermediateDirectories: true)
    try OpenSSL.issue("spiffe://rehearsal/agent/E09000001", by: other + "/issuing", into: strange + "/identity")
    let status = CountedScene.Path("/v1/status"), old = CountedScene.Path("/v1/status", more: ["--tls-max", "1.2"])
    for (path, port, identity, code) in [
      (status, scene.hub.ports.agent, [], "tls-no-certificate"),
      (status, scene.hub.ports.agent, Curl.identity(of: strange), "tls-untrusted-peer"),
      (old, scene.hub.ports.enrol, [], "tls-version-refused"),
    ] as [(CountedScene.Path, Int, [String], String)] {
      let before = try scene.hub.refusals()[code] ?? 0
      #expect(try scene.ask(path, port, identity).status == 0)
      #expect(try soon { try scene.hub.refusals()[code] == before + 1 }, "\(code)")
      let name = port == scene.hub.ports.agent ? "agent" : "enrol"
      #expect(scene.hub.log.contains("code=\(code) port=\(name) reason="), "\(code)")
    }
  }

  /// What the door turns away is counted beside the answer, not before it.
  private func soon(_ condition: () throws -> Bool) throws -> Bool {
    for _ in 0..<40 {
      if try condition() { return true }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return false
  }

  /// A message that the hub does not have may be sent: that answer is no refusal.
  @Test func aMessageThatMayBeSentIsNotCounted() throws {
    let before = try scene.hub.refusals()
    let answer = try scene.ask(
      CountedScene.Path("/v1/receipts?message=" + String(repeating: "0", count: 64)), scene.hub.ports.agent, scene.enrolled)
    #expect(answer.status == 404 && answer.code == "not-found")
    #expect(try scene.hub.refusals() == before)
  }
}

/// A hub, and certificates that it serves, has revoked, does not know, or that name another deployment.
final class CountedScene: Sendable {
  struct Path {
    let name: String
    /// How the log says it.
    let logged: String
    let more: [String]
    var isPost: Bool { more.contains("POST") }

    init(_ name: String, logged: String? = nil, more: [String] = []) {
      self.name = name
      self.logged = logged ?? String(name.prefix { $0 != "?" })
      self.more = more
    }
  }

  /// Every one of the agent port, as SPEC.md section 7 lists them.
  static let paths: [Path] = [
    "/v1/receipts?message=" + String(repeating: "0", count: 64), "/v1/decisions", "/v1/log?from=0",
    "/v1/log/proof?counter=1&size=1", "/v1/keys?held=0", "/v1/status",
  ].map { Path($0) }
    + ["/v1/releases", "/v1/renew", "/v1/log", "/v1/contacts"].map { Path($0, more: ["-X", "POST", "-d", "{}"]) }

  let hub: RunningHub
  let enrolled, revoked, stranger, foreigner: [String]
  let largeFile: String

  init() throws {
    let hub = try RunningHub(named: "counting")
    func home(_ code: String, _ name: String) throws -> String {
      let home = try hub.london.agent(code, named: "counted-" + name)
      try hub.enrol(home, code, named: "counted-" + name)
      return home
    }
    enrolled = Curl.identity(of: try home("E09000020", "well"))
    revoked = Curl.identity(of: try home("E09000021", "revoked"))
    try SmallLondon.must("aggregator", ["revoke", "--home", hub.home, "--borough", "E09000021"])
    func issued(_ name: String, to folder: String) throws -> [String] {
      let home = hub.london.folder.file("counted-" + folder)
      try FileManager.default.createDirectory(atPath: home + "/identity", withIntermediateDirectories: true)
      try OpenSSL.issue(name, by: hub.home + "/issuing", into: home + "/identity")
      return Curl.identity(of: home)
    }
    stranger = try issued("spiffe://rehearsal/agent/E09000001", to: "stranger")
    foreigner = try issued("spiffe://elsewhere/agent/E09000001", to: "foreigner")
    self.hub = hub
    largeFile = hub.london.folder.file("large")
    try Data(count: 2 << 20).write(to: URL(fileURLWithPath: largeFile))
  }

  func ask(_ path: Path, _ port: Int, _ identity: [String]) throws -> Curl {
    try Curl(
      identity + ["--cacert", hub.rootCertificate, "--resolve", "localhost:\(port):127.0.0.1"] + path.more
        + ["https://localhost:\(port)\(path.name)"])
  }

  /// - Parameter borough: under which it is counted; nil: nobody's.
  func refuses(
    _ paths: [Path], at port: Int? = nil, as identity: [String], with code: String, _ status: Int, of borough: String?,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let before = (all: try hub.refusals()[code] ?? 0, of: try counted(borough, code), log: hub.log.utf8.count)
    for path in paths {
      let answer = try ask(path, port ?? hub.ports.agent, identity)
      #expect(answer.status == status && answer.code == code, "\(path.name): \(answer)", sourceLocation: location)
      let members = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: String]
      #expect(members.map { Set($0.keys) } == ["code", "detail"], sourceLocation: location)
    }
    #expect(try hub.refusals()[code] == before.all + paths.count, sourceLocation: location)
    #expect(try counted(borough, code) == before.of + (borough == nil ? 0 : paths.count), sourceLocation: location)
    let lines = hub.log.utf8.dropFirst(before.log).split(separator: 10).map { String($0) ?? "" }
      .filter { $0.contains("request refused") }
    for path in Set(paths.map(\.logged)) {
      let said = lines.filter { line in
        ["borough=\(borough ?? "?")", "code=\(code)", "path=\(path)", "times=1"]
          .allSatisfy { line.contains(" \($0) ") || line.contains(" \($0)]") }
      }
      #expect(said.count == paths.count { $0.logged == path }, "\(path): \(lines)", sourceLocation: location)
    }
    #expect(lines.count == paths.count, "\(lines)", sourceLocation: location)
  }

  private func counted(_ borough: String?, _ code: String) throws -> Int {
    guard let borough else { return 0 }
    return try hub.refusals(of: borough)[code] ?? 0
  }
}
