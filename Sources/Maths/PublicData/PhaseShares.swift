import Vocabulary

/// How the places of one school are divided over the phases that its ages belong to: as London's plans in that sector were.
///
/// A special school from 2 to 19 has few nursery children and more secondary than primary ones a year of age. Divided
/// evenly over ages it would seem to lack secondary places and to have nursery places to spare.
enum PhaseShares {
  /// Plans a year of age in January 2025, by phase: EY (ages 2 and 3), PRI, SEC, P16, P19. Source: DfE, *Education, health
  /// and care plans*, reporting year 2025, caseload by age and establishment, London (Open Government Licence v3.0).
  /// Alternative provision evenly: most of its pupils have no plan, and OT holds much else.
  static func plansPerAge(_ sector: Sector) -> [Int] {
    switch sector {
    case .resourced: [3, 511, 298, 61, 1]
    case .stateSpecial: [39, 1162, 2096, 1151, 54]
    case .independent: [12, 227, 737, 403, 38]
    case .mainstream, .furtherEducation, .other: [1, 1, 1, 1, 1]
    }
  }

  /// Whole numbers that add up to the places, in proportion to a weight for each academic age: the largest remainders are
  /// rounded up, of equal ones the younger phase's.
  /// - Returns: one number a phase, in their order.
  static func divide(_ places: Int, over ages: ClosedRange<Int>, in sector: Sector) -> [Int] {
    let weights = plansPerAge(sector)
    var shares = [Int](repeating: 0, count: Phase.allCases.count)
    for age in ages {
      let phase = Phase(academicAge: age).rawValue
      shares[phase] += weights[phase]
    }
    let all = shares.reduce(0, +)
    var parts = shares.map { places * $0 / all }
    let rest = shares.map { places * $0 % all }
    let order = rest.indices.sorted { (rest[$1], $0) < (rest[$0], $1) }
    for phase in order.prefix(places - parts.reduce(0, +)) { parts[phase] += 1 }
    return parts
  }
}
