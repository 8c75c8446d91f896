import Synchronization

/// Random numbers of one seed. SplitMix64: the same on every machine.
final class Chance: Sendable {
  private let state: Mutex<UInt64>

  init(_ seed: UInt64) { state = Mutex(seed) }

  func bits() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(bits() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  /// True `perMille` times in a thousand.
  func falls(_ perMille: Int) -> Bool { number(in: 0...999) < perMille }

  func one<Value>(of values: [Value]) -> Value { values[number(in: 0...(values.count - 1))] }

  /// So many different ones, in their order.
  func some(_ count: Int, of values: [Int]) -> [Int] {
    var (left, chosen) = (values, [Int]())
    while chosen.count < count, !left.isEmpty { chosen.append(left.remove(at: number(in: 0...(left.count - 1)))) }
    return chosen.sorted()
  }
}
