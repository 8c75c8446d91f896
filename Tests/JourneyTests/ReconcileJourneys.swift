import Foundation
import TestSupport
import Testing

/// What a data officer does with DfE's published tables: `borough-agent reconcile`, and `public` to see what a file is.
@Suite struct ReconcileJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  static let tables = ["caseload", "sen_needs_all_plans", "newplans", "sen_need_newplans", "ceased_plans", "requests"]

  /// As scripts read it: a change here breaks them.
  struct Report: Decodable {
    struct Difference: Decodable {
      let period, table, breakdown, measure: String
      let release, published, own: Int
      let faults: [String]
    }
    struct Hidden: Decodable { let period, table: String, release, cells: Int }
    struct Fault: Decodable { let code, table, effect, text: String }
    struct File: Decodable { let file, table: String, periods: [String], cells, differences: Int }
    let borough: String
    let collections: [Int]
    let cells: Int
    let differences: [Difference]
    let not_comparable: [Hidden]
    let faults: [Fault]
    let files: [File]
  }

  private func files(in folder: String? = nil) -> [String] {
    Self.tables.map { "\(folder ?? london.london + "/public")/dfe_2025_\($0).csv" }
  }

  /// An agent that knows schools by GIAS, as a borough would.
  private func agent(_ name: String, code: String = "E09000020", records: String) throws -> String {
    let home = london.folder.file("agent-\(name)")
    try SmallLondon.must(
      "borough-agent",
      [
        "init", "--home", home, "--borough", code, "--records", records, "--population", london.population,
        "--providers", london.london + "/public/edubasealldata_fictional.csv",
        "--provider-links", london.london + "/public/links_edubasealldata_fictional.csv",
      ])
    return home
  }

  private func report(_ home: String, _ files: [String], exitCode: Int32) throws -> Report {
    let result = try SmallLondon.run("borough-agent", ["reconcile", "--home", home, "--json", "--published"] + files)
    #expect(result.exitCode == exitCode, "\(result.standardError)")
    return try JSONDecoder().decode(Report.self, from: Data(result.standardOutput.utf8))
  }

  @Test func aReturnThatSaysWhatDfEPublishedDiffersNowhere() throws {
    let home = try agent("reconcile-equal", records: london.recordsFolder("E09000020"))
    let report = try report(home, files(), exitCode: 0)
    #expect(report.cells > 5000 && report.differences.isEmpty && report.collections == [2024, 2025])
    #expect(report.borough == "E09000020" && report.files.count == 6 && report.files.allSatisfy { $0.cells > 100 })
    #expect(report.files[0].periods == ["January 2024", "January 2025"] && report.files[2].periods == ["2023", "2024"])
    // Settings that the table of new plans has as columns without figures.
    #expect(Set(report.not_comparable.map(\.table)) == ["new-plans"])
    #expect(report.faults.map(\.code).contains("down-syndrome-in-other"))
    let text = try SmallLondon.must("borough-agent", ["reconcile", "--home", home, "--published"] + files())
    #expect(text.contains("Kensington and Chelsea, collections 2024, 2025\n\(report.cells) cells compared, 0 differ\n"))
    #expect(text.contains("next step  none"))
  }

  /// One child more than DfE counted: exactly the cells in which that child counts differ, each by one.
  @Test func onePlantedChildIsFoundInEveryTableAndNowhereElse() throws {
    let records = try london.copyOfRecords("E09000020", named: "reconcile-planted")
    try plant(in: records)
    let home = try agent("reconcile-planted", records: records)
    let report = try report(home, files(), exitCode: 5)
    var expected: Set<String> = []
    func expect(_ period: String, _ table: String, _ groups: [String], _ measures: [String]) {
      for group in groups { expected.formUnion(measures.map { "\(period)|\(table)|\(group)|\($0)" }) }
    }
    let setting = ["setting elective_home_education", "settings ed_elsewhere"]
    expect("January 2025", "caseload", ["everybody", "age 7"], ["ehcplans", "elective_home_education", "ed_elsewhere"])
    expect("January 2025", "need-of-plans", ["everybody", "age 7"] + setting, ["ehc_plans", "number_vi"])
    // Born on 15 September 2016: eight on 1 October 2024, seven at the start of that school year.
    expect("2024", "new-plans", ["everybody", "age at start 8"], ["new_ehc_plans", "elective_home_education", "ed_elsewhere"])
    expect("2024", "need-of-new-plans", ["everybody", "age at start 7"] + setting, ["ehc_plans", "number_vi"])
    expect(
      "2024", "requests", ["everybody", "age 7"],
      ["requests_received_in_year", "requests_decided_to_assess", "request_outcome_over_6_weeks"])
    let found = report.differences.map { "\($0.period)|\($0.table)|\($0.breakdown)|\($0.measure)" }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(report.differences.allSatisfy { $0.own == $0.published + 1 && $0.faults.isEmpty && $0.release == 2025 })

    let text = try SmallLondon.run("borough-agent", ["reconcile", "--home", home, "--published"] + files())
    #expect(text.exitCode == 5 && text.standardOutput.contains("\(expected.count) differ\n"))
    #expect(text.standardOutput.contains("January 2025, age 7, elective_home_education: published "))
    #expect(!(text.standardOutput + text.standardError).contains("2016"))
  }

  /// A difference where DfE's own figure is known to be wrong says so. Newham's January 2025 is; here the small borough
  /// takes its place.
  @Test func aKnownFaultOfDfEIsMarked() throws {
    let records = try london.copyOfRecords("E09000020", named: "reconcile-fault")
    try plant(in: records)
    let published = london.folder.file("published-newham")
    try FileManager.default.createDirectory(atPath: published, withIntermediateDirectories: true)
    for name in ["sen2_2024.xml", "sen2_2025.xml"] {
      try change("\(records)/\(name)") { $0.replacingOccurrences(of: "<LEA>207<", with: "<LEA>316<") }
    }
    for file in files() {
      let copy = published + "/" + (file as NSString).lastPathComponent
      try String(contentsOfFile: file, encoding: .utf8).replacingOccurrences(of: "E09000020", with: "E09000025")
        .write(toFile: copy, atomically: true, encoding: .utf8)
    }
    let home = try agent("reconcile-fault", code: "E09000025", records: records)
    let report = try report(home, files(in: published), exitCode: 5)
    for difference in report.differences {
      let isStock = difference.table == "caseload" || difference.table == "need-of-plans"
      #expect(difference.faults == (isStock ? ["newham-2025-incomplete"] : []))
    }
    #expect(report.faults.map(\.code).contains("newham-2025-incomplete"))
    let text = try SmallLondon.run("borough-agent", ["reconcile", "--home", home, "--published"] + files(in: published))
    #expect(text.standardOutput.contains("(known fault: newham-2025-incomplete)"))
    #expect(text.standardOutput.contains("1,199 plans, against 2,705 in 2024"))
  }

  @Test func whatCannotBeComparedIsSaid() throws {
    let home = try agent("reconcile-refused", records: london.recordsFolder("E09000020"))
    func run(_ arguments: [String]) throws -> RunResult {
      try SmallLondon.run("borough-agent", ["reconcile", "--home", home] + arguments)
    }
    let early = try run(["--published", london.london + "/public/dfe_2022_sen2_age_caseload.csv"])
    #expect(early.exitCode == 2 && early.standardOutput.contains("0 cells compared") && early.standardError.contains("hint"))
    let other = try run(["--published", london.population])
    #expect(other.exitCode == 2 && other.standardError.contains("unknown-table"))
    let record = try run(["--published", london.recordsFolder("E09000020") + "/finance_2024-25.csv"])
    #expect(record.exitCode == 2 && record.standardError.contains("unknown-table") && record.standardOutput.isEmpty)
    #expect(try run(["--published", london.folder.file("none.csv")]).exitCode == 1)
    #expect(try run([]).exitCode == 1)
    // Another borough's returns are no returns of this one.
    let wrong = try run([london.recordsFolder("E09000001"), "--published"] + files())
    #expect(wrong.exitCode == 2 && wrong.standardError.contains("borough-agent check"))
  }

  @Test func badProviderFilesAreNamedWithLineAndCode() throws {
    let home = try agent("reconcile-providers", records: london.recordsFolder("E09000020"))
    let conf = home + "/agent.conf"
    let good = try String(contentsOfFile: conf, encoding: .utf8)
    for (name, code) in [("edubasealldata", "gias-bad-code"), ("links_edubasealldata", "bad-code")] {
      let broken = london.folder.file("broken-\(name).csv")
      let whole = try Data(contentsOf: URL(fileURLWithPath: "\(london.london)/public/\(name)_fictional.csv"))
      // The columns are cut short: not one row can be read.
      let text = String(decoding: whole, as: UTF8.self)
      let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).enumerated()
      let bad = lines.map { $0 == 0 || $1.isEmpty ? String($1) : "x" + $1 }.joined(separator: "\r\n")
      try Data(bad.utf8).write(to: URL(fileURLWithPath: broken))
      try good.replacingOccurrences(of: "\(london.london)/public/\(name)_fictional.csv", with: broken)
        .write(toFile: conf, atomically: true, encoding: .utf8)
      let result = try SmallLondon.run("borough-agent", ["check", "--home", home])
      #expect(result.exitCode == 4 && result.standardError.contains(code) && result.standardError.contains("line "))
      #expect(result.standardError.contains("hint: ") && result.standardOutput.isEmpty)
      // One bad row of many is said, and all others are used.
      let one = lines.map { $0 == 1 ? "x" + $1 : String($1) }.joined(separator: "\r\n")
      try Data(one.utf8).write(to: URL(fileURLWithPath: broken))
      let usable = try SmallLondon.run("borough-agent", ["check", "--home", home])
      #expect(usable.exitCode != 4 && usable.standardError.contains("line 2: URN is no code; the row is left out"), "\(usable.standardError)")
    }
  }

  @Test func publicFilesSayWhatTheyAre() throws {
    struct Answer: Decodable {
      struct File: Decodable { let file, kind: String, periods: [String], release, rows, boroughs, broken_totals_unexplained: Int? }
      let files: [File]
    }
    let folder = london.london + "/public"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      // The hub's own tables have comments at their head; its list of providers is no public table.
      name.hasSuffix(".csv") && !["providers.csv", "dfe_caseload.csv", "dfe_need.csv", "dfe_placement.csv"].contains(name)
    }
    let paths = names.sorted().map { folder + "/" + $0 }
    let json = try SmallLondon.must("borough-agent", ["public", "--json"] + paths)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(json.utf8))
    #expect(answer.files.map(\.file) == paths && paths.count >= 15)
    func file(_ name: String) throws -> Answer.File {
      guard let found = answer.files.first(where: { $0.file.hasSuffix("/" + name) }) else { throw JourneyFailure("no \(name)") }
      return found
    }
    let caseload = try file("dfe_2025_caseload.csv")
    #expect(caseload.kind == "DfE caseload" && caseload.release == 2025 && caseload.boroughs == 3)
    #expect(caseload.periods == ["January 2024", "January 2025"] && caseload.broken_totals_unexplained == 0)
    #expect(try file("edubasealldata_fictional.csv").kind == "GIAS establishments")
    #expect(try file("links_edubasealldata_fictional.csv").kind == "GIAS links")
    let births = try file("ons_births_fictional.csv")
    #expect(births.kind == "births" && births.boroughs == 33)
    #expect(try file("population.csv").kind.hasPrefix("January population"))

    let text = try SmallLondon.must("borough-agent", ["public", folder + "/dfe_2025_sen_needs_all_plans.csv"])
    #expect(text.contains("DfE need-of-plans, release of 2025") && text.contains("known fault down-syndrome-in-other"))
    let record = try SmallLondon.run("borough-agent", ["public", london.recordsFolder("E09000020") + "/finance_2024-25.csv"])
    #expect(record.exitCode == 2 && record.standardError.contains("unknown-table") && !record.standardError.contains("UPN"))
  }

  // MARK: planting

  private func change(_ path: String, _ body: (String) -> String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = body(text)
    try #require(changed != text)
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// A child with visual impairment, educated at home, whose plan began in 2024.
  private func plant(in records: String) throws {
    let child = """
      <Person><Surname>Fictional</Surname><Forename>Planted</Forename><PersonBirthDate>2016-09-15</PersonBirthDate>
      <Sex>F</Sex><Ethnicity>WBRI</Ethnicity><Postcode>ZZ1 1ZZ</Postcode><UPN>E999000000017</UPN>
      <Requests><ReceivedDate>2024-03-01</ReceivedDate><RequestSource>1</RequestSource><RYA>0</RYA>
      <RequestOutcomeDate>2024-04-13</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>
      <RequestMediation>0</RequestMediation><RequestTribunal>0</RequestTribunal>
      <Assessment><AssessmentOutcome>Y</AssessmentOutcome><AssessmentOutcomeDate>2024-08-01</AssessmentOutcomeDate>
      <NamedPlan><StartDate>2024-10-01</StartDate>
      <PlanDetail><SENSetting>EHE</SENSetting><PlacementRank>1</PlacementRank></PlanDetail></NamedPlan></Assessment>
      <ActivePlans><PlacementDetail><SENsetting>EHE</SENsetting><PlacementRank>1</PlacementRank>
      <EntryDate>2024-10-01</EntryDate></PlacementDetail>
      <SENneed><SENtype>VI</SENtype><SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests></Person>
      </Persons>
      """
    try change(records + "/sen2_2025.xml") { $0.replacingOccurrences(of: "</Persons>", with: child) }
  }
}
