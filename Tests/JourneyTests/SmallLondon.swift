import Foundation
import TestSupport

/// A fictional London of three small boroughs, written once for all journeys, and what its boroughs do there with the
/// programs that users run.
final class SmallLondon: Sendable {
  static let shared = Result { try SmallLondon() }

  /// City of London (XML of a handful of plans), Kensington and Chelsea (XML), Kingston upon Thames (COLLECT's CSV).
  static let codes = ["E09000001", "E09000020", "E09000021"]

  let folder: TemporaryFolder
  var london: String { folder.file("london") }
  var population: String { london + "/public/population.csv" }

  private init() throws {
    folder = try TemporaryFolder()
    try Self.must(
      "rehearsal", ["write", "--out", folder.file("london"), "--boroughs", Self.codes.joined(separator: ",")])
  }

  // MARK: running programs

  static func program(_ name: String) throws -> String {
    guard let path = Built.path(of: name) else { throw JourneyFailure("\(name) is not built") }
    return path
  }

  /// Runs one of the programs to its end.
  static func run(_ program: String, _ arguments: [String]) throws -> RunResult {
    try TestSupport.run(Self.program(program), arguments, environment: ["SWIFT_BACKTRACE": "enable=no"])
  }

  @discardableResult static func must(_ program: String, _ arguments: [String]) throws -> String {
    let result = try run(program, arguments)
    guard result.exitCode == 0 else {
      throw JourneyFailure("\(program) \(arguments.first ?? "") ended with \(result.exitCode): \(result.standardError)")
    }
    return result.standardOutput
  }

  // MARK: one borough

  func recordsFolder(_ code: String) -> String { london + "/boroughs/\(code)" }

  /// A fresh agent of one borough, under a name of the test's own.
  /// - Parameter census: nil: that of the latest return.
  func agent(_ code: String, named name: String, records: String? = nil, census: Int? = nil) throws -> String {
    let home = folder.file("agent-\(name)")
    try Self.must(
      "borough-agent",
      [
        "init", "--home", home, "--borough", code, "--records", records ?? recordsFolder(code),
        "--population", population, "--providers", london + "/public/providers.csv",
      ] + (census.map { ["--census-year", "\($0)"] } ?? []))
    return home
  }

  /// The same, with a message in its outbox that an officer approved.
  func agentWithApprovedMessage(_ code: String, named name: String) throws -> String {
    let home = try agent(code, named: name)
    try Self.must("borough-agent", ["release", "--home", home])
    try Self.must("borough-agent", ["outbox", "approve", "--home", home])
    return home
  }

  /// A copy of an agent as it is, which goes on by itself.
  static func copyAgent(_ home: String, to twin: String) throws {
    try FileManager.default.copyItem(atPath: home, toPath: twin)
    let settings = try String(contentsOfFile: twin + "/agent.conf", encoding: .utf8)
    try settings.replacingOccurrences(of: home + "/", with: twin + "/")
      .write(toFile: twin + "/agent.conf", atomically: true, encoding: .utf8)
  }

  /// A copy of a borough's records that a test may spoil.
  func copyOfRecords(_ code: String, named name: String) throws -> String {
    let copy = folder.file("records-\(name)")
    try FileManager.default.copyItem(atPath: recordsFolder(code), toPath: copy)
    return copy
  }

  /// The messages of an agent's outbox: file names and bytes.
  static func messages(_ home: String) -> [String: Data] {
    let folder = home + "/outbox/messages"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".dsse") }
    return Dictionary(names.map { ($0, FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()) }) { $1 }
  }

  // MARK: its sender

  /// What `borough-sender send --json` said.
  struct Sent {
    let exitCode: Int32
    let standardError: String
    /// Release ids.
    let delivered, deliveredBefore: [String]
    let failureCodes: [String]
  }

  /// - Parameter again: also what has a receipt; nobody is asked about that before.
  static func send(_ home: String, again: Bool = false) throws -> Sent {
    let result = try run("borough-sender", ["send", "--home", home, "--json"] + (again ? ["--again"] : []))
    let json = try? JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
    func all(_ list: String, _ member: String) -> [String] {
      (json?[list] as? [[String: Any]] ?? []).compactMap { $0[member] as? String }
    }
    return Sent(
      exitCode: result.exitCode, standardError: result.standardError, delivered: all("delivered", "release"),
      deliveredBefore: all("deliveredBefore", "release"), failureCodes: all("failed", "code"))
  }

  /// The receipts that a sender keeps: file names and bytes.
  static func receipts(_ home: String) -> [String: Data] {
    let folder = home + "/inbox/receipts"
    // Not the remains of a write that was interrupted.
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".receipt") }
    return Dictionary(names.map { ($0, FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()) }) { $1 }
  }

  static func loseReceipts(_ home: String) throws {
    for name in receipts(home).keys { try FileManager.default.removeItem(atPath: home + "/inbox/receipts/" + name) }
  }

  /// One try instead of five: a test need not wait for the pauses between.
  static func haveLittlePatience(_ home: String) throws {
    try Data("attempts = 1\n".utf8).write(to: URL(fileURLWithPath: home + "/sender.conf"))
  }

  /// As it is when nothing is set.
  static func haveUsualPatience(_ home: String) throws { try FileManager.default.removeItem(atPath: home + "/sender.conf") }
}

struct JourneyFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
