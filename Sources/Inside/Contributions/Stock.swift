internal import Disclosure
internal import Records
internal import Vocabulary

/// Statistic `stock`: plans on the census day by phase × primary need × placement sector, each person in one cell.
struct Stock {
  let censusYear: Int

  func contributions(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      person.stockCell(censusYear).map { Contribution(person: person.key, cell: $0, amount: 1) }
    }
  }
}

extension Person {
  /// Row-major cell of phase × need × sector at a census, nil when not on roll or not counted in tables about it.
  func stockCell(_ year: Int) -> Int? {
    guard counts(in: year), let here = presence(year), let age = age(at: year) else { return nil }
    let row = Phase(academicAge: age).rawValue * Need.allCases.count + here.need.rawValue
    return row * Sector.allCases.count + here.sector.rawValue
  }
}
