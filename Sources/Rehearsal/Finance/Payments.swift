import Vocabulary

/// One line of what a borough paid for a placement.
struct Payment {
  /// Of the world.
  let person: Int
  let upn: String
  let setting: Setting
  /// Type of placement or of cost.
  let kind: String
  let start: Int
  let end: Int?
  let fee: Fee
  /// One-to-one support beside the placement before it.
  let isSupport: Bool
}

/// What a borough paid for placements in the financial year with a census day, however it is written down.
///
/// One line per plan held on the census day, for some a second for one-to-one support; none for about 2 in
/// 100. Some lines ended before the census day: of plans that ceased, and of placements before a change of school.
struct Payments {
  private(set) var all: [Payment] = []

  /// `2024-25`.
  let financialYear: String

  /// - Parameter year: of the census day.
  init(_ world: World, borough: Int, year: Int) {
    financialYear = "\(year - 1)-\(year % 100)"
    let (opening, closing) = (Years.day(year - 1, 4, 1), Years.day(year, 3, 31))
    let horizon = max(Years.published, Years.place(year))
    let census = Years.census(of: year)
    for person in world.rolls[borough] {
      var random = RandomSource(seed: world.seed, stream: .cost, index: -1 - person)
      for spell in world.story.spells(of: person, until: horizon) where spell.borough == borough {
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
          let fee = world.fees.fee(of: person, episode.setting.sector)
          if fee.isUnrecorded { continue }
          let ends = leaving ?? (random.chance(0.5) ? closing : nil)
          let upn = Identity(
            number: person, birthYear: Int(world.lives.birthYear[person]),
            birthMonth: Int(world.lives.birthMonth[person]), hasLearnerNumber: false, seed: world.seed
          ).upn
          func add(_ kind: String, _ fee: Fee, isSupport: Bool) {
            all.append(
              Payment(
                person: person, upn: upn, setting: episode.setting, kind: kind, start: begins, end: ends, fee: fee,
                isSupport: isSupport))
          }
          add(Self.kind(episode.setting.sector), fee.main, isSupport: false)
          if isCurrent, let support = fee.support { add("1:1 support", support, isSupport: true) }
        }
      }
    }
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
