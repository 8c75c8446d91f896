import Vocabulary

/// A fictional school or college.
struct Provider {
  /// What a provider is by the ages it takes.
  enum Level: String { case primary, secondary, special, alternative, independent, college }

  let urn: Int?
  let ukprn: Int
  let sector: Sector
  let name: String
  /// Nil for a provider that is not in GIAS.
  let kind: EstablishmentKind?
  let level: Level
  /// The borough in which it lies, where that matters.
  let borough: Int?
  /// A mainstream school with a SEN unit or resourced provision.
  var hasResourcedPlaces = false

  /// Its resourced places are in a SEN unit.
  var hasUnit: Bool { ukprn % 2 == 0 }
}

/// All fictional providers. None of the numbers is in use: real URNs begin with 1, real UKPRNs with 10.
///
/// | numbers | who |
/// |---|---|
/// | URN 900001 on | state mainstream schools, some with a unit or resourced provision |
/// | URN 940001 on | state special schools |
/// | URN 960001 on | independent and non-maintained special schools, independent mainstream schools |
/// | URN 980001 on | pupil referral units and other alternative provision |
/// | UKPRN 19900001 on | colleges and specialist post-16 institutions (no URN) |
/// | UKPRN 19000001 on | the schools above |
struct Providers {
  private(set) var all: [Provider] = []
  private let primary: [[Int]]
  private let secondary: [[Int]]
  private let special: [[Int]]
  private let units: [[Int]]
  private let independent: [Int]
  private let colleges: [Int]

  init(boroughs: [String]) {
    var all: [Provider] = []
    var next: [Provider.Level: Int] = [
      .primary: 900_000, .special: 940_000, .independent: 960_000, .alternative: 980_000,
    ]
    func add(_ level: Provider.Level, _ kinds: [EstablishmentKind], _ name: String, in borough: Int?) -> Int {
      // Primary and secondary schools share their numbers.
      let urn = (next[level == .secondary ? .primary : level] ?? 0) + 1
      next[level == .secondary ? .primary : level] = urn
      all.append(
        Provider(
          urn: urn, ukprn: 19_000_000 + urn % 100_000, sector: level.sector, name: name, kind: kinds[urn % kinds.count],
          level: level, borough: borough))
      return all.count - 1
    }
    func each(
      _ count: Int, _ level: Provider.Level, _ kinds: [EstablishmentKind], _ name: (Int, String) -> String
    ) -> [[Int]] {
      boroughs.enumerated().map { place, borough in
        (1...count).map { add(level, kinds, "Fictional \(name($0, borough))", in: place) }
      }
    }
    primary = each(40, .primary, EstablishmentKind.primary) { "Primary School \($0), \($1)" }
    secondary = each(15, .secondary, EstablishmentKind.secondary) { "Secondary School \($0), \($1)" }
    special = each(6, .special, EstablishmentKind.special) { "Special School \($0), \($1)" }
    units = each(1, .alternative, EstablishmentKind.alternative) { "Pupil Referral Unit, \($1)" }
    independent = (1...180).map {
      add(.independent, EstablishmentKind.independent, "Fictional Independent School \($0)", in: nil)
    }
    let kinds = EstablishmentKind.college
    colleges = (1...45).map { number in
      all.append(
        Provider(
          urn: nil, ukprn: 19_900_000 + number, sector: .furtherEducation, name: "Fictional College \(number)",
          kind: kinds[number % kinds.count], level: .college, borough: nil))
      return all.count - 1
    }
    for schools in primary + secondary {
      for school in schools.prefix(Self.withResourcedPlaces(schools)) { all[school].hasResourcedPlaces = true }
    }
    self.all = all
  }

  /// How many schools of a borough and level have a unit or resourced provision: the first ones.
  private static func withResourcedPlaces(_ schools: [Int]) -> Int { schools.count / 5 }

  /// Where a person goes to school.
  /// - Parameter stage: the phase.
  /// - Returns: nil for a setting without number.
  func choose(_ sector: Sector, _ stage: Phase, borough: Int, _ random: inout RandomSource) -> Provider? {
    // One in nine goes to a school of another borough.
    let host = random.chance(0.11) ? random.below(primary.count) : borough
    switch sector {
    case .mainstream, .resourced:
      let schools = stage == .earlyYears || stage == .primary ? primary[host] : secondary[host]
      let place = sector == .resourced ? random.below(Self.withResourcedPlaces(schools)) : random.below(schools.count)
      return all[schools[place]]
    case .stateSpecial: return all[random.pick(special[host])]
    case .independent: return all[random.pick(independent)]
    case .furtherEducation: return all[random.pick(colleges)]
    case .other: return stage == .secondary && random.chance(0.2) ? all[units[host][0]] : nil
    }
  }
}

extension Provider.Level {
  fileprivate var sector: Sector {
    switch self {
    case .primary, .secondary: .mainstream
    case .special: .stateSpecial
    case .alternative: .other
    case .independent: .independent
    case .college: .furtherEducation
    }
  }
}
