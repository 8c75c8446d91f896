import Foundation
import Testing

@testable import Views

/// The chart of costs shows what the bands say.
@Suite struct CostChartTests {
  private let costs = ViewsFixture.costBands

  /// Numbers of an attribute, in order of the elements of a class.
  private func numbers(_ attribute: String, of look: String, in svg: String) throws -> [Double] {
    try svg.components(separatedBy: "class=\"\(look)\"").dropFirst().map { element in
      let value = try #require(element.components(separatedBy: " \(attribute)=\"").dropFirst().first)
      return try #require(Double(value.prefix { $0 != "\"" }))
    }
  }

  @Test(arguments: [CostChart.Layout.wide, .narrow]) func barsAreAsHighAsTheirCounts(_ layout: CostChart.Layout) throws {
    let svg = CostChart(costs, layout).svg
    let heights = try numbers("height", of: "column", in: svg)
    let most = try #require(heights.max())
    for (height, band) in zip(heights, costs.bands) {
      // To the tenth of a pixel.
      #expect(abs(height - max(0, band.placements.number) / 9_600 * most) < 0.15)
    }
    #expect(heights.count == costs.bands.count)
    let (low, high) = (try numbers("y1", of: "whisker", in: svg), try numbers("y2", of: "whisker", in: svg))
    #expect(zip(low, high).allSatisfy { $0 > $1 } && low.count == costs.bands.count)
    #expect(try numbers("y", of: "column", in: svg).allSatisfy { $0 > 40 && $0 < layout.height })
  }

  @Test(arguments: [CostChart.Layout.wide, .narrow]) func bandsLieSideBySideOnALogarithmicAxis(_ layout: CostChart.Layout) throws {
    let svg = CostChart(costs, layout).svg
    let (from, width) = (try numbers("x", of: "column", in: svg), try numbers("width", of: "column", in: svg))
    for index in 1..<from.count { #expect(abs(from[index] - from[index - 1] - width[index - 1] - 1.5) < 0.2) }
    #expect(try #require(from.last) + #require(width.last) <= layout.width)
    // Equal ratios, 4,000 to 5,000 and 8,000 to 10,000, are equal widths.
    #expect(abs(width[1] - width[4]) < 0.2)
    // The median of 10,100 lies a little to the right of where the band from 10,000 begins.
    let median = try numbers("x1", of: "quartile", in: svg)[1]
    #expect(median > from[5] && median < from[5] + width[5] / 4)
  }

  @Test func itIsToldInWordsAndInATable() {
    #expect(CostChart.description(of: costs).contains("the band £8,000 to £10,000: 9,600. Marked: lower quartile £8,400"))
    #expect((0..<9).map(costs.name).first == "below £4,000" && costs.name(of: 8) == "£20,000 and more")
    let page = PageHTML.page(ViewsFixture().content())
    for band in costs.bands.indices { #expect(page.contains("<th scope=\"row\">\(costs.name(of: band))</th>")) }
  }
}
