import Records
import TestSupport
import Testing

@testable import Ingest

/// Counts the rows of damaged files in its own way, to hold the readers' count against.
enum RowCount {
  /// What every reading must keep: rows read are used or listed, and nothing of a record is spoken.
  @discardableResult static func expectSilentAccount(_ ingested: Ingested, _ place: String) throws -> IngestReport {
    #expect(ingested.isBalanced, "\(place)")
    #expect(ingested.report.verdict != .unusable || ingested.roll.persons.isEmpty, "\(place)")
    return expectSilentAccount(ingested.report, "\(ingested)", place)
  }

  @discardableResult static func expectSilentAccount(
    _ report: IngestReport, _ more: String, _ place: String
  ) -> IngestReport {
    #expect(report.files.allSatisfy { (0...$0.rowsRead).contains($0.rowsListed) }, "\(place)")
    #expect(report.files.reduce(0) { $0 + $1.rowsRead } == report.rowsRead, "\(place)")
    #expect(report.files.reduce(0) { $0 + $1.rowsListed } == report.rowsListed, "\(place)")
    #expect(!Search.finds(CanaryTests.needles, in: report.text + report.json + more), "\(place): a value was spoken")
    return report
  }

  /// Rows of a table of which titles may stand above the headings: at least and at most. A line that names a pupil is a
  /// row wherever it stands. Where the headings are repeated among the first 60 lines, any of them may be taken. Nil where a
  /// quoted field may go over several lines.
  static func table(_ bytes: [UInt8], heading: String) -> ClosedRange<Int>? {
    let bytes = narrow(bytes)
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let blank = Set(", \t\"".utf8)
    let lines = text.split { $0 == 0x0A || $0 == 0x0D }.drop { $0.first == UInt8(ascii: "#") }.filter { !$0.allSatisfy(blank.contains) }
    guard lines.allSatisfy({ line in line.count { $0 == UInt8(ascii: "\"") } % 2 == 0 }) else { return nil }
    let named = lines.map(namesPupil)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]  // also where files were joined
    let heads = lines.indices.prefix(60).filter { index in
      let line = lines[index]
      return (line.starts(with: mark) ? line.dropFirst(mark.count) : line).elementsEqual(heading.utf8)
    }
    let least = heads.map { head in named[..<head].count { $0 } + lines.count - head - 1 }.min()
    guard let least else { return named.count { $0 }...lines.count }
    return least...max(lines.count - 1, 0)
  }

  /// A field of the line is a letter, eleven digits, and a letter or digit.
  private static func namesPupil(_ line: ArraySlice<UInt8>) -> Bool {
    line.split(separator: UInt8(ascii: ",")).contains { field in
      let field = Array(field)
      func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
      func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
      return field.count == 13 && isLetter(field[0]) && field[1...11].allSatisfy(isDigit) && (isLetter(field[12]) || isDigit(field[12]))
    }
  }

  /// Lines below the heading that are not commas alone. Nil where a quoted field may go over several lines.
  static func csv(_ bytes: [UInt8]) -> Int? {
    let bytes = narrow(bytes)
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let lines = text.split { $0 == 0x0A || $0 == 0x0D }.drop { $0.first == UInt8(ascii: "#") }
    guard lines.allSatisfy({ line in line.count { $0 == UInt8(ascii: "\"") } % 2 == 0 }) else { return nil }
    return lines.dropFirst().count { !$0.allSatisfy { $0 == UInt8(ascii: ",") } }
  }

  /// Of text of two bytes a character the ASCII, which is enough to count rows. What stands for the rest means nothing in
  /// XML: "?" after "<" would begin an instruction.
  private static func narrow(_ bytes: [UInt8]) -> [UInt8] {
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
    return stride(from: 2, to: bytes.count, by: 2).map { place in
      guard place + 1 < bytes.count else { return UInt8(ascii: "_") }
      let (low, high) = isLittle ? (bytes[place], bytes[place + 1]) : (bytes[place + 1], bytes[place])
      return high == 0 && low < 0x80 ? low : UInt8(ascii: "_")
    }
  }

  private static let modules = Set(Module.allCases.map { $0 == .header ? "header" : $0.rawValue })

  /// Elements that open a module, in comments and the like not.
  static func xml(_ bytes: [UInt8]) -> Int {
    let bytes = narrow(bytes)
    var (count, index) = (0, 0)
    func starts(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }
    func skip(to text: String) {
      while index < bytes.count, !starts(text) { index += 1 }
    }
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open
      if starts("<!--") {
        index += 4
        skip(to: "-->")
      } else if starts("<![CDATA[") {
        skip(to: "]]>")
      } else if starts("<?") {
        skip(to: "?>")
      } else {
        let name = bytes[(open + 1)...].prefix { ![0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E].contains($0) }
        let local = String(decoding: name, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false).last ?? ""
        if modules.contains(local.lowercased()) { count += 1 }
        index += 1
      }
    }
    return count
  }
}
