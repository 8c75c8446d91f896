import Foundation
import Costing
import Ingest
import Records
import TestSupport
import Testing
import Vocabulary

/// The rehearsal's boroughs keep their finance extracts in six layouts. Read by a map that an officer would confirm, each
/// gives the truth of the same fictional London, to the penny.
@Suite(.enabled(if: Built.path(of: "rehearsal") != nil, "the program rehearsal is not built"))
struct FinanceRehearsalTests {
  /// One borough for each layout, and what an officer has to say beyond what the program proposes.
  static let boroughs: [(code: String, la: String, file: String, options: [String: String])] = [
    ("E09000001", "201", "finance_2024-25.csv", [:]), ("E09000020", "207", "placements 2024-25.csv", [:]),
    ("E09000021", "314", "weekly_costs.csv", [:]), ("E09000016", "311", "tuition_2024-25.csv", [:]),
    ("E09000029", "319", "Placements.xlsx", [:]), ("E09000024", "315", "finance_2024-25.csv", [:]),
  ]

  private static let written = Result {
    let folder = try TemporaryFolder()
    let result = try run(
      try #require(Built.path(of: "rehearsal")),
      ["write", "--out", folder.path, "--finance", "all", "--boroughs", boroughs.map(\.code).joined(separator: ",")])
    try #require(result.exitCode == 0, "\(result.standardError)")
    return folder
  }

  private struct Truth: Decodable {
    struct Borough: Decodable {
      let code: String
      let statistics: [String: [Int]]
      let unclampedPence: Int
    }
    let boroughs: [Borough]
  }

  @Test(arguments: boroughs.indices) func everyLayoutCostsTheSame(index: Int) throws {
    let (code, la, file, options) = Self.boroughs[index]
    let folder = try Self.written.get()
    let records = folder.file("boroughs/\(code)")
    let table = try #require(try Survey.tables(path: records + "/" + file).first)
    var proposal = MapProposal(table)
    for (key, value) in options { #expect(proposal.set(key, value) == nil) }
    #expect(proposal.gaps == [], "\(file)")
    let providers = try ProviderSectors(
      parsing: Array(Data(contentsOf: URL(fileURLWithPath: folder.file("public/providers.csv")))))
    let maps = table.isStandard ? ColumnMaps() : ColumnMaps([proposal.map])
    let ingested = try Ingest.read(folder: records, providers: providers, borough: la, maps: maps)
    #expect(ingested.isBalanced)
    let truth = try JSONDecoder().decode(Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder.file("truth/truth.json"))))
    let borough = try #require(truth.boroughs.first { $0.code == code })
    var (persons, pence) = ([Int](repeating: 0, count: 360), [Int](repeating: 0, count: 360))
    var whole = 0
    for person in ingested.roll.persons {
      guard let cost = person.costs.first, let presence = person.presences.first(where: { $0.year == 2025 }) else { continue }
      let age = AcademicAge.at(census: 2025, bornIn: person.birthYear, month: person.birthMonth)
      let cell = (Phase(academicAge: age).rawValue * 12 + presence.need.rawValue) * 6 + presence.sector.rawValue
      persons[cell] += 1
      let caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]
      pence[cell] += min(cost.annualPence, caps[presence.sector.rawValue])
      whole += cost.annualPence
    }
    #expect(persons == borough.statistics["cost-persons-2025"])
    #expect(pence == borough.statistics["cost-pence-2025"])
    #expect(whole == borough.unclampedPence && ingested.costs.total == whole)
    #expect(persons.reduce(0, +) > 15)
    let dropping: Set<String> = [
      "finance-not-on-day", "finance-not-on-roll", "finance-not-a-line", "finance-transport", "sheet-not-read",
    ]
    let finance = ingested.report.findings.filter { !$0.file.hasPrefix("sen2") && !$0.file.isEmpty && $0.file != "READ-ME-FICTIONAL.txt" }
    #expect(Set(finance.map(\.code)).isSubset(of: dropping), "\(file)")
    if index == 2 { #expect(ingested.costs.health > 0 && ingested.costs.socialCare > 0) }
  }

  @Test func rateCardsAreCleanAndApart() throws {
    let folder = try Self.written.get()
    let read = try RateCards.read(path: folder.file("rate-cards/E09000020"))
    #expect(read.report.verdict == .clean, "\(read.report.text)")
    #expect((read.cards.first?.fees.count ?? 0) > 20)
  }
}
