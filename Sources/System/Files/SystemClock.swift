internal import Glibc

/// The system's clocks. Modules of `Maths` and `Gate` take times as arguments and call neither.
public enum SystemClock {
  /// Seconds since 1970 in UTC. May jump when the clock is set.
  public static func now() -> Int { seconds(of: CLOCK_REALTIME).whole }

  /// Milliseconds from an arbitrary start, never going back. For durations.
  public static func monotonicMilliseconds() -> Int {
    let time = seconds(of: CLOCK_MONOTONIC)
    return time.whole * 1000 + time.nano / 1_000_000
  }

  /// `2026-11-27 02:10 UTC`, for people; times before 1970 as its first minute.
  public static func text(_ seconds: Int) -> String {
    let (days, second) = max(0, seconds).quotientAndRemainder(dividingBy: 86_400)
    // Years that begin in March, by eras of 400 of them (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    let (era, ofEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
    let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let fromMarch = (5 * ofYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(year + era * 400 + (month < 3 ? 1 : 0))-\(two(month))-\(two(ofYear - (153 * fromMarch + 2) / 5 + 1))"
    return "\(day) \(two(second / 3_600)):\(two(second / 60 % 60)) UTC"
  }

  private static func seconds(of clock: clockid_t) -> (whole: Int, nano: Int) {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return (time.tv_sec, time.tv_nsec)
  }
}
