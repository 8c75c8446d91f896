import Foundation
import TestSupport
import Testing

/// What a borough's own machine does, with the built programs.
@Suite struct AgentJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private func folder(_ path: String) -> [String] {
    (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
  }

  @Test func theSameRecordsGiveTheSameBytesAndCostNothingMore() throws {
    let home = try london.agent("E09000001", named: "twice")
    let first = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    let stored = folder(home + "/outbox/messages")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: home + "/outbox/messages/" + (stored.first ?? "")))
    let budget = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])

    let second = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    #expect(first.contains("\"repeat\":false") && second.contains("\"repeat\":true"))
    #expect(folder(home + "/outbox/messages") == stored)
    #expect(try Data(contentsOf: URL(fileURLWithPath: home + "/outbox/messages/" + (stored.first ?? ""))) == bytes)
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]) == budget)
    #expect(budget.contains("\"lifetime\":{\"left\":[1,2],\"spent\":[3,10]}"))
  }

  @Test func otherRecordsOfTheSameYearAreRefusedByTheBudget() throws {
    let records = try london.copyOfRecords("E09000001", named: "revised")
    let home = try london.agent("E09000001", named: "revised", records: records)
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let before = folder(home + "/outbox")
    let finance = records + "/finance_2024-25.csv"
    try (String(contentsOfFile: finance, encoding: .utf8) + "\r\n").write(toFile: finance, atomically: true, encoding: .utf8)
    let again = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(again.exitCode == 3, "\(again.standardError)")
    #expect(again.standardError.contains("borough-agent: error:") && again.standardError.contains("hint:"))
    #expect(folder(home + "/outbox") == before)
  }

  @Test func unusableRecordsReleaseNothingAndSpendNothing() throws {
    let records = try london.copyOfRecords("E09000001", named: "spoilt")
    for name in folder(records) where name.hasSuffix("person.csv") || name.hasSuffix(".xml") {
      try "this is not a return".write(toFile: records + "/" + name, atomically: true, encoding: .utf8)
    }
    let home = try london.agent("E09000001", named: "spoilt", records: records)
    let release = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(release.exitCode == 2, "\(release.standardError)")
    #expect(folder(home + "/outbox") == ["egress-log.pub", "identity.pub"])
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]).contains("\"spent\":[0,1]"))
    let check = try SmallLondon.run("borough-agent", ["check", "--home", home, "--json"])
    #expect(check.exitCode == 2 && check.standardOutput.contains("\"verdict\":\"unusable\""))
  }

  @Test func anOfficerSeesEveryFigureBeforeItGoes() throws {
    let home = try london.agent("E09000001", named: "seen")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home, "--all"])
    for table in ["flow-2024-cross", "flow-2025-margin", "stock-2025", "cost-persons-2025", "cost-pence-2025"] {
      #expect(shown.contains("\n\(table): "))
    }
    #expect(shown.split(separator: "\n").count { $0.contains(" ± ") } == 2 * 1248 + 2 * 104 + 3 * 360 + 0)
    let raw = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home, "--raw"])
    let stored = try #require(folder(home + "/outbox/messages").first)
    #expect(raw == (try String(contentsOfFile: home + "/outbox/messages/" + stored, encoding: .utf8)) + "\n")
  }

  @Test func theExactForecastStaysOnTheScreen() throws {
    let home = try london.agent("E09000001", named: "exact")
    let text = try SmallLondon.must("borough-agent", ["forecast", "--home", home])
    #expect(text.hasPrefix("exact, for this borough's own staff only") && text.contains("  2040  "))
    #expect(folder(home + "/outbox") == ["egress-log.pub", "identity.pub"])
  }

  /// Every system call of a whole run: no socket, nothing opened outside its own folders and the input.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"), "needs strace"))
  func aWholeRunOpensNoSocketAndNoStrangersFile() throws {
    let home = try london.agent("E09000001", named: "traced")
    let trace = london.folder.file("trace")
    let agent = try #require(Built.path(of: "borough-agent"))
    let result = try run(
      "/usr/bin/strace", ["-f", "-qq", "-o", trace, "-e", "trace=%network,%file", agent, "release", "--home", home])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(lines.count > 20, "the trace holds the run")
    let sockets = lines.filter { $0.contains("socket(") || $0.contains("connect(") || $0.contains("socketpair(") }
    #expect(sockets.isEmpty, "\(sockets)")

    let own = [home, london.recordsFolder("E09000001"), london.london + "/public"]
    let strangers = lines.compactMap(Self.openedPath).filter { path in
      !own.contains { path.hasPrefix($0) } && !Self.belongsToTheLoader(path, agent)
    }
    #expect(strangers.isEmpty, "\(Set(strangers))")
  }

  /// The path of a successful open.
  private static func openedPath(_ line: String) -> String? {
    guard line.contains("open(") || line.contains("openat(") || line.contains("openat2("),
      !line.contains(" = -1 "), let quote = line.firstIndex(of: "\"")
    else { return nil }
    return String(line[line.index(after: quote)...].prefix { $0 != "\"" })
  }

  /// Shared libraries and what the C library and the Swift runtime read as a program starts, before its first line.
  private static func belongsToTheLoader(_ path: String, _ program: String) -> Bool {
    path.contains(".so") || path == program || path.hasPrefix("/etc/ld.so") || path.hasPrefix("/proc/self/")
      || path.hasPrefix("/sys/fs/cgroup") || path.hasPrefix("/sys/devices/system/cpu") || path.hasPrefix("/etc/ssl/openssl.cnf")
      || path.hasPrefix("/usr/lib/ssl/openssl.cnf")
  }
}
