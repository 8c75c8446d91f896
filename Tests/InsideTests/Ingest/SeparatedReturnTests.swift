import Records
import TestSupport
import Testing

@testable import Ingest

/// COLLECT's nine tables as they come when a spreadsheet, a database or a script stood between: other separators, text of
/// two bytes a character, other endings of names, other quotes. The same records come of each.
@Suite struct SeparatedReturnTests {
  typealias Child = TinyReturn.Child

  private static let tiny = TinyReturn(children: [
    Child(upn: "X900000000001", surname: "Fictional, or; other", forename: "a\tb|c"),
    Child(upn: "X900000000002", surname: "Fictionalé", plans: [.init(cease: "2024-06-30")]),
  ])

  /// A table with another separator: quotes where a field needs them.
  private static func separated(_ text: String, by separator: String) throws -> String {
    let rows = CSVReaderTests.Collector()
    var reader = CSVReader(rows)
    try reader.feed(Array(text.utf8).span)
    try reader.finish()
    return rows.records.map { row in
      row.map { $0.contains(separator) || $0.contains("\"") ? "\"\($0)\"" : $0 }.joined(separator: separator) + "\r\n"
    }.joined()
  }

  enum Encoding: CaseIterable { case plain, marked, little, big }

  private static func bytes(_ text: String, _ encoding: Encoding) -> [UInt8] {
    switch encoding {
    case .plain: Array(text.utf8)
    case .marked: [0xEF, 0xBB, 0xBF] + text.utf8
    case .little: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .big: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
  }

  @Test(arguments: [",", ";", "\t", "|"], Encoding.allCases) func theSameComesOfEach(separator: String, encoding: Encoding) throws {
    let expected = try TinyFolder(Self.tiny.blade).read()
    for ending in ["csv", "CSV", "txt", "tsv"] {
      let folder = try TinyFolder()
      for (name, text) in Self.tiny.blade {
        try folder.write(Self.bytes(try Self.separated(text, by: separator), encoding), "\(name.dropLast(3))\(ending)")
      }
      let ingested = try folder.read()
      #expect(ingested.codes == expected.codes && ingested.roll == expected.roll, "\(ending): \(ingested.report.text)")
      #expect(ingested.report.rowsRead == expected.report.rowsRead && ingested.isBalanced && ingested.report.files.count == 9)
    }
  }

  /// The names that suppliers and people give the nine files say nothing; their headings do.
  @Test func namesOfFilesDoNotMatter() throws {
    let names = [
      "sen2": "0 Header.csv", "person": "SEN2_2025_201_Module1.csv", "requests": "Requests (2).csv", "assessment": "3.csv",
      "namedplan": "EHCP named plan.csv", "plandetail": "4b Plan Detail.csv", "activeplans": "Active Plans - final.csv",
      "placementdetail": "5b_placements.txt", "senneed": "SENNeed_20250301.csv",
    ]
    let files = Dictionary(uniqueKeysWithValues: Self.tiny.blade.map { name, text in
      (names[String(name.split(separator: "_")[1].dropLast(4))] ?? name, text)
    })
    #expect(files.count == 9)
    let ingested = try TinyFolder(files).read()
    #expect(ingested.codes.isEmpty && ingested.roll.persons.count == 2, "\(ingested.report.text)")
  }

  /// Half of a character at the end, a half pair, no mark: nothing is lost silently, nothing stops the program.
  @Test func brokenTextOfTwoBytesIsSaid() throws {
    let text = try #require(Self.tiny.blade.first { $0.key.hasSuffix("_senneed.csv") })
    func read(_ bytes: [UInt8]) throws -> Ingested {
      let folder = try TinyFolder(Self.tiny.blade)
      try folder.write(bytes, text.key)
      return try folder.read()
    }
    let whole = Self.bytes(text.value, .little)
    let cut = try read(whole.dropLast(5) + [0x0D])
    #expect(cut.isBalanced && cut.finding("unknown-need") == nil)
    let half = try read(whole + [0x3D, 0xD8, 0x41, 0x00, 0x0D, 0x00])
    #expect(half.finding("column-count")?.count == 1 && half.roll.persons.count == 2)
    #expect(try read(Array(whole.dropFirst(2))).report.verdict == .unusable)
    #expect(try read(Array(whole.dropFirst(2))).codes.contains("nul-byte"))
  }

  /// Piece by piece, wherever the file is cut: what a text of two bytes says does not depend on it.
  @Test func piecesOfATextOfTwoBytesAreJoined() {
    let text = "a;é€\u{1F600}\"\r\n😀x"
    for encoding in Encoding.allCases {
      let bytes = Self.bytes(text, encoding)
      for size in 1...7 {
        var (decoder, out) = (UTF16Text(), [UInt8]())
        for start in stride(from: 0, to: bytes.count, by: size) {
          out += decoder.utf8(Array(bytes[start..<min(start + size, bytes.count)]).span)
        }
        out += decoder.finish()
        #expect(out == (encoding == .marked ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8), "\(encoding) \(size)")
      }
    }
    for short in [[], [0xFF], [0xFE], [0x41]] as [[UInt8]] {
      var decoder = UTF16Text()
      #expect(decoder.utf8(short.span) + decoder.finish() == short)
    }
  }

  /// An archive is named, whatever is in it, and what lies beside it is read.
  @Test func anArchiveIsSaidToBeOne() throws {
    let folder = try TinyFolder(Self.tiny.blade)
    for name in ["Blade-Export.zip", "sen2/return.ZIP", "SEN2.7z", "export"] { try folder.write([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], name) }
    let ingested = try folder.read()
    #expect(ingested.codes == ["packed-file"] && ingested.report.findings.count { $0.code == "packed-file" } == 4, "\(ingested.report.text)")
    #expect(ingested.roll.persons.count == 2 && ingested.report.verdict == .usableWithWarnings)
    let alone = try TinyFolder()
    try alone.write([0x50, 0x4B, 0x03, 0x04], "Blade-Export.zip")
    let text = try alone.read().report.text
    #expect(text.contains("unpack it into the folder"))
  }

  /// Fees in euros are no pounds: in a heading, in the cells, in either encoding of the sign.
  @Test(arguments: ["Fee (€)", "Fee €", "Fee EUR", "Fee $"]) func aFeeInAnotherCurrencyIsNoFee(heading: String) throws {
    func read(_ heading: String, _ fees: [String], encode: (String) -> [UInt8] = { Array($0.utf8) }) throws -> Ingested {
      let folder = try TinyFolder(["r.xml": Self.tiny.xml])
      let rows = fees.map { "X900000000001,\($0),Annual,2024-25\r\n" }
      try folder.write(encode("UPN,\(heading),Fee period,Financial year\r\n" + rows.joined()), "f.csv")
      return try folder.read()
    }
    #expect(try read(heading, ["100"]).codes == ["finance-not-mapped"])
    let windows: (String) -> [UInt8] = { $0.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) } }
    #expect(try read(heading, ["100"], encode: windows).codes == ["finance-not-mapped"])
    for fee in ["€100", "100 EUR", "$100.00", "eur 100"] {
      for encode in [{ Array($0.utf8) }, windows] {
        let ingested = try read("Fee", [fee, "200"], encode: encode)
        #expect(ingested.codes == ["amount-scale", "return-refused"] && ingested.report.verdict == .unusable, "\(fee) \(ingested.codes)")
        #expect(ingested.finding("amount-scale")?.rows == [2] && ingested.isBalanced)
      }
    }
    // One line of more than a hundred is listed by itself.
    let many = try read("Fee", ["€100"] + (1...100).map { "\($0)" })
    #expect(many.finding("bad-amount")?.rows == [2] && many.finding("amount-scale") == nil)
  }
}
