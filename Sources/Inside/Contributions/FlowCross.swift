internal import Disclosure
internal import Records
internal import Vocabulary

/// Statistic `flow-cross`: status × academic age × primary need, each person in one cell.
struct FlowCross {
  let flowYear: Int

  func contributions(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard let flow = Flow(of: person, flowYear: flowYear) else { return nil }
      let row = flow.status.rawValue * AcademicAge.count + flow.age
      return Contribution(person: person.key, cell: row * Need.allCases.count + flow.need.rawValue, amount: 1)
    }
  }
}
