internal import Disclosure
internal import Records

/// Statistics `cost-persons` and `cost-pence`: who has a known placement cost on the census day, and how much.
///
/// The amount is annual, in whole pence, as the finance extract says; clamping and centring are the gate's.
struct PlacementCosts {
  let censusYear: Int

  func persons(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard person.annualPence(censusYear) != nil, let cell = person.stockCell(censusYear) else { return nil }
      return Contribution(person: person.key, cell: cell, amount: 1)
    }
  }

  func pence(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard let pence = person.annualPence(censusYear), let cell = person.stockCell(censusYear) else { return nil }
      return Contribution(person: person.key, cell: cell, amount: Int64(pence))
    }
  }
}

extension Person {
  fileprivate func annualPence(_ year: Int) -> Int? {
    costs.first { $0.year == year }?.annualPence
  }
}
