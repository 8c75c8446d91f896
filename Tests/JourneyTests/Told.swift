import Foundation
import TestSupport
import Testing

/// What was heard of which commands.
struct Told {
  let london: SmallLondon
  private(set) var commands: Set<String> = []

  init(london: SmallLondon) { self.london = london }

  /// Runs a command with `--json`.
  /// - Returns: the document, where it is an object.
  @discardableResult mutating func hear(
    _ command: String, _ arguments: [String], exits: Set<Int32> = [0]
  ) throws -> [String: Any] {
    let words = command.split(separator: " ").map(String.init)
    let result = try SmallLondon.run(words[0], words.dropFirst() + arguments + ["--json"])
    #expect(exits.contains(result.exitCode), "\(command): \(result)")
    return try note(command, result.standardOutput)
  }

  /// Starts the hub and waits for what it says once it is ready.
  mutating func serve(_ hub: String) throws -> StartedProgram {
    let program = try StartedProgram(
      SmallLondon.program("aggregator"), ["serve", "--home", hub, "--json"], environment: ["SWIFT_BACKTRACE": "enable=no"])
    for _ in 0..<600 where program.standardOutput.isEmpty && program.isRunning { Thread.sleep(forTimeInterval: 0.05) }
    #expect(try note("aggregator serve", program.standardOutput)["ready"] is [String: String], "\(program.standardError)")
    return program
  }

  /// Nothing before the document and nothing behind it, but a line feed.
  private mutating func note(_ command: String, _ output: String) throws -> [String: Any] {
    let document = try? JSONSerialization.jsonObject(with: Data(output.utf8))
    #expect(document is [String: Any] || document is [Any], "\(command) wrote no JSON document: \(output.prefix(200))")
    commands.insert(command)
    return document as? [String: Any] ?? [:]
  }
}
