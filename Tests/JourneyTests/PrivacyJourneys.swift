import Foundation
import TestSupport
import Testing

/// Settings, files and moments by which more could leave than was asked for, or budget be lost: with the built agent.
@Suite struct PrivacyJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private func set(_ key: String, _ value: String, _ home: String) throws {
    let file = home + "/agent.conf"
    let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
    try lines.map { $0.hasPrefix(key + " =") ? "\(key) = \(value)" : $0 }.joined(separator: "\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
  }

  private func spentNothing(_ home: String) throws -> Bool {
    try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]).contains("\"spent\":[0,1]")
  }

  /// The same files under other names, hence read in another order, are the same question.
  @Test func renamedFilesAreTheSameQuestion() throws {
    let records = try london.copyOfRecords("E09000021", named: "renamed")
    let home = try london.agent("E09000021", named: "renamed", records: records)
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let before = SmallLondon.messages(home)
    try FileManager.default.moveItem(atPath: records + "/finance_2024-25.csv", toPath: records + "/zz finance.csv")
    try FileManager.default.moveItem(atPath: records + "/sen2_2024", toPath: records + "/a return")
    let again = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    #expect(again.contains("\"repeat\":true"))
    #expect(SmallLondon.messages(home) == before)
  }

  /// A population table that lacks what the forecast needs, a log out of order: nothing is paid for a message that
  /// could not be stored.
  @Test(arguments: ["no rows", "few years", "damaged log", "no folder"])
  func whatCannotBeStoredIsNotPaidFor(fault: String) throws {
    let home = try london.agent("E09000001", named: "fault-\(fault)")
    let lines = try String(contentsOfFile: london.population, encoding: .utf8).components(separatedBy: "\n")
    let other = home + "/population.csv"
    switch fault {
    case "no rows":
      try lines.filter { !$0.hasPrefix("E09000001") }.joined(separator: "\n")
        .write(toFile: other, atomically: true, encoding: .utf8)
    case "few years":
      try lines.filter { !$0.contains(",2035,") }.joined(separator: "\n")
        .write(toFile: other, atomically: true, encoding: .utf8)
    case "damaged log":
      try FileManager.default.createDirectory(atPath: home + "/outbox/egress", withIntermediateDirectories: false)
      try "no checkpoint".write(toFile: home + "/outbox/egress/checkpoint", atomically: true, encoding: .utf8)
    default: try "a file".write(toFile: home + "/outbox/messages", atomically: true, encoding: .utf8)
    }
    if FileManager.default.fileExists(atPath: other) { try set("population_file", other, home) }
    let release = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(release.exitCode == 4, "\(release.standardError)")
    #expect(try spentNothing(home))

    // Put right, the release goes as if nothing had been.
    try set("population_file", london.population, home)
    for name in ["/outbox/egress", "/outbox/messages"] { try? FileManager.default.removeItem(atPath: home + name) }
    #expect(try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"]).contains("\"repeat\":false"))
  }

  /// The sender's user reads the outbox: records, ledger and keys must not lie in it, nor it in them.
  @Test func anOutboxAmongRecordsOrKeysIsRefused() throws {
    let records = try london.copyOfRecords("E09000001", named: "mixed")
    let home = try london.agent("E09000001", named: "mixed", records: records)
    let before = Set(try FileManager.default.subpathsOfDirectory(atPath: records))
    let link = home + "/looks-apart"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: records)
    let parent = URL(fileURLWithPath: records).deletingLastPathComponent().path
    for outbox in [records, link, home, home + "/keys", home + "/ledger", parent, "/"] {
      try set("outbox_folder", outbox, home)
      for command in ["release", "check", "forecast"] {
        let result = try SmallLondon.run("borough-agent", [command, "--home", home])
        #expect(result.exitCode == 4 && result.standardError.contains("lie in one another"), "\(outbox): \(result)")
      }
    }
    #expect(Set(try FileManager.default.subpathsOfDirectory(atPath: records)) == before)
  }

  @Test func recordsOfAnotherBoroughAreNotReleasedInThisOnesName() throws {
    let home = try london.agent("E09000001", named: "other", records: london.recordsFolder("E09000020"))
    try set("la_number", "207", home)
    #expect(try SmallLondon.run("borough-agent", ["release", "--home", home]).standardError.contains("not of one borough"))
    try set("borough", "E09000020", home)
    let result = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(result.exitCode == 3 && result.standardError.contains("is that of E09000001"), "\(result)")
    #expect(SmallLondon.messages(home).isEmpty)
  }

  /// Fifty at once: one message, paid once; the others are told to wait or get the stored message.
  @Test func fiftyReleasesAtOnceMakeOneMessage() throws {
    let home = try london.agent("E09000001", named: "crowd")
    let started = try (0..<50).map { _ in
      try StartedProgram(SmallLondon.program("borough-agent"), ["release", "--home", home, "--json"])
    }
    let results = started.map { $0.waitForExit() }
    #expect(results.count { $0.standardOutput.contains("\"repeat\":false") } == 1)
    for result in results {
      #expect(result.exitCode == 0 || result.standardError.contains("ledger-in-use"), "\(result)")
    }
    #expect(SmallLondon.messages(home).count == 1)
    let budget = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
    #expect(budget.contains("\"spent\":[3,10]}"))
  }

  /// Years that no forecast reaches: refused in words, without a trap.
  @Test(arguments: ["999999999", "9223372036854775807", "0", "2024"])
  func aForecastOfNoYearIsRefused(until: String) throws {
    let home = try london.agent("E09000001", named: "until-\(until)")
    let result = try SmallLondon.run("borough-agent", ["forecast", "--home", home, "--until", until])
    #expect(result.exitCode > 0 && result.standardError.hasPrefix("borough-agent: error: "), "\(result)")
  }

  /// A file's name can hold anything; in an error it can't steer a terminal.
  @Test func anErrorAboutAFileSteersNoTerminal() throws {
    let records = try london.copyOfRecords("E09000001", named: "steering")
    try FileManager.default.createSymbolicLink(atPath: records + "/a\u{1B}[2Jb.xml", withDestinationPath: "/nowhere")
    let home = try london.agent("E09000001", named: "steering", records: records)
    for command in ["check", "release"] {
      let result = try SmallLondon.run("borough-agent", [command, "--home", home])
      #expect(result.exitCode == 2 && !result.standardError.contains("\u{1B}"), "\(result.standardError)")
    }
  }
}
