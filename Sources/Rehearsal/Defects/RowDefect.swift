import Vocabulary

/// A named fault in the rows of one person, whose code is that of the check that finds it.
struct RowDefect: Sendable {
  typealias Suits = @Sendable (ReturnElement) -> Bool
  typealias Change = @Sendable (inout ReturnElement, DefectDays) -> Void

  let code: String
  /// Whom it is planted in.
  let home: DefectHome
  /// Whether a person of that kind will do.
  var suits: Suits = { _ in true }
  var shapes: [Shape] = Shape.allCases
  /// Changes the person's rows and marks those in which something will be found.
  let change: Change
  /// For a second person that stands after the first: made from the first as it now is and a UPN that nobody has.
  var second: (@Sendable (ReturnElement, _ upn: String, DefectDays) -> ReturnElement)?

  init(
    _ code: String, _ home: DefectHome, where suits: @escaping Suits = { _ in true },
    shapes: [Shape] = Shape.allCases, change: @escaping Change
  ) {
    (self.code, self.home, self.suits, self.shapes, self.change) = (code, home, suits, shapes, change)
  }

  /// A second person.
  /// - Parameter first: a change of the first one.
  static func second(
    _ code: String, first: @escaping Change = { _, _ in },
    _ second: @escaping @Sendable (inout ReturnElement, _ upn: String, DefectDays) -> Void
  ) -> RowDefect {
    var defect = RowDefect(code, .fresh, change: first)
    defect.second = { person, upn, days in
      var other = person
      second(&other, upn, days)
      other.markListed(code)
      return other
    }
    return defect
  }

  /// One item set to another text, found in its own row.
  static func item(
    _ code: String, _ home: DefectHome, _ module: ReturnElement.Module, _ item: String, _ value: String,
    where suits: @escaping Suits = { _ in true }
  ) -> RowDefect {
    RowDefect(code, home, where: suits) { person, _ in person.mark(code, module) { $0[item] = value } }
  }

  static let all = persons + requests + plans + needs + settings
  /// Of what hangs on a listed row.
  static let below = "belongs-to-listed-row"
}

/// Days of the return in which defects are planted.
struct DefectDays {
  let year: Int

  var census: String { text(Years.census(of: year)) }
  var censusBefore: String { text(Years.census(of: year - 1)) }
  /// The first day of the calendar year that the return tells of.
  var opening: String { "\(year - 1)-01-01" }

  /// A ULN that nobody has.
  var learnerNumber: String { "9123456789" }

  func shifted(_ day: String, by days: Int) -> String { Self.number(day).map { text($0 + days) } ?? day }

  static func number(_ day: String) -> Int? {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    return parts.count == 3 ? CalendarDate(year: parts[0], month: parts[1], day: parts[2])?.dayNumber : nil
  }

  private func text(_ day: Int) -> String {
    var text = Bytes()
    text.addDay(day)
    return String(decoding: text.all, as: UTF8.self)
  }
}

extension ReturnElement {
  /// Changes the first row of a module at or below this one.
  mutating func edit(_ module: Module, _ change: (inout ReturnElement) -> Void) { _ = editFirst(module, change) }

  /// The same, and marks that row.
  mutating func mark(_ code: String, _ module: Module, _ change: (inout ReturnElement) -> Void = { _ in }) {
    edit(module) { row in
      change(&row)
      row.marks.append(code)
    }
  }

  private mutating func editFirst(_ module: Module, _ change: (inout ReturnElement) -> Void) -> Bool {
    if self.module == module {
      change(&self)
      return true
    }
    for place in children.indices where children[place].editFirst(module, change) { return true }
    return false
  }

  /// The first row of a module at or below this one.
  func first(_ module: Module) -> ReturnElement? {
    if self.module == module { return self }
    for child in children {
      if let found = child.first(module) { return found }
    }
    return nil
  }

  mutating func removeAll(_ module: Module) {
    children.removeAll { $0.module == module }
    for place in children.indices { children[place].removeAll(module) }
  }

  /// This row is listed, and with it all that hangs on it.
  mutating func markListed(_ code: String) {
    marks.append(code)
    markBelow(RowDefect.below)
  }

  /// Decisions long before the year: with outcome H and without a date.
  mutating func forgetDecisions() {
    edit(.requests) { $0["requestoutcome"] = "H"; $0["requestoutcomedate"] = "" }
    edit(.assessment) { $0["assessmentoutcome"] = "H"; $0["assessmentoutcomedate"] = "" }
  }

  /// No provider and no code.
  mutating func leaveSettingBlank() {
    for item in ["urn", "ukprn", "sensetting", "sensettingother"] { self[item] = "" }
  }
}
