import ArgumentParser
internal import Estimation
internal import Files
internal import Ledger
internal import Noise
internal import ReleaseProtocol

struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "What has been spent of each child's privacy budget, and what is left.")

  @OptionGroup var home: HomeOption
  @Flag(help: "Print as JSON.") var json = false

  mutating func run() throws {
    let settings = try AgentSettings.load(home: home.home)
    do {
      let ledger = try Ledger.open(at: settings.ledgerFolder)
      if json { Voice.result(Self.json(ledger)) } else { Voice.result(Self.text(ledger)) }
    } catch {
      throw AgentFailure(.localFault, "\(error)")
    }
  }

  private static func text(_ ledger: Ledger) -> String {
    let budget = ledger.budget
    var lines = [
      "Privacy budget of \(ledger.borough), per child (ρ of zero-concentrated differential privacy; ε at δ = 10⁻⁶).",
      "",
      "at most    ρ \(budget.policy.rhoPerDataYear) for the data of one year, "
        + "\(budget.policy.rhoPerRelease) in one release",
      "lifetime   spent \(said(budget.lifetimeSpent)); left \(said(budget.lifetimeLeft)) of \(budget.policy.rhoLifetime)",
    ]
    for year in budget.years {
      lines.append(
        "data \(year.dataYear)  spent \(said(year.spent)); left \(said(year.left)) of \(budget.policy.rhoPerDataYear)")
    }
    lines += ["", "releases"]
    for entry in ledger.entries {
      lines.append("  \(entry.release)  \(entry.planID)  \(word(entry.state))")
    }
    if ledger.entries.isEmpty { lines.append("  none yet") }
    return lines.joined(separator: "\n")
  }

  private static func said(_ rho: Rational) -> String {
    rho == .zero ? "nothing" : "ρ \(rho) (ε \(hundredths(epsilon(rho))))"
  }

  /// ε at δ = 10⁻⁶ by the tight conversion: for reading only, the ledger counts in exact ρ.
  private static func epsilon(_ rho: Rational) -> Double {
    PrivacyConversion.epsilon(rho: Double(rho.numerator) / Double(rho.denominator), delta: 1e-6)
  }

  /// Two decimals, rounded up so that the figure is never below the truth.
  private static func hundredths(_ value: Double) -> String {
    let up = Int((value * 100).rounded(.up))
    return "\(up / 100).\(up % 100 < 10 ? "0" : "")\(up % 100)"
  }

  private static func word(_ state: LedgerEntry.State) -> String {
    switch state {
    case .committed: "paid, message not stored"
    case .settled: "stored"
    }
  }

  private static func json(_ ledger: Ledger) -> JSON {
    let budget = ledger.budget
    func ratio(_ value: Rational) -> JSON { .array([.integer(value.numerator), .integer(value.denominator)]) }
    return .object([
      "borough": .string(ledger.borough),
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
        ledger.entries.map {
          .object([
            "release": .string($0.release), "plan": .string($0.planID), "state": .string(word($0.state)),
            "at": .integer(Int64($0.at)),
          ])
        }),
    ])
  }
}
