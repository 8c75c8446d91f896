import Forecasting
import PublicData
import Testing
import Vocabulary

/// Published margins of boroughs that take no part.
struct MarginsFileTests {
  private static let head = "code,measure,year,age,need,plans\n"
  private static let rows = [
    "E09000001,plans,2025,5,ASD,12.5", "E09000001,new,2025,5,,3", "E09000001,kept,2025,6,,2", "E09000001,left,2025,5,,1",
  ]
  private static let population = Population(years: [2025: [Double](repeating: 10, count: 26)])

  @Test func cellsLieWhereTheyBelong() throws {
    let file = try MarginsFile(parsing: Array((Self.head + Self.rows.joined(separator: "\r\n")).utf8))
    func borough(_ years: Set<Int>) -> PublicBorough? {
      file.borough("E09000001", censusYear: 2025, flowYears: years, population: Self.population)
    }
    let read = try #require(borough([2025]))
    #expect(read.stock[5 * 12] == 12.5 && read.stock.reduce(0, +) == 12.5)
    let flow = try #require(read.flows[2025])
    #expect(flow.new[5] == 3 && flow.kept[6] == 2 && flow.left[5] == 1)
    #expect(borough([2024, 2025]) == nil, "a flow year is missing")
    #expect(file.held("E09000001", january: 2025) == read.stock && file.held("E09000001", january: 2024) == nil)
    #expect(file.newNeeds("E09000001", flowYear: 2025) == nil, "by age only")
    #expect(file.borough("E09000002", censusYear: 2025, flowYears: [2025], population: Self.population) == nil)
  }

  /// Needs of new plans are optional, for a borough and year altogether; by age they add up.
  @Test func newPlansMayBeByNeed() throws {
    let rows = Self.rows.filter { !$0.contains("new") } + ["E09000001,new,2025,5,ASD,3", "E09000001,new,2025,5,SLCN,1.5"]
    let file = try MarginsFile(parsing: Array((Self.head + rows.joined(separator: "\n")).utf8))
    let read = try #require(
      file.borough("E09000001", censusYear: 2025, flowYears: [2025], population: Self.population))
    #expect(try #require(read.flows[2025]).new == (0..<26).map { $0 == 5 ? 4.5 : 0 })
    let needs = try #require(file.newNeeds("E09000001", flowYear: 2025))
    #expect(needs[5 * 12] == 3 && needs[5 * 12 + Need.slcn.rawValue] == 1.5 && needs.reduce(0, +) == 4.5)
  }

  @Test(arguments: [
    ("", MarginsFileError.Reason.emptyFile), ("E0,new,2025,5,,1", .unknownBorough), ("E09000001,old,2025,5,,1", .unknownMeasure),
    ("E09000001,new,25,5,,1", .badYear), ("E09000001,new,2025,26,,1", .badAge), ("E09000001,kept,2025,5,ASD,1", .badNeed),
    ("E09000001,new,2025,5,ASD,1\nE09000001,new,2025,6,,1", .badNeed),
    ("E09000001,plans,2025,5,,1", .badNeed), ("E09000001,new,2025,5,,-1", .badNumber), ("E09000001,new,2025,5,,1e3", .badNumber),
    ("E09000001,new,2025,5,,1\nE09000001,new,2025,5,,2", .duplicateRow), ("E09000001,new", .wrongFieldCount),
  ])
  func aWrongTableIsRefused(rows: String, reason: MarginsFileError.Reason) {
    let error = #expect(throws: MarginsFileError.self) { try MarginsFile(parsing: Array((Self.head + rows).utf8)) }
    #expect(error?.reason == reason)
    let none = #expect(throws: MarginsFileError.self) { try MarginsFile(parsing: Array("code\n".utf8)) }
    #expect(none?.reason == .badHeader)
  }
}
