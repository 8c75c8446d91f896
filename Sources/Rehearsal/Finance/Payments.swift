import Vocabulary

/// One line of what a borough paid for a placement.
struct Payment {
  /// What becomes of a line that is read.
  enum Fate {
    /// It is of a person on roll and covers the census day.
    case counted
    /// It ended before the census day.
    case ended
    /// It covers the census day, and the person had left before.
    case left
    /// It names a child whom no return knows.
    case stranger
    /// It names nobody.
    case nameless
  }

  /// Of the world; of strangers, beyond it.
  let person: Int
  /// Empty where the line names nobody.
  let upn: String
  let setting: Setting
  /// Type of placement or of cost.
  let kind: String
  let start: Int
  let end: Int?
  let fee: Fee
  /// One-to-one support beside the placement before it.
  let isSupport: Bool
  let fate: Fate
  /// The borough's list that leads from its own numbers to UPNs has the child.
  var isListed = true
  /// The provider gave back, instead of being paid.
  var isCredit: Bool { fee.pence < 0 }

  /// A number of the borough's own; empty where the line names nobody.
  var localID: String { upn.isEmpty ? "" : "FC-\(person)" }

  /// Why the line belongs to nobody on roll, as people are told; nil where it belongs to somebody.
  func reason(byLocalID: Bool) -> String? {
    switch fate {
    case .counted, .ended: nil
    case .left: "finance-not-on-roll"
    case .stranger: byLocalID && !isListed ? "finance-id-unknown" : "finance-no-match"
    case .nameless: "finance-no-upn"
    }
  }
}

/// What a borough paid for placements in the financial year with a census day, however it is written down.
///
/// One line per plan held on the census day, for some a second for one-to-one support, or one for what was given back;
/// none for about 2 in 100. Some lines ended before the census day: of plans that ceased, and of placements before a
/// change of school.
struct Payments {
  private(set) var all: [Payment] = []

  /// Census year.
  let year: Int
  /// `2024-25`.
  let financialYear: String
  /// Last day of the financial year.
  let closing: Int

  /// - Parameters:
  ///   - year: of the census day.
  ///   - hasStrays: also lines that belong to nobody on roll: of strangers, of nobody, and of some who left and whose
  ///     lines were never ended.
  init(_ world: World, borough: Int, year: Int, hasStrays: Bool = false) {
    self.year = year
    financialYear = "\(year - 1)-\(year % 100)"
    closing = Years.day(year, 3, 31)
    let opening = Years.day(year - 1, 4, 1)
    let horizon = max(Years.published, Years.place(year))
    let census = Years.census(of: year)
    let roll = world.rolls[borough]
    for (place, person) in roll.enumerated() {
      if hasStrays, let stray = Stray.allCases.first(where: { place == roll.count * ($0.rawValue + 1) / 4 }) {
        all.append(Self.stray(stray, borough, opening, seed: world.seed))
      }
      var random = RandomSource(seed: world.seed, stream: .cost, index: -1 - person)
      let spells = world.story.spells(of: person, until: horizon).filter { $0.borough == borough }
      let isOnRoll = spells.contains { $0.isOnRoll(census) }
      for spell in spells {
        guard spell.to.map({ $0 > opening }) ?? true, spell.from <= census else { continue }
        let isHeld = spell.isOnRoll(census)
        for episode in world.placements.episodes(person, spell) {
          let begins = max(opening, spell.from, episode.entry)
          // What came after the census day is not known.
          let leaving = episode.leaving.flatMap { $0 > census ? nil : $0 }
          guard begins <= census, leaving.map({ $0 > begins }) ?? true else { continue }
          let isCurrent = isHeld && leaving == nil
          // Past lines are not complete in such extracts; two of three are there.
          if !isCurrent, !random.chance(0.66) { continue }
          let fee = world.fees.fee(of: person, episode.setting.sector, borough: borough)
          if fee.isUnrecorded { continue }
          let isForgotten = hasStrays && !isOnRoll && person % 3 == 0
          let ends = isForgotten ? nil : leaving ?? (random.chance(0.5) ? closing : nil)
          let covers = ends.map { $0 >= census } ?? true
          let upn = Identity(
            number: person, birthYear: Int(world.lives.birthYear[person]),
            birthMonth: Int(world.lives.birthMonth[person]), hasLearnerNumber: false, seed: world.seed
          ).upn
          func add(_ kind: String, _ fee: Fee, isSupport: Bool) {
            all.append(
              Payment(
                person: person, upn: upn, setting: episode.setting, kind: kind, start: begins, end: ends, fee: fee,
                isSupport: isSupport, fate: !covers ? .ended : isOnRoll ? .counted : .left))
          }
          add(Self.kind(episode.setting.sector), fee.main, isSupport: false)
          if isCurrent, let support = fee.support { add("1:1 support", support, isSupport: true) }
          if isCurrent, let credit = fee.credit { add("Credit note", credit, isSupport: false) }
        }
      }
    }
  }

  private enum Stray: Int, CaseIterable { case unknown, nameless, unlisted }

  private static func stray(_ stray: Stray, _ borough: Int, _ opening: Int, seed: UInt64) -> Payment {
    // No person of the world has such a number.
    let number = 900_000_000 + borough * 10 + stray.rawValue
    let identity = Identity(number: number, birthYear: 2012, birthMonth: 5, hasLearnerNumber: false, seed: seed)
    return Payment(
      person: number, upn: stray == .nameless ? "" : identity.upn,
      setting: Setting(sector: .other, provider: nil, code: "OTH"), kind: kind(.other), start: opening, end: nil,
      fee: Fee(pence: 12_345 + stray.rawValue, period: .weekly(weeks: 38)),
      isSupport: false, fate: stray == .nameless ? .nameless : .stranger, isListed: stray == .unknown)
  }

  private static func kind(_ sector: Sector) -> String {
    switch sector {
    case .mainstream: "Mainstream top-up"
    case .resourced: "Resourced provision"
    case .stateSpecial: "Special school"
    case .independent: "Independent special school"
    case .furtherEducation: "College"
    case .other: "Other arrangement"
    }
  }
}

extension Setting {
  var providerName: String { provider?.name ?? "Fictional arrangement" }
}
