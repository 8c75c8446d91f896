import Vocabulary

/// A borough's extract of what it paid for placements in the financial year with a census day.
///
/// One line per plan held on the census day, for some a second for one-to-one support; none for about 2 in
/// 100. Some lines ended before the census day: of plans that ceased, and of placements before a change of school.
struct FinanceExtract {
  private(set) var text = Bytes()
  var name: String { "finance_\(financialYear).csv" }

  private let financialYear: String

  /// - Parameter year: of the census day.
  init(_ world: World, borough: Int, year: Int) {
    financialYear = "\(year - 1)-\(year % 100)"
    let (opening, closing) = (Years.day(year - 1, 4, 1), Years.day(year, 3, 31))
    let horizon = max(Years.published, Years.place(year))
    text.add("UPN,Provider,URN,Placement type,Start date,End date,Fee,Fee period,Weeks,Financial year\r\n")
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
          add(upn, episode.setting, Self.kind(episode.setting.sector), begins, ends, fee.main)
          if isCurrent, let support = fee.support { add(upn, episode.setting, "1:1 support", begins, ends, support) }
        }
      }
    }
  }

  private mutating func add(_ upn: String, _ setting: Setting, _ kind: String, _ start: Int, _ end: Int?, _ fee: Fee) {
    text.add(upn)
    text.add(",\"")  // names hold commas
    text.add(setting.provider?.name ?? "Fictional arrangement")
    text.add("\",")
    if let urn = setting.provider?.urn { text.add(urn) }
    text.add(",")
    text.add(kind)
    text.add(",")
    text.addDay(start)
    text.add(",")
    if let end { text.addDay(end) }
    text.add(",")
    text.addPounds(fee.pence)
    switch fee.period {
    case .weekly(let weeks):
      text.add(",Weekly,")
      text.add(weeks)
    case .termly: text.add(",Termly,")
    case .annual: text.add(",Annual,")
    }
    text.add(",\(financialYear)\r\n")
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
