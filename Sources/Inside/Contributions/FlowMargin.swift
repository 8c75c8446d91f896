internal import Disclosure
internal import Records
internal import Vocabulary

/// Statistic `flow-margin`: status × academic age, the margin of `flow-cross`, measured with noise of its own.
///
/// It costs its own ρ and makes totals by age several times more precise (forecasting, section 5.2, design A2).
struct FlowMargin {
  let flowYear: Int

  func contributions(of roll: Roll) -> [Contribution<PersonKey>] {
    roll.persons.compactMap { person in
      guard let flow = Flow(of: person, flowYear: flowYear) else { return nil }
      return Contribution(person: person.key, cell: flow.status.rawValue * AcademicAge.count + flow.age, amount: 1)
    }
  }
}
