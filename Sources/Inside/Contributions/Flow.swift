internal import Disclosure
internal import Records
internal import Vocabulary

/// The yearly partition: what happened to one person's plan in this borough between two census days.
///
/// Every person seen at census t-1 or t is in exactly one status, so one person moves one cell by 1.
/// Specification: forecasting, section 3.2. `LEAVE` takes age and need at t-1, the others those at t.
struct Flow {
  let status: FlowStatus
  let age: Int
  let need: Need

  /// - Returns: nil for a person on roll at neither census, for one aged outside 0 to 25, and for one who may not
  ///   count in tables about `flowYear`.
  init?(of person: Person, flowYear: Int) {
    guard person.counts(in: flowYear) else { return nil }
    let now = person.presence(flowYear)
    let before = person.presence(flowYear - 1)
    guard let here = now ?? before else { return nil }
    status =
      switch (before, now) {
      case (.some, .some): .stay
      case (.some, .none): .leave
      case (.none, _): Self.isNew(person, here, flowYear) ? .new : .transferredIn
      }
    guard let age = person.age(at: here.year) else { return nil }
    (self.age, need) = (age, here.need)
  }

  /// A new plan started here after the earlier census and this borough never held one for the person before.
  private static func isNew(_ person: Person, _ here: CensusPresence, _ flowYear: Int) -> Bool {
    here.planStart > Census.day(flowYear - 1) && !here.arrivedFromElsewhere
      && !person.presences.contains { $0.year < flowYear }
  }
}

extension Person {
  /// The person's presence on roll at a census, if of an age that is carried (a person of 26 is not).
  func presence(_ year: Int) -> CensusPresence? {
    guard age(at: year) != nil else { return nil }
    return presences.first { $0.year == year }
  }

  /// Academic age at census `year`, nil outside 0 to 25.
  func age(at year: Int) -> Int? {
    let age = AcademicAge.at(census: year, bornIn: birthYear, month: birthMonth)
    return AcademicAge.range.contains(age) ? age : nil
  }
}
