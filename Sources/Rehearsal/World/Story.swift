import Vocabulary

/// One plan of one person in one borough, with its dates as day numbers.
///
/// A borough is responsible from `from` (its first day) until the day before `to`: on roll at census C means
/// from ≤ C and not to ≤ C.
struct Spell {
  enum Origin {
    /// A plan of this borough's own, with the dates of its request.
    case own(PlanDates)
    /// A plan kept by another authority until `from`; its DfE number.
    case transferred(from: String)
  }

  let borough: Int
  let from: Int
  let to: Int?
  let planStart: Int
  let origin: Origin
  /// SEN2 item 4.6, 1 to 9, when `to` is set.
  let ceaseReason: Int?
  /// Places of the censuses on the roll; for a brief plan the census it did not reach.
  let years: ClosedRange<Int>

  func isOnRoll(_ census: Int) -> Bool { from <= census && !(to.map { $0 <= census } ?? false) }
}

/// The way to a plan: request, decision to assess, decision to issue.
struct PlanDates {
  let received: Int
  let decided: Int
  let assessed: Int
}

/// Turns a person's homes at the censuses into spells with dates.
///
/// A person's dates come from a stream of numbers of their own, so that both boroughs of a move are told the same day.
struct Storyteller {
  let lives: Lives
  let seed: UInt64
  /// DfE numbers of the boroughs.
  let laNumbers: [String]

  /// - Parameter horizon: place of the last census that is looked at; what happens later is not told.
  func spells(of person: Int, until horizon: Int = Years.published) -> [Spell] {
    var random = RandomSource(seed: seed, stream: .story, index: person)
    var year = Int(lives.entryYear[person])
    guard year <= horizon else { return [] }
    if lives.entry[person] == .brief { return [brief(person, year, &random)] }
    var (from, planStart, origin) = beginning(person, year, &random)
    var spells: [Spell] = []
    while true {
      let home = lives.home(person, year)
      var last = year
      while last < horizon, lives.home(person, last + 1) == home { last += 1 }
      guard last < horizon else {
        spells.append(
          Spell(
            borough: home, from: from, to: nil, planStart: planStart, origin: origin, ceaseReason: nil,
            years: year...last))
        return spells
      }
      let end = Self.between(last + 1, &random)
      let next = lives.home(person, last + 1)
      let reason = next >= 0 ? CeaseReason.transferred : CeaseReason.draw(age: lives.age(person, last + 1), &random)
      spells.append(
        Spell(
          borough: home, from: from, to: end, planStart: planStart, origin: origin, ceaseReason: reason,
          years: year...last))
      if next >= 0 {
        (from, origin, year) = (end, .transferred(from: laNumbers[home]), last + 1)
      } else {
        guard let again = (last + 1...horizon).first(where: { lives.home(person, $0) >= 0 }) else { return spells }
        from = Self.between(again, &random)
        (planStart, origin, year) = (from, .own(Self.dates(planStart: from, &random)), again)
      }
    }
  }

  private func beginning(
    _ person: Int, _ year: Int, _ random: inout RandomSource
  ) -> (from: Int, planStart: Int, origin: Spell.Origin) {
    let birth = Years.day(Int(lives.birthYear[person]), Int(lives.birthMonth[person]), 28)
    switch lives.entry[person] {
    case .held:
      let start = max(Years.census[0] - random.pick(30...1500), min(birth + 720, Years.census[0]))
      return (start, start, .own(Self.dates(planStart: start, &random)))
    case .new, .brief:
      let start = Self.between(year, &random)
      return (start, start, .own(Self.dates(planStart: start, &random)))
    case .outside:
      let from = Self.between(year, &random)
      let start = min(from - 1, max(from - random.pick(30...900), birth + 400))
      return (from, start, .transferred(from: random.pick(Authorities.outside)))
    }
  }

  private func brief(_ person: Int, _ year: Int, _ random: inout RandomSource) -> Spell {
    let (a, b) = (Self.between(year, &random), Self.between(year, &random))
    let (start, end) = (min(a, b), max(a, b))
    return Spell(
      borough: Int(lives.entryHome[person]), from: start, to: end, planStart: start,
      origin: .own(Self.dates(planStart: start, &random)),
      ceaseReason: CeaseReason.draw(age: lives.age(person, year), &random), years: year...year)
  }

  /// A day after the census before place `year` and not after its own.
  private static func between(_ year: Int, _ random: inout RandomSource) -> Int {
    random.pick(Years.census[year - 1] + 1...Years.census[year])
  }

  /// Half of the plans are made in 20 weeks; the rest take up to 47.
  private static func dates(planStart: Int, _ random: inout RandomSource) -> PlanDates {
    let received = planStart - (random.chance(0.52) ? random.pick(120...140) : random.pick(141...330))
    return PlanDates(
      received: received, decided: received + random.pick(21...42), assessed: planStart - random.pick(7...35))
  }
}

/// Reasons why plans cease (SEN2 item 4.6), by academic age, about as DfE published them for London in 2024.
enum CeaseReason {
  static let transferred = 5

  static func draw(age: Int, _ random: inout RandomSource) -> Int {
    let weights: [Double] =
      switch age {
      case ..<16: [0, 4, 0, 0, 88, 0, 7, 0.8, 0.4]
      case 16...17: [0, 12, 2, 4, 48, 24, 6, 1, 1]
      case 18...19: [1, 19, 16, 12, 11, 38, 2, 1, 0.5]
      case 20...24: [2, 13, 15, 14, 4, 50, 1, 0.6, 0.4]
      default: [80, 5, 3, 4, 1, 7, 0, 0, 0]
      }
    return random.weighted(weights) + 1
  }
}

/// DfE numbers of authorities around London.
enum Authorities {
  static let outside = [
    "919", "881", "886", "936", "825", "883", "887", "868", "871", "872", "823", "873", "850", "926",
  ]
}
