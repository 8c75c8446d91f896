import TestSupport
import Testing

@testable import Ingest

/// The reader by itself: every way to cut a text into pieces gives the same records.
@Suite struct CSVReaderTests {
  final class Collector: CSVHandler {
    var records: [[String]] = []
    var lines: [Int] = []
    var bad: [Int] = []
    var wanted: [Bool]?

    func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
      try self.record(record)
      return wanted ?? [Bool](repeating: true, count: record.count)
    }

    func record(_ record: borrowing CSVRecord) throws(Refusal) {
      var fields: [String] = []
      for index in 0..<record.count {
        fields.append(String(decoding: record.bytes[record.range(index)], as: UTF8.self))
      }
      records.append(fields)
      lines.append(record.line)
      if record.hasBadQuoting { bad.append(record.line) }
    }
  }

  static func read(
    _ text: String, piece: Int = .max, wanted: [Bool]? = nil, isPlain: Bool = false
  ) throws -> Collector {
    let collector = Collector()
    collector.wanted = wanted
    var reader = CSVReader(collector)
    reader.isPlain = isPlain
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + min(piece, bytes.count))
      try reader.feed(bytes.span.extracting(start..<end))
      start = end
    }
    try reader.finish()
    return collector
  }

  static let text = "\u{FEFF}#x\r\na,\"b\"\"b\",\"c\r\nd\"\r\n\r\n1,,\"\"\n\"x,y\",\",\",z\r2,3,4"
  static let expected = [["a", "b\"b", "c\r\nd"], ["1", "", ""], ["x,y", ",", "z"], ["2", "3", "4"]]

  @Test(arguments: 1...text.utf8.count)
  func piecesOfAnySizeGiveTheSameRecords(piece: Int) throws {
    let collector = try Self.read(Self.text, piece: piece)
    #expect(collector.records == Self.expected)
    #expect(collector.lines == [2, 5, 6, 7])
    #expect(collector.bad.isEmpty)
  }

  /// Whole records are found by an index of commas and line ends, others byte by byte: one byte a piece leaves nothing
  /// to the index. The index is made in two ways, by what the processor can do.
  @Test(arguments: 0..<20) func theIndexFindsWhatReadingByteByByteFinds(batch: Int) throws {
    var random = Dice(seed: batch)
    let parts = ["a", "bc", ",", ",", "\n", "\r\n", "\r", "\"", "\"\"", "\"x,y\"", "#", String(repeating: "z", count: 70)]
    for _ in 0..<40 {
      var text = "h,i,j\n"
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        text += Bool.random(using: &random) ? "k,l,m\n" : parts.randomElement(using: &random) ?? ""
      }
      let columns = (0..<3).map { _ in Bool.random(using: &random) }
      let (plain, quick) = (
        Result { try Self.read(text, wanted: columns, isPlain: true) }, Result { try Self.read(text, wanted: columns) }
      )
      #expect((try? plain.get().records) == (try? quick.get().records) && (try? plain.get().lines) == (try? quick.get().lines))
      switch (Result { try Self.read(text, wanted: columns) }, Result { try Self.read(text, piece: 1, wanted: columns) }) {
      case (.success(let whole), .success(let single)):
        #expect(whole.records == single.records && whole.lines == single.lines && whole.bad == single.bad)
      case (.failure(let whole), .failure(let single)): #expect((whole as? Refusal)?.rule == (single as? Refusal)?.rule)
      default: Issue.record("one of two readings of batch \(batch) was refused")
      }
    }
  }

  /// A long piece is indexed window by window: records lie across the borders, and some are longer than a window.
  @Test(arguments: 0..<6) func windowsCutNoRecord(batch: Int) throws {
    var random = Dice(seed: batch)
    var text = "h,i\n"
    for number in 0..<3_000 {
      let field = String(repeating: "x", count: Int.random(in: 0..<30, using: &random))
      switch Int.random(in: 0..<1_000, using: &random) {
      case 0: text += "\(number),\(String(repeating: "long", count: 6_000))\r\n"
      case 1: text += "\"\(number)\n,\",\"\(String(repeating: "\"\"", count: 10_000))\"\n"
      default: text += "\(number),\(field)\(number % 3 == 0 ? "\r\n" : "\n")"
      }
    }
    let (whole, pieces) = (try Self.read(text), try Self.read(text, piece: 1_000 + batch))
    #expect(whole.records == pieces.records && whole.lines == pieces.lines && whole.records.count == 3_001)
  }

  @Test func whatIsNotWantedIsNotKept() throws {
    let collector = try Self.read("a,b,c\n1,secret,3\n4,\"se,cret\",6\n", wanted: [true, false, true])
    #expect(collector.records.dropFirst() == [["1", "", "3"], ["4", "", "6"]])
  }

  @Test func aMisplacedQuoteMarksItsRecordOnly() throws {
    let collector = try Self.read("a,b\n1,2\"3\n\"4\"5,6\n7,8\n")
    #expect(collector.bad == [2, 3])
    #expect(collector.records.last == ["7", "8"])
  }

  @Test func whatCannotBeReadIsRefused() {
    for (text, rule) in [
      ("a\n\"b", Rule.unterminatedQuote), ("a\u{0}\n", .nulByte), ("", .missingColumn), ("#only\n", .missingColumn),
    ] {
      #expect { try Self.read(text) } throws: { ($0 as? Refusal)?.rule == rule }
    }
    #expect { try Self.read(String(repeating: ",", count: 2000)) } throws: { ($0 as? Refusal)?.rule == .tooLarge }
  }

  @Test(arguments: [
    ("2025-01-16", "2025-01-16"), ("2024-Jan-18 00:00:00", "2024-01-18"), (" 2024-DEC-31 ", "2024-12-31"),
    ("16/01/2025", "2025-01-16"),
    ("2025-01-16T09:30:00Z", "2025-01-16"), ("2025-01-16T09:30:00.000+01:00", "2025-01-16"),
    ("2025-01-16 09:30:00.123", "2025-01-16"), ("2025-1-6", "2025-01-06"), ("16-01-2025", "2025-01-16"),
    ("20250116", "2025-01-16"), ("20250116 00:00:00", "2025-01-16"), ("16/01/2025 09:30:00 AM", "2025-01-16"),
    ("6/1/2025", "2025-01-06"), ("6.1.2025", "2025-01-06"), ("16-Jan-2025", "2025-01-16"), ("16 jan 2025", "2025-01-16"),
    ("16 January 2025", "2025-01-16"), ("3 Sept 2024", "2024-09-03"), ("2025/01/16", "2025-01-16"),
    ("2025 January 16", "2025-01-16"), ("2024-FEB-29T00:00:00", "2024-02-29"), ("2025-01-16Z", "2025-01-16"),
    ("2025-01-16+00:00", "2025-01-16"),
    // Excel's shortest form; no day of a return is before 1990 or after 2050.
    ("16-Jan-25", "2025-01-16"), ("3 Sep 19", "2019-09-03"), ("3-SEPT-98", "1998-09-03"), ("16 January 25", "2025-01-16"),
    ("29-Feb-00", "2000-02-29"), ("1/Sep/50", "2050-09-01"), ("31.Dec.90", "1990-12-31"), ("03-Sep-19 00:00:00", "2019-09-03"),
  ])
  func datesAreReadInEveryForm(text: String, iso: String) {
    #expect(Array(text.utf8).span.date == Array(iso.utf8).span.date)
    #expect(Array(iso.utf8).span.date != .bad)
  }

  @Test(arguments: [
    "2025-02-29", "2025-Foo-01", "2025-01-16x", "31/04/2025", "2025-01-161", "é025-01-16",
    // Years of two digits are not guessed where the month is a number, nor where the century is not known.
    "1/1/25", "250116", "16.01.25", "16-01-25", "25-01-16", "3-Sep-51", "3-Sep-89", "3-Sep-9", "3-Sep-019", "32-Sep-19",
    "29-Feb-19", "Sep-19", "3-Sep", "3Sep19", "19-Sep-2019x",
    // 13 is no month, and months are not first where the year is.
    "2025/13/01", "13/13/2025", "00/16/2025", "02/30/2025",
    "2025-01", "2025", "2025-W03-4", "2025-016", "16//01/2025", "16/01/2025/", "0/1/2025", "16/0/2025", "2025-Ja-16",
    "Jan 16 2025", "16th January 2025", "45673", "202501161", "2025-01-16 x",
    "20250230", "1900-02-29", "2025--01-16", "-2025-01-16", "16/Januaryyyyy/2025",
  ])
  func whatIsNoDateIsBad(text: String) {
    #expect(Array(text.utf8).span.date == .bad)
  }

  @Test(arguments: ["01/16/2025", "1/16/2025 12:00:00 AM", "12-31-2024", "2.29.2024"])
  func whatIsADateOnlyMonthFirstIsToldApart(text: String) {
    #expect(Array(text.utf8).span.date == .monthFirst && Array(text.utf8).span.date.isBad)
  }

  @Test(arguments: ["9999-12-31", "31/12/9999", "31-Dec-9999 00:00:00", "99991231", "", " ", "NULL"])
  func aDayThatNeverComesIsNone(text: String) { #expect(Array(text.utf8).span.date == .missing) }
}
