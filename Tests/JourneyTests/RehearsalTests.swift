import Foundation
import TestSupport
import Testing

/// The fictional London: what it writes, and that its files tell what it calls the truth.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"), .serialized)
struct RehearsalTests {
  /// A borough with XML of a handful of plans, a small one with XML, one with COLLECT's CSV files, and one that books
  /// credit notes.
  private static let some = ["E09000001", "E09000020", "E09000021", "E09000025"]
  /// Written once: the boroughs above with returns, and all 33 of another seed without.
  private static let few = Result { try written(["--boroughs", some.joined(separator: ",")]) }
  private static let all = Result { try written(["--without-returns", "--seed", "2"]) }

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
    let flows = try [first, Self.all.get()].map { try Truth($0).boroughs.first?.statistics["flow-2025-cross"] }
    #expect(flows[0] != flows[1])
  }

  @Test(arguments: some) func aReaderOfTheFilesFindsTheTruth(borough: String) throws {
    let folder = try Self.few.get()
    let recount = try RehearsalRecount(
      folder: folder.file("boroughs/\(borough)"), providers: folder.file("public/providers.csv"))
    let truth = try #require(try Truth(folder).boroughs.first { $0.code == borough })
    for (name, cells) in recount.tables { #expect(truth.statistics[name] == cells, "\(name)") }
  }

  @Test func everyBoroughHoldsItsPublishedPlans() throws {
    let boroughs = try Truth(Self.all.get()).boroughs
    let plans = Dictionary(
      uniqueKeysWithValues: boroughs.map { ($0.code, $0.plansByAge["2025"]?.reduce(0, +) ?? 0) })
    #expect(plans.count == 33)
    #expect((98_125...100_107).contains(plans.values.reduce(0, +)))
    #expect(plans["E09000001"] == 26 && plans["E09000008"] == 5232 && plans["E09000025"] == 1199)
    #expect(plans["E09000003"] == 4320 && plans["E09000017"] == 3469 && plans["E09000033"] == 1429)
  }

  @Test func flowsAndStocksAgree() throws {
    for borough in try Truth(Self.all.get()).boroughs {
      for year in [2024, 2025] {
        let flow = try #require(borough.statistics["flow-\(year)-margin"])
        let cross = try #require(borough.statistics["flow-\(year)-cross"])
        let (before, now) = (borough.plansByAge["\(year - 1)"] ?? [], borough.plansByAge["\(year)"] ?? [])
        for age in 0..<26 {
          #expect(now[age] == flow[age] + flow[26 + age] + flow[52 + age])
          #expect(before[age] == (age < 25 ? flow[age + 1] : 0) + flow[78 + age])
        }
        for row in 0..<104 { #expect(cross[row * 12..<row * 12 + 12].reduce(0, +) == flow[row]) }
      }
      #expect(borough.statistics["stock-2025"]?.reduce(0, +) == borough.plansByAge["2025"]?.reduce(0, +))
    }
  }

  /// What caps are for: in each sector a few children cost more, and in some boroughs a few have more credit than fees.
  /// The table of costs holds them as the gate counts them.
  @Test func someCostsLieBeyondTheCaps() throws {
    let boroughs = try Truth(Self.all.get()).boroughs
    for (sector, cap) in zip(RehearsalRecount.sectors, RehearsalRecount.caps) {
      let costs = boroughs.flatMap { $0.costs[sector] ?? [] }
      let (above, below) = (costs.count { $0 > cap }, costs.count { $0 < 0 })
      #expect((4...15).contains(above * 1000 / costs.count), "\(sector): \(above) of \(costs.count) above the cap")
      #expect((3...10).contains(below * 1000 / costs.count), "\(sector): \(below) of \(costs.count) below 0")
      #expect((costs.max() ?? 0) > cap * 5 / 4 && (costs.min() ?? 0) < -500_000)
    }
    let crediting = boroughs.filter { $0.costs.values.contains { $0.contains { $0 < 0 } } }.map(\.code)
    #expect(crediting == boroughs.map(\.code).filter { $0 >= "E09000022" })
    for borough in boroughs {
      for (place, sector) in RehearsalRecount.sectors.enumerated() {
        let cells = try #require(borough.statistics["cost-pence-2025"]).enumerated()
        let counted = (borough.costs[sector] ?? []).map { min(max($0, 0), RehearsalRecount.caps[place]) }
        #expect(cells.filter { $0.offset % 6 == place }.reduce(0) { $0 + $1.element } == counted.reduce(0, +))
      }
    }
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

  @Test func theJudgeAcceptsTheTruthAndNamesWhatIsFarFromIt() throws {
    let folder = try Self.all.get()
    let program = try #require(Built.path(of: "rehearsal"))
    let truth = try Truth(folder)
    let plans = truth.boroughs.reduce(0) { $0 + ($1.plansByAge["2025"] ?? []).reduce(0, +) }
    let scratch = try TemporaryFolder()
    func judged(_ released: Int) throws -> RunResult {
      let line = "\"name\":\"Plans\",\"geography\":\"london\",\"unit\":\"plans\""
      let text = """
        {"headlines":[{"id":"plans-2025",\(line),"released":\(released),"standard_error":50.0},
        {"id":"forecast-2031",\(line),"released":130000,"standard_error":5000}]}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.file("tables.json")))
      let tables = scratch.file("tables.json")
      return try run(program, ["judge", "--truth", folder.file("truth"), "--tables", tables, "--json"])
    }
    let good = try judged(plans + 100)
    #expect(good.exitCode == 0, "\(good.standardError)")
    #expect(good.standardOutput.contains("\"z\":2.0"))
    let bad = try judged(plans + 250)
    #expect(bad.exitCode == 1)
    #expect(bad.standardError.contains("off by 5.0 standard errors: plans-2025 in london"))
  }

  @Test func anUnknownBoroughIsRefused() throws {
    let scratch = try TemporaryFolder()
    let result = try run(
      try #require(Built.path(of: "rehearsal")), ["write", "--out", scratch.path, "--boroughs", "E09000099"])
    #expect(result.exitCode != 0 && result.standardError.contains("unknown-borough"))
  }
}

/// `truth.json` as a test reads it.
private struct Truth: Decodable {
  struct Borough: Decodable {
    let code: String
    let plansByAge: [String: [Int]]
    let statistics: [String: [Int]]
    /// By sector: each person's pence a year, as the extract says.
    let costs: [String: [Int]]
  }
  let boroughs: [Borough]

  init(_ folder: TemporaryFolder) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("truth/truth.json")))
    self = try JSONDecoder().decode(Truth.self, from: data)
  }
}
