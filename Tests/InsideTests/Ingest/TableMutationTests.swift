import Costing
import Ingest
import Layout
import Records
import TestSupport
import Testing

/// Damaged finance extracts, cross-references, column maps and rate cards, as text and as workbooks: no crash, no hang, no
/// row lost without a line in the report, nothing spoken. 1,000 files here; 10,000 with `BOROUGHWISE_LONG=1`.
@Suite struct TableMutationTests {
  enum Shape: CaseIterable { case standard, mapped, book, cells, crossReference, map, rateCard, rateBook }

  static let heading = "Pupil UPN,Pupil name,Postcode,Local id,School,Weekly fee,VAT,Net/Gross,Weeks,Start,End,Education %,Health %,Care %,Budget year"
  static let lines: [String] =
    [
      "\(CanaryTests.upn),\(CanaryTests.surname),\(CanaryTests.postcode),77,\"House, Fictional\",\"1,234.50\",20,Net,39,2024-04-01,,50,30,20,2024-25",
      ",\(CanaryTests.forename),\(CanaryTests.postcode),77,Fictional School,10,0,Net,1,,,100,,,2024-25",
    ] + (1...4).map { "X90000000000\($0),Fictional,ZZ1 1ZZ,\($0),Fictional School,\($0)00.00,,Net,38,2024-09-01,2025-07-20,100,,,2024-25" }

  static let standard = MutationTests.finance
  static let mapped = "Placements,,,,,,,,,,,,,,\nRun on,1 May 2025,,,,,,,,,,,,,\n\(heading)\n\(lines.joined(separator: "\n"))\nTotal,,,,,2234.50,,,,,,,,,\n"
  static let crossHeading = "Client number,UPN,ULN"
  static let crossReference = "\(crossHeading)\n77,\(CanaryTests.upn),\(CanaryTests.uln)\n" + (1...8).map { "\($0),X90000000000\($0),\n" }.joined()
  static let cardHeading = "Provider,URN,Band,Day or residential,Fee,Fee period,Weeks,Valid from,Valid to"
  static let card =
    "Framework fees,,,,,,,,\n\(cardHeading)\n"
    + (1...8).map { "\"House, Fictional\",96000\($0),Band \($0),Day,\"\($0),234.56\",Weekly,39,01/04/2024,31/03/2025\n" }.joined()

  /// The same tables as workbooks.
  static func workbook(_ heading: String, _ lines: [String]) -> TinyWorkbook {
    let rows = ([heading] + lines).map { line -> [TinyWorkbook.Cell] in
      line.split(separator: ",", omittingEmptySubsequences: false).map { field -> TinyWorkbook.Cell in
        if field.isEmpty { return .blank }
        return Double(field) == nil ? .text(String(field)) : .number(String(field))
      }
    }
    return TinyWorkbook(sheets: [("Fees", rows)])
  }
  static let book = workbook(heading, lines.map { $0.replacing("\"House, Fictional\"", with: "House").replacing("\"1,234.50\"", with: "1234.50") })
  static let rateBook = workbook(cardHeading, (1...8).map { "House,96000\($0),Band \($0),Day,\($0)234.56,Weekly,39,01/04/2024,31/03/2025" })

  /// What the officer confirmed for the sound layouts.
  static let maps = Result<ColumnMap, any Error> {
    let tiny = try TinyFolder(["fees 2024-25.csv": mapped])
    let table = try #require(try Survey.tables(path: tiny.folder.file("fees 2024-25.csv")).first)
    let proposal = MapProposal(table)
    #expect(proposal.gaps == [])
    return proposal.map
  }

  /// Sound files of a shape, the name of the one that is damaged, and the headings of that.
  static func files(_ shape: Shape) -> (files: [String: [UInt8]], target: String, heading: String) {
    var files = ["r.xml": Array(MutationTests.whole.xml.utf8)]
    switch shape {
    case .standard:
      files["finance.csv"] = Array(standard.utf8)
      return (files, "finance.csv", String(FinanceTests.heading.dropLast()))
    case .mapped, .map:
      files["fees 2024-25.csv"] = Array(mapped.utf8)
      files["ids.csv"] = Array(crossReference.utf8)
      return (files, "fees 2024-25.csv", heading)
    case .crossReference:
      files["ids.csv"] = Array(crossReference.utf8)
      return (files, "ids.csv", crossHeading)
    case .book, .cells:
      files["fees 2024-25.xlsx"] = book.bytes
      files["ids.csv"] = Array(crossReference.utf8)
      return (files, "fees 2024-25.xlsx", "")
    case .rateCard: return (["card.csv": Array(card.utf8)], "card.csv", cardHeading)
    case .rateBook: return (["card.xlsx": rateBook.bytes], "card.xlsx", "")
    }
  }

  private struct Folder {
    let tiny: TinyFolder
    let target: String, heading: String
    let sound: [UInt8]

    init(_ shape: Shape) throws {
      let all: [String: [UInt8]]
      (all, target, heading) = TableMutationTests.files(shape)
      sound = all[target] ?? []
      tiny = try TinyFolder()
      for (name, bytes) in all { try tiny.write(bytes, name) }
    }

    var path: String { tiny.folder.file(target) }
  }

  private static let batches = 16

  @Test(.timeLimit(.minutes(10)), arguments: 0..<batches)
  func damagedTablesNeitherCrashNorHangNorLoseRowsNorSpeak(batch: Int) throws {
    var folders: [Shape: Folder] = [:]
    let map = try Self.maps.get()
    for number in stride(from: batch, to: Damage.files, by: Self.batches) {
      var dice = Dice(seed: number)
      let shape = Shape.allCases[number / Self.batches % Shape.allCases.count]
      if folders[shape] == nil { folders[shape] = try Folder(shape) }
      guard let folder = folders[shape] else { continue }
      let time = try ContinuousClock().measure {
        if shape == .map { return expectNoBrokenMap(map, number, &dice) }
        let (bytes, rows) = Self.damaged(shape, folder.sound, number, &dice)
        try folder.tiny.write(bytes, folder.target)
        try expectEveryRow(folder, shape, map, bytes, rows, "file \(number), \(shape)")
      }
      #expect(time < .seconds(10), "file \(number), \(shape): slow")
    }
  }

  /// Damaged bytes, and how many rows there are where that is known.
  private static func damaged(_ shape: Shape, _ sound: [UInt8], _ number: Int, _ dice: inout Dice) -> (bytes: [UInt8], rows: Int?) {
    var workbook = shape == .rateBook ? rateBook : book
    switch shape {
    case .cells:
      workbook.damageCells(&dice)
      return (workbook.bytes, TinyWorkbook.rowsBelowHeading(workbook.sheets[0].rows))
    case .book, .rateBook:
      guard number % 3 > 0 else { break }
      // Inside a part, with size and checksum made to fit.
      workbook.isStored = number % 3 == 1
      var parts = workbook.parts.map { (name: $0.name, content: Array($0.content.utf8)) }
      let part = Int.random(in: 0..<parts.count, using: &dice)
      parts[part].content = Damage.some(to: parts[part].content, &dice)
      return (workbook.zip(parts), nil)
    default: break
    }
    return (Damage.some(to: sound, &dice), nil)
  }

  private func expectEveryRow(
    _ folder: Folder, _ shape: Shape, _ map: ColumnMap, _ bytes: [UInt8], _ rows: Int?, _ place: String
  ) throws {
    expectHeadingsOnly(folder.path, place)
    let report: IngestReport
    if shape == .rateCard || shape == .rateBook {
      report = RowCount.expectSilentAccount(try RateCards.read(path: folder.path).report, "", place)
    } else {
      report = try RowCount.expectSilentAccount(folder.tiny.read(maps: ColumnMaps([map])), place)
    }
    guard let file = report.files.first(where: { $0.name.hasPrefix(folder.target) && $0.kind != "not-read" }) else {
      // Not taken for a table: then a finding says so.
      #expect(report.findings.contains { $0.file.hasPrefix(folder.target) }, "\(place): \(report.text)")
      return
    }
    let isRefused = report.findings.contains { $0.file == file.name && ($0.consequence == .refused || $0.code == "return-refused") }
    if let rows { #expect(file.rowsRead == rows || isRefused, "\(place): \(file.rowsRead) read of \(rows)") }
    guard shape != .cells, !folder.heading.isEmpty, let range = RowCount.table(bytes, heading: folder.heading) else { return }
    #expect(range.contains(file.rowsRead) || isRefused && file.rowsRead <= range.upperBound, "\(place): \(file.rowsRead) read of \(range)")
    #expect(!isRefused || file.rowsListed == file.rowsRead, "\(place): rows of a refused file are used")
  }

  /// What `borough-agent map` would show.
  private func expectHeadingsOnly(_ path: String, _ place: String) {
    var spoken = ""
    do throws(SurveyError) {
      for table in try Survey.tables(path: path) {
        let proposal = MapProposal(table)
        spoken += proposal.columns.map { "\($0.heading.text) \($0.why)\n" }.joined() + proposal.map.text
        spoken += "\(proposal.notes) \(proposal.gaps)"
      }
    } catch { spoken = "\(error)" }
    #expect(!Search.finds(CanaryTests.needles, in: spoken), "\(place): the map shows a value")
  }

  /// A damaged map is refused, or means what its text says.
  private func expectNoBrokenMap(_ map: ColumnMap, _ number: Int, _ dice: inout Dice) {
    guard let read = try? ColumnMap(parsing: Damage.some(to: Array(map.text.utf8), &dice), file: "a.map") else { return }
    #expect((try? ColumnMap(parsing: Array(read.text.utf8), file: "a.map")) == read, "file \(number), map")
  }

  @Test func theSoundTablesAreReadWhole() throws {
    let map = try Self.maps.get()
    for shape in Shape.allCases {
      let folder = try Folder(shape)
      if shape == .rateCard || shape == .rateBook {
        let read = try RateCards.read(path: folder.path)
        #expect(read.cards.first?.fees.count == 8 && read.report.rowsListed == 0, "\(shape): \(read.report.text)")
      } else {
        let ingested = try folder.tiny.read(maps: ColumnMaps([map]))
        #expect(ingested.roll.persons.count == 2, "\(shape): \(ingested.report.text)")
        #expect((shape == .crossReference) == ingested.roll.persons.allSatisfy(\.costs.isEmpty), "\(shape): \(ingested.report.text)")
      }
    }
  }

  // Rows above the headings: how a sheet looks that was sorted together with them

  @Test(arguments: [standard, crossReference, mapped])
  func aSheetSortedTogetherWithItsHeadingsLosesNoRow(text: String) throws {
    let lines = text.split(separator: "\n")
    let sorted = lines.sorted().joined(separator: "\n") + "\n"
    let tiny = try TinyFolder(["r.xml": MutationTests.whole.xml, "fees 2024-25.csv": sorted])
    let ingested = try tiny.read(maps: ColumnMaps([Self.maps.get()]))
    let pupils = lines.count { $0.contains("90000000000") || $0.contains(CanaryTests.upn) }
    let file = try #require(ingested.report.files.first { $0.name.hasPrefix("fees") })
    #expect(ingested.finding("row-above-headings") != nil, "\(ingested.report.text)")
    #expect(file.rowsRead >= pupils && ingested.isBalanced, "\(ingested.report.text)")
    CanaryTests.expectSilence(ingested)
  }

  @Test func aRateCardSortedTogetherWithItsHeadingsLosesNoRow() throws {
    let tiny = try TinyFolder(["card.csv": Self.card.split(separator: "\n").sorted().joined(separator: "\n") + "\n"])
    let report = try RateCards.read(path: tiny.folder.file("card.csv")).report
    #expect(report.rowsRead == 8 && report.findings.first { $0.code == "row-above-headings" }?.count == 8, "\(report.text)")
  }

  /// A quote out of place makes lines unsure: each is listed, none is swallowed.
  @Test func linesBehindAStrayQuoteAreListedEach() throws {
    let card = Self.card.replacing("Band 3,", with: "\"Band\n 3\"x,")
    let tiny = try TinyFolder(["card.csv": card])
    let report = try RateCards.read(path: tiny.folder.file("card.csv")).report
    #expect(report.rowsRead == 9 && report.findings.first { $0.code == "bad-quoting" }?.count == 2, "\(report.text)")
    let ids = Self.crossReference.replacing("\n3,", with: "\n\"3\n4\"x,")
    let ingested = try TinyFolder(["r.xml": MutationTests.whole.xml, "ids.csv": ids]).read()
    #expect(ingested.finding("bad-quoting")?.count == 2 && ingested.isBalanced, "\(ingested.report.text)")
  }
}
