import Foundation
import Synchronization
import TestSupport
import Testing

/// Every borough's certificate with every borough's message, receipt and place in the hub's log: 33 are served with their
/// own, and 33 × 32 get nowhere with another's.
@Suite(.enabled(if: Curl.isPossible && OpenSSL.isPossible, "skipped: needs /usr/bin/curl and openssl"))
struct AccessMatrixJourneys {
  /// A borough's machine, without an agent's records: its keys, its certificate and a message that it signed.
  struct Machine {
    let code, home, body, sha256: String
  }

  @Test func nobodyIsServedWithAnothersMessage() throws {
    let hub = try RunningHub(named: "matrix")
    let machines = try Self.enrolled(at: hub)
    #expect(machines.count == 33)
    let own = try Self.each(machines) { try Self.ask(hub, $0, Self.posts([$0], hub)) }
    #expect(own.allSatisfy { $0.map(\.status) == [200] }, "\(own)")
    #expect(try hub.messagesCounted() == Dictionary(uniqueKeysWithValues: machines.map { ($0.code, 1) }))

    // The same again with everybody's, and with everybody's receipts.
    let messages = try Self.each(machines) { try Self.ask(hub, $0, Self.posts(machines, hub)) }
    let receipts = try Self.each(machines) { machine in
      try Self.ask(hub, machine, machines.map { Self.get("/v1/receipts?message=\($0.sha256)", hub) })
    }
    var (refused, served) = (0, 0)
    for (row, machine) in machines.enumerated() {
      for column in machines.indices {
        let (message, receipt) = (messages[row][column], receipts[row][column])
        let what = "\(machine.code) with \(machines[column].code)'s: \(message), \(receipt)"
        if row == column {
          served += 1
          #expect(message.status == 200 && message.body == own[row][0].body && receipt.body == message.body, "\(what)")
        } else {
          refused += 1
          #expect(message.status == 403 && message.body.contains("\"bad-signature\""), "\(what)")
          #expect(receipt.status == 404 && receipt.body.contains("\"not-found\""), "as if it were not there: \(what)")
        }
      }
    }
    #expect(refused == 1056 && served == 33)
    #expect(try hub.refusals() == ["bad-signature": 1056])
    for machine in machines.prefix(3) { #expect(try hub.refusals(of: machine.code) == ["bad-signature": 32]) }
    #expect(try hub.messagesCounted().values.allSatisfy { $0 == 1 })
    try theLogAndDecisionsAreEachBoroughsOwn(hub, machines)
  }

  /// Proofs are asked for by number, and each borough counts from 1: what is answered is its own receipt's.
  private func theLogAndDecisionsAreEachBoroughsOwn(_ hub: RunningHub, _ machines: [Machine]) throws {
    let log = try SmallLondon.must("aggregator", ["log", "show", "--home", hub.home]).split(separator: "\n")
    let answers = try Self.each(machines) { machine in
      try Self.ask(
        hub, machine,
        [Self.get("/v1/log/proof?counter=1&size=\(log.count)", hub), Self.get("/v1/decisions", hub), Self.get("/v1/status", hub)])
    }
    for (machine, answer) in zip(machines, answers) {
      let place = log.firstIndex { $0.contains("received  borough=\(machine.code)") }
      #expect(place != nil && answer[0].body.hasPrefix("{\"index\":\(place ?? 0),"), "\(machine.code): \(answer[0])")
      #expect(answer[1].body == "{\"decisions\":[]}" && answer[2].body.contains("\"messages\":1"), "\(answer)")
    }
    // One that is decided on is told to its own borough alone.
    let waiting = try SmallLondon.must("aggregator", ["quarantine", "list", "--home", hub.home]).split(separator: "\n")
    let first = try #require(waiting.first { $0.contains("waits") }).split(separator: " ").map(String.init)
    try SmallLondon.must(
      "aggregator", ["quarantine", "accept", first[1], "--because", "confirmed", "--by", "a.smith", "--note", "-", "--home", hub.home])
    let heard = try Self.each(machines) { try Self.ask(hub, $0, [Self.get("/v1/decisions", hub)])[0].body.count > 16 }
    #expect(zip(machines, heard).filter(\.1).map(\.0.code) == [first[0]])
  }

  // MARK: machines

  private static func enrolled(at hub: RunningHub) throws -> [Machine] {
    let folder = hub.london.folder.file("matrix")
    try SmallLondon.must("aggregator", ["invite", "--home", hub.home, "--all", "--out", folder])
    let real = try #require(SmallLondon.messages(hub.london.agentWithApprovedMessage("E09000020", named: "matrix")).values.first)
    let payload = try ForeignEnvelope.payload(of: real)
    let release = try #require(payload.firstMatch(of: /"release":"([0-9a-f]{32})"/)?.1)
    let population = try #require(payload.firstMatch(of: /"populationSHA256":"([0-9a-f]{64})"/)?.1)
    let codes = (1...33).map { "E090000" + ($0 < 10 ? "0" : "") + "\($0)" }
    return try each(codes) { code in
      let home = "\(folder)/\(code)"
      let seed = Data((0..<32).map { _ in UInt8.random(in: 0...255) })
      for part in ["/keys", "/outbox"] {
        try FileManager.default.createDirectory(atPath: home + part, withIntermediateDirectories: true)
      }
      func hex(_ bytes: Data) -> String { bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
      try Data(hex(seed).utf8).write(to: URL(fileURLWithPath: home + "/keys/identity.key"))
      let signer = try ForeignEnvelope(signing: payload, agent: home)
      try Data((hex(signer.publicKey) + "\n").utf8).write(to: URL(fileURLWithPath: home + "/outbox/identity.pub"))
      try SmallLondon.must("borough-sender", ["enrol", "--home", home, "--invitation", "\(folder)/\(code).json"])
      // Made with a population file that the hub does not have, so that its forecast is nobody's concern.
      let text = payload.replacingOccurrences(of: "\"borough\":\"E09000020\"", with: "\"borough\":\"\(code)\"")
        .replacingOccurrences(of: release, with: "000000000000000000000000" + "000" + code.suffix(5))
        .replacingOccurrences(of: population, with: String(repeating: "0", count: 64))
      let envelope = try signer.sealed(Data(text.utf8))
      try gzipped(envelope).write(to: URL(fileURLWithPath: home + "/body"))
      return Machine(code: code, home: home, body: home + "/body", sha256: hex(try ForeignEnvelope.sha256(envelope)))
    }
  }

  /// On both cores, in order.
  private static func each<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let result = Swift.Result { try body(items[index]) }
      results.withLock { $0[index] = result }
    }
    let all = results.withLock { $0 }
    return try items.indices.map { try #require(all[$0]).get() }
  }

  // MARK: requests, many over one connection

  struct Answer {
    let status: Int
    let body: String
  }

  private static func get(_ path: String, _ hub: RunningHub) -> String { "url = \"https://localhost:\(hub.ports.agent)\(path)\"\n" }

  private static func posts(_ machines: [Machine], _ hub: RunningHub) -> [String] {
    machines.map {
      """
      \(get("/v1/releases", hub))header = "content-type: \(Curl.messageType)"
      header = "content-encoding: gzip"
      data-binary = "@\($0.body)"

      """
    }
  }

  private static func ask(_ hub: RunningHub, _ machine: Machine, _ requests: [String]) throws -> [Answer] {
    let scratch = try TemporaryFolder()
    let shared = """
      silent
      cacert = "\(hub.rootCertificate)"
      resolve = "localhost:\(hub.ports.agent):127.0.0.1"
      cert = "\(machine.home)/identity/certificate.pem"
      key = "\(machine.home)/identity/tls.key"
      noproxy = "*"
      max-time = 30
      write-out = "%{http_code}\\n"

      """
    let text = requests.enumerated()
      .map { "\(shared)output = \"\(scratch.file("\($0.offset)"))\"\n\($0.element)" }.joined(separator: "next\n")
    try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.file("requests")))
    let result = try run("/usr/bin/curl", ["-q", "-K", scratch.file("requests")])
    let statuses = result.standardOutput.split(separator: "\n").map { Int($0) ?? 0 }
    guard statuses.count == requests.count else { throw JourneyFailure("\(machine.code): \(result)") }
    return statuses.enumerated().map { index, status in
      Answer(
        status: status,
        body: String(decoding: FileManager.default.contents(atPath: scratch.file("\(index)")) ?? Data(), as: UTF8.self))
    }
  }
}
