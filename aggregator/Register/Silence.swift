/// A borough that has not been heard of for longer than it usually is quiet.
///
/// A sender that has nothing to send says nothing, and renews its certificate every 55 to 60 days. So silence is judged by
/// what each borough has shown itself: `status` once a week, or a renewal every two months. Days are UTC seconds / 86400.
public struct Silence: Equatable, Sendable {
  /// The last day it was heard of.
  public let since: Int
  /// The last day on which it should have been heard of again.
  public let expectedBy: Int
  public let reason: Reason

  public enum Reason: Equatable, Sendable {
    /// It was never quiet for more than so many days.
    case rhythm(longestPause: Int)
    /// Two thirds of its certificate's life are over: a sender that runs would have renewed it.
    case renewal
  }

  /// A rhythm shows in the days of the last four months before the last contact: in four of them or more, over four weeks
  /// or more. Days of setting up follow each other closely and are none.
  static let window = 120
  static let leastContacts = 4
  static let leastSpan = 28
  /// Nobody is missed for less.
  static let leastPause = 7

  /// - Parameters:
  ///   - contacts: days on which the borough was heard of, in order.
  ///   - certificate: UTC seconds from and until which its present one is valid.
  ///   - now: UTC seconds.
  /// - Returns: nil where it was heard of in time, or never.
  public init?(contacts: [Int], certificate: (from: Int, until: Int), now: Int) {
    guard let last = contacts.last else { return nil }
    var awaited: [(day: Int, reason: Reason)] = []
    if let pause = Self.longestPause(contacts) {
      awaited.append((last + max(Self.leastPause, 2 * pause + 1), .rhythm(longestPause: pause)))
    }
    let renewal = (certificate.from + (certificate.until - certificate.from) / 3 * 2) / 86_400
    if last < renewal { awaited.append((renewal, .renewal)) }
    guard let first = awaited.min(by: { $0.day < $1.day }), now / 86_400 > first.day else { return nil }
    (since, expectedBy, reason) = (last, first.day, first.reason)
  }

  /// Days of the longest pause between contacts; nil while no rhythm shows.
  private static func longestPause(_ contacts: [Int]) -> Int? {
    guard let last = contacts.last else { return nil }
    let recent = contacts.filter { $0 >= last - window }
    guard recent.count >= leastContacts, let first = recent.first, last - first >= leastSpan else { return nil }
    return zip(recent, recent.dropFirst()).map { $1 - $0 }.max()
  }
}
