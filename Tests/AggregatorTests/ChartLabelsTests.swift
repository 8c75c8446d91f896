import Foundation
import Testing

@testable import Views

/// No label of a forecast's chart lies on a line or on another label, whatever the numbers are.
@Suite struct ChartLabelsTests {
  /// Drawings as they are written: lines through points, and texts with the room that they take in a usual font.
  private struct Drawing {
    var lines: [(look: String, points: [(Double, Double)])] = []
    var texts: [(words: String, box: ChartLabels.Box)] = []
    let width, height: Double

    init(_ svg: String) throws {
      func number(_ tag: Substring, _ name: String) throws -> Double {
        try #require(Double(tag.components(separatedBy: " \(name)=\"").dropFirst().first?.prefix { $0 != "\"" } ?? ""), "\(name) in \(tag)")
      }
      func look(_ tag: Substring) -> String { String(tag.components(separatedBy: "class=\"").dropFirst().first?.prefix { $0 != "\"" } ?? "") }
      let frame = try #require(svg.components(separatedBy: "viewBox=\"0 0 ").dropFirst().first).prefix { $0 != "\"" }.split(separator: " ")
      (width, height) = (try #require(Double(frame[0])), try #require(Double(frame[1])))
      for part in svg.split(separator: "<") {
        let tag = part.prefix { $0 != ">" }
        if tag.hasPrefix("path ") {
          let path = tag.components(separatedBy: " d=\"")[1].filter { $0 != "Z" && $0 != "\"" && $0 != "/" }
          lines.append((look(tag), try path.split { $0 == "M" || $0 == "L" }.map { pair in
            let ends = try pair.split(separator: " ").map { try #require(Double($0)) }
            return (ends[0], ends[1])
          }))
        } else if tag.hasPrefix("line ") {
          lines.append((look(tag), [(try number(tag, "x1"), try number(tag, "y1")), (try number(tag, "x2"), try number(tag, "y2"))]))
        } else if tag.hasPrefix("text ") {
          let words = String(part.drop { $0 != ">" }.dropFirst())
          let anchor: ChartLabels.Anchor = look(tag).hasSuffix("end") ? .end : look(tag).hasSuffix("middle") ? .middle : .start
          let size = look(tag).hasPrefix("value") ? 15.0 : look(tag).hasPrefix("name") && width < 500 ? 12 : 13
          texts.append((words, Self.box(words, size, anchor, (try number(tag, "x"), try number(tag, "y")))))
        }
      }
    }

    /// By the widths of Liberation Sans, bold, as browsers here draw it: not the chart's own estimate.
    private static func box(_ words: String, _ size: Double, _ anchor: ChartLabels.Anchor, _ place: (Double, Double)) -> ChartLabels.Box {
      let width = words.reduce(0.0) { sum, letter in
        sum + (letter.isNumber ? 0.556 : ",. iljtf-'".contains(letter) ? 0.333 : letter == "r" ? 0.389 : letter == "W" ? 0.944 : letter.isUppercase ? 0.722 : "mw".contains(letter) ? 0.889 : letter == "…" ? 1 : 0.611)
      } * size
      let left = place.0 - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      return ChartLabels.Box(left: left, top: place.1 - size * 0.73, right: left + width, bottom: place.1 + size * 0.21)
    }
  }

  private static func points(_ chance: inout SeededChance, scenarios: Int) -> [PageContent.ForecastPoint] {
    let (rise, bend) = (chance.number(-3_000, 9_000), chance.number(-300, 200))
    let (spread, sharpness) = (chance.number(0.002, 0.03), chance.number(0.1, 0.6))
    let slopes = (0..<scenarios).map { _ in chance.number(-0.04, 0.04) }
    return (0...14).map { step in
      let s = Double(step)
      let total = max(500, 106_000 + rise * s + bend * s * s)
      let (low, high) = (total * (1 - min(0.9, spread * s)), total * (1 + 1.4 * spread * s))
      let half = (total - (total - low) * sharpness)...(total + (high - total) * sharpness)
      var value = ViewsFixture.value(total, 280)
      value.interval = low...max(low, high)
      return PageContent.ForecastPoint(
        year: 2026 + step, total: value, phases: [],
        future: PageContent.ForecastPoint.Future(most: low...max(low, high), half: half, beside: slopes.map { total * (1 + $0 * s / 2) }))
    }
  }

  struct SeededChance: RandomNumberGenerator {
    var state: UInt64
    /// A linear congruence, of which the better upper half is taken, twice.
    mutating func next() -> UInt64 {
      func half() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 32
      }
      return half() << 32 | half()
    }
    mutating func number(_ low: Double, _ high: Double) -> Double { Double.random(in: low...high, using: &self) }
  }

  @Test(arguments: [ForecastChart.Layout.wide, .narrow].indices) func noLabelLiesOnALineOrOnAnotherLabel(_ place: Int) throws {
    let layout = [ForecastChart.Layout.wide, .narrow][place]
    var chance = SeededChance(state: 17)
    var numbers = 0
    for round in 0..<150 {
      let names = Array(["further growth", "Ein sehr langer Name eines Szenarios mit vielen Worten", "pre-pandemic", "WWWWWWWWWWWWWWWWWWWW"].prefix(round % 5))
      let points = Self.points(&chance, scenarios: names.count)
      let drawing = try Drawing(ForecastChart(points, names, layout).svg)
      #expect(!names.contains("further growth") || drawing.texts.contains { $0.words == "further growth" }, "the usual names have room")
      #expect(drawing.lines.count { $0.look.hasPrefix("beside") } == names.count)
      for (index, text) in drawing.texts.enumerated() {
        #expect(text.box.left >= -0.5 && text.box.right <= drawing.width + 0.5 && text.box.top >= 0 && text.box.bottom <= drawing.height, "\(round): \(text)")
        for line in drawing.lines {
          let meets = zip(line.points, line.points.dropFirst()).contains { text.box.meets(from: $0, to: $1) }
          #expect(!meets, "\(round): \(text.words) on \(line.look)")
        }
        for other in drawing.texts[(index + 1)...] { #expect(!text.box.meets(other.box), "\(round): \(text.words) on \(other.words)") }
      }
      // Every scenario, cut where it is long, and its last number.
      let ends = [points[14].total.number] + (points[14].future?.beside ?? [])
      for end in ends { #expect(drawing.texts.contains { $0.words == NumberText.whole(end) }) }
      if drawing.texts.contains(where: { $0.words == NumberText.whole(points[0].total.number) }) { numbers += 1 }
    }
    #expect(numbers > 100, "the first number has room in most charts: \(numbers)")
  }

  @Test func labelsOfAColumnKeepTheirOrderAndDistance() {
    var chance = SeededChance(state: 3)
    for count in 1...6 {
      for _ in 0..<100 {
        let wanted = (0..<count).map { _ in chance.number(0, 300) }
        let places = ChartLabels.spread(wanted, height: 34, within: 20...320)
        let sorted = zip(wanted, places).sorted { $0.0 < $1.0 }.map(\.1)
        for (one, next) in zip(sorted, sorted.dropFirst()) { #expect(next - one >= 34 - 1e-9) }
        for place in places { #expect((36.9...303.1).contains(place)) }
        // Who has room stands where it belongs.
        let isFree = zip(wanted.sorted(), wanted.sorted().dropFirst()).allSatisfy { $1 - $0 >= 34 } && wanted.allSatisfy { (37...303).contains($0) }
        if isFree { #expect(zip(wanted, places).allSatisfy { abs($0 - $1) < 1e-9 }) }
      }
    }
  }

  @Test func aStretchMeetsABoxWhereItPassesThrough() {
    let box = ChartLabels.Box(left: 10, top: 10, right: 20, bottom: 20)
    for (from, to, isMet) in [
      ((0.0, 0.0), (30.0, 30.0), true), ((0, 15), (30, 15), true), ((15, 15), (16, 16), true), ((0, 0), (9, 9), false),
      ((0, 25), (30, 25), false), ((0, 19), (30, 49), false), ((21, 0), (21, 30), false), ((15, 0), (15, 30), true),
    ] { #expect(box.meets(from: from, to: to) == isMet, "\(from) to \(to)") }
  }
}
