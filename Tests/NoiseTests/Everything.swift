@testable import Noise

/// A walk through every sequence of choices a sampler can make, with the exact probability of each.
///
/// A sequence whose probability falls below `negligible` is brought to an end and counted as lost.
struct Walk {
  static let negligible = 1e-15
  private var taken: [(choice: Int, options: Int)] = []
  private var position = 0
  private(set) var mass = 1.0
  private(set) var isLost = false

  /// Chooses among `options`; `probability` gives each one's. Option 0 is taken once the sequence is lost.
  mutating func choose(_ options: Int, _ probability: (Int) -> Double) -> Int {
    if isLost { return 0 }
    if position == taken.count { taken.append((0, options)) }
    let choice = taken[position].choice
    position += 1
    mass *= probability(choice)
    if mass < Self.negligible { isLost = true }
    return choice
  }

  /// Moves on to the next sequence; false after the last.
  mutating func advance() -> Bool {
    taken.removeLast(taken.count - position)
    while let last = taken.popLast() {
      if last.choice + 1 < last.options {
        taken.append((last.choice + 1, last.options))
        (position, mass, isLost) = (0, 1, false)
        return true
      }
    }
    return false
  }
}

/// Splits at uniform numbers and coins; `survives` is the product's own composition of coins.
struct EveryCoin: Chance {
  var walk = Walk()

  mutating func below(_ limit: UInt64) -> UInt64 {
    UInt64(walk.choose(Int(limit)) { _ in 1 / Double(limit) })
  }

  mutating func happens(_ share: Share) -> Bool {
    let probability = Double(share.part) / Double(share.whole)
    return walk.choose(2) { $0 == 0 ? 1 - probability : probability } == 1
  }
}

/// Splits at uniform numbers and at `survives`, with its exact probability.
struct EverySurvival: Chance {
  var walk = Walk()

  mutating func below(_ limit: UInt64) -> UInt64 {
    UInt64(walk.choose(Int(limit)) { _ in 1 / Double(limit) })
  }

  mutating func survives(_ first: Share, _ second: Share) -> Bool {
    let probability = exponential(-share(first) * share(second))
    return walk.choose(2) { $0 == 0 ? 1 - probability : probability } == 1
  }

  private func share(_ value: Share) -> Double { Double(value.part) / Double(value.whole) }
}

/// Probability of each outcome of one round, given that it doesn't start again; and the mass that was lost.
func everyOutcome(_ round: (inout EverySurvival) -> Int64?) -> (law: [Int64: Double], lost: Double) {
  var chance = EverySurvival()
  var (law, lost): ([Int64: Double], Double) = ([:], 0)
  repeat {
    let outcome = round(&chance)
    if chance.walk.isLost {
      lost += chance.walk.mass
    } else if let outcome {
      law[outcome, default: 0] += chance.walk.mass
    }
  } while chance.walk.advance()
  let kept = law.values.reduce(0, +)
  return (law.mapValues { $0 / kept }, lost / kept)
}
