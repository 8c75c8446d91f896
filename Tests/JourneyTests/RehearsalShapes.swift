import Foundation
import TestSupport
import Testing

/// Every collection in every shape, as a borough would have them, read by the agent without a question.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"))
struct RehearsalShapes {
  static let shapes = ["xml", "blade", "template", "modules"]

  /// City of London with its returns of 2023 to 2026, and an agent that reads them.
  static func borough(_ options: [String], in folder: TemporaryFolder) throws -> (london: String, home: String) {
    let london = folder.file("london")
    try SmallLondon.must("rehearsal", ["write", "--out", london, "--boroughs", "E09000001"] + options)
    let home = folder.file("agent")
    try SmallLondon.must(
      "borough-agent",
      [
        "init", "--home", home, "--borough", "E09000001", "--records", london + "/boroughs/E09000001",
        "--population", london + "/public/population.csv", "--providers", london + "/public/providers.csv",
      ])
    return (london, home)
  }

  @Test func everyCollectionInEveryShapeSaysTheSame() throws {
    var read: [String: Int] = [:]
    for shape in Self.shapes {
      let folder = try TemporaryFolder()
      let (_, home) = try Self.borough(["--shapes", shape, "--collections", "2023,2024,2025,2026"], in: folder)
      let result = try SmallLondon.run("borough-agent", ["check", "--home", home, "--json"])
      let report = try JSONDecoder().decode(CheckJourneys.Report.self, from: Data(result.standardOutput.utf8))
      // A supplier's workbook has no header.
      let expected: Set<String> = shape == "modules" ? ["census-day-derived"] : []
      #expect(Set(report.findings.filter { $0.severity != "information" }.map(\.code)) == expected, "\(shape)")
      #expect(report.files.count { $0.kind.hasPrefix("sen2") } == ["xml": 4, "blade": 36, "template": 4, "modules": 32][shape])
      read[shape] = report.rows_read
    }
    #expect(read["xml"].map { $0 > 300 } ?? false)
    #expect(read["blade"] == read["xml"] && read["template"] == read["xml"] && read["modules"] == read["xml"].map { $0 - 4 })
  }

  /// What a system or person does to a return on its way changes nothing of what is read.
  @Test(arguments: shapes) func everyVariantSaysTheSame(shape: String) throws {
    let folder = try TemporaryFolder()
    let (london, home) = try Self.borough(["--shapes", shape, "--variants", "all"], in: folder)
    func report(_ path: String) throws -> (rows: Int, codes: [String: Int]) {
      let result = try SmallLondon.run("borough-agent", ["check", "--home", home, "--json", path])
      let report = try JSONDecoder().decode(CheckJourneys.Report.self, from: Data(result.standardOutput.utf8))
      let counts = Dictionary(report.findings.map { ($0.code, $0.count) }, uniquingKeysWith: +)
      return (report.rows_used, counts.filter { $0.key != "file-not-recognised" })
    }
    let usual = london + "/boroughs/E09000001"
    let (rows, codes) = try report(usual)
    let variants = try FileManager.default.contentsOfDirectory(atPath: london + "/variants")
    #expect(variants.count >= 14)
    for variant in variants {
      let path = "\(london)/variants/\(variant)/E09000001"
      let found = try report(path)
      if variant == "without-plandetail" {
        #expect(found.rows < rows && found.codes == codes.merging(["module-absent": 2]) { $1 })
      } else {
        #expect(found.rows == rows && found.codes == codes, "\(shape) \(variant)")
      }
    }
    // A return that is taken apart and put together again has the same bytes.
    let names = try FileManager.default.subpathsOfDirectory(atPath: usual)
    #expect(try Set(FileManager.default.subpathsOfDirectory(atPath: london + "/variants/plain/E09000001")) == Set(names))
    for name in names {
      let (one, other) = ("\(usual)/\(name)", "\(london)/variants/plain/E09000001/\(name)")
      #expect(FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: other), "\(shape) \(name)")
    }
  }

  @Test func theLayoutsOfTheYearsDiffer() throws {
    let folder = try TemporaryFolder()
    let (london, _) = try Self.borough(["--shapes", "blade", "--collections", "2023,2024,2025"], in: folder)
    func columns(_ year: Int, _ module: String) throws -> Set<Substring> {
      let path = "\(london)/boroughs/E09000001/sen2_\(year)/Blade-Export_20-03-\(year)_\(module).csv"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      return Set(text.split(whereSeparator: \.isNewline)[0].split(separator: ","))
    }
    #expect(try columns(2023, "person").contains("gendercurrent") && columns(2024, "person").contains("sex"))
    #expect(try columns(2023, "placementdetail").symmetricDifference(columns(2024, "placementdetail")) == ["attendancepattern", "res", "wbp"])
    #expect(try columns(2024, "activeplans").symmetricDifference(columns(2023, "activeplans")) == ["res", "wbp", "reviewmeeting", "reviewoutcome"])
    #expect(try columns(2025, "requests").subtracting(columns(2024, "requests")) == ["requestsource"])
    let why = try SmallLondon.run("rehearsal", ["write", "--out", folder.file("x"), "--collections", "2022"])
    #expect(why.exitCode != 0 && why.standardError.contains("unknown-collection"))
  }
}
