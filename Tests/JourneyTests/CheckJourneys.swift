import Foundation
import TestSupport
import Testing

/// What a data officer does with `borough-agent check`, and the scripts that call it.
@Suite struct CheckJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  /// As scripts read it: a change here breaks them.
  struct Report: Decodable {
    struct File: Decodable { let name, kind: String, rows_read, rows_listed: Int }
    struct Finding: Decodable {
      let code, severity, file, about, rule, effect, fix: String
      let count: Int
      let rows: [Int]
    }
    let rows_read, rows_used, rows_listed: Int
    let verdict: String
    let files: [File]
    let findings: [Finding]
  }

  private func spoil(_ records: String, _ change: (String) -> String) throws {
    let path = records + "/sen2_2025.xml"
    try change(String(contentsOfFile: path, encoding: .utf8)).write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test func theExitCodeSaysCleanUsableOrNot() throws {
    let home = try london.agent("E09000020", named: "check-codes")
    let records = try london.copyOfRecords("E09000020", named: "check-codes")
    let changes: [(String, Int, String, (String) -> String)] = [
      ("clean", 0, "information", { $0 }),
      ("usable-with-warnings", 5, "unknown-need", { $0.replacingOccurrences(of: "<SENtype>ASD<", with: "<SENtype>AUT<") }),
      ("unusable", 2, "wrong-borough", { $0.replacingOccurrences(of: "<LEA>", with: "<LEA>9") }),
    ]
    for (verdict, code, finding, change) in changes {
      try spoil(records, change)
      let text = try SmallLondon.run("borough-agent", ["check", records, "--home", home])
      #expect(text.exitCode == Int32(code), "\(verdict): \(text.standardError)")
      #expect(text.standardOutput.contains("verdict: \(verdict)\nnext step  ") && text.standardOutput.contains(finding))
      #expect(text.standardError.isEmpty == (code != 2))
      let json = try SmallLondon.run("borough-agent", ["check", records, "--home", home, "--json"])
      #expect(json.exitCode == text.exitCode)
      let report = try JSONDecoder().decode(Report.self, from: Data(json.standardOutput.utf8))
      #expect(report.verdict == verdict && report.rows_read == report.rows_used + report.rows_listed)
      #expect(report.files.reduce(0) { $0 + $1.rows_read } == report.rows_read)
      #expect(report.files.reduce(0) { $0 + $1.rows_listed } == report.rows_listed)
      #expect(report.findings.allSatisfy { !$0.fix.isEmpty && $0.count > 0 && $0.rows.count <= min($0.count, 1_000) })
    }
  }

  @Test func thePageIsForItsUserAloneAndLiesApart() throws {
    let home = try london.agent("E09000001", named: "check-page")
    let reports = london.folder.file("reports")
    try FileManager.default.createDirectory(atPath: reports, withIntermediateDirectories: true)
    let page = reports + "/check.html"
    for _ in 0..<2 {
      let result = try SmallLondon.run("borough-agent", ["check", "--home", home, "--html", page])
      #expect(result.exitCode == 0, "\(result.standardError)")
      let html = try String(contentsOfFile: page, encoding: .utf8)
      #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("City of London") && html.hasSuffix("</html>\n"))
      let mode = try FileManager.default.attributesOfItem(atPath: page)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: reports) == ["check.html"])
    }
    let records = london.recordsFolder("E09000001")
    for place in [records, home, home + "/outbox", home + "/ledger", home + "/keys", london.folder.path, "/"] {
      let result = try SmallLondon.run("borough-agent", ["check", "--home", home, "--html", place + "/check.html"])
      #expect(result.exitCode == 1 && result.standardError.contains("no record was read"), "\(place)")
      #expect(!FileManager.default.fileExists(atPath: place + "/check.html"))
    }
    let nowhere = try SmallLondon.run("borough-agent", ["check", "--home", home, "--html", reports + "/none/check.html"])
    #expect(nowhere.exitCode == 4)
    for command in [["check"], ["reconcile", "--published", "dfe.csv"]] {
      let mistyped = try SmallLondon.run("borough-agent", [command[0], "/no/such/folder", "--home", home] + command.dropFirst())
      #expect(mistyped.exitCode == 1 && mistyped.standardError.contains("/no/such/folder is not there"), "\(mistyped.standardError)")
    }
  }

  @Test(.enabled(if: Trace.isPossible, Trace.why)) func onlyThePagesFolderIsWritten() throws {
    let home = try london.agent("E09000001", named: "check-trace")
    let reports = london.folder.file("reports-traced")
    try FileManager.default.createDirectory(atPath: reports, withIntermediateDirectories: true)
    let trace = try Trace("borough-agent", ["check", "--home", home, "--html", reports + "/check.html"], calls: "%network,%file")
    #expect(trace.result.exitCode == 0, "\(trace.result.standardError)")
    #expect(trace.calls.filter(\.reachesOut).map(\.text) == [])
    let written = trace.calls.filter { $0.opens && !$0.failed && $0.writes }.map(\.text)
    #expect(!written.isEmpty && written.allSatisfy { $0.contains(reports) || $0.contains(".unfinished-") }, "\(written)")
  }

  /// docs/checks.md is made with `borough-agent check --list > docs/checks.md`.
  @Test func theListOfChecksIsTheOneInTheDocuments() throws {
    let list = try SmallLondon.must("borough-agent", ["check", "--list"])
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    #expect(try String(contentsOf: repository.appendingPathComponent("docs/checks.md"), encoding: .utf8) == list)
    let help = try SmallLondon.must("borough-agent", ["check", "--help"])
    #expect(help.contains("0 clean; 5 usable, with warnings; 2 not usable"))
    let readme = try String(contentsOf: repository.appendingPathComponent("agent/README.md"), encoding: .utf8)
    #expect(readme.contains("docs/checks.md") && readme.contains("| 5 | `check` found warnings"))
  }
}
