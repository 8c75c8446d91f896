import Forecasting
@testable import PublicData
import Testing

struct PublicTablesPopulationTests {
  private func long(_ header: String, _ row: (Int) -> String, ages: ClosedRange<Int> = 0...30) -> [UInt8] {
    Array(([header] + ages.map(row)).joined(separator: "\r\n").utf8)
  }

  private func defect(_ bytes: [UInt8]) -> PublicTableError? {
    do {
      _ = try PopulationTable(parsing: bytes)
      return nil
    } catch { return error }
  }

  @Test func januaryIsTenTwelfthsOfAnAgeAndTwoOfTheAgeBelow() throws {
    let table = try PopulationTable(
      parsing: long("mid_year,ons_code,name,age,population") { "2023,E09000007,\"Camden, say\",\($0),\(1200 + 12 * $0)" })
    #expect(table.boroughs == ["E09000007"] && table.years(of: "E09000007") == [2023])
    let january = try #require(table.january(of: "E09000007")?[2024])
    // By hand: (10·1284 + 2·1272) / 12 at 7; age 0 is its own mid-year.
    #expect(january[7] == 1282 && january[0] == 1200 && january.count == 26)
    #expect(table.january(of: "E09000007")?.years == [2024])
    #expect(table.january(of: "E09000001") == nil)
  }

  @Test func wideFilesBySexAreSummed() throws {
    var lines = ["ladcode23,laname23,country,sex,age,population_2022,population_2023"]
    for age in 0...90 {
      for sex in ["F", "M"] { lines.append("E09000033,Westminster,E,\(sex),\(age),\(sex == "F" ? 10 : 20),\(age)") }
      lines.append("E06000001,Hartlepool,E,F,\(age),1,1")
    }
    let table = try PopulationTable(parsing: Sample.bytes(lines))
    #expect(table.boroughs == ["E09000033"])
    #expect(table.midYear(2022, of: "E09000033") == [Double](repeating: 30, count: 26))
    #expect(table.midYear(2023, of: "E09000033")?[25] == 50)
  }

  @Test func personsAreTakenOnceWhereTheyStandBesideWomenAndMen() throws {
    var lines = ["AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2025,2026"]
    for sex in ["persons", "females", "males"] {
      for age in (0...89).map(String.init) + ["90 and over", "All ages"] {
        lines.append("E09000001,City,Population,\(sex),\(age),2.5,0")
      }
    }
    let table = try PopulationTable(parsing: Sample.bytes(lines))
    #expect(table.midYear(2025, of: "E09000001")?.allSatisfy { $0 == 2.5 } == true)
    #expect(table.january(of: "E09000001")?.years == [2026, 2027])
  }

  @Test func defectsAreRefused() {
    let head = "code,name,midyear,age,population"
    func row(_ age: Int) -> String { "E09000007,Camden,2020,\(age),5" }
    #expect(defect(long(head, row)) == nil)
    #expect(defect(long(head, row, ages: 0...24)) == PublicTableError(.missingAge, line: 0, column: "age"))
    #expect(defect(Sample.bytes([head])) == PublicTableError(.emptyFile, line: 0))
    #expect(defect(Sample.bytes([head, row(3), row(3)])) == PublicTableError(.duplicateRow, line: 3))
    #expect(
      defect(Sample.bytes([head, "E09000007,Camden,20,3,5"])) == PublicTableError(.badPeriod, line: 2, column: "midyear"))
    #expect(
      defect(Sample.bytes([head, "E09000007,Camden,2020,three,5"])) == PublicTableError(.badAge, line: 2, column: "age"))
    #expect(
      defect(Sample.bytes([head, "E09000007,Camden,2020,3,-5"]))
        == PublicTableError(.badNumber, line: 2, column: "population"))
    #expect(defect(Sample.bytes([head, "E06000001,Hartlepool,2020,3,5"])) == PublicTableError(.noLondonRows, line: 0))
    #expect(defect(Sample.bytes(["a,b", "c,d"])) == PublicTableError(.unknownTable, line: 1))
    let males = ["gss_code,sex,age,year,value"] + (0...25).map { "E09000007,male,\($0),2020,5" }
    #expect(defect(Sample.bytes(males)) == PublicTableError(.missingAge, line: 0, column: "sex"))
  }

  @Test func birthsOfBothSexesAreSummedByBoroughAndYear() throws {
    let head = "\"GSS.Code\",\"Sex\",\"Age\",\"Year\",\"Births\""
    let table = try BirthsTable(
      parsing: Sample.bytes([
        head, "\"E09000001\",\"F\",0,2002,24", "\"E09000001\",\"M\",0,2002,31", "\"E06000001\",\"M\",0,2002,9",
      ]))
    #expect(table.births(2002, of: "E09000001") == 55 && table.boroughs == ["E09000001"])
    let twice = Sample.bytes([head, "E09000001,F,0,2002,24", "E09000001,F,0,2002,24"])
    #expect(throws: PublicTableError(.duplicateRow, line: 3)) { try BirthsTable(parsing: twice) }
    #expect(throws: PublicTableError(.missingColumn, line: 1, column: "births")) {
      try BirthsTable(parsing: Sample.bytes(["code,year", "E09000001,2002"]))
    }
  }
}
