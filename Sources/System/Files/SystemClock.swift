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

  private static func seconds(of clock: clockid_t) -> (whole: Int, nano: Int) {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return (time.tv_sec, time.tv_nsec)
  }
}
