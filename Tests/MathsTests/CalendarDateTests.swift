import Foundation
import Testing
import Vocabulary

/// Days and minutes of UTC, as people read them.
@Suite struct CalendarDateTests {
  /// Against Foundation's calendar: each day until 2199 at another minute.
  @Test func secondsAreTheMinutesOfFoundationsCalendar() {
    let style = Date.ISO8601FormatStyle().year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
    for day in 0..<84_000 {
      let seconds = day * 86_400 + day * 7 % 86_400
      let text = Date(timeIntervalSince1970: Double(seconds)).formatted(style).prefix(16)
      #expect(CalendarDate.minute(ofSeconds: seconds) == String(text))
    }
  }

  @Test func impossibleTimesHaveNoWords() {
    #expect(CalendarDate.minute(ofSeconds: -1) == nil && CalendarDate.minute(ofSeconds: .max) == nil)
    #expect(CalendarDate.minute(ofSeconds: 0) == "1970-01-01 00:00")
  }
}
