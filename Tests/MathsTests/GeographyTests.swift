import Geography
import Testing

struct GeographyTests {
  private let map = Geography.report2025

  @Test func thirtyThreeBoroughsInFiveSubRegions() {
    #expect(map.boroughs.count == 33)
    let codes = (1...33).map { "E090000" + ($0 < 10 ? "0\($0)" : "\($0)") }
    #expect(map.boroughs.map(\.code) == codes)
    #expect(Set(map.boroughs.map(\.laNumber)).count == 33)
    #expect(map.groups.map(\.id) == ["london", "NCL", "NEL", "NWL", "SEL", "SWL", "inner", "outer"])
    #expect(map.groups.map(\.members.count) == [33, 5, 8, 8, 6, 6, 14, 19])
  }

  @Test func eachPartitionHoldsEveryBoroughOnce() {
    let all = map.boroughs.map(\.code)
    #expect(map.groups[1...5].flatMap(\.members).sorted() == all)
    #expect(map.groups[6...].flatMap(\.members).sorted() == all)
  }

  @Test func theReportDiffersFromTheStatutoryListInTwoBoroughs() {
    #expect(map.borough(laNumber: "203")?.isInner == true)  // Greenwich, statutory outer
    #expect(map.borough(code: "E09000014")?.isInner == false)  // Haringey, statutory inner
    #expect(map.borough(code: "E09000014")?.name == "Haringey")
    #expect(map.borough(code: "E06000001") == nil)
  }
}
