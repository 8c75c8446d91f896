internal import Estimation
internal import ReleaseProtocol

/// What is known of a table's noise before anybody sees it: for the plan, and beside the figures of a message.
struct NoiseText {
  private let statements: [ErrorStatement]
  /// Pence, told in pounds.
  private let isPence: Bool

  init(_ statistic: Statistic) {
    isPence = if case .centredAmount = statistic.bound { true } else { false }
    statements = statistic.variances.map {
      .released(0, variance: Double($0.numerator) / Double($0.denominator), cells: statistic.cellCount)
    }
  }

  /// Several where cells differ in their caps.
  var sentence: String {
    "standard error \(list(\.standardError)); no cell of the table errs by more than \(list(\.tableBound))\(unit), but for a "
      + "probability below 10⁻⁹"
  }

  private var unit: String { isPence ? " pounds" : "" }

  private func list(_ part: (ErrorStatement) -> Double) -> String {
    statements.map { Self.text(part($0) / (isPence ? 100 : 1)) }.joined(separator: ", ")
  }

  /// Never less than it is: whole from 100 upwards, else with two decimals.
  private static func text(_ value: Double) -> String {
    if value >= 100 { return "\(Int(value.rounded(.up)))" }
    let hundredths = Int((value * 100).rounded(.up))
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension Statistic {
  /// Whether 0 means that nobody is there: not of centred sums of pence, nor of weighted sums of days.
  var countsPersons: Bool {
    switch bound {
    case .count, .banded, .clamped: true
    case .centredAmount, .segment: false
    }
  }
}
