import Forecasting
@testable import PublicData
import Testing

struct PublicDataTests {
  private let header = "code,year," + (0...25).map { "\($0)" }.joined(separator: ",")
  private func row(_ code: String = "E09000007", _ year: String = "2025", last: String = "7.25") -> String {
    "\(code),\(year)," + String(repeating: "1200.5,", count: 25) + last
  }
  private func defect(_ lines: [String]) -> PublicDataError? {
    do {
      _ = try PopulationFile(parsing: Array(lines.joined(separator: "\n").utf8))
      return nil
    } catch { return error }
  }

  @Test func commentsBlankLinesAndSpreadsheetLineEndsAreRead() throws {
    let lines = ["\u{FEFF}# ONS, Open Government Licence: café", "", header, row(), row("E09000033"), row("E09000007", "2026")]
    let text = lines.joined(separator: "\r\n") + "\r\n"
    let file = try PopulationFile(parsing: Array(text.utf8))
    #expect(file.boroughs == ["E09000007", "E09000033"])
    let camden = try #require(file.population(of: "E09000007"))
    #expect(camden.years == [2025, 2026])
    #expect(camden[2025]?.first == 1200.5 && camden[2025]?.last == 7.25)
    #expect(camden[2024] == nil)
    #expect(file.population(of: "E09000001") == nil)
  }

  @Test func eachDefectHasItsCodeAndLine() {
    #expect(defect([])?.code == "empty-file")
    #expect(defect([header])?.code == "empty-file")
    #expect(defect(["# x", row()]) == PublicDataError(reason: .badHeader, line: 2, column: nil))
    #expect(defect([header, row() + ","]) == PublicDataError(reason: .wrongFieldCount, line: 2, column: nil))
    #expect(defect([header, row("E06000001")]) == PublicDataError(reason: .unknownBorough, line: 2, column: "code"))
    #expect(defect([header, row("E09000001", "25")]) == PublicDataError(reason: .badYear, line: 2, column: "year"))
    #expect(defect([header, row(), "", row()]) == PublicDataError(reason: .duplicateRow, line: 4, column: nil))
    #expect(defect([header, row(last: "7é")]) == PublicDataError(reason: .notText, line: 2, column: nil))
    let numbers = ["", "0", "0.0", "-1", "+1", "1e3", "nan", "inf", "0x1p3", ".5", "5.", "1.2.3", " 5", "10000000", "x"]
    for bad in numbers + ["1,5"] {
      let error = defect([header, row(last: bad)])
      #expect(error?.line == 2 && (error?.column == "25" || bad == "1,5"), "\(bad)")
    }
  }

  @Test func theErrorSaysWhereWhyAndWhatToDo() {
    let place = "bad-number: population file, line 2, column 25: "
    let advice = "a number above 0 and below 10 million is needed, digits and one dot only"
    #expect(defect([header, row(last: "-1")])?.description == place + advice)
  }
}
