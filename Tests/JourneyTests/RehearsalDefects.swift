import Foundation
import TestSupport
import Testing

/// Defects that rehearsal plants by the name of a check are found by that check, in those rows, and nothing else is:
/// two programs that share no code agree on what each check means.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"))
struct RehearsalDefects {
  /// `truth/defects.json`.
  struct Truth: Decodable {
    struct Defect: Decodable {
      let code, severity, folder, borough, command: String
      let exit_code: Int
      /// What an officer confirms before.
      let map: Map?
      /// What the agent has in the place of the short list of providers.
      let providers: Providers?
      let findings: [Finding]
    }
    struct Providers: Decodable, Hashable {
      let file, links: String
    }
    struct Map: Decodable {
      let file: String
      let options: [String]
    }
    struct Finding: Decodable {
      let code, severity, file: String
      /// Nil if they follow from others and are not said.
      let rows: [Int]?
    }
    let defects: [Defect]
  }

  /// Checks that no defect has, and why.
  static let notPlanted: [String: String] = [
    "return-refused": "follows from what stops a file", "belongs-to-listed-row": "follows from a row that is listed",
  ]

  private let folder: TemporaryFolder
  private var london: String { folder.file("london") }

  init() throws { folder = try TemporaryFolder() }

  private func planted(_ options: [String]) throws -> [Truth.Defect] {
    try SmallLondon.must("rehearsal", ["write", "--out", london, "--plant", "all"] + options)
    let truth = try Data(contentsOf: URL(fileURLWithPath: london + "/truth/defects.json"))
    return try JSONDecoder().decode(Truth.self, from: truth).defects
  }

  private func agent(_ borough: String, _ providers: Truth.Providers?) throws -> String {
    let home = folder.file("agent-\(borough)" + (providers == nil ? "" : "-register"))
    let files = providers.map { ["--providers", "\(london)/\($0.file)", "--provider-links", "\(london)/\($0.links)"] }
    try SmallLondon.must(
      "borough-agent",
      [
        "init", "--home", home, "--borough", borough, "--records", "\(london)/boroughs/\(borough)",
        "--population", london + "/public/population.csv",
      ] + (files ?? ["--providers", london + "/public/providers.csv"]))
    return home
  }

  private func report(_ home: String, _ command: String, _ path: String) throws -> (CheckJourneys.Report, Int) {
    let words = command.split(separator: " ").map(String.init)
    let result = try SmallLondon.run("borough-agent", words + ["--home", home, "--json", path])
    let report = try JSONDecoder().decode(CheckJourneys.Report.self, from: Data(result.standardOutput.utf8))
    return (report, Int(result.exitCode))
  }

  /// Each folder holds what the truth says, and of other findings no more than the borough's own folder.
  private func expectFound(_ defects: [Truth.Defect]) throws {
    struct Setup: Hashable { let borough: String, providers: Truth.Providers? }
    for (setup, defects) in Dictionary(grouping: defects, by: { Setup(borough: $0.borough, providers: $0.providers) }) {
      let borough = setup.borough
      let home = try agent(borough, setup.providers)
      let clean = try report(home, "check", "\(london)/boroughs/\(borough)").0.findings
      for defect in defects {
        if let map = defect.map {
          try SmallLondon.must("borough-agent", ["map", "--home", home, "--accept", "\(london)/\(map.file)"] + map.options)
        }
        let (report, exitCode) = try report(home, defect.command, "\(london)/\(defect.folder)")
        #expect(exitCode == defect.exit_code, "\(defect.folder)")
        #expect(report.rows_read == report.rows_used + report.rows_listed, "\(defect.folder)")
        #expect(defect.code == "together" || defect.findings.contains { $0.code == defect.code }, "\(defect.folder)")
        var missing = defect.findings
        for finding in report.findings {
          let before = clean.filter { $0.code == finding.code && defect.command == "check" }
          let count = before.reduce(0) { $0 + $1.count }
          guard let place = missing.firstIndex(where: { $0.code == finding.code && $0.file == finding.file }) else {
            #expect(finding.count <= count, "\(defect.folder): \(finding.code) in \(finding.file) \(finding.rows)")
            continue
          }
          let expected = missing.remove(at: place)
          #expect(expected.severity == finding.severity, "\(defect.folder)")
          guard let rows = expected.rows else { continue }
          if count == 0 {
            // A report for programs names 1,000 rows.
            #expect(finding.rows == Array(rows.prefix(1_000)), "\(defect.folder): \(finding.code)")
            #expect(rows.isEmpty || finding.count == rows.count, "\(defect.folder): \(finding.code)")
          } else {
            #expect(finding.count > 1_000 || Set(rows).isSubset(of: finding.rows), "\(defect.folder): \(finding.code)")
            #expect((rows.count...count + rows.count).contains(finding.count), "\(defect.folder): \(finding.code)")
          }
        }
        #expect(missing.map { "\($0.code) in \($0.file)" } == [], "\(defect.folder)")
      }
    }
  }

  @Test func everyCheckFindsWhatWasPlantedAndNothingElse() throws {
    let defects = try planted(["--boroughs", "E09000001,E09000021"])
    let list = try SmallLondon.must("borough-agent", ["check", "--list"])
    let checks = Dictionary(
      uniqueKeysWithValues: list.split(separator: "\n").compactMap { line -> (String, String)? in
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        return cells.count > 2 && cells[0].hasPrefix("`") ? (String(cells[0].dropFirst().dropLast()), cells[1]) : nil
      })
    let codes = Set(defects.map(\.code)).subtracting(["together"])
    #expect(codes.count == defects.count - 1)
    #expect(codes.union(Self.notPlanted.keys) == Set(checks.keys) && codes.isDisjoint(with: Self.notPlanted.keys))
    #expect(defects.filter { $0.code != "together" && $0.severity != checks[$0.code] }.map(\.code) == [])
    try expectFound(defects)
  }

  /// Of City of London, where not every defect has a place.
  @Test(arguments: [("template", 3), ("modules", 5)]) func aWorkbookHoldsThemToo(shape: String, seed: Int) throws {
    let defects = try planted([
      "--boroughs", "E09000001", "--shapes", shape, "--seed", "\(seed)", "--collections", "2025,2026",
    ])
    #expect(defects.count > 140)
    try expectFound(defects)
  }

  /// Planting changes copies alone, and the same in each run.
  @Test func whatLiesBesideTheDefectsIsUntouched() throws {
    let (plain, some) = (folder.file("plain"), ["--plant", "bad-date,two-plans,bad-amount,doctype"])
    try SmallLondon.must("rehearsal", ["write", "--out", plain, "--boroughs", "E09000001"])
    for place in ["london", "again"] {
      try SmallLondon.must("rehearsal", ["write", "--out", folder.file(place), "--boroughs", "E09000001"] + some)
    }
    let names = try FileManager.default.subpathsOfDirectory(atPath: london).sorted()
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.file("again")).sorted() == names)
    let usual = names.filter { !$0.hasPrefix("defects") && $0 != "truth/defects.json" }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: plain).sorted() == usual)
    #expect(Set(names.filter { $0.hasPrefix("defects/") }.map { $0.split(separator: "/")[1] }).count == 5)
    for name in names {
      let bytes = FileManager.default.contents(atPath: "\(london)/\(name)")
      #expect(FileManager.default.contents(atPath: folder.file("again/" + name)) == bytes, "\(name)")
      if usual.contains(name) { #expect(FileManager.default.contents(atPath: plain + "/" + name) == bytes, "\(name)") }
    }
    let why = try SmallLondon.run("rehearsal", ["write", "--out", folder.file("x"), "--plant", "no-such-thing"])
    #expect(why.exitCode != 0 && why.standardError.contains("unknown-defect"))
  }
}
