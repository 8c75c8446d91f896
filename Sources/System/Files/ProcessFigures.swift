internal import Glibc

/// What this process has used so far.
public enum ProcessFigures {
  /// The most memory ever resident, in kilobytes of 1024 bytes.
  public static func peakMemoryKB() -> Int { usage().ru_maxrss }

  /// Processor time of all threads, user and system, in milliseconds.
  public static func processorMilliseconds() -> Int {
    let used = usage()
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000
      + Int(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000
  }

  private static func usage() -> rusage {
    var usage = rusage()
    unsafe getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}
