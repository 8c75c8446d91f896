@testable import Forecasting
import Foundation
@testable import PublicData
import TestSupport
import Testing

/// Files of margins from DfE's own tables.
@Suite(.enabled(if: SharedFiles.path("data/ees2025_caseload_london.csv") != nil, "needs the shared files"))
struct MarginsDraftTests {
  private static let names = ["caseload", "sen_needs_all_plans", "newplans", "ceased_plans"]

  private static func tables(_ names: [String] = names) throws -> [(name: String, table: PublishedTable)] {
    try names.map { name in
      let file = "ees2025_\(name)_london.csv"
      let path = try #require(SharedFiles.path("data/" + file))
      return (file, try PublishedTable(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))))
    }
  }

  /// Newham's January 2025 is known to be wrong, Hackney's ceased plans of 2023 are not published: neither is made up.
  @Test func soundBoroughsAreThereAndTheOthersNamed() throws {
    let draft = try MarginsDraft(Self.tables(), censusYear: 2025)
    #expect(
      draft.leftOut == [
        MarginsDraft.LeftOut(code: "E09000012", reason: "not-published: ceased of 2023"),
        MarginsDraft.LeftOut(code: "E09000025", reason: "newham-2025-incomplete"),
      ])
    #expect(draft.boroughs.count == 31)
    let comments = draft.text.split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(comments.allSatisfy { !$0.contains(",") && !$0.contains("\"") })
    for word in ["ees2025_ceased_plans_london.csv", "January 2023 is published without ages for all", "newham-2025-incomplete"] {
      #expect(comments.contains { $0.contains(word) }, "\(word)")
    }
  }

  /// What is known to be wrong in DfE's tables is not known of a rehearsal's: nobody is left out of it for that.
  @Test func aRehearsalsTablesHaveNoneOfTheKnownFaults() throws {
    let draft = try MarginsDraft(Self.tables(), censusYear: 2025, isRehearsal: true)
    #expect(draft.leftOut == [MarginsDraft.LeftOut(code: "E09000012", reason: "not-published: ceased of 2023")])
    #expect(draft.text.contains("Faults that are known of DfE's own are none of these.") && !draft.text.contains("Known fault"))
  }

  /// The file is what the hub reads, with DfE's totals; what came and went closes to a few in a hundred of what is held.
  @Test func theHubReadsTheFileAndItsAccountsClose() throws {
    let (draft, tables) = (try MarginsDraft(Self.tables(), censusYear: 2025), try Self.tables())
    let file = try MarginsFile(parsing: Array(draft.text.utf8))
    let people = Population(
      years: Dictionary(uniqueKeysWithValues: (2022...2030).map { ($0, [Double](repeating: 3000, count: 26)) }))
    var (held, arrived) = (0.0, 0.0)
    for borough in draft.boroughs {
      let own = try #require(file.borough(borough.code, censusYear: 2025, flowYears: [2024, 2025], population: people))
      let row = try #require(tables[0].table.row(.borough(borough.code), .january(2025)))
      let plans = own.stock.reduce(0, +)
      #expect(plans == Double(try #require(tables[0].table.total(row))), "\(borough.code)")
      let flow = try #require(own.flows[2025])
      let before = try #require(tables[0].table.row(.borough(borough.code), .january(2024)).flatMap(tables[0].table.total))
      // Each plan of January 2024 is kept or left, to the rounding of the file.
      #expect((flow.kept.reduce(0, +) + flow.left.reduce(0, +) - Double(before)).magnitude < 0.1, "\(borough.code)")
      #expect(flow.left[25] == own.flows[2025]?.left.last && flow.kept[0] == 0)
      let new = try #require(tables[2].table.row(.borough(borough.code), .calendarYear(2024)).flatMap(tables[2].table.total))
      #expect((flow.new.reduce(0, +) - Double(new)).magnitude < 2, "\(borough.code)")
      held += plans
      arrived += plans - flow.new.reduce(0, +) - flow.kept.reduce(0, +)
    }
    // Specification, section 4: London's balance of 2024 was some 2,100.
    #expect((1500...2500).contains(arrived) && held == 94_236, "\(arrived) of \(held)")
  }

  /// 31 boroughs from margins alone, with rates of their own counts: January 2026 as near as the model's from all tables.
  @Test func londonIsForecastFromTheFile() throws {
    let file = try MarginsFile(parsing: Array(MarginsDraft(Self.tables(), censusYear: 2025).text.utf8))
    let data = try PublishedLondon()
    let all = try data.codes.map { try data.borough($0).flows }
    let model = try CohortModel.exact(all, censusYear: 2025, lastYear: 2026, settings: ModelSettings(window: .latest))
    let others = all.compactMap { borough in
      file.borough(borough.code, censusYear: 2025, flowYears: [2024, 2025], population: borough.population)
    }
    let outlooks = try model.adding(others).outlooks()
    func total(_ places: [Int]) -> Double { places.reduce(0) { $0 + outlooks[$1].total(2026) } }
    let made = total(Array(33..<33 + others.count))
    let direct = total(all.indices.filter { place in others.contains { $0.code == all[place].code } })
    #expect(others.count == 31 && (made / direct - 1).magnitude < 0.01, "\(made) \(direct)")
  }

  @Test func whatIsMissingIsSaid() throws {
    for (place, kind) in [PublishedKind.caseload, .needOfPlans, .newPlans, .ceased].enumerated() {
      var names = Self.names
      names.remove(at: place)
      #expect(throws: MarginsDraftError.missingTable(kind)) { try MarginsDraft(Self.tables(names), censusYear: 2025) }
    }
    #expect(throws: MarginsDraftError.nothingPublished(2027, first: "not-published: caseload of January 2027")) { try MarginsDraft(Self.tables(), censusYear: 2027) }
  }
}
