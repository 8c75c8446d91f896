internal import Foundation

/// Looks for short texts in long ones: quick also without optimisation.
public enum Search {
  /// Without regard to the case of ASCII letters.
  ///
  /// - Returns: whether any of `needles` stands in `text`.
  public static func finds(_ needles: [String], in text: String) -> Bool {
    let lower = text.lowercased()
    return needles.contains { needle in
      let needle = needle.lowercased()
      return unsafe lower.withCString { text in unsafe needle.withCString { unsafe strstr(text, $0) != nil } }
    }
  }
}

/// Looks for many thousand texts at once, in one pass and without regard to the case of ASCII letters.
public final class Needles: Sendable {
  /// By their first eight bytes, in lower case.
  private let found: [UInt64: [[UInt8]]]
  /// One bit for each hash of eight bytes that some needle begins with: most bytes are done with by one look at it.
  private let filter: [UInt64]
  private static let lower: [UInt64] = (0..<256).map { (65...90).contains($0) ? $0 + 32 : $0 }

  /// - Parameter needles: of eight bytes or more; shorter ones would be met by chance and are left out.
  public init(_ needles: some Sequence<[UInt8]>) {
    var (found, filter): ([UInt64: [[UInt8]]], [UInt64]) = ([:], [UInt64](repeating: 0, count: 1 << 18))
    for needle in Set(needles.map { $0.map { UInt8(Self.lower[Int($0)]) } }) where needle.count >= 8 {
      let start = needle.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      found[start, default: []].append(needle)
      let hash = Self.hash(start)
      filter[hash >> 6] |= 1 << UInt64(hash & 63)
    }
    (self.found, self.filter) = (found, filter)
  }

  public var count: Int { found.values.reduce(0) { $0 + $1.count } }

  private static func hash(_ window: UInt64) -> Int {
    Int(truncatingIfNeeded: (window &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }

  /// How many needles stand in `bytes`, and where the first one begins.
  public func hits(_ bytes: [UInt8]) -> (count: Int, first: Int?) {
    var (count, first) = (0, Int?.none)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe filter.withUnsafeBufferPointer { filter in
        unsafe Self.lower.withUnsafeBufferPointer { lower in
          var window: UInt64 = 0
          var index = 0
          while index < bytes.count {
            unsafe window = window << 8 | lower[Int(bytes[index])]
            index += 1
            let hash = Int(truncatingIfNeeded: (window &* 0x9E37_79B9_7F4A_7C15) >> 40)
            guard unsafe filter[hash >> 6] >> UInt64(truncatingIfNeeded: hash & 63) & 1 == 1, index >= 8 else { continue }
            let start = index - 8
            for needle in found[window] ?? [] where start + needle.count <= bytes.count {
              guard needle.indices.allSatisfy({ unsafe lower[Int(bytes[start + $0])] == UInt64(needle[$0]) }) else { continue }
              count += 1
              first = first ?? start
            }
          }
        }
      }
    }
    return (count, first)
  }
}
