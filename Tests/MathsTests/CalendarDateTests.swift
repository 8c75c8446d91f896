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

  /// Counted day by day through the 300 years.
  @Test func eachDayHasTheNextNumberAndComesBackFromIt() {
    var number = -25_567
    var wrong: [Int] = []
    for year in 1900...2199 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 {
        let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
        for day in 1...length {
          let date = CalendarDate(year: year, month: month, day: day)
          if date?.dayNumber != number || date != CalendarDate(dayNumber: number) || date?.day != day { wrong.append(number) }
          number += 1
        }
        for day in [0, -1, length + 1, 32] where CalendarDate(year: year, month: month, day: day) != nil { wrong.append(number) }
      }
    }
    #expect(wrong.isEmpty)
    #expect(CalendarDate(dayNumber: -25_568) == nil && CalendarDate(dayNumber: number) == nil)
    #expect(CalendarDate(dayNumber: .min) == nil && CalendarDate(dayNumber: .max) == nil)
  }

  @Test func impossibleTimesHaveNoWords() {
    #expect(CalendarDate.minute(ofSeconds: -1) == nil && CalendarDate.minute(ofSeconds: .max) == nil)
    #expect(CalendarDate.minute(ofSeconds: 0) == "1970-01-01 00:00")
  }
}
