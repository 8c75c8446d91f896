internal import Estimation
internal import ReleaseProtocol

/// What is known of a table's noise before anybody sees it: for the plan, and beside the figures of a message.
struct NoiseText {
  private let statements: [ErrorStatement]
  /// Of a table of contrasts: what follows from it, and how it errs.
  private let contrasts: String?
  /// Pence, told in pounds.
  private let isPence: Bool

  init(_ statistic: Statistic) {
    isPence = if case .centredAmount = statistic.bound { true } else { false }
    statements = statistic.variances.map {
      .released(0, variance: Double($0.numerator) / Double($0.denominator), cells: statistic.cellCount)
    }
    contrasts = statistic.bound == .contrasts ? Self.contrasts(statistic, statements.first?.standardError ?? 0) : nil
  }

  /// One for all tables, and for one of contrasts another.
  var sentences: [String] { [sentence] + (contrasts.map { [$0] } ?? []) }

  /// A contrast is so many times the part of its cell that tables of fewer axes don't tell; noise along what they tell is
  /// left aside, which leaves (n − 1)/n of its variance along each axis.
  private static func contrasts(_ statistic: Statistic, _ error: Double) -> String {
    let part = statistic.axes.reduce(1.0) { $0 * Double($1.labels.count - 1) / Double($1.labels.count) }
    let made = text(error / Double(statistic.cellCount) * part.squareRoot())
    let axes = statistic.axes.map(\.name).joined(separator: " × ")
    return "divided by \(statistic.cellCount), it is the part of \(axes) that tables without one of these axes don't tell: with "
      + "exact ones of them a cell follows, standard error \(made); without any, no cell does"
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
  /// Whether 0 means that nobody is there: not of centred sums of pence, of weighted sums of days, or of contrasts.
  var countsPersons: Bool {
    switch bound {
    case .count, .banded, .clamped: true
    case .centredAmount, .segment, .contrasts: false
    }
  }
}
