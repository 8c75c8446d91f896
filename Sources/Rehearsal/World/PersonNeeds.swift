import Vocabulary

/// Primary needs of everybody in `Lives`: constant for life but for a few who are reassessed before January 2025.
///
/// New plans of the last years follow the published mix of new plans; everybody else the mix that brings the
/// last census to the published one. Boroughs differ as published.
struct PersonNeeds {
  /// Until January 2024, and from January 2025 on.
  private(set) var earlier: [UInt8]
  private(set) var latest: [UInt8]

  private static let recentFrom = Years.place(2023)
  private static let reassessed = 0.005
  private static let needs = Need.allCases.count

  init(_ lives: Lives, seed: UInt64) {
    let mixes = Mixes(lives)
    let table = mixes.table
    let shares = mixes.tilts(lives).map { tilt in table.map { mix in zip(mix, tilt).map { $0 * $1 } } }
    var random = RandomSource(seed: seed, stream: .needs)
    func draw(_ persons: Range<Int>) -> [UInt8] {
      persons.map { person in
        let mix = shares[Int(lives.entryHome[person])][Mixes.kind(lives, person)]
        return UInt8(random.weighted(mix))
      }
    }
    // Those who came later are drawn last: what is drawn for the others does not depend on them.
    let last = Years.published
    let known = lives.entryYear.prefix { $0 <= last }.count
    earlier = draw(0..<known)
    latest = earlier
    for person in 0..<known {
      let home = lives.home(person, last)
      if home >= 0, home == lives.home(person, last - 1), random.chance(Self.reassessed) {
        latest[person] = UInt8(random.weighted(table[Mixes.kind(lives, person)]))
      }
    }
    let late = draw(known..<lives.count)
    earlier += late
    latest += late
  }

  /// The need at the census of a place.
  func need(_ person: Int, _ year: Int) -> Int {
    Int(year >= Years.published ? latest[person] : earlier[person])
  }

  private struct Mixes {
    /// By age at the last census; by group of ages at the start of the plan.
    private var older: [[Double]]
    private let recent: [[Double]]

    init(_ lives: Lives) {
      let last = Years.published
      recent = PublishedLondon.needOfNewPlans.rows.map { AgeTargets.shares($0.map(Double.init)) }
      var held = [Double](repeating: 0, count: 26)
      var known = [[Double]](repeating: [Double](repeating: 0, count: needs), count: 26)
      for person in 0..<lives.count where lives.home(person, last) >= 0 {
        let age = lives.age(person, last)
        held[age] += 1
        if Self.isRecent(lives, person) {
          let mix = recent[Self.group(lives, person)]
          for need in 0..<needs { known[age][need] += mix[need] }
        }
      }
      let published = PublishedLondon.needByAge
      older = (0..<26).map { age in
        let wanted = AgeTargets.shares(published[max(2, age)].map(Double.init))
        return AgeTargets.shares(
          (0..<needs).map { max(wanted[$0] * held[age] - known[age][$0], 0.15 * wanted[$0] * max(held[age], 1)) })
      }
      // Those who would be over 25 by now: the mix of the oldest together, single ages are too few.
      let oldest = (22...25).map { published[$0] }
      older.append(AgeTargets.shares((0..<needs).map { need in Double(oldest.reduce(0) { $0 + $1[need] }) }))
    }

    /// Mixes by kind of person: 27 ages at the last census, then 5 groups of recent new plans.
    var table: [[Double]] { older + recent }

    static func kind(_ lives: Lives, _ person: Int) -> Int {
      isRecent(lives, person) ? 27 + group(lives, person) : min(26, max(0, lives.age(person, Years.published)))
    }

    /// Factors by borough and need that bring each borough's mix at the last census to its published one.
    func tilts(_ lives: Lives) -> [[Double]] {
      let last = Years.published
      let boroughs = PublishedBoroughs.needs2025.rows
      let london = AgeTargets.shares((0..<needs).map { need in Double(boroughs.reduce(0) { $0 + $1[need] }) })
      var kinds = [[Double]](repeating: [Double](repeating: 0, count: 32), count: boroughs.count)
      for person in 0..<lives.count where lives.home(person, last) >= 0 {
        kinds[lives.home(person, last)][Self.kind(lives, person)] += 1
      }
      let table = table
      return zip(boroughs, kinds).map { published, counts in
        let size = Double(published.reduce(0, +))
        let wanted = (0..<needs).map { (Double(published[$0]) + 15 * london[$0]) / (size + 15) }
        var tilt = [Double](repeating: 1, count: needs)
        for _ in 0..<10 {
          var got = [Double](repeating: 1e-9, count: needs)
          for (kind, count) in counts.enumerated() where count > 0 {
            let mix = AgeTargets.shares(zip(table[kind], tilt).map { $0 * $1 })
            for need in 0..<needs { got[need] += count * mix[need] }
          }
          got = AgeTargets.shares(got)
          for need in 0..<needs { tilt[need] = min(max(tilt[need] * wanted[need] / got[need], 0.05), 20) }
        }
        return tilt
      }
    }

    private static func isRecent(_ lives: Lives, _ person: Int) -> Bool {
      (lives.entry[person] == .new || lives.entry[person] == .brief)
        && Int(lives.entryYear[person]) >= PersonNeeds.recentFrom
    }

    private static func group(_ lives: Lives, _ person: Int) -> Int {
      switch lives.age(person, Int(lives.entryYear[person])) {
      case ..<5: 0
      case ..<7: 1
      case ..<11: 2
      case ..<16: 3
      default: 4
      }
    }
  }
}
