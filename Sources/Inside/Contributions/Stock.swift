internal import Disclosure
internal import Records
internal import Vocabulary

/// Statistic `stock`: plans on the census day by the axes of the plan's choice among academic age, phase, primary need
/// and placement sector. Each person in one cell.
struct Stock {
  let censusYear: Int
  let dimensions: [Dimension]

  func contributions(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard let cell = person.place(censusYear).flatMap({ dimensions.cell(of: $0) }) else { return nil }
      return Contribution(person: person.key, cell: cell, amount: 1)
    }
  }
}

extension Person {
  /// Where a person stands on a census day; nil when not on roll or not counted in tables about it.
  func place(_ year: Int) -> Place? {
    guard counts(in: year), let here = presence(year), let age = age(at: year) else { return nil }
    return Place(age: age, need: here.need, sector: here.sector)
  }
}
