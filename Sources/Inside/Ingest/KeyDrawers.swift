internal import Records
internal import Threads

/// Drawers for the persons of one return, in the order of the keys that they get (`PersonMaker`): who has no UPN comes first,
/// and the others in the order of their UPNs.
struct KeyDrawers: Sendable {
  private let bits: LeadingBits

  init(_ facts: Chunks<PersonFacts>, threads: Int) {
    let first = facts.first { !$0.upn.isEmpty }?.upn.words.0 ?? 0
    let differing = Self.each(facts, threads) { facts in
      facts.reduce(UInt64(0)) { $1.upn.isEmpty ? $0 : $0 | ($1.upn.words.0 ^ first) }
    }
    bits = LeadingBits(differing: differing.reduce(0, |), most: facts.count > Self.many ? 12 : 1)
  }

  /// Fewer persons need no drawers.
  private static let many = 1 << 13

  func of(_ facts: PersonFacts) -> Int { facts.upn.isEmpty ? 0 : 1 + bits.of(facts.upn.words.0) }

  /// How many persons each drawer gets, of all in a list.
  func counts(_ facts: Chunks<PersonFacts>, threads: Int) -> [Int] {
    let parts = Self.each(facts, threads) { facts in
      var counts = [Int](repeating: 0, count: bits.count + 1)
      for facts in facts { counts[of(facts)] += 1 }
      return counts
    }
    return parts.reduce(into: [Int](repeating: 0, count: bits.count + 1)) { all, part in
      for drawer in part.indices { all[drawer] += part[drawer] }
    }
  }

  private static func each<Value: Sendable>(
    _ facts: Chunks<PersonFacts>, _ threads: Int, _ work: @escaping @Sendable (ArraySlice<PersonFacts>) -> Value
  ) -> [Value] {
    let blocks = facts.blocks(of: 1 << 16)
    return Threads.each(blocks.count, on: threads) { work(blocks[$0]) }
  }
}
