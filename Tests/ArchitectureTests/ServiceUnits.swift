import Foundation
import TestSupport
import Testing

/// The shipped systemd units, as systemd itself judges them. What they promise of the separation of records and network
/// is looked at here; that the programs keep it by themselves is tried in `SeparationJourneys`.
@Suite(.enabled(if: Analyze.isPossible, "skipped: needs systemd-analyze 252 or later"))
struct ServiceUnits {
  static let units = [
    "agent/deploy/borough-sender.service", "agent/deploy/borough-sender.timer", "agent/deploy/borough-agent@.service",
    "aggregator/deploy/aggregator.service",
  ]

  /// A copy of the units whose programs are those built here.
  private func installed() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for unit in Self.units {
      var text = try String(contentsOfFile: Manifest.root + "/" + unit, encoding: .utf8)
      for program in ["borough-sender", "borough-agent", "aggregator"] {
        text.replace("/usr/local/bin/\(program) ", with: "\(try #require(Built.path(of: program))) ")
      }
      try text.write(toFile: folder.file((unit as NSString).lastPathComponent), atomically: true, encoding: .utf8)
    }
    return folder
  }

  @Test func systemdFindsNothingToSayAboutThem() throws {
    let folder = try installed()
    let names = Self.units.map { ($0 as NSString).lastPathComponent.replacing("@.", with: "@check.") }
    try FileManager.default.copyItem(
      atPath: folder.file("borough-agent@.service"), toPath: folder.file("borough-agent@check.service"))
    let result = try run(Analyze.program, ["verify", "--man=no"] + names.map(folder.file))
    let complaints = result.standardError.split(separator: "\n").filter { $0.contains("borough") || $0.contains("aggregator") }
    #expect(result.exitCode == 0 && complaints.isEmpty, "\(result.standardError)")
  }

  /// systemd's own measure of what a service could do if it were taken over: 10 is everything, 2 is "OK".
  @Test(arguments: units.filter { $0.hasSuffix(".service") }) func littleIsLeftToDoHarmWith(unit: String) throws {
    let result = try run(
      Analyze.program, ["security", "--offline=true", "--threshold=20", "--no-pager", Manifest.root + "/" + unit])
    #expect(result.exitCode == 0, "\(result.standardOutput.suffix(200))")
  }

  @Test func theAgentHasNoNetworkAndTheSenderNoRecords() throws {
    func lines(_ unit: String) throws -> Set<Substring> {
      Set(try String(contentsOfFile: Manifest.root + "/agent/deploy/" + unit, encoding: .utf8).split(separator: "\n"))
    }
    let agent = try lines("borough-agent@.service")
    #expect(agent.isSuperset(of: ["PrivateNetwork=yes", "RestrictAddressFamilies=none", "IPAddressDeny=any"]))
    let sender = try lines("borough-sender.service")
    let closed = try #require(sender.first { $0.hasPrefix("InaccessiblePaths=") })
    for folder in ["records", "agent/ledger", "agent/keys"] { #expect(closed.contains("/srv/boroughwise/\(folder)")) }
    #expect(!sender.contains { $0.hasPrefix("ReadWritePaths=") && $0.contains("agent") })
    // A dump of the agent's memory would hold records.
    for unit in [agent, sender] { #expect(unit.contains("LimitCORE=0")) }
  }
}

enum Analyze {
  static let program = "/usr/bin/systemd-analyze"
  static let isPossible: Bool = {
    guard let text = try? run(program, ["--version"]).standardOutput else { return false }
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) >= 252
  }()
}
