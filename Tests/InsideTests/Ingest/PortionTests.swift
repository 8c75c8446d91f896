import Files
import Foundation
import Geography
import Records
import TestSupport
import Testing

@testable import Ingest

/// An export that several threads read in portions says what it says to one thread: the same roll, the same report, the
/// same bytes for the vintage.
@Suite struct PortionTests {
  /// As many children as make some hundred portions, sound ones and those with each defect of a row.
  static let many: TinyReturn = {
    var children: [TinyReturn.Child] = []
    for round in 0..<8 {
      for child in WorkbookTests.children + DefectTests.rowDefects.map(\.1) {
        var child = child
        // Some share a UPN, some have one that is none.
        if child.upn.hasPrefix("X9"), children.count % 7 > 0 { child.upn = "X9000000\(10_000 + children.count)" }
        if round == 3 { child.plans += child.plans + child.plans }
        children.append(child)
      }
    }
    return TinyReturn(children: children)
  }()

  /// What a reading gave: all that anybody can see of it.
  struct Seen: Equatable {
    let roll: Roll
    let report: IngestReport
    let digested: [[UInt8]]
    /// Files that were begun: twice as many where the portions were given up.
    var begun = 0

    func says(_ other: Seen) -> Bool { roll == other.roll && report == other.report && digested == other.digested }
  }

  static func read(
    _ folder: String, threads: Int, portion: Int = 200, borough: String = "201", providers: String = TinyFolder.providerList
  ) throws -> Seen {
    var digested: [[UInt8]] = []
    var begun = 0
    let ingested = try Ingest.read(
      folder: folder, providers: ProviderSectors(parsing: Array(providers.utf8)), borough: borough,
      effort: Effort(threads: threads, portion: portion, least: 0)
    ) {
      var bytes: [UInt8] = []
      begun += 1
      return FileDigest {
        for index in $0.indices { bytes.append($0[index]) }
      } end: {
        digested.append(bytes)
      }
    }
    return Seen(roll: ingested.roll, report: ingested.report, digested: digested, begun: begun)
  }

  @Test(arguments: [2, 3, 5], [1, 150, 700, 1 << 20])
  func anyNumberOfThreadsReadsTheSameInPortionsOfAnySize(threads: Int, portion: Int) throws {
    let tiny = try TinyFolder(Self.many.blade)
    let alone = try Self.read(tiny.folder.path, threads: 1)
    let together = try Self.read(tiny.folder.path, threads: threads, portion: portion)
    #expect(together.says(alone))
    #expect(together.begun == 9 && alone.begun == 9, "read at once, not given up")
    #expect(alone.report.rowsListed > 50 && alone.roll.persons.count > 100)
  }

  /// Two returns and a finance extract, as the rehearsal writes them; with BOROUGHWISE_LONG those of every borough.
  @Test(.enabled(if: Built.path(of: "rehearsal") != nil, "skipped: the rehearsal is not built"))
  func wholeReturnsSayTheSame() throws {
    let all = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil
    let folder = try TemporaryFolder()
    let boroughs = Geography.report2025.boroughs.filter { all || $0.code == "E09000020" }
    let written = try run(
      #require(Built.path(of: "rehearsal")),
      [
        "write", "--out", folder.file("london"), "--boroughs", boroughs.map(\.code).joined(separator: ","), "--shapes", "blade",
        "--collections", "2025,2026",
      ])
    try #require(written.exitCode == 0, "\(written.standardError)")
    let providers = try String(contentsOfFile: folder.file("london/public/providers.csv"), encoding: .utf8)
    for borough in boroughs {
      let records = folder.file("london/boroughs/\(borough.code)")
      func read(_ threads: Int) throws -> Seen {
        try Self.read(records, threads: threads, portion: 1 << 13, borough: borough.laNumber, providers: providers)
      }
      let (alone, together) = (try read(1), try read(2))
      #expect(together == alone, "\(borough.code)")
      #expect(alone.roll.persons.count > 10 && alone.begun >= 18, "\(borough.code)")
    }
  }

  /// Files in another order, and one that is not there: lines are those of the right file.
  @Test func anExportWithoutAModuleSaysTheSame() throws {
    var files: [String: String] = [:]
    for (name, text) in Self.many.blade where !name.hasSuffix("_plandetail.csv") {
      files[String(name.split(separator: "_").last ?? "")] = text
    }
    for first in ["person", "requests", "senneed"] {
      let renamed = files.reduce(into: [:]) { $0[$1.key == "\(first).csv" ? "0.csv" : $1.key] = $1.value }
      let tiny = try TinyFolder(renamed)
      let (alone, together) = (try Self.read(tiny.folder.path, threads: 1), try Self.read(tiny.folder.path, threads: 2))
      #expect(together.says(alone) && together.begun == 8 && alone.report.findings.contains { $0.code == "module-absent" })
    }
  }

  /// What portions are made of, put together, are the files without their headings.
  @Test func nothingIsLostOrDoubledBetweenPortions() throws {
    let tiny = try TinyFolder(Self.many.blade)
    var sources: [Module: Source] = [:]
    for name in Self.many.blade.keys {
      let module = try #require(Module(rawValue: String(name.dropLast(4).split(separator: "_").last ?? "")))
      sources[module] = Source(file: 0, path: tiny.folder.file(name), makeDigest: { .none })
    }
    var dealer = try BladeDealer(sources, size: 300)
    var (dealt, portions) = ([[UInt8]](repeating: [], count: Module.tables.count), 0)
    while let portion = try dealer.next() {
      portions += 1
      for (index, file) in portion.files.enumerated() { dealt[index] += file.bytes[..<file.count] }
      dealer.reuse(portion.files)
    }
    #expect(portions > 50)
    for (index, module) in Module.tables.enumerated() {
      let name = try #require(Self.many.blade.keys.first { $0.hasSuffix("_\(module.rawValue).csv") })
      let lines = Self.many.blade[name]?.split(separator: "\r\n", omittingEmptySubsequences: false) ?? []
      #expect(dealt[index] == Array(lines.dropFirst().joined(separator: "\r\n").utf8))
    }
  }

  /// Rows in which a cut would be seen wrongly: the export is read all the same, on one thread where it has to be.
  static let changes: [@Sendable (String) -> String] = [
    { $0.replacing("\r\n", with: "\n") }, { $0.replacing("\r\n", with: "\r") },
    // Line ends in quotes, behind which stands what looks like a row.
    { $0.replacing("Fictional,Child", with: "\"Fictional\r\n7,7,7,7,7,7\",Child") },
    { text in text.split(separator: "\r\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }.joined(separator: ",") + "\r\n" }.joined() },
    // A blank id every third row, and rows of another length.
    { text in text.split(separator: "\r\n").enumerated().map { line in
      line.offset % 3 == 2 ? "," + line.element.drop { $0 != "," }.dropFirst() : String(line.element) }.joined(separator: "\r\n") },
    { $0.replacing("0\r\n", with: "0,,\r\n") },
    { $0.replacing("\r\n", with: "\r\n\r\n") },
  ]

  @Test(arguments: changes.indices) func rowsThatMisleadACutAreReadAllTheSame(index: Int) throws {
    for name in Self.many.blade.keys {
      var files = Self.many.blade
      files[name] = Self.changes[index](files[name] ?? "")
      let tiny = try TinyFolder(files)
      #expect(try Self.read(tiny.folder.path, threads: 2).says(Self.read(tiny.folder.path, threads: 1)), "\(name)")
    }
  }

  @Test(arguments: 0..<4) func damagedExportsSayTheSame(batch: Int) throws {
    let files = Self.many.blade
    let tiny = try TinyFolder(files)
    var givenUp = 0
    for number in stride(from: batch, to: Damage.files / 10, by: 4) {
      var dice = Dice(seed: number)
      guard let name = files.keys.sorted().randomElement(using: &dice), let sound = files[name] else { continue }
      try tiny.write(Damage.some(to: Array(sound.utf8), &dice), name)
      let (alone, together) = (
        try Self.read(tiny.folder.path, threads: 1), try Self.read(tiny.folder.path, threads: 2, portion: 1_000)
      )
      #expect(together.says(alone), "file \(number): \(name)")
      if together.begun > alone.begun { givenUp += 1 }
      try tiny.write(Array(sound.utf8), name)
    }
    #expect(givenUp > 0, "no damage made anybody give up")
  }
}
