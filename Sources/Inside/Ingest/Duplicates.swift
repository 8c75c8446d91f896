internal import Threads

extension ReturnFacts {
  /// Of several persons with one UPN or one ULN, the one with the latest plan start stays, and the others are listed.
  /// Those who share an identifier with the same third are one as well.
  mutating func removeDuplicates(_ log: FindingLog, threads: Int) {
    defer { trail = RowTrail() }
    let dropped = duplicates(threads)
    guard !dropped.isEmpty else { return }
    for (index, rule) in dropped { log.note(rule, persons[index].place) }
    trail.forEachRow(of: Set(dropped.keys)) { file, line in log.note(.belongsToListedRow, file: file, line: line) }
    var kept = Chunks<PersonFacts>()
    for (index, person) in persons.enumerated() where dropped[index] == nil { kept.append(person) }
    persons = kept
  }

  /// Places in `persons`, and why each is dropped.
  private func duplicates(_ threads: Int) -> [Int: Rule] {
    var dropped: [Int: Rule] = [:]
    var best: [Identifier: Int] = [:]
    var held: [Int: [Identifier]] = [:]
    for index in sharing(threads) {
      let own = Self.identifiers(of: persons[index])
      let others = Set(own.compactMap { best[$0] }).sorted()
      var winner = others.first ?? index
      for other in others.dropFirst() + [index] where other != winner {
        let isLater = (persons[other].latestStart ?? .min) > (persons[winner].latestStart ?? .min)
        let upns = (persons[winner].upn, persons[other].upn)
        let isOneUPN = upns.0 == upns.1 || upns.0.isEmpty || upns.1.isEmpty
        dropped[isLater ? winner : other] = isOneUPN ? .duplicatePerson : .twoUPNsOneULN
        if isLater { winner = other }
      }
      held[winner] = others.flatMap { held[$0] ?? [] } + own
      for identifier in held[winner] ?? [] { best[identifier] = winner }
    }
    return dropped
  }

  private enum Identifier: Hashable { case upn(PupilNumber), uln(Int) }

  private static func identifiers(of person: PersonFacts) -> [Identifier] {
    (person.upn.isEmpty ? [] : [.upn(person.upn)]) + (person.uln == 0 ? [] : [.uln(person.uln)])
  }

  /// Those who share an identifier with somebody, in order: hardly anybody, so that no other needs the work.
  private func sharing(_ threads: Int) -> [Int] {
    let persons = persons
    let found = Threads.each(2, on: persons.count > Self.many ? threads : 1) { place in
      place == 0
        ? Self.sharing(persons) { $0.upn.isEmpty ? nil : $0.upn.words }
        : Self.sharing(persons) { $0.uln == 0 ? nil : (UInt64($0.uln), 0) }
    }
    return found[0].union(found[1]).sorted()
  }

  /// Fewer persons are looked at before another thread has begun.
  private static let many = 1 << 15

  /// - Parameter key: nil for none.
  @inline(__always)
  private static func sharing(_ persons: Chunks<PersonFacts>, _ key: (PersonFacts) -> EqualKeys.Key?) -> Set<Int> {
    var keys = EqualKeys()
    let pieces = persons.pieces
    for piece in pieces {
      for facts in piece { if let key = key(facts) { keys.expect(key) } }
    }
    keys.prepare()
    var index = 0
    for piece in pieces {
      for facts in piece {
        if let key = key(facts) { keys.add(key, index) }
        index += 1
      }
    }
    return keys.sharing { first, second in
      guard let one = key(persons[first]), let other = key(persons[second]) else { return false }
      return one == other
    }
  }
}

/// Finds those of a long list who share a key. Keys go into drawers by their hashes first, so that what is looked at together
/// lies near the processor; of a key little more is kept than its place.
private struct EqualKeys {
  typealias Key = (UInt64, UInt64)
  /// Half of a key's hash, and the place: not enough to know the key.
  private typealias Entry = (hash: UInt32, place: UInt32)

  private static let drawers = 256
  /// Where each drawer ends: so far, while keys are added.
  private var ends = [Int](repeating: 0, count: Self.drawers)
  private var entries: [Entry] = []
  /// Drawn anew each time, so that nobody can choose keys that meet.
  private let secret = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

  /// Call for each key before `prepare`.
  mutating func expect(_ key: Key) { ends[drawer(hash(key))] += 1 }

  mutating func prepare() {
    var total = 0
    for drawer in ends.indices { (total, ends[drawer]) = (total + ends[drawer], total) }
    entries = [Entry](repeating: (0, 0), count: total)
  }

  /// Call for each key after `prepare`.
  mutating func add(_ key: Key, _ place: Int) {
    let hash = hash(key)
    let drawer = drawer(hash)
    entries[ends[drawer]] = (UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: place))
    ends[drawer] += 1
  }

  /// The places of all whose key another has, too.
  ///
  /// - Parameter areEqual: says of two places whether their keys are.
  func sharing(_ areEqual: (Int, Int) -> Bool) -> Set<Int> {
    var sharing: Set<Int> = []
    var slots: [UInt32] = []
    var start = 0
    for end in ends {
      // Twice as many slots as keys, or more.
      let bits = Int.bitWidth - (end - start).leadingZeroBitCount + 1
      slots.removeAll(keepingCapacity: true)
      slots += repeatElement(0, count: 1 << bits)
      for index in start..<end {
        let entry = entries[index]
        // Behind the bits of the drawer.
        var slot = Int(entry.hash) & (slots.count - 1)
        while slots[slot] != 0 {
          let known = entries[start + Int(slots[slot]) - 1]
          if known.hash == entry.hash, areEqual(Int(known.place), Int(entry.place)) {
            sharing.formUnion([Int(known.place), Int(entry.place)])
            break
          }
          slot = (slot + 1) & (slots.count - 1)
        }
        if slots[slot] == 0 { slots[slot] = UInt32(truncatingIfNeeded: index - start + 1) }
      }
      start = end
    }
    return sharing
  }

  private func drawer(_ hash: UInt64) -> Int { Int(hash &>> 56) }

  private func hash(_ key: Key) -> UInt64 {
    let (high, low) = (key.0 ^ secret.0).multipliedFullWidth(by: key.1 ^ secret.1)
    return (high ^ low) &* 0x9E37_79B9_7F4A_7C15
  }
}
