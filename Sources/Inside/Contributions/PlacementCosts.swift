internal import Disclosure
internal import Records

/// Statistics `cost-persons`, `cost-pence`, `cost-bands` and `cost-clamped`: who has a known placement cost on the census
/// day, and how much, by the axes of the plan's choice among academic age, phase, primary need and placement sector.
///
/// The amount is annual, in whole pence, as the finance extract says; clamping, centring and bands are the gate's.
struct PlacementCosts {
  let censusYear: Int
  let dimensions: [Dimension]

  func persons(of roll: Roll) -> [Contribution<PersonKey>] {
    known(roll).map { Contribution(person: $0.person, cell: $0.cell, amount: 1) }
  }

  /// - Parameter cellsEach: of each place, along an axis of amounts; the contribution names the first of them.
  func pence(of roll: Roll, cellsEach: Int) -> [Contribution<PersonKey>] {
    known(roll).map { Contribution(person: $0.person, cell: $0.cell * cellsEach, amount: Int64($0.pence)) }
  }

  private func known(_ roll: Roll) -> [(person: PersonKey, cell: Int, pence: Int)] {
    roll.persons.compactMap { person in
      guard let cost = person.costs.first(where: { $0.year == censusYear }), let place = person.place(censusYear),
        let cell = dimensions.cell(of: place)
      else { return nil }
      return (person.key, cell, cost.annualPence)
    }
  }
}
