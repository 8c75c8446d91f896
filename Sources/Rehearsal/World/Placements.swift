import Vocabulary

/// Where a person attends: a provider, or a SENsetting code where there is none.
struct Setting {
  let sector: Sector
  let provider: Provider?
  /// SEN2 item 5.7c, when there is no provider.
  let code: String

  /// A place in a SEN unit, or one in resourced provision: never both.
  var isUnit: Bool { sector == .resourced && provider?.hasUnit ?? false }
  var isResourced: Bool { sector == .resourced && !isUnit }
}

/// A stay at one setting; `leaving` is its last day.
struct Episode {
  let setting: Setting
  let entry: Int
  let leaving: Int?
}

/// The settings of a spell's person over time.
struct PlacementStory {
  let lives: Lives
  let needs: PersonNeeds
  let sectors: SectorChoice
  let providers: Providers
  let seed: UInt64

  private static let earliest = Years.place(2022)

  /// Sector at the census of a place.
  func sector(_ person: Int, borough: Int, _ year: Int) -> Sector {
    sectors.sector(
      borough: borough, age: lives.age(person, year), need: needs.need(person, year), luck: lives.luck[person])
  }

  /// Episodes of a spell from the last years, oldest first; at least one.
  func episodes(_ person: Int, _ spell: Spell) -> [Episode] {
    var found: [(sector: Sector, stage: Phase, entry: Int)] = []
    for year in min(max(spell.years.lowerBound, Self.earliest), spell.years.upperBound)...spell.years.upperBound {
      let sector = sector(person, borough: spell.borough, year)
      let age = lives.age(person, year)
      let stage = Phase(academicAge: age)
      if let last = found.last, last.sector == sector, last.stage == stage { continue }
      var entry = Years.day(Years.first + year - 1 - (age - Self.firstAge(stage, age)), 9, 1)
      if let last = found.last {
        entry = max(entry, Years.day(Years.first + year - 1, 9, 1), last.entry + 1)
      } else if sector != .mainstream {
        entry = max(entry, spell.from)
      }
      if let to = spell.to { entry = min(entry, max(spell.from, to - 1)) }
      found.append((sector, stage, entry))
    }
    return found.indices.map { place in
      let next = place + 1 < found.count ? found[place + 1].entry - 1 : spell.to
      let (sector, stage, entry) = found[place]
      return Episode(setting: setting(person, sector, stage, spell.borough), entry: entry, leaving: next)
    }
  }

  private static func firstAge(_ stage: Phase, _ age: Int) -> Int {
    switch stage {
    case .earlyYears: age
    case .primary: 4
    case .secondary: 11
    case .post16: 16
    case .post19: 19
    }
  }

  private func setting(_ person: Int, _ sector: Sector, _ stage: Phase, _ borough: Int) -> Setting {
    var random = RandomSource(
      seed: seed, stream: .placement, index: (person * 8 + stage.rawValue) * 8 + sector.rawValue)
    let provider = providers.choose(sector, stage, borough: borough, &random)
    guard provider == nil else { return Setting(sector: sector, provider: provider, code: "") }
    let codes: [String] =
      switch stage {
      case .earlyYears: ["EYP", "EYP", "EYP", "OTH"]
      case .primary, .secondary: ["OLA", "OLA", "OLA", "EHE", "EHE", "OPA", "OTH", "NIEO"]
      case .post16, .post19: ["NEET", "NEET", "NEET", "OLA", "OLA", "OTH", "NIEO", "EHE"]
      }
    return Setting(sector: sector, provider: nil, code: random.pick(codes))
  }
}
