import Foundation
import Testing

@testable import Views

@Suite struct ViewsTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.4, "0"), (-0.5, "\u{2212}1"), (999.4, "999"), (999.5, "1,000"), (1_234_567, "1,234,567"),
    (-12_345, "\u{2212}12,345"), (.nan, "–"), (.infinity, "–"),
  ])
  func wholeNumbersHaveSeparators(value: Double, text: String) { #expect(NumberText.whole(value) == text) }

  @Test func boundsAreNeverRoundedDown() {
    #expect(NumberText.bound(0.01) == "1")
    #expect(NumberText.bound(61.2) == "62")
    #expect(NumberText.bound(62) == "62")
    #expect(Unit.millionPounds.bound(11_240_000) == "£11.3m")
    #expect(Unit.millionPounds.bound(11_200_000) == "£11.2m")
  }

  @Test func poundsStandBehindTheMinus() {
    #expect(Unit.pounds.value(-1_250) == "\u{2212}£1,250")
    #expect(Unit.millionPounds.value(-150_000) == "\u{2212}£0.2m")
    #expect(Unit.millionPounds.value(2_314_512_345) == "£2,314.5m")
  }

  @Test(arguments: [(98_000.0, 142_000.0), (0, 7), (-3, 2), (41, 41), (1_000_000, 1_200_000), (10, 100)])
  func axesHoldTheirValuesWithFewRoundTicks(low: Double, high: Double) {
    let scale = Scale(low: low, high: high)
    #expect(scale.low <= low && scale.high >= high && scale.high > scale.low)
    #expect((2...8).contains(scale.ticks.count))
    #expect(scale.ticks.first == scale.low && scale.ticks.last == scale.high)
  }

  /// WCAG 2.2: text 4.5 to 1, graphics 3 to 1, for both colour schemes of the style sheet.
  @Test func contrastsHold() throws {
    for (index, block) in Views.style.components(separatedBy: "--paper:").dropFirst().enumerated() {
      var colours: [String: Double] = [:]
      for part in ("--paper:" + (block.components(separatedBy: "}").first ?? "")).split(separator: ";") {
        let pair = part.split(separator: ":").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        if pair.count == 2, pair[1].hasPrefix("#") { colours[pair[0]] = luminance(pair[1]) }
      }
      func contrast(_ a: String, _ b: String) throws -> Double {
        let (x, y) = (try #require(colours["--" + a]), try #require(colours["--" + b]))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
      }
      for (ink, paper) in [
        ("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("accent", "paper"), ("accent", "card"),
        ("strong", "card"), ("notice-ink", "notice"), ("bar-ink", "bar"),
      ] { #expect(try contrast(ink, paper) >= 4.5, "scheme \(index): \(ink) on \(paper)") }
      for band in ["band", "half"] {
        #expect(try contrast("accent", band) >= 3, "scheme \(index): line on \(band)")
        #expect(try contrast("strong", band) >= 4.5, "scheme \(index): a scenario's name on \(band)")
      }
    }
  }

  /// Relative luminance as WCAG defines it.
  private func luminance(_ hex: String) -> Double {
    let number = Int(hex.dropFirst(), radix: 16) ?? 0
    let channels = [16, 8, 0].map { shift -> Double in
      let value = Double(number >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
