import ArgumentParser
internal import Files
internal import Ledger
internal import Noise
internal import ReleaseProtocol

struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget",
    abstract: "What is spent of each child's privacy budget, what is planned, what is left, and what that means.")

  @OptionGroup var home: HomeOption
  @Flag(help: "Print as JSON.") var json = false

  mutating func run() throws {
    let settings = try AgentSettings.load(home: home.home)
    do {
      let ledger = try Ledger.open(at: settings.ledgerFolder)
      ledger.noteAnnouncedKeys()
      let statement = try BudgetStatement(ledger, settings)
      // A ledger that has forgotten a spend states too little: say so, and state it all the same.
      let doubt = Fence(settings: settings).doubt(ledger)
      if json {
        Voice.result(statement.json(ledger.entries, isInOrder: doubt == nil))
      } else {
        let warning = doubt.map { "DON'T RELY ON THIS: \($0.what)\n\($0.hint ?? "")\n\n" } ?? ""
        Voice.result(warning + statement.text(ledger.entries))
      }
    } catch let failure as AgentFailure {
      throw failure
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }
}

extension LedgerEntry.State {
  fileprivate var word: String {
    switch self {
    case .committed: "paid, message not stored"
    case .settled: "stored"
    }
  }
}

extension Statistic.Kind {
  /// What a child's budget is spent on, for people.
  fileprivate var what: String {
    switch self {
    case .flowCross, .flowMargin: "flows"
    case .stock: "plans in January"
    case .costPersons: "who has a cost"
    case .costPence: "costs"
    case .costBands: "bands of cost"
    case .costClamped: "clamped costs"
    case .quarterStock: "plans on quarter days"
    }
  }
}

// MARK: In words

extension BudgetStatement {
  func text(_ entries: [LedgerEntry]) -> String {
    let policy = budget.policy
    var lines = [
      "Privacy budget of \(borough), per child (ρ of zero-concentrated differential privacy; ε at δ = 10⁻⁶).",
      "",
      "at most    ρ \(policy.rhoPerDataYear) for the data of one year, \(policy.rhoPerRelease) in one release",
      "lifetime   spent \(said(budget.lifetimeSpent)); left \(said(budget.lifetimeLeft)) of \(policy.rhoLifetime)",
    ]
    lines += budget.years.map {
      "data \($0.dataYear)  spent \(said($0.spent)); left \(said($0.left)) of \(policy.rhoPerDataYear)"
    }
    lines += ["", "releases"]
    lines += entries.isEmpty ? ["  none yet"] : entries.map { "  \($0.release)  \($0.planID)  \($0.state.word)" }
    lines += ["", "planned: plans that may be used and have not been released"]
    lines += planned.isEmpty ? ["  none"] : planned.flatMap(Self.lines)
    lines += ["", "worst case, once every planned release has run (beyond the caps nothing is released)"]
    lines += ["  lifetime   \(said(worstLifetime)) of \(policy.rhoLifetime)"]
    lines += worstYears.map { "  data \($0.year)  \(said($0.rho)) of \(policy.rhoPerDataYear)" }
    lines += horizon.map { [""] + Self.lines($0) } ?? []
    return (lines + [""] + meaning).joined(separator: "\n")
  }

  private static func lines(_ planned: Planned) -> [String] {
    let years = Set(planned.lines.map(\.dataYear)).sorted().map { year in
      let rho = planned.lines.filter { $0.dataYear == year }.reduce(Rational?.some(.zero)) { try? $0?.adding($1.rho) }
      let exact = planned.plan.exactEpsilonHundredths(dataYear: year).map {
        "; by its exact noise ε \($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)"
      }
      return "\(year) \(rho.map(said) ?? "more than can be said")\(exact ?? "")"
    }
    let refusal = planned.refusal.map { ["    now refused: \($0.why)"] } ?? []
    let carried = Set(planned.plan.statistics.map(\.dataYear)).subtracting(planned.lines.map(\.dataYear)).sorted()
    let free = carried.map { "    of \($0) nothing is asked: what was released then is given again, at no cost" }
    return ["  \(planned.plan.id)  for the data of " + years.joined(separator: ", and of "), parts(planned)] + free + refusal
  }

  /// What the plan's price is for, by kind of table, in the order of the plan.
  private static func parts(_ planned: Planned) -> String {
    var sums: [(what: String, rho: Rational?)] = []
    for (statistic, line) in zip(planned.asked, planned.lines) {
      let what = statistic.kind.what
      if let place = sums.firstIndex(where: { $0.what == what }) {
        sums[place].rho = try? sums[place].rho?.adding(line.rho)
      } else {
        sums.append((what, line.rho))
      }
    }
    return "    of it " + sums.map { "\($0.what) \($0.rho.map { "\($0)" } ?? "?")" }.joined(separator: ", ")
  }

  private static func lines(_ horizon: BudgetHorizon) -> [String] {
    let (year, rho) = horizon.latest
    return ["afterwards, if the data of each later year cost as much as those of \(year) (ρ \(rho))"]
      + horizon.years.map { "  data \($0.year)  lifetime then \(said($0.lifetime))" }
      + (horizon.isExhausted
        ? ["  data \(horizon.firstRefused)  refused, and all later ones: \(said(horizon.left)) left of a lifetime"]
        : ["  more years than a child can be in the records"])
  }

  /// The claim as a privacy officer can pass it on.
  private var meaning: [String] {
    func line(_ moment: String, _ rho: Rational) -> String {
      "  \(moment)\(String(repeating: " ", count: 42 - moment.count))\(PrivacyMeaning(rho: rho).found)"
    }
    return [
      "What that means. Suppose someone holds everything that this borough ever released, knows the records of all other",
      "children, and tries to tell of a child whether its rows are in our records. If he wrongly says yes of 5 in 100",
      "children who are not, he rightly says yes of at most so many who are (a coin finds 5.0):",
      line("after what is spent", budget.lifetimeSpent),
      line("after every planned release", worstLifetime),
      line("when the whole lifetime's budget is spent", budget.policy.rhoLifetime),
      "",
      "The data of a year are the tables that its allowance pays for, not all that tells of it: where a child was in one",
      "January shows in the flows of two years. What all that was released costs a child is the lifetime's line.",
      "Which of two descriptions of a child is true can be found more often than whether it is in the records:",
      "\"borough-agent plan show\" and \"outbox show\" say how often.",
    ]
  }
}

private func said(_ rho: Rational) -> String { PrivacyMeaning(rho: rho).text }

// MARK: For programs

extension BudgetStatement {
  func json(_ entries: [LedgerEntry], isInOrder: Bool) -> JSON {
    .object([
      "borough": .string(borough), "in_order": .bool(isInOrder),
      "lifetime": .object(["spent": ratio(budget.lifetimeSpent), "left": ratio(budget.lifetimeLeft)]),
      "caps": .object([
        "per_release": ratio(budget.policy.rhoPerRelease), "per_data_year": ratio(budget.policy.rhoPerDataYear),
        "lifetime": ratio(budget.policy.rhoLifetime),
      ]),
      "data_years": .array(
        budget.years.map {
          .object(["year": .integer(Int64($0.dataYear)), "spent": ratio($0.spent), "left": ratio($0.left)])
        }),
      "releases": .array(
        entries.map {
          .object([
            "release": .string($0.release), "plan": .string($0.planID), "state": .string($0.state.word),
            "at": .integer(Int64($0.at)),
          ])
        }),
      "planned": .array(planned.map(Self.json)),
      "worst_case": .object([
        "lifetime": ratio(worstLifetime),
        "data_years": .array(worstYears.map { .object(["year": .integer(Int64($0.year)), "rho": ratio($0.rho)]) }),
      ]),
      "afterwards": horizon.map(Self.json) ?? .bool(false),
      "meaning": .object([
        "delta": .string("1e-6"), "false_alarms_per_1000": .integer(50), "spent": meaning(budget.lifetimeSpent),
        "worst_case": meaning(worstLifetime), "lifetime_cap": meaning(budget.policy.rhoLifetime),
      ]),
    ])
  }

  private static func json(_ horizon: BudgetHorizon) -> JSON {
    .object([
      "per_data_year": ratio(horizon.latest.rho),
      "data_years": .array(
        horizon.years.map { .object(["year": .integer(Int64($0.year)), "lifetime": ratio($0.lifetime)]) }),
      "first_refused": horizon.isExhausted ? .integer(Int64(horizon.firstRefused)) : .bool(false),
      "left": ratio(horizon.left),
    ])
  }

  private static func json(_ planned: Planned) -> JSON {
    .object([
      "plan": .string(planned.plan.id), "sha256": .string(AcceptedPlans.hash(planned.plan)),
      "refused": planned.refusal.map { .string($0.code) } ?? .bool(false),
      "statistics": .array(
        planned.lines.map {
          .object(["id": .string($0.statistic), "year": .integer(Int64($0.dataYear)), "rho": ratio($0.rho)])
        }),
    ])
  }

  private func meaning(_ rho: Rational) -> JSON {
    let meaning = PrivacyMeaning(rho: rho)
    return .object([
      "epsilon_hundredths": .integer(Int64(meaning.epsilonHundredths)),
      "found_per_1000_at_most": .integer(Int64(meaning.foundPer1000)),
    ])
  }
}

private func ratio(_ value: Rational) -> JSON { .array([.integer(value.numerator), .integer(value.denominator)]) }
