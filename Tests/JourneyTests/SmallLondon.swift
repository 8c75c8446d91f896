import Foundation
import TestSupport

/// A fictional London of a few boroughs with its hub, made once for all journeys, by the programs that users run.
final class SmallLondon: Sendable {
  static let shared = Result { try SmallLondon() }

  /// City of London (the smallest), Camden (XML or Blade as the rehearsal has it), Kingston upon Thames.
  static let codes = ["E09000001", "E09000007", "E09000021"]

  let folder: TemporaryFolder
  let ports: (agent: Int, enrol: Int, web: Int)
  private nonisolated(unsafe) let hub: StartedProgram

  var london: String { folder.file("london") }
  var hubHome: String { folder.file("hub") }

  private init() throws {
    folder = try TemporaryFolder()
    let first = 20_000 + Int(ProcessInfo.processInfo.processIdentifier) % 9_000 * 3
    ports = (first, first + 1, first + 2)
    let base = folder.path
    try Self.must(
      "rehearsal", ["write", "--out", base + "/london", "--boroughs", Self.codes.joined(separator: ",")])
    try Self.must(
      "aggregator",
      [
        "init", "--home", base + "/hub", "--deployment", "rehearsal", "--hub-name", "localhost", "--address", "127.0.0.1",
        "--agent-port", "\(first)", "--enrol-port", "\(first + 1)", "--web-port", "\(first + 2)", "--rehearsal",
        "--population", base + "/london/public/population.csv",
      ])
    hub = try Self.serve(base)
  }

  deinit { hub.terminate() }

  /// Runs one of the programs to its end.
  static func run(_ program: String, _ arguments: [String]) throws -> RunResult {
    guard let path = Built.path(of: program) else { throw JourneyFailure("\(program) is not built") }
    return try TestSupport.run(path, arguments, environment: ["SWIFT_BACKTRACE": "enable=no"])
  }

  @discardableResult static func must(_ program: String, _ arguments: [String]) throws -> String {
    let result = try run(program, arguments)
    guard result.exitCode == 0 else {
      throw JourneyFailure("\(program) \(arguments.first ?? "") ended with \(result.exitCode): \(result.standardError)")
    }
    return result.standardOutput
  }

  /// Starts the hub and waits until it says that it is ready.
  private static func serve(_ base: String) throws -> StartedProgram {
    guard let path = Built.path(of: "aggregator") else { throw JourneyFailure("aggregator is not built") }
    let hub = try StartedProgram(path, ["serve", "--home", base + "/hub"], environment: ["SWIFT_BACKTRACE": "enable=no"])
    for _ in 0..<300 {
      if hub.standardOutput.hasPrefix("ready") { return hub }
      guard hub.isRunning else { break }
      Thread.sleep(forTimeInterval: 0.1)
    }
    throw JourneyFailure("the hub did not start: " + hub.standardError)
  }

  // MARK: one borough

  /// A fresh agent of one borough, under a name of the test's own.
  func agent(_ code: String, named name: String, records: String? = nil) throws -> String {
    let home = folder.file("agent-\(name)")
    try Self.must(
      "borough-agent",
      [
        "init", "--home", home, "--borough", code, "--records", records ?? recordsFolder(code),
        "--population", london + "/public/population.csv", "--providers", london + "/public/providers.csv",
      ])
    return home
  }

  func recordsFolder(_ code: String) -> String { london + "/boroughs/\(code)" }

  /// A copy of a borough's records that a test may spoil.
  func copyOfRecords(_ code: String, named name: String) throws -> String {
    let copy = folder.file("records-\(name)")
    try FileManager.default.copyItem(atPath: recordsFolder(code), toPath: copy)
    return copy
  }

  func enrol(_ home: String, _ code: String, named name: String) throws {
    let invitation = folder.file("invitation-\(name).json")
    try Self.must("aggregator", ["invite", "--home", hubHome, "--borough", code, "--out", invitation])
    try Self.must("borough-sender", ["enrol", "--home", home, "--invitation", invitation])
  }

  /// The messages that the hub counts for a borough.
  func messagesCounted(_ code: String) throws -> Int {
    let text = try Self.must("aggregator", ["boroughs", "--home", hubHome, "--json"])
    guard let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      let list = json["boroughs"] as? [[String: Any]],
      let entry = list.first(where: { $0["code"] as? String == code }), let count = entry["messages"] as? Int
    else { throw JourneyFailure("unexpected: \(text.prefix(400))") }
    return count
  }
}

struct JourneyFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
