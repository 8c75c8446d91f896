internal import Disclosure
internal import Estimation
internal import Ledger
internal import Noise
internal import ReleaseProtocol

/// What the budget comes to once every plan that may be used here has been released.
struct BudgetStatement {
  /// A plan that may be used and has not been released yet.
  struct Planned {
    let plan: ReleasePlan
    /// What is not given as it was released before.
    let asked: [Statistic]
    /// One for each of these.
    let lines: [SpendLine]
    /// Why it would be refused now, by the caps or for want of what was released before: a code, and in words. Nil if it
    /// would not.
    let refusal: (code: String, why: String)?

    /// States a plan in any case: what can't be taken over counts as asked for again.
    init(_ plan: ReleasePlan, _ earlier: EarlierReleases) {
      self.plan = plan
      var carried = Carried.none
      var refusal: (code: String, why: String)?
      do throws(AgentFailure) { carried = try earlier.carried(into: plan) } catch {
        refusal = ("earlier-release-missing", error.what)
      }
      asked = plan.asked(beside: carried)
      // A plan whose prices are no fractions is not accepted.
      lines = (try? plan.spendLines(beside: carried)) ?? []
      do throws(LedgerError) { try earlier.ledger.wouldExceed(lines) } catch {
        refusal = refusal ?? (error.code, "\(error)")
      }
      self.refusal = refusal
    }
  }

  let borough: String
  let budget: BudgetSummary
  let planned: [Planned]
  /// Spent at most for each data year, once every planned release has run: no more than its cap, as beyond that the
  /// ledger refuses.
  let worstYears: [(year: Int, rho: Rational)]
  let worstLifetime: Rational
  /// What comes after; nil where nothing is spent or planned, and where it is no exact fraction.
  let horizon: BudgetHorizon?

  init(_ ledger: Ledger, _ settings: AgentSettings) throws {
    borough = ledger.borough
    budget = ledger.budget
    let plans = AcceptedPlans(settings: settings)
    let accepted = try plans.proposed(ledger)
      .filter { $0.by.count == OfficerRole.allCases.count }.map(\.plan)
    let released = Set(ledger.entries.map(\.planHash))
    let usable = [plans.standing(ledger)] + accepted
    let earlier = EarlierReleases(plans: plans, ledger: ledger)
    planned = usable.filter { !released.contains(AcceptedPlans.hash($0)) }.map { Planned($0, earlier) }
    let (policy, spent) = (ledger.policy, ledger.budget.years.map(\.dataYear))
    // Prices that don't add to an exact fraction would be refused; the caps hold whatever they are.
    let all = try? ledger.budget.spending(planned.flatMap(\.lines))
    let years = Set(spent + planned.flatMap(\.lines).map(\.dataYear)).sorted().map { year in
      let sum = all?.years.first { $0.dataYear == year }?.spent ?? policy.rhoPerDataYear
      return (year: year, rho: min(sum, policy.rhoPerDataYear))
    }
    let sum = try? years.reduce(Rational.zero) { try $0.adding($1.rho) }
    let lifetime = min(sum ?? policy.rhoLifetime, policy.rhoLifetime)
    (worstYears, worstLifetime) = (years, lifetime)
    horizon = years.last.flatMap { try? BudgetHorizon(after: lifetime, latest: $0, cap: policy.rhoLifetime) }
  }
}

/// How long a lifetime's budget lasts if the data of each later year cost as much as those of the latest.
struct BudgetHorizon {
  /// The years that a child can be in the records: ages 0 to 25.
  static let most = 26

  /// The latest year that is spent on or planned, and its cost.
  let latest: (year: Int, rho: Rational)
  /// Each later year that can still be paid for in full, and what is then spent of a lifetime.
  let years: [(year: Int, lifetime: Rational)]
  /// Whether the budget ends before the years do.
  let left: Rational
  var isExhausted: Bool { years.count < Self.most }
  var firstRefused: Int { latest.year + years.count + 1 }

  init(after spent: Rational, latest: (year: Int, rho: Rational), cap: Rational) throws {
    var years: [(year: Int, lifetime: Rational)] = []
    var spent = spent
    while years.count < Self.most {
      let next = try spent.adding(latest.rho)
      guard next <= cap else { break }
      spent = next
      years.append((latest.year + years.count + 1, spent))
    }
    (self.latest, self.years, left) = (latest, years, try cap.subtracting(spent))
  }
}

/// What an amount of budget means, for reading only: the ledger counts in exact ρ. Every figure is rounded up.
struct PrivacyMeaning {
  let rho: Rational

  private var value: Double { Double(rho.numerator) / Double(rho.denominator) }

  /// ε at δ = 10⁻⁶ by the tight conversion, in hundredths.
  var epsilonHundredths: Int { Int((PrivacyConversion.epsilon(rho: value, delta: 1e-6) * 100).rounded(.up)) }

  /// Of 1,000 children who are in the records, how many are found at most by who wrongly names 50 of 1,000 who are not.
  var foundPer1000: Int {
    rho == .zero ? 50 : Int((MembershipTest.mostFound(rho: value, falseAlarms: 0.05) * 1000).rounded(.up))
  }

  /// `ρ 3/10 (ε 3.93)`.
  var text: String {
    guard rho != .zero else { return "nothing" }
    return "ρ \(rho) (ε \(epsilonHundredths / 100).\(epsilonHundredths % 100 < 10 ? "0" : "")\(epsilonHundredths % 100))"
  }

  /// `24.0 of 100`.
  var found: String { "\(foundPer1000 / 10).\(foundPer1000 % 10) of 100" }
}

extension ReleasePlan {
  /// ε at δ = 10⁻⁶ of the plan's tables about one data year, from the exact distribution of their noise, in hundredths,
  /// rounded up. Nil unless they are counts with the same noise, for which that distribution is known.
  func exactEpsilonHundredths(dataYear: Int) -> Int? {
    let tables = statistics.filter { $0.dataYear == dataYear }
    guard let variance = tables.first?.variances.first,
      tables.allSatisfy({ $0.bound == .count && $0.variances == [variance] }),
      let schedule = ExactComposition(
        gaussianTables: tables.count, variance: Double(variance.numerator) / Double(variance.denominator))
    else { return nil }
    return Int((schedule.epsilon(delta: 1e-6) * 100).rounded(.up))
  }
}
