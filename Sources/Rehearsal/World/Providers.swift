import Vocabulary

/// A fictional school or college.
struct Provider {
  let urn: Int?
  let ukprn: Int
  let sector: Sector
  let name: String
  /// Nil for a provider that is not in GIAS.
  let kind: EstablishmentKind?
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
    var (mainstream, specialURN, other, college) = (900_000, 940_000, 980_000, 19_900_000)
    func add(_ urn: Int, _ sector: Sector, _ kinds: [EstablishmentKind], _ name: String) -> Int {
      let kind = kinds[urn % kinds.count]
      all.append(Provider(urn: urn, ukprn: 19_000_000 + urn % 100_000, sector: sector, name: name, kind: kind))
      return all.count - 1
    }
    func mainstreams(_ count: Int, _ kinds: [EstablishmentKind], _ stage: String, _ borough: String) -> [Int] {
      (1...count).map { number in
        mainstream += 1
        return add(mainstream, .mainstream, kinds, "Fictional \(stage) School \(number), \(borough)")
      }
    }
    primary = boroughs.map { mainstreams(40, EstablishmentKind.primary, "Primary", $0) }
    secondary = boroughs.map { mainstreams(15, EstablishmentKind.secondary, "Secondary", $0) }
    special = boroughs.map { borough in
      (1...6).map { number in
        specialURN += 1
        return add(
          specialURN, .stateSpecial, EstablishmentKind.special, "Fictional Special School \(number), \(borough)")
      }
    }
    units = boroughs.map { borough in
      other += 1
      return [add(other, .other, EstablishmentKind.alternative, "Fictional Pupil Referral Unit, \(borough)")]
    }
    independent = (1...180).map {
      add(960_000 + $0, .independent, EstablishmentKind.independent, "Fictional Independent School \($0)")
    }
    let ofColleges = EstablishmentKind.college
    colleges = (1...45).map { number in
      college += 1
      all.append(
        Provider(
          urn: nil, ukprn: college, sector: .furtherEducation, name: "Fictional College \(number)",
          kind: ofColleges[number % ofColleges.count]))
      return all.count - 1
    }
    self.all = all
  }

  /// Where a person goes to school.
  /// - Parameter stage: the phase.
  /// - Returns: nil for a setting without number.
  func choose(_ sector: Sector, _ stage: Phase, borough: Int, _ random: inout RandomSource) -> Provider? {
    // One in nine goes to a school of another borough.
    let host = random.chance(0.11) ? random.below(primary.count) : borough
    switch sector {
    case .mainstream, .resourced:
      let schools = stage == .earlyYears || stage == .primary ? primary[host] : secondary[host]
      // The first few schools are those with a unit.
      return all[sector == .resourced ? schools[random.below(schools.count / 5)] : random.pick(schools)]
    case .stateSpecial: return all[random.pick(special[host])]
    case .independent: return all[random.pick(independent)]
    case .furtherEducation: return all[random.pick(colleges)]
    case .other: return stage == .secondary && random.chance(0.2) ? all[units[host][0]] : nil
    }
  }
}
