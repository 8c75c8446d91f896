@testable import PublicData
import Testing
import Vocabulary

struct PublicTablesComparisonTests {
  private let camden = "E09000007"

  private func table() throws -> PublishedTable {
    func row(_ group: String, _ figures: String) -> String {
      "202425,Academic year,\(Sample.borough(camden)),\(group),\(figures)"
    }
    return try PublishedTable(
      parsing: Sample.bytes([
        Sample.header([
          "breakdown_topic", "breakdown", "ehcplans", "mainstream_academy", "special_independent", "mainstream_total",
        ]),
        row("All EHC plans,All EHC plans", "10,6,4,6"), row("Sex,Female", "4,3,1,3"), row("Sex,Male", "6,3,3,3"),
        row("Child or young persons age,age 7", "10,x,x,x"),
      ]))
  }

  private func cell(_ breakdown: PublishedBreakdown = .everybody, _ measure: PublishedMeasure = .column("ehcplans"))
    -> PublishedCell
  {
    PublishedCell(.january(2025), breakdown, measure)
  }

  @Test func equalCountsHaveNoDifference() throws {
    let result = try PublishedComparison(
      table(), borough: camden,
      own: [
        cell(): 10, cell(.sex(.female)): 4, cell(.sex(.male)): 6, cell(.everybody, .sector(.mainstream)): 6,
        cell(.everybody, .sector(.independent)): 4, cell(.age(.ages(7...7))): 10,
      ])
    #expect(result.cells == 6 && result.differences.isEmpty && result.notComparable.isEmpty)
  }

  @Test func aGroupWithoutARowCountsNobodyOnEitherSide() throws {
    let result = try PublishedComparison(
      table(), borough: camden,
      own: [
        cell(.sex(.female)): 4, cell(.sex(.unknown)): 2, cell(.age(.ages(8...8))): 0, cell(.age(.ages(7...7))): 10,
      ])
    // Male is published and was not counted; unknown was counted and is not published; age 8 is nobody for both.
    #expect(result.cells == 5)
    #expect(result.differences.map { [$0.published, $0.own] } == [[6, 0], [0, 2]])
    #expect(result.differences.map(\.cell.breakdown) == [.sex(.male), .sex(.unknown)])
  }

  @Test func symbolsAndOtherYearsAreNotCompared() throws {
    let academy = PublishedMeasure.column("mainstream_academy")
    let elsewhere = PublishedCell(.january(2024), .everybody, .column("ehcplans"))
    let own = [cell(.age(.ages(7...7)), academy): 3, elsewhere: 9, cell(.everybody, .need(.asd)): 1]
    let result = try PublishedComparison(table(), borough: camden, own: own)
    #expect(result.cells == 0 && result.differences.isEmpty && Set(result.notComparable) == Set(own.keys))
  }

  @Test func knownFaultsOfTheBoroughAreToldBesideTheDifferences() throws {
    let newham = "E09000025"
    let published = try PublishedTable(
      parsing: Sample.bytes([
        Sample.header(["breakdown_topic", "breakdown", "ehcplans", "mainstream_total"]),
        "202425,Academic year,\(Sample.borough(newham)),All EHC plans,All EHC plans,1199,500",
      ]))
    let result = PublishedComparison(published, borough: newham, own: [cell(): 3000])
    #expect(result.differences.count == 1 && result.faults.map(\.code) == ["newham-2025-incomplete"])
  }

  @Test func ownCountsStayOutOfEveryDescription() throws {
    let result = try PublishedComparison(table(), borough: camden, own: [cell(): 987_654])
    let difference = try #require(result.differences.first)
    var dumped = ""
    dump(difference, to: &dumped)
    for text in ["\(difference)", String(reflecting: difference), "\(result)", dumped] {
      #expect(!text.contains("987654") && !text.contains("987_654"))
    }
  }

  @Test func londonAloneShowsABoroughThatIsHidden() throws {
    func row(_ place: String, _ figure: String) -> String {
      "2024,Calendar year,\(place),All requests,All requests,\(figure)"
    }
    let table = try PublishedTable(
      parsing: Sample.bytes([
        Sample.header(["breakdown_topic", "breakdown", "requests_received_in_year"]), row(Sample.london, "12"),
        row(Sample.borough("E09000007"), "5"), row(Sample.borough("E09000008"), "x"),
      ]))
    let broken = try #require(table.brokenMargins().first)
    #expect(broken.rule == .boroughs && broken.boroughsHidden == ["E09000008"] && broken.total - broken.parts == 7)
    #expect(broken.reasons == ["borough-hidden"])
  }

  @Test func faultsHaveCodesOfTheirOwnAndTouchOnlyTheirYears() {
    #expect(Set(PublishedFault.known.map(\.code)).count == PublishedFault.known.count)
    let hackney = PublishedArea.borough("E09000012")
    #expect(PublishedFault.of(.caseload, hackney, .january(2024)).map(\.code) == ["hackney-2024-total-only"])
    #expect(PublishedFault.of(.caseload, hackney, .january(2025)).isEmpty)
    #expect(PublishedFault.of(.requests, hackney, .calendarYear(2024)).isEmpty)
  }
}
