import Ingest
import Records
import TestSupport
import Testing

/// Damaged returns of every shape: no crash, no hang, no row lost without a line in the report, no value in the report.
/// Each file is made from its number, which a failure names. 1,000 here; 10,000 with `BOROUGHWISE_LONG=1`.
@Suite struct MutationTests {
  enum Shape: CaseIterable { case xml, blade, template, modules, cells, providers }

  static let whole = TinyReturn(children: [CanaryTests.child, WorkbookTests.recent])
  static let finance =
    "\(FinanceTests.heading)\(CanaryTests.upn),\"S, T\",100001,t,2024-04-01,,\"1,234.50\",weekly,38,2024-25\n"
    + (1...4).map { "X90000000000\($0),S,100001,day,,,\($0)000,annual,,2024-25\n" }.joined()

  /// Sound files of a shape, and the names of those that may be damaged.
  static func files(_ shape: Shape) -> (files: [String: [UInt8]], targets: [String]) {
    let finance = ["finance.csv": Array(finance.utf8)]
    switch shape {
    case .xml: return (finance.merging(["r.xml": Array(whole.xml.utf8)]) { $1 }, ["r.xml"])
    case .blade: return (finance.merging(whole.blade.mapValues { Array($0.utf8) }) { $1 }, whole.blade.keys.sorted())
    case .template: return (["r.xlsx": whole.template.bytes], ["r.xlsx"])
    case .modules, .cells: return (["r.xlsx": whole.modules.bytes], ["r.xlsx"])
    case .providers: return (["r.xml": Array(whole.xml.utf8)], [])
    }
  }

  /// What a batch works with: one folder of each shape, in which one file is damaged at a time.
  private struct Folder {
    let tiny: TinyFolder
    let files: [String: [UInt8]]
    let targets: [String]

    init(_ shape: Shape) throws {
      (files, targets) = MutationTests.files(shape)
      tiny = try TinyFolder()
      for (name, bytes) in files { try tiny.write(bytes, name) }
    }

    /// Reads with one file damaged, and mends it.
    func read(_ name: String, _ bytes: [UInt8]) throws -> Ingested {
      try tiny.write(bytes, name)
      defer { try? tiny.write(files[name] ?? [], name) }
      return try tiny.read()
    }
  }

  private static let batches = 20

  @Test(.timeLimit(.minutes(10)), arguments: 0..<batches)
  func damagedFilesNeitherCrashNorHangNorLoseRowsNorSpeak(batch: Int) throws {
    var folders: [Shape: Folder] = [:]
    for number in stride(from: batch, to: Damage.files, by: Self.batches) {
      var dice = Dice(seed: number)
      let shape = Shape.allCases[number / Self.batches % Shape.allCases.count]
      if folders[shape] == nil { folders[shape] = try Folder(shape) }
      guard let folder = folders[shape] else { continue }
      let time = try ContinuousClock().measure {
        switch shape {
        case .providers: expectRefusal(Damage.some(to: Array(TinyFolder.providerList.utf8), &dice), number)
        case .cells: try expectEveryRowOfCells(folder.tiny, number, &dice)
        default: try expectEveryRow(folder, shape, number, &dice)
        }
      }
      #expect(time < .seconds(10), "file \(number), \(shape): slow")
    }
    for (_, folder) in folders { #expect(try folder.tiny.read().roll.persons.count == 2) }
  }

  private func expectEveryRow(_ folder: Folder, _ shape: Shape, _ number: Int, _ dice: inout Dice) throws {
    guard let name = folder.targets.randomElement(using: &dice), let sound = folder.files[name] else { return }
    var bytes: [UInt8]
    if shape == .template || shape == .modules, number % 3 > 0 {
      // Inside a part, with size and checksum made to fit.
      var workbook = shape == .template ? Self.whole.template : Self.whole.modules
      workbook.isStored = number % 3 == 1
      var parts = workbook.parts.map { (name: $0.name, content: Array($0.content.utf8)) }
      let part = Int.random(in: 0..<parts.count, using: &dice)
      parts[part].content = Damage.some(to: parts[part].content, &dice)
      bytes = workbook.zip(parts)
    } else {
      bytes = Damage.some(to: sound, &dice)
    }
    let report = try RowCount.expectSilentAccount(folder.read(name, bytes), "file \(number), \(shape), \(name)")
    let count: Int? =
      switch shape {
      case .xml: RowCount.xml(bytes)
      case .blade: RowCount.csv(bytes)
      default: nil
      }
    guard let count, let file = report.files.first(where: { $0.name == name }) else { return }
    expect(file, of: report, has: count, "file \(number), \(shape), \(name)")
  }

  /// All rows are read, or the file is refused by a finding at it.
  private func expect(_ file: IngestReport.FileRead, of report: IngestReport, has count: Int, _ place: String) {
    let isRefused = report.findings.contains { $0.file == file.name && ($0.consequence == .refused || $0.code == "return-refused") }
    #expect(file.rowsRead == count || isRefused, "\(place): \(file.rowsRead) read of \(count)")
    #expect(file.rowsRead <= count, "\(place): \(file.rowsRead) read of \(count)")
    #expect(file.rowsListed == file.rowsRead || file.rowsRead == count, "\(place): rows of a part of it are used")
  }

  /// Sheets in which rows and cells were moved, lost and repeated: how many rows there are is known.
  private func expectEveryRowOfCells(_ tiny: TinyFolder, _ number: Int, _ dice: inout Dice) throws {
    var workbook = Self.whole.modules
    workbook.damageCells(&dice)
    try tiny.write(workbook.bytes, "r.xlsx")
    defer { try? tiny.write(Self.whole.modules.bytes, "r.xlsx") }
    let report = try RowCount.expectSilentAccount(tiny.read(), "file \(number), cells")
    for sheet in workbook.sheets {
      let count = TinyWorkbook.rowsBelowHeading(sheet.rows)
      let file = try #require(report.files.first { $0.name == "r.xlsx, sheet \(sheet.name)" })
      #expect(file.rowsRead == count, "file \(number), cells of \(sheet.name)")
    }
  }

  /// The list of providers is read whole or refused; it is about no person.
  private func expectRefusal(_ bytes: [UInt8], _ number: Int) {
    guard let providers = try? ProviderSectors(parsing: bytes), let count = RowCount.csv(bytes) else { return }
    #expect((count...2 * count).contains(providers.count), "file \(number): rows of the list were lost")
  }
}

extension TinyWorkbook {
  /// Moves, loses and repeats rows and cells below the first row of its sheets: how many rows there are stays known.
  mutating func damageCells(_ dice: inout Dice) {
    for _ in 0..<Int.random(in: 1...4, using: &dice) {
      let sheet = Int.random(in: 0..<sheets.count, using: &dice)
      var rows = sheets[sheet].rows
      let row = Int.random(in: 1..<max(2, rows.count), using: &dice)
      guard row < rows.count else { continue }
      let cell = Int.random(in: 0..<max(1, rows[row].count), using: &dice)
      switch Int.random(in: 0..<6, using: &dice) {
      case 0: rows[row].insert(.blank, at: min(cell, rows[row].count))
      case 1 where cell < rows[row].count: rows[row].remove(at: cell)
      case 2: rows.insert(rows[row], at: row)
      case 3: rows += repeatElement(rows[row], count: 10)
      case 4: rows.remove(at: row)
      default: rows[row].append(.text(CanaryTests.surname))
      }
      sheets[sheet].rows = rows
    }
  }

  /// Rows of a sheet below its first one in which some cell is not blank.
  static func rowsBelowHeading(_ rows: [[Cell]]) -> Int {
    rows.dropFirst().count { $0.contains { if case .blank = $0 { false } else { true } } }
  }
}
