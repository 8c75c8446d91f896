/// Seeded numbers: xoshiro256** (Blackman, Vigna 2018), its state filled by SplitMix64.
///
/// The same seed gives the same numbers on every machine. Not for secrets: the rehearsal has none.
struct RandomSource {
  private var (s0, s1, s2, s3): (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - stream: what the numbers are for; two streams of one seed have nothing to do with each other.
  ///   - index: the person, borough or year they are for.
  init(seed: UInt64, stream: Stream, index: Int = 0) {
    var mix = SplitMix(state: seed)
    mix.state = mix.next() ^ (UInt64(stream.rawValue) << 56)
    mix.state = mix.next() ^ UInt64(bitPattern: Int64(index))
    (s0, s1, s2, s3) = (mix.next(), mix.next(), mix.next(), mix.next())
  }

  enum Stream: UInt8 {
    case lives = 1, needs, story, identity, placement, cost, request, provider, variant, defect, size, specialism
  }

  mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }

  /// 0 ..< 1, a multiple of 2⁻⁵³.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// 0 ..< `count`; the bias of at most `count`/2⁶⁴ does not matter here.
  mutating func below(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

  mutating func pick(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }
  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
  mutating func chance(_ share: Double) -> Bool { unit() < share }

  /// A position, each with the given weight.
  mutating func weighted(_ weights: [Double]) -> Int {
    var left = unit() * weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return place }
    }
    return max(0, weights.count - 1)
  }

  /// Fisher-Yates. The standard library's own shuffle may change between versions; these bytes may not.
  mutating func shuffle<Item>(_ items: inout [Item]) {
    var last = items.count - 1
    while last > 0 {
      items.swapAt(last, below(last + 1))
      last -= 1
    }
  }
}

private struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The natural logarithm from the four operations alone, so that a file never depends on a machine's mathematics
/// library. Relative error below 1e-14 for positive normal numbers; that is ample for drawing people.
func naturalLogarithm(_ x: Double) -> Double {
  let fraction = x.significand  // 1 ..< 2
  let t = (fraction - 1) / (fraction + 1)
  let square = t * t
  var (sum, power, step) = (0.0, t, 1.0)
  while step < 40 {
    sum += power / step
    power *= square
    step += 2
  }
  return 2 * sum + Double(x.exponent) * 0.693_147_180_559_945_3
}

/// Whole numbers that sum to `total` and follow the weights: largest remainders first, ties to the earlier place.
func apportion(_ total: Int, by weights: [Double]) -> [Int] {
  let sum = weights.reduce(0, +)
  guard sum > 0, total > 0 else { return weights.map { _ in 0 } }
  let ideal = weights.map { $0 * Double(total) / sum }
  var parts = ideal.map { Int($0) }
  let order = ideal.indices.sorted {
    let (a, b) = (ideal[$0] - Double(parts[$0]), ideal[$1] - Double(parts[$1]))
    return a != b ? a > b : $0 < $1
  }
  for place in order.prefix(total - parts.reduce(0, +)) { parts[place] += 1 }
  return parts
}
