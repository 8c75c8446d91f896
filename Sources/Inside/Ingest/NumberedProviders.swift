/// Providers by one of their numbers. It is asked for each placement on each census day, by several threads at a time: so
/// it is one object, and no hash of a dictionary is made.
final class NumberedProviders: Sendable {
  let count: Int
  /// At least twice as many as providers; 0 for none.
  private let numbers: [Int32]
  private let providers: [Provider]
  private let shift: UInt64
  /// Odd, drawn anew each time, so that no file can hold numbers that meet.
  private let factor: UInt64

  /// - Parameter known: numbers that do not fit into four bytes are no URN or UKPRN.
  init(_ known: [Int: Provider]) {
    var bits: UInt64 = 4
    while 1 << bits < known.count * 2 { bits += 1 }
    let (shift, factor) = (64 - bits, UInt64.random(in: .min ... .max) | 1)
    var numbers = [Int32](repeating: 0, count: 1 << Int(bits))
    var providers: [Provider] = []
    if let any = known.first?.value { providers = Array(repeating: any, count: numbers.count) }
    for (number, provider) in known {
      guard let short = Int32(exactly: number), short > 0 else { continue }
      var slot = Self.slot(short, factor, shift)
      while numbers[slot] != 0 { slot = (slot + 1) & (numbers.count - 1) }
      (numbers[slot], providers[slot]) = (short, provider)
    }
    (self.numbers, self.providers, self.shift, self.factor, count) = (numbers, providers, shift, factor, known.count)
  }

  subscript(number: Int) -> Provider? {
    let short = Int32(truncatingIfNeeded: number)
    guard Int(short) == number, short > 0 else { return nil }
    var slot = Self.slot(short, factor, shift)
    while numbers[slot] != short {
      if numbers[slot] == 0 { return nil }
      slot = (slot + 1) & (numbers.count - 1)
    }
    return providers[slot]
  }

  private static func slot(_ number: Int32, _ factor: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: number) &* factor) &>> shift)
  }
}
