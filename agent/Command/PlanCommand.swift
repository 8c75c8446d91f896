import ArgumentParser
internal import Cryptography
internal import Noise
internal import ReleaseProtocol

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "What a release would contain, before any record is read.", subcommands: [Show.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List each statistic: its cells, what one person can change, its ρ and its noise.")

    @Flag(help: "Print the plan in its canonical form, as it is hashed.") var json = false

    mutating func run() throws {
      let plan = ReleasePlan.londonSend1
      if json { return Voice.result(plan.json) }
      Voice.result(PlanText.of(plan))
    }
  }
}

/// A release plan in words.
enum PlanText {
  static func of(_ plan: ReleasePlan) -> String {
    var lines = ["release plan \(plan.id), sha-256 \(Hex.encode(SHA256.hash(plan.canonicalBytes)))", ""]
    for statistic in plan.statistics {
      let axes = statistic.axes.map { "\($0.name) (\($0.labels.count))" }.joined(separator: " × ")
      lines += [
        "\(statistic.id)",
        "  cells        \(statistic.cellCount): \(axes)",
        "  one person   \(bound(statistic.bound))",
        "  costs        ρ = \(statistic.rho.numerator)/\(statistic.rho.denominator) of the data of \(statistic.dataYear)",
        "  noise        discrete Gaussian, variance \(noise(statistic))",
        "",
      ]
    }
    lines.append("one person, over all tables: " + total(plan))
    return lines.joined(separator: "\n")
  }

  /// What the plan costs for the data of each year and in all, exactly.
  private static func total(_ plan: ReleasePlan) -> String {
    func sum(_ statistics: [Statistic]) -> String {
      let total = statistics.reduce(Rational.zero) { sum, statistic in
        guard let rho = Rational(statistic.rho.numerator, statistic.rho.denominator), let next = try? sum.adding(rho) else {
          return sum
        }
        return next
      }
      return "ρ = \(total)"
    }
    let years = Set(plan.statistics.map(\.dataYear)).sorted().map { year in
      "\(sum(plan.statistics.filter { $0.dataYear == year })) of the data of \(year)"
    }
    return years.joined(separator: ", ") + "; \(sum(plan.statistics)) in all"
  }

  private static func bound(_ bound: Bound) -> String {
    switch bound {
    case .count: "changes one cell by 1"
    case .centredAmount(let axis, let caps):
      "changes one cell by at most half the cap; caps by \(axis), in pounds: "
        + caps.map { "\($0 / 100)" }.joined(separator: ", ")
    }
  }

  private static func noise(_ statistic: Statistic) -> String {
    statistic.variances.map { $0.denominator == 1 ? "\($0.numerator)" : "\($0.numerator)/\($0.denominator)" }
      .joined(separator: ", ")
  }
}
