import Foundation
import Synchronization
import TestSupport

/// A hub with a folder and ports of its own, made by `aggregator init` and run by `aggregator serve`. Tests that share
/// one and start it anew run one after the other.
final class RunningHub: @unchecked Sendable {
  let london: SmallLondon
  let home: String
  let ports: (agent: Int, enrol: Int, web: Int)
  private var program: StartedProgram

  static let pageFutures = 20

  /// - Parameter requestsPerMinute: of each borough; nil for what `init` writes.
  init(named name: String, requestsPerMinute: Int? = nil) throws {
    london = try SmallLondon.shared.get()
    var failure: any Error = JourneyFailure("no free port")
    // Between looking at a port and opening it another process may take it.
    for attempt in 1...3 {
      let home = london.folder.file("hub-\(name)-\(attempt)")
      do {
        let first = try FreePorts.three()
        try Self.make(home, ports: (first, first + 1, first + 2), population: london.population)
        // A tenth of what a page usually has: programs built for debugging are slow.
        try Self.set("page_futures", "\(Self.pageFutures)", in: home)
        if let requestsPerMinute { try Self.set("requests_per_minute", "\(requestsPerMinute)", in: home) }
        program = try Self.serve(home)
        (self.home, ports) = (home, (first, first + 1, first + 2))
        return
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// Over a folder that is there already.
  init(at home: String, ports: (agent: Int, enrol: Int, web: Int), environment: [String: String] = [:]) throws {
    london = try SmallLondon.shared.get()
    program = try Self.serve(home, environment)
    (self.home, self.ports) = (home, ports)
  }

  static func make(_ home: String, ports: (Int, Int, Int), population: String) throws {
    try SmallLondon.must(
      "aggregator",
      [
        "init", "--home", home, "--deployment", "rehearsal", "--hub-name", "localhost", "--address", "127.0.0.1",
        "--agent-port", "\(ports.0)", "--enrol-port", "\(ports.1)", "--web-port", "\(ports.2)", "--rehearsal",
        "--population", population,
      ])
  }

  private static func set(_ key: String, _ value: String, in home: String) throws {
    let file = home + "/aggregator.conf"
    let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
    guard let index = lines.firstIndex(where: { $0.hasPrefix(key + " = ") }) else { throw JourneyFailure("no \(key)") }
    var changed = lines
    changed[index] = "\(key) = \(value)"
    try changed.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// Starts it and waits until it says that it is ready.
  private static func serve(_ home: String, _ environment: [String: String] = [:]) throws -> StartedProgram {
    let hub = try StartedProgram(
      SmallLondon.program("aggregator"), ["serve", "--home", home],
      environment: ["SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 })
    for _ in 0..<600 {
      if hub.standardOutput.hasPrefix("ready") { return hub }
      guard hub.isRunning else { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw JourneyFailure("the hub did not start: " + hub.standardError)
  }

  var isRunning: Bool { program.isRunning }

  /// Whether it ends by itself within two seconds: a connection can be seen to end before the program behind it.
  var hasEnded: Bool {
    for _ in 0..<100 where program.isRunning { Thread.sleep(forTimeInterval: 0.02) }
    return !program.isRunning
  }

  func start() throws { program = try Self.serve(home) }

  /// As a service manager ends it.
  func stop() -> RunResult {
    program.terminate()
    return program.waitForExit()
  }

  /// As a power cut ends it.
  func cutPower() {
    program.killAtOnce()
    _ = program.waitForExit()
  }

  /// What it has logged since it was started.
  var log: String { program.standardError }
  var web: String { "http://127.0.0.1:\(ports.web)" }
  var rootCertificate: String { home + "/issuing/root.pem" }

  // MARK: boroughs

  func invite(_ code: String, named name: String) throws -> String {
    let invitation = london.folder.file("invitation-\(name).json")
    try SmallLondon.must("aggregator", ["invite", "--home", home, "--borough", code, "--out", invitation])
    return invitation
  }

  func enrol(_ agent: String, _ code: String, named name: String) throws {
    let invitation = try invite(code, named: name)
    try SmallLondon.must("borough-sender", ["enrol", "--home", agent, "--invitation", invitation])
  }

  /// A fresh agent with an approved message, enrolled here.
  func enrolledAgent(_ code: String, named name: String) throws -> String {
    let agent = try london.agentWithApprovedMessage(code, named: name)
    try enrol(agent, code, named: name)
    return agent
  }

  /// Messages that the hub counts, by borough.
  func messagesCounted() throws -> [String: Int] {
    let list = try overview()["boroughs"] as? [[String: Any]] ?? []
    let pairs = list.compactMap { entry in
      (entry["borough"] as? String).flatMap { code in (entry["messages"] as? Int).map { (code, $0) } }
    }
    guard pairs.count == 33 else { throw JourneyFailure("the hub lists \(pairs.count) boroughs") }
    return Dictionary(pairs) { $1 }.filter { $0.value > 0 }
  }

  /// How often each code was given.
  func refusals() throws -> [String: Int] { try overview()["refusals"] as? [String: Int] ?? [:] }

  /// The same of one borough.
  func refusals(of borough: String) throws -> [String: Int] {
    let list = try overview()["boroughs"] as? [[String: Any]] ?? []
    return list.first { $0["borough"] as? String == borough }?["refused"] as? [String: Int] ?? [:]
  }

  private func overview() throws -> [String: Any] {
    let text = try SmallLondon.must("aggregator", ["boroughs", "--home", home, "--json"])
    return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }
}

/// Ports for hubs, below those that the system gives to outgoing connections. Other test processes start elsewhere.
enum FreePorts {
  private static let next = Mutex(20_000 + Int(ProcessInfo.processInfo.processIdentifier) % 400 * 30)

  /// The first of three free ports in a row.
  static func three() throws -> Int {
    for _ in 0..<1000 {
      let first = next.withLock { port in
        defer { port = port > 31_990 ? 20_000 : port + 3 }
        return port
      }
      if (first..<first + 3).allSatisfy(isFree) { return first }
    }
    throw JourneyFailure("no three free ports in a row")
  }

  private static func isFree(_ port: Int) -> Bool {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { return false }
    defer { close(handle) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
        unsafe bind(handle, rebound, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
