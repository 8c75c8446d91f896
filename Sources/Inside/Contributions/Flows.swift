internal import Disclosure
internal import Records
internal import Vocabulary

/// Statistics `flow-cross` and `flow-margin`: what happened to each person's plan in one flow year, by the axes of the
/// plan's choice among status, academic age and primary need. Each person in one cell.
///
/// A margin costs its own ρ and makes totals several times more precise (forecasting, section 5.2, design A2).
struct Flows {
  let flowYear: Int
  let dimensions: [Dimension]

  func contributions(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard let flow = Flow(of: person, flowYear: flowYear),
        let cell = dimensions.cell(of: Place(status: flow.status, age: flow.age, need: flow.need))
      else { return nil }
      return Contribution(person: person.key, cell: cell, amount: 1)
    }
  }
}
