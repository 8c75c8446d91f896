import Glibc

/// Seconds of processor time of this process: what other programs do on the machine hardly moves it.
func processorSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

/// Seconds on the wall, for what has to be done within a time that people notice, waiting for the disk included.
func wallSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

private func seconds(of clock: clockid_t) -> Double {
  var time = timespec()
  unsafe clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// What `work` takes on `clock`.
func time(on clock: () -> Double, _ work: () throws -> Void) rethrows -> Double {
  let start = clock()
  try work()
  return clock() - start
}

/// - Parameter values: not empty.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
