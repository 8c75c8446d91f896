import Foundation
import TestSupport
import Testing

/// The fictional London: what it writes, and that its files tell what it calls the truth.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"), .serialized)
struct RehearsalTests {
  /// A borough with XML of a handful of plans, a small one with XML, one with COLLECT's CSV files, and one that books
  /// credit notes.
  private static let some = ["E09000001", "E09000020", "E09000021", "E09000025"]
  /// Written once: the boroughs above with returns, the last two of them a year on, and all 33 of another seed without
  /// returns.
  static let few = Result { try written(["--boroughs", some.joined(separator: ",")]) }
  static let later = Result {
    try written(["--boroughs", some.suffix(2).joined(separator: ","), "--collections", "2024,2025,2026"])
  }
  static let all = Result { try written(["--without-returns", "--seed", "2", "--collections", "2025,2026"]) }

  private static func written(_ options: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try run(try #require(Built.path(of: "rehearsal")), ["write", "--out", folder.path] + options)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return folder
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let first = try Self.few.get()
    let second = try Self.written(["--boroughs", Self.some.joined(separator: ",")])
    let names = try FileManager.default.subpathsOfDirectory(atPath: first.path).sorted()
    #expect(try FileManager.default.subpathsOfDirectory(atPath: second.path).sorted() == names)
    #expect(names.count > 30)
    for name in names {
      let (one, two) = (first.file(name), second.file(name))
      #expect(FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: two), "\(name)")
    }
    let flows = try [first, Self.all.get()].map { try RehearsalTruth($0).boroughs.first?.statistics["flow-2025-cross"] }
    #expect(flows[0] != flows[1])
  }

  @Test(arguments: some.map { ($0, 2025) } + some.suffix(2).map { ($0, 2026) })
  func aReaderOfTheFilesFindsTheTruth(borough: String, census: Int) throws {
    let folder = try census == 2025 ? Self.few.get() : Self.later.get()
    let recount = try RehearsalRecount(
      folder: folder.file("boroughs/\(borough)"), census: census, providers: folder.file("public/providers.csv"))
    let truth = try #require(try RehearsalTruth(folder).boroughs.first { $0.code == borough })
    for (name, cells) in recount.tables { #expect(truth.statistics[name] == cells, "\(name)") }
  }

  /// What was written about a January stays so, whatever is written about the next: the same children go on.
  @Test func aLaterYearChangesNothingOfWhatWasBefore() throws {
    let (before, after) = (try Self.few.get(), try Self.later.get())
    #expect(try RehearsalTruth(before).censusYears == [2025] && RehearsalTruth(after).censusYears == [2025, 2026])
    for other in try RehearsalTruth(after).boroughs {
      let one = try #require(try RehearsalTruth(before).boroughs.first { $0.code == other.code })
      for (name, cells) in one.statistics { #expect(other.statistics[name] == cells, "\(name)") }
      for (year, ages) in one.plansByAge { #expect(other.plansByAge[year] == ages, "\(year)") }
      #expect(one.costs["2025"] != nil && one.costs["2025"] == other.costs["2025"])
      #expect(one.costs["2026"] == nil && one.statistics["stock-2026"] == nil)
    }
    let names = try FileManager.default.subpathsOfDirectory(atPath: after.path).filter {
      $0.contains("sen2_202") && !$0.contains("sen2_2026") && $0.contains(".")
    }
    for name in names {
      let (one, other) = (before.file(name), after.file(name))
      #expect(FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: other), "\(name)")
    }
    #expect(names.count > 10)
  }

  @Test func everyFolderSaysThatItIsFictional() throws {
    let folder = try Self.few.get()
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    for name in names where name.hasSuffix(".csv") || name.hasSuffix(".xml") {
      let parent = (name as NSString).deletingLastPathComponent
      #expect(names.contains(parent + "/READ-ME-FICTIONAL.txt"), "\(parent)")
    }
    let xml = try #require(FileManager.default.contents(atPath: folder.file("boroughs/E09000001/sen2_2025.xml")))
    let head = String(decoding: xml.prefix(600), as: UTF8.self)
    #expect(head.contains("<!-- FICTIONAL DATA") && head.contains("<SoftwareCode>FICTIONAL</SoftwareCode>"))
    for person in try ReturnReader.persons(in: folder.file("boroughs/E09000021"), year: 2025) {
      #expect(person.fields["surname"]?.hasPrefix("Fictional-") == true)
      #expect(person.fields["upn"]?.dropFirst().hasPrefix("999") == true)
      #expect(person.fields["postcode"]?.hasPrefix("ZZ99 ") == true)
    }
  }

  @Test func anUnknownBoroughIsRefused() throws {
    let scratch = try TemporaryFolder()
    let result = try run(
      try #require(Built.path(of: "rehearsal")), ["write", "--out", scratch.path, "--boroughs", "E09000099"])
    #expect(result.exitCode != 0 && result.standardError.contains("unknown-borough"))
  }
}
