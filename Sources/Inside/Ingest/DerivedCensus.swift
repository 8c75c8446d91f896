internal import Vocabulary

/// The collection year of a return that does not say it.
///
/// A return tells of the calendar year before its census day. Its last requests and its last plans therefore lie in the
/// months before that day, and after the census day of the year before. Where requests and plans do not point to one
/// and the same census day, or the last of both lies long before it (an extract that was made in between, or part of
/// one), the year is not known, and nothing is guessed.
struct DerivedCensus {
  /// Day numbers.
  private let lastRequest: Int?
  private let lastStart: Int?

  /// In every borough there is a new request or plan within so many days.
  private static let longestSilence = 120

  init(_ requests: [RequestRow], _ plans: [NamedPlanRow]) {
    lastRequest = requests.compactMap(\.received.dayNumber).max()
    lastStart = plans.compactMap(\.start.dayNumber).max()
  }

  func year() throws(Refusal) -> Int {
    guard let lastRequest, let lastStart, let year = Self.firstCensus(from: lastRequest),
      year == Self.firstCensus(from: lastStart),
      Census.day(year).dayNumber - max(lastRequest, lastStart) <= Self.longestSilence
    else { throw Refusal(rule: .censusDayUnclear) }
    return year
  }

  /// The year of the first census day on or after `day`.
  private static func firstCensus(from day: Int) -> Int? {
    guard let date = CalendarDate(dayNumber: day), (2016...2100).contains(date.year) else { return nil }
    return Census.day(date.year).dayNumber >= day ? date.year : date.year + 1
  }
}
