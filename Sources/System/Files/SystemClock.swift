internal import Glibc

/// The system's clocks. Modules of `Maths` and `Gate` take times as arguments and call neither.
public enum SystemClock {
  /// Stands for the system's clock in whatever runs within it. Not public: only a simulation, built with the tests, can
  /// set it.
  @TaskLocal static var simulated: (@Sendable () -> Int)?

  /// Seconds since 1970 in UTC. May jump when the clock is set.
  public static func now() -> Int { simulated?() ?? seconds(of: CLOCK_REALTIME).whole }

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
