import ArgumentParser
internal import Cryptography
internal import Disclosure
internal import Estimation
internal import Files
internal import Ledger
internal import Noise
internal import ReleaseProtocol

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "What a release would contain, before any record is read.",
    discussion: """
      Plans come with the program, and the newest is used, or the one by which the borough has released. Another one is \
      used only when both officers of the borough have signed it: nobody alone, and no hub, can change what is released. \
      Once officers are registered that holds for every change, also to a plan that came with the program or an update.
      """,
    subcommands: [Show.self, Contrasts.self, List.self, Accept.self, Withdraw.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List each statistic: its cells, what one person can change, its ρ and its noise.")

    @Argument(help: "A plan's file, or the id of a plan that came with the program; default: the one that --home releases by.")
    var file: String?
    @Option(help: "An agent's folder. Without it and without a plan's name: \(AcceptedPlans.builtIn[0].id).") var home: String?
    @Flag(help: "Print the plan in its canonical form, as it is hashed.") var json = false

    mutating func run() throws {
      let plan = try plan()
      if json { return Voice.result(plan.json) }
      Voice.result(PlanText.of(plan))
    }

    private func plan() throws -> ReleasePlan {
      if let file {
        return try AcceptedPlans.named(file)
      }
      guard let home else { return AcceptedPlans.builtIn[0] }
      let settings = try AgentSettings.load(home: home)
      return AcceptedPlans(settings: settings).standing(try Ledger.open(at: settings.ledgerFolder))
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every plan that may be used here, or waits for a signature.")
    @OptionGroup var home: HomeOption
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let ledger = try openLedger(home)
      let plans = try AcceptedPlans(settings: AgentSettings.load(home: home.home))
      let proposed = try plans.proposed(ledger)
      if json {
        return Voice.result(
          .array(
            proposed.map { plan, by in
              .object([
                "id": .string(plan.id), "sha256": .string(AcceptedPlans.hash(plan)),
                "accepted_by": .array(by.map(\.rawValue).sorted().map { .string($0) }),
                "withdrawn_by": .array(Self.withdrawn(plan, ledger).map { .string($0) }),
              ])
            }))
      }
      func signed(_ plan: ReleasePlan) -> String {
        let by = ledger.acceptances(of: AcceptedPlans.hash(plan)).map(\.rawValue).sorted()
        let withdrawn = Self.withdrawn(plan, ledger)
        return "signed by " + (by.isEmpty ? "nobody" : by.joined(separator: ", "))
          + (withdrawn.isEmpty ? "" : ", withdrawn by \(withdrawn.joined(separator: ", "))")
      }
      let lines = proposed.map { plan, _ in "\(plan.id)  \(AcceptedPlans.hash(plan))  \(signed(plan))" }
      let own = try AcceptedPlans.builtIn.map { plan in
        let isChange = try plans.isChange(plan, ledger)
        let isWithdrawn = !Self.withdrawn(plan, ledger).isEmpty
        return "\(plan.id)  came with the program" + (isChange ? "; a change of plan" : "")
          + (isChange || isWithdrawn ? ", \(signed(plan))" : "")
      }
      Voice.result((own + lines).joined(separator: "\n"))
    }

    private static func withdrawn(_ plan: ReleasePlan, _ ledger: Ledger) -> [String] {
      ledger.withdrawals(of: AcceptedPlans.hash(plan)).map(\.rawValue).sorted()
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record an officer's signature under a plan; both officers' make it usable.",
      discussion: "Without --signature it shows the plan's price and writes the statement to sign.")
    @OptionGroup var home: HomeOption
    @Argument(help: "The plan's file, or the id of a plan that came with the program.") var file: String
    @Option(name: .customLong("as"), help: "privacy-officer or data-officer.") var role: String
    @Option(help: "The signature under the statement, as ssh-keygen -Y sign made it.") var signature: String?
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let role = try officerRole(role)
      let plan = try AcceptedPlans.named(file)
      let ledger = try openLedger(home)
      let hash = AcceptedPlans.hash(plan)
      guard ledger.officers[role] != nil else {
        throw AgentFailure(
          .refused, "no \(role.rawValue) is registered", hint: "\"borough-agent officer add --as \(role.rawValue) KEY.pub\"")
      }
      guard let signature else {
        let plans = try AcceptedPlans(settings: AgentSettings.load(home: home.home))
        let price = Self.price(plan, EarlierReleases(plans: plans, ledger: ledger))
        if !json { Voice.result(PlanText.of(plan) + "\n" + price + "\n") }
        return try SigningRequest(
          statement: ledger.acceptanceStatement(planID: plan.id, planHash: hash, as: role),
          name: "accept-\(plan.id)-\(role.rawValue)", signers: [role]
        ).ask(home: home.home, "borough-agent plan accept \(file) --as \(role.rawValue) --signature",
          json: json ? ["plan": plan.json, "budget": .string(price)] : nil)
      }
      do {
        let signature = try SSHSignature(armoured: Files.read(signature, limit: 1 << 14))
        try AcceptedPlans(settings: AgentSettings.load(home: home.home)).keep(plan)
        try ledger.accept(planID: plan.id, planHash: hash, as: role, signature: signature, at: SystemClock.now())
      } catch let error as LedgerError {
        throw AgentFailure(.refused, "\(error)")
      } catch {
        throw AgentFailure(.wrongUse, "\(error)")
      }
      let missing = OfficerRole.allCases.filter { !ledger.acceptances(of: hash).contains($0) }
      guard !json else {
        return Voice.result(
          .object([
            "id": .string(plan.id), "sha256": .string(hash), "accepted_by": .string(role.rawValue),
            "missing": .array(missing.map { .string($0.rawValue) }),
          ]))
      }
      Voice.result(
        "signed by the \(role.rawValue): \(plan.id), sha-256 \(hash)\n"
          + (missing.isEmpty
            ? "next step  \"borough-agent release --plan \(plan.id)\""
            : "next step  the \(missing[0].rawValue) signs it too"))
    }

    /// Whether this borough's budget covers the plan, or why it does not.
    private static func price(_ plan: ReleasePlan, _ earlier: EarlierReleases) -> String {
      BudgetStatement.Planned(plan, earlier).refusal.map { "this borough's budget refuses it: \($0.why)" }
        ?? "this borough's budget covers it"
    }
  }
}

/// A release plan in words.
enum PlanText {
  static func of(_ plan: ReleasePlan) -> String {
    var lines = ["release plan \(plan.id), sha-256 \(Hex.encode(SHA256.hash(plan.canonicalBytes)))", ""]
    for set in plan.sets { lines += Self.set(set, plan) + [""] }
    for statistic in plan.statistics {
      let axes = statistic.axes.map { "\($0.name) (\($0.labels.count))" }.joined(separator: " × ")
      lines += [
        "\(statistic.id)",
        "  cells        \(statistic.cellCount): \(axes)",
        "  one person   \(bound(statistic))",
        "  costs        ρ = \(statistic.rho.shown) of the data of \(statistic.dataYear)",
        "  noise        discrete Gaussian, variance \(noise(statistic))",
        "",
      ]
    }
    lines.append("one person, over all tables: " + total(plan))
    if AcceptedPlans.builtIn.contains(where: plan.isAnswered) {
      lines.append("what a release about an earlier January holds of these tables is given again as it was, at no cost")
    }
    return (lines + plan.meaning).joined(separator: "\n")
  }

  /// Tables that are priced together; each follows below with its own noise.
  private static func set(_ set: MarginalSet, _ plan: ReleasePlan) -> [String] {
    let tables = plan.statistics.filter { set.statistics.contains($0.id) }
    let known = set.known.map { $0.isEmpty ? "total" : $0.joined(separator: " × ") }.joined(separator: ", ")
    return [
      "\(set.id): \(tables.count) tables of the same people, priced together",
      "  tables       "
        + tables.map {
          ($0.bound == .contrasts ? "contrasts of " : "") + $0.axes.map(\.name).joined(separator: " × ") + " (ρ \($0.rho.shown))"
        }.joined(separator: ", "),
      "  costs        ρ = \(set.rho.shown), the exact sum of the tables below"
        + (tables.first.map { ", of the data of \($0.dataYear)" } ?? ""),
    ] + (known.isEmpty ? [] : ["  public       \(known): published by DfE, and used where it is there, at no cost"])
  }

  /// What the plan costs for the data of each year and in all, exactly.
  private static func total(_ plan: ReleasePlan) -> String {
    func sum(_ statistics: [Statistic]) -> String {
      ReleasePlan.price(statistics).map { "ρ = \($0)" } ?? "ρ that can't be said exactly"
    }
    let years = Set(plan.statistics.map(\.dataYear)).sorted().map { year in
      "\(sum(plan.statistics.filter { $0.dataYear == year })) of the data of \(year)"
    }
    return years.joined(separator: ", ") + "; \(sum(plan.statistics)) in all"
  }

  private static func bound(_ statistic: Statistic) -> String {
    switch statistic.bound {
    case .count: "changes one cell by 1"
    case .centredAmount(let axis, let caps):
      "changes one cell by at most half the cap; caps by \(axis), in pounds: "
        + caps.map { Self.pounds($0) }.joined(separator: ", ")
    case .banded(let edges):
      "changes one cell by 1: that of its cost's band; bands in pounds from "
        + edges.map { Self.pounds($0) }.joined(separator: ", ")
    case .clamped(let axis, let caps):
      "changes one cell by 1 if its cost was clamped to 0 or to the cap; caps by \(axis), in pounds: "
        + caps.map { Self.pounds($0) }.joined(separator: ", ")
    case .segment(let strategy):
      "changes the \(strategy.sums) sums of one row, squares of the changes at most \(strategy.squaredSensitivity) together; "
        + "each sum adds the quarter days' plans by weights: "
        + strategy.weights.map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", ")
    case .contrasts:
      "counts in one cell, and changes every cell: by the product of a number for each axis, where it has the cell's label one "
        + "less than there are labels, else −1; squares of the changes exactly \(statistic.squaredBounds[0]) together. So a cell "
        + "holds, along one axis after the other, the persons times the number of labels, less the sum along the axis; "
        + "\"borough-agent plan contrasts\" makes them from counts that you give"
    }
  }

  private static func pounds(_ pence: Int64) -> String {
    let rest = pence % 100
    return rest == 0 ? "\(pence / 100)" : "\(pence / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Variances, and what they mean: in pounds where the table holds pence.
  /// Exact, and about how much where nobody reads the fraction.
  private static func said(_ variance: Ratio) -> String {
    guard variance.denominator > 100, variance.shown == variance.description else { return variance.shown }
    let tenths = (10 * variance.numerator + variance.denominator / 2) / variance.denominator
    return "\(variance) (about \(tenths / 10).\(tenths % 10))"
  }

  private static func noise(_ statistic: Statistic) -> String {
    let isPence = if case .centredAmount = statistic.bound { true } else { false }
    let bounds = statistic.variances.map { variance in
      let bound = Interval.halfWidth95(variance: Double(variance.numerator) / Double(variance.denominator))
      return "\(Int((isPence ? bound / 100 : bound).rounded(.up)))"
    }
    return statistic.variances.map(said).joined(separator: ", ") + "\n               in 95 of 100 cases within ± "
      + bounds.joined(separator: ", ") + (isPence ? " pounds" : "")
      + NoiseText(statistic).sentences.map { "\n               " + $0 }.joined()
  }
}
