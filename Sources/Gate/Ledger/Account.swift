public import Noise

/// What the lines in effect add up to. A value: a step is tried on a copy before it is written.
struct Account {
  let name: LedgerName
  private(set) var entries: [LedgerEntry] = []
  private(set) var budget: BudgetSummary
  private(set) var officers: Officers
  var borough: String { name.borough }
  var policy: Policy { budget.policy }

  init(_ name: LedgerName, policy: Policy) {
    self.name = name
    officers = Officers(ledger: name)
    budget = BudgetSummary(
      lifetimeSpent: .zero, lifetimeLeft: policy.rhoLifetime, years: [], policy: policy)
  }

  /// Takes a line into account. Caps are not checked here: what was paid was paid.
  ///
  /// - Parameter line: its number.
  mutating func apply(_ record: Record, at time: Int, line: Int) throws(LedgerError) {
    switch record {
    case .intend(let request, let sealHash):
      guard !entries.contains(where: { $0.release == request.release }) else { throw .releaseExists(request.release) }
      try SpendLine.check(request.lines)
      budget = try exactly { () throws(NoiseError) in try budget.spending(request.lines) }
      entries.append(
        LedgerEntry(
          release: request.release, planID: request.planID, planHash: request.planHash, vintage: request.vintage,
          lines: request.lines, at: time, state: .committed, sealHash: sealHash))
    case .settle(let release, let messageHash):
      guard let index = entries.firstIndex(where: { $0.release == release }) else { throw .unknownRelease(release) }
      guard entries[index].state == .committed else { throw .settledOtherwise(release: release) }
      entries[index].state = .settled(messageHash: messageHash)
    case .officer(let role, let key, let consent): try officers.register(role, key, consent, at: time, line: line)
    case .announce(let role, let key, let signature): try officers.announce(role, key, signature, at: time, line: line)
    case .keep(let role, let signature): try officers.keep(role, signature, line: line)
    case .accept(let planID, let planHash, let role, let signature, let isOlder):
      try officers.accept(planID: planID, planHash: planHash, as: role, signature, isOlder: isOlder)
    case .withdraw(let planID, let planHash, let role, let signature):
      try officers.withdraw(planID: planID, planHash: planHash, as: role, signature, line: line)
    case .create, .void:
      break  // read by `History`; neither spends
    }
  }

  /// Throws unless every cap holds after spending on `lines`.
  func check(_ lines: [SpendLine]) throws(LedgerError) {
    try SpendLine.check(lines)
    let asked = try exactly { () throws(NoiseError) in try lines.totalRho() }
    guard asked <= policy.rhoPerRelease else { throw .overRelease(asked: asked, cap: policy.rhoPerRelease) }
    for year in Set(lines.map(\.dataYear)).sorted() {
      let asked = try exactly { () throws(NoiseError) in try lines.filter { $0.dataYear == year }.totalRho() }
      let left = budget.left(of: year)
      guard asked <= left else { throw .overYear(year, asked: asked, left: left, cap: policy.rhoPerDataYear) }
    }
    guard asked <= budget.lifetimeLeft else {
      throw .overLifetime(asked: asked, left: budget.lifetimeLeft, cap: policy.rhoLifetime)
    }
  }
}

extension BudgetSummary {
  func left(of year: Int) -> Rational {
    years.first { $0.dataYear == year }?.left ?? policy.rhoPerDataYear
  }

  /// The summary after spending on `lines`; overflow is an error, so that no amount is ever approximate.
  ///
  /// Caps are not checked: what is left can be below zero.
  public func spending(_ lines: [SpendLine]) throws(NoiseError) -> BudgetSummary {
    var next = self
    for line in lines {
      next.lifetimeSpent = try next.lifetimeSpent.adding(line.rho)
      next.lifetimeLeft = try next.lifetimeLeft.subtracting(line.rho)
      let before = next.years.first { $0.dataYear == line.dataYear }?.spent ?? .zero
      let spent = try before.adding(line.rho)
      let left = try policy.rhoPerDataYear.subtracting(spent)
      next.years.removeAll { $0.dataYear == line.dataYear }
      next.years.append(YearBudget(dataYear: line.dataYear, spent: spent, left: left))
    }
    next.years.sort { $0.dataYear < $1.dataYear }
    return next
  }
}

extension SpendLine {
  /// The years that data of ours can be about.
  private static let dataYears = 1990...2199

  /// What has to hold for any spend, whatever is left. The limit keeps a line short.
  static func check(_ lines: [SpendLine]) throws(LedgerError) {
    guard (1...200).contains(lines.count) else { throw .badRequest("a release has 1 to 200 statistics") }
    guard Set(lines.map(\.statistic)).count == lines.count else { throw .badRequest("a statistic is named twice") }
    for line in lines {
      guard Spelling.isName(line.statistic) else { throw .badRequest("a statistic's id is not made of a-z, 0-9, \"-\"") }
      guard dataYears.contains(line.dataYear) else { throw .badRequest("a data year is not within \(dataYears)") }
      guard line.rho > .zero else { throw .badRequest("statistic \(line.statistic) has a rho that is not above zero") }
    }
  }
}

extension [SpendLine] {
  fileprivate func totalRho() throws(NoiseError) -> Rational {
    var total = Rational.zero
    for line in self { total = try total.adding(line.rho) }
    return total
  }
}

private func exactly<Value>(_ work: () throws(NoiseError) -> Value) throws(LedgerError) -> Value {
  do { return try work() } catch { throw .arithmetic(error) }
}
