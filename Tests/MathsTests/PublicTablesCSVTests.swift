@testable import PublicData
import Testing

struct PublicTablesCSVTests {
  /// All rows of a file that arrives in pieces of `step` bytes.
  private func rows(
    _ bytes: [UInt8], step: Int = .max, encoding: CSVReader.Encoding = .utf8
  ) throws -> [[String]] {
    var reader = CSVReader(encoding: encoding)
    var found: [[String]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      try reader.feed(Array(rest.prefix(step)).span) { row throws(PublicTableError) in found.append(row.fields) }
      rest = rest.dropFirst(step)
    }
    try reader.finish { row throws(PublicTableError) in found.append(row.fields) }
    return found
  }

  private func defect(_ bytes: [UInt8]) -> PublicTableError? {
    do {
      _ = try rows(bytes)
      return nil
    } catch { return error as? PublicTableError }
  }

  @Test func everyWayOfCuttingAFileGivesTheSameRows() throws {
    let text = "\u{FEFF}a,b\r\n\"x \"\"y\"\", z\",\"two\r\nlines\"\n\n,\r\"\",é"
    let expected = [["a", "b"], ["x \"y\", z", "two\r\nlines"], ["", ""], ["", "é"]]
    for step in 1...text.utf8.count { #expect(try rows(Array(text.utf8), step: step) == expected, "step \(step)") }
  }

  @Test func linesAreCountedThroughQuotesAndMixedLineEnds() throws {
    var lines: [Int] = []
    try CSVReader.rows(of: Array("a\r\n\"b\nc\r\nd\re\"\rf\n\n\r\ng".utf8)) { row throws(PublicTableError) in
      lines.append(row.line)
    }
    #expect(lines == [1, 2, 6, 9])
  }

  @Test func windows1252BecomesUTF8UnlessAMarkSaysOtherwise() throws {
    #expect(try rows([0x93, 0x53, 0x74, 0x20, 0xC9, 0x94, 0x2C, 0x80], encoding: .windows1252) == [["“St É”", "€"]])
    #expect(try rows([0xEF, 0xBB, 0xBF, 0xC3, 0x89], encoding: .windows1252) == [["É"]])
    #expect(try rows([0xEF, 0xBB], encoding: .windows1252) == [["ï»"]])
  }

  @Test func damageIsRefusedWithItsLine() {
    #expect(defect(Array("a,b\nc,\"d".utf8)) == PublicTableError(.unterminatedQuote, line: 2))
    #expect(defect(Array("a,b\nc\"c,d".utf8)) == PublicTableError(.strayQuote, line: 2))
    #expect(defect(Array("a,b\n\"c\"c,d".utf8)) == PublicTableError(.strayQuote, line: 2))
    #expect(defect([0x61, 0x0A, 0xE9, 0x2C]) == PublicTableError(.notText, line: 2))
    #expect(defect([0x61, 0x00]) == PublicTableError(.notText, line: 1))
    #expect(defect([0xFF, 0xFE, 0x61, 0x00])?.code == "not-text")
    #expect(defect([UInt8](repeating: 0x61, count: 40_000)) == PublicTableError(.fieldTooLong, line: 1))
    #expect(defect([UInt8](repeating: 0x2C, count: 2_500)) == PublicTableError(.tooManyFields, line: 1))
    // A character cut in two by a comma is not valid in either field.
    #expect(defect([0xC3, 0x2C, 0xA9])?.code == "not-text")
  }

  @Test func everyCodeHasWordsAndIsItsOwn() {
    let all = PublicTableError.Reason.allCases.map { PublicTableError($0, line: 3, column: "ehcplans") }
    #expect(Set(all.map(\.code)).count == all.count)
    #expect(all.allSatisfy { $0.description.hasPrefix("\($0.code): public file, line 3, column ehcplans: ") })
  }
}
