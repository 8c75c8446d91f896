import Foundation
import TestSupport
import Testing

/// What one release, one year and one lifetime of a child may cost is the borough's word, given once.
@Suite struct CapJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private func initialise(_ name: String, _ caps: [String], records: String) throws -> (home: String, result: RunResult) {
    let home = london.folder.file("agent-cap-\(name)")
    let result = try SmallLondon.run(
      "borough-agent",
      [
        "init", "--home", home, "--borough", "E09000001", "--records", records, "--census-year", "2025",
        "--population", london.population, "--providers", london.london + "/public/providers.csv",
      ] + caps)
    return (home, result)
  }

  /// The records here can't be read, which ends a release with 2. Where a cap refuses it, it ends with 3: they were not
  /// reached. London-send-3 costs 1/10 of the data of 2024 and 1/5 of those of 2025.
  @Test func aCapRefusesBeforeARecordIsRead() throws {
    let records = london.folder.file("unreadable")
    try FileManager.default.createDirectory(atPath: records, withIntermediateDirectories: true)
    try "not a return".write(toFile: records + "/sen2_2025.xml", atomically: true, encoding: .utf8)
    let cases: [(name: String, caps: [String], code: String?)] = [
      ("standard", [], nil),
      ("just-enough", ["--rho-per-year", "1/5", "--rho-lifetime", "3/10", "--rho-per-release", "3/10"], nil),
      ("year", ["--rho-per-year", "19/100"], "budget-year"),
      ("lifetime", ["--rho-lifetime", "29/100"], "budget-lifetime"),
      ("release", ["--rho-per-release", "29/100"], "budget-release"),
    ]
    for (name, caps, code) in cases {
      let (home, result) = try initialise(name, caps, records: records)
      #expect(result.exitCode == 0, "\(result)")
      let release = try SmallLondon.run("borough-agent", ["release", "--home", home])
      #expect(release.exitCode == (code == nil ? 2 : 3), "\(name): \(release)")
      if let code { #expect(release.standardError.contains(code), "\(name): \(release)") }
      let budget = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
      #expect(budget.contains("\"spent\":[0,1]"), "\(name)")
    }
  }

  @Test func noCapIsHigherThanTheStandard() throws {
    let records = london.recordsFolder("E09000001")
    for (place, caps) in [
      ["--rho-per-year", "3/10"], ["--rho-lifetime", "9/10"], ["--rho-per-release", "41/100"], ["--rho-per-year", "0"],
      ["--rho-lifetime", "-1/5"], ["--rho-per-release", "0.4"],
    ].enumerated() {
      let (home, result) = try initialise("high-\(place)", [caps[0] + "=" + caps[1]], records: records)
      #expect(result.exitCode == 1 && result.standardError.contains("at most 2/5 a release, 1/5 a year and 4/5 in a lifetime"), "\(result)")
      #expect(!FileManager.default.fileExists(atPath: home + "/ledger/head"))
    }
  }
}
