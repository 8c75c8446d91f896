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
  private static func sharing(_ persons: Chunks<PersonFacts>, _ key: (PersonFacts) -> FirstSeen.Key?) -> Set<Int> {
    var sharing: Set<Int> = []
    var seen = FirstSeen(count: persons.count)
    var start = 0
    while start < persons.count {
      let block = start..<Swift.min(start + FirstSeen.block, persons.count)
      for index in block { if let key = key(persons[index]) { seen.approach(key) } }
      for index in block {
        guard let own = key(persons[index]) else { continue }
        let first = seen.first(own, index) { other in key(persons[other]).map { $0 == own } ?? false }
        if let first { sharing.formUnion([first, index]) }
      }
      start = block.upperBound
    }
    return sharing
  }
}

/// Where each key of a long list was seen first, in a few bytes a key: only its place is kept.
private struct FirstSeen {
  typealias Key = (UInt64, UInt64)

  /// Of as many keys at a time the slots are brought near: alone, each would be waited for.
  static let block = 64

  private var slots: [UInt32]
  private var approached: UInt32 = 0
  private let shift: UInt64
  /// Drawn anew each time, so that nobody can choose keys that meet.
  private let secret = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

  init(count: Int) {
    var bits: UInt64 = 4
    while (1 << bits) < count * 2 { bits += 1 }
    slots = [UInt32](repeating: 0, count: 1 << Int(bits))
    shift = 64 - bits
  }

  /// The place of the first equal key; nil if this is it.
  ///
  /// - Parameter isEqual: says of an earlier place whether its key is the same.
  mutating func first(_ key: Key, _ index: Int, _ isEqual: (Int) -> Bool) -> Int? {
    var slot = slot(key)
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if isEqual(known) { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    return nil
  }

  /// Reads the slot in which the search for a key begins, so that it lies in the processor's cache.
  @inline(never)
  mutating func approach(_ key: Key) { approached ^= slots[slot(key)] }

  private func slot(_ key: Key) -> Int {
    let (high, low) = (key.0 ^ secret.0).multipliedFullWidth(by: key.1 ^ secret.1)
    return Int(truncatingIfNeeded: ((high ^ low) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }
}
