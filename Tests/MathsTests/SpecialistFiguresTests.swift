@testable import ForecastTables
import Foundation
import PublicData
import Testing
import Vocabulary

/// The report's figures 32 to 35, of a London of five schools.
struct SpecialistFiguresTests {
  private static let rows = SchoolRows(
    ["SchoolCapacity": "24", "NumberOfPupils": "30", "SEN1 (name)": "ASD - Autistic Spectrum Disorder", "SEN2 (name)": "SLD - Severe"],
    ["SchoolCapacity": "", "SEN1 (name)": "SLD - Severe", "SEN2 (name)": "SLD - Severe"],
    ["LA (code)": "213", "SEN1 (name)": "Not Applicable"],
    ["LA (code)": "213", "TypeOfEstablishment (code)": "10", "SchoolCapacity": "10", "SEN1 (name)": "SEMH - Social"],
    ["LA (code)": "213", "TypeOfEstablishment (code)": "1", "TypeOfResourcedProvision (name)": "SEN unit", "SenUnitCapacity": "7",
      "SenUnitOnRoll": "6", "SEN1 (name)": "HI - Hearing Impairment"])

  private func figures(_ area: String?) throws -> SpecialistFigures {
    try #require(SpecialistFigures(try Self.rows.places(), area: area))
  }

  @Test func figure32CountsPlacesAndSaysWhatIsNotStated() throws {
    let london = try figures("london").rows.filter { $0.figure == "32" }
    func row(_ series: String, _ unit: String) -> [Int]? {
      london.first { $0.series == series && $0.unit == unit }.map { [$0.value, $0.of] }
    }
    #expect(row("SS", "establishments") == [3, 3] && row("SS", "places") == [84, 2] && row("SS", "establishments not stating all places") == [1, 3])
    #expect(row("SS", "pupils") == [30, 1] && row("RP", "places") == [7, 1] && row("RP", "pupils") == [6, 1])
    #expect(row("all", "places") == [101, 4] && row("all", "establishments") == [5, 5] && row("OT", "places") == [0, 0])
  }

  /// Of schools that name any need; one that names a need twice counts once.
  @Test func figures33To35AreSharesOfSchoolsThatNameANeed() throws {
    let rows = try figures("london").rows
    func share(_ figure: String, _ need: Need) -> Double? { rows.first { $0.figure == figure && $0.series == need.code }?.percent }
    #expect(share("33", .sld) == 100 && share("33", .asd) == 50 && share("33", .semh) == 0)
    #expect(share("34", .hi) == 100 && share("35", .semh) == 100 && share("35", .asd) == 0)
    #expect(rows.filter { $0.figure == "33" }.allSatisfy { $0.of == 2 }, "the third state special school names none")
  }

  /// Sums of areas are those of their boroughs, and a borough that the extract does not have has no figure.
  @Test func areasAddUp() throws {
    let all = try figures(nil).rows.filter { $0.figure == "32" && $0.unit == "places" && $0.series == "all" }
    #expect(Dictionary(uniqueKeysWithValues: all.map { ($0.area.id, $0.value) }) == [
      "london": 101, "NCL": 24, "NWL": 77, "inner": 101, "E09000007": 24, "E09000033": 77,
    ])
    #expect(SpecialistFigures(try Self.rows.places(), area: "atlantis") == nil)
  }

  @Test func filesHoldTheSameFiguresAsTheText() throws {
    let figures = try figures("london")
    let csv = figures.csv.split(separator: "\r\n").map { ForecastTablesTests.fields($0) }
    #expect(csv.count == 1 + 5 * 4 + 3 * 12 && csv.allSatisfy { $0.count == csv[0].count })
    #expect(csv.dropFirst().allSatisfy { Array($0.suffix(3)) == ["2", "33", "public"] && $0[5] == "2025-01-16" })
    let sld = try #require(csv.first { $0[0] == "33" && $0[4] == "SLD" })
    #expect(Array(sld[6...9]) == ["schools", "2", "2", "100.0"])
    let json = try #require(JSONSerialization.jsonObject(with: Data(figures.json.utf8)) as? [String: Any])
    let read = try #require(json["figures"] as? [[String: Any]])
    #expect(read.compactMap { $0["figure"] as? String } == ["32", "33", "34", "35"] && json["data"] as? String == "public")
    #expect(read.reduce(0) { $0 + (($1["points"] as? [Any])?.count ?? 0) } == csv.count - 1)
    let text = figures.text
    #expect(text.contains("London, 2 of 33 boroughs are in the extract: specialist places (figure 32)"))
    let together = try #require(text.split(separator: "\n").first { $0.hasPrefix("  together") })
    #expect(together.split(separator: " ").dropFirst() == ["5", "101", "1", "36"])
    #expect(try self.figures("E09000001").text.contains("City of London, 0 of 1 boroughs are in the extract"))
  }
}
