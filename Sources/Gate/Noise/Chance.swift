/// The random choices from which the samplers are made.
///
/// The product's only conformer is `Dice`. Tests put in one that walks through every choice with its exact
/// probability, which is why the composed choices are requirements and not plain functions.
protocol Chance {
  /// A uniform number in `0 ..< limit`. `limit` is 1 … 2^63.
  mutating func below(_ limit: UInt64) -> UInt64

  /// True with probability `share`, which is at most 1.
  mutating func happens(_ share: Share) -> Bool

  /// True with probability exp(−first · second), both at most 1.
  mutating func survives(_ first: Share, _ second: Share) -> Bool
}

/// `part / whole` with `part <= whole`, `1 <= whole <= 2^63`. Not reduced.
struct Share: Hashable {
  let part: UInt64
  let whole: UInt64

  static let certain = Share(part: 1, whole: 1)
}

extension Chance {
  mutating func happens(_ share: Share) -> Bool {
    below(share.whole) < share.part
  }

  /// CKS Algorithm 1 for γ = first · second in [0, 1]: count k up from 1 while a coin of probability γ/k shows
  /// heads; the count is odd with probability exp(−γ).
  ///
  /// A coin of probability γ/k is three independent coins that all show heads: 1/k, first, second. So no product
  /// of denominators is ever formed. `k += 1` traps at 2^64; reaching k has probability 1/(k−1)!.
  mutating func survives(_ first: Share, _ second: Share = .certain) -> Bool {
    var k: UInt64 = 1
    while happens(Share(part: 1, whole: k)) && happens(first) && happens(second) { k += 1 }
    return !k.isMultiple(of: 2)
  }
}

/// Choices drawn from a generator's words, bit by bit, so that a sample takes few words.
struct Dice<Generator: RandomNumberGenerator>: Chance {
  private(set) var generator: Generator
  private var pool: UInt64 = 0
  private(set) var bitsLeft = 0

  init(_ generator: Generator) { self.generator = generator }

  /// Rejection: the fewest bits that can hold `limit − 1`, drawn again until they are below `limit`. Each value has
  /// exactly one pattern, so none is favoured; more than half of the patterns are kept.
  mutating func below(_ limit: UInt64) -> UInt64 {
    let width = UInt64.bitWidth - (limit - 1).leadingZeroBitCount
    while true {
      let value = bits(width)
      if value < limit { return value }
    }
  }

  /// The next `count` bits, 0 … 63. A word's rest that is too short is dropped.
  private mutating func bits(_ count: Int) -> UInt64 {
    if count > bitsLeft {
      pool = generator.next()
      bitsLeft = UInt64.bitWidth
    }
    let value = pool & ((1 << UInt64(count)) - 1)  // count <= 63, so the shift stays inside the word
    pool >>= UInt64(count)
    bitsLeft -= count
    return value
  }
}
