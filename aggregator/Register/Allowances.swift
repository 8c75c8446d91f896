internal import Synchronization

/// How often each of many may ask: a bucket for each, which holds so many requests at most and fills at a steady rate.
///
/// By the clock that says the time in UTC: set back it fills nothing and is believed from then on; set forward it may
/// fill a bucket.
public final class Allowances: Sendable {
  /// In sixtieths of a request, so that a rate by the minute is a whole number by the second.
  private struct Bucket {
    var level: Int
    var at: Int
  }

  private let capacity: Int
  private let perSecond: Int
  private let buckets = Mutex<[String: Bucket]>([:])
  /// Above so many, buckets that are full again are forgotten: none at all says the same.
  private static let mostKept = 1024

  /// - Parameters:
  ///   - burst: requests that may come at once, after a pause.
  ///   - perMinute: requests in the long run.
  public init(burst: Int, perMinute: Int) { (capacity, perSecond) = (burst * 60, perMinute) }

  /// Takes one request of `key`'s.
  /// - Parameter now: UTC seconds.
  /// - Returns: nil where it may be served; else the seconds after which the next one will be, if none comes before.
  public func take(_ key: String, now: Int) -> Int? {
    buckets.withLock { buckets in
      var bucket = filled(buckets[key] ?? Bucket(level: capacity, at: now), now)
      let wait = bucket.level >= 60 ? nil : (60 - bucket.level + perSecond - 1) / perSecond
      if wait == nil { bucket.level -= 60 }
      buckets[key] = bucket
      if buckets.count > Self.mostKept { buckets = buckets.filter { filled($0.value, now).level < capacity } }
      return wait
    }
  }

  private func filled(_ bucket: Bucket, _ now: Int) -> Bucket {
    // No more seconds than fill it: a clock that leaps ahead overflows nothing.
    let seconds = min(max(0, now - bucket.at), capacity / perSecond + 1)
    return Bucket(level: min(capacity, bucket.level + seconds * perSecond), at: now)
  }
}
