import Foundation
import Testing

@testable import Views

/// The chart of days shows what the figures say.
@Suite struct DayChartTests {
  private let days = ViewsFixture.days

  private func numbers(_ attribute: String, of look: String, in svg: String) throws -> [Double] {
    try svg.components(separatedBy: "class=\"\(look)\"").dropFirst().map { element in
      let value = try #require(element.components(separatedBy: " \(attribute)=\"").dropFirst().first)
      return try #require(Double(value.prefix { $0 != "\"" }))
    }
  }

  @Test(arguments: [DayChart.Layout.wide, .narrow]) func daysLieWhereTheyAreInTheYear(_ layout: DayChart.Layout) throws {
    let svg = DayChart(days, layout).svg
    let (x, y) = (try numbers("cx", of: "dot strong", in: svg), try numbers("cy", of: "dot strong", in: svg))
    #expect(x.count == 6)
    let scale = (x[5] - x[0]) / Double(days[5].day - days[0].day)
    for (place, day) in zip(x, days) { #expect(abs(place - x[0] - Double(day.day - days[0].day) * scale) < 0.15) }
    // Heights in proportion, to the tenth of a pixel.
    let height = (y[0] - y[5]) / (days[5].plans.number - days[0].plans.number)
    for (place, day) in zip(y, days) {
      #expect(abs(y[0] - place - (day.plans.number - days[0].plans.number) * height) < 0.15)
    }
    #expect(x.allSatisfy { $0 > 0 && $0 < layout.width } && y.allSatisfy { $0 > 20 && $0 < layout.height - 50 })
  }

  /// An upright whisker for each day, as long as its interval, with a stroke at each end.
  @Test(arguments: [DayChart.Layout.wide, .narrow]) func intervalsAreDrawn(_ layout: DayChart.Layout) throws {
    let svg = DayChart(days, layout).svg
    let (low, high) = (try numbers("y1", of: "whisker", in: svg), try numbers("y2", of: "whisker", in: svg))
    #expect(low.count == 18)
    let lengths = stride(from: 0, to: 18, by: 3).map { low[$0] - high[$0] }
    #expect(lengths[0] == 0 && lengths[5] == 0, "the census days are exact")
    #expect(lengths[1...4].allSatisfy { $0 > 2 && abs($0 - lengths[1]) < 0.15 })
  }

  /// Of two days within weeks one has its number; the table has all.
  @Test func numbersDoNotLieOverEachOther() {
    let wide = DayChart(days, .wide).svg
    for text in ["92,414", "94,010", "96,372", "96,108", "99,127"] { #expect(wide.contains(">\(text)<"), "\(text)") }
    #expect(!wide.contains(">98,655<"))
    let narrow = DayChart(days, .narrow).svg
    #expect(narrow.contains(">92,414<") && narrow.contains(">99,127<") && !narrow.contains(">96,372<"))
    #expect(PageHTML.page(ViewsFixture().content()).contains("98,655<span"))
  }
}
