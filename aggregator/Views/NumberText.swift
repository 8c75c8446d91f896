/// Figures as readers see them: whole numbers with thousands separators, British style.
enum NumberText {
  /// `12,345`, `−3`. Not-a-number and infinities, which no released figure is, read `–`.
  static func whole(_ value: Double) -> String {
    guard let rounded = Int(exactly: value.rounded()) else { return "–" }
    let digits = String(rounded.magnitude)
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { out.append(",") }
      out.append(digit)
    }
    return rounded < 0 ? "\u{2212}" + out : out
  }

  /// Bounds are rounded up, so that a shown interval is never narrower than the true one.
  static func bound(_ halfWidth: Double) -> String { whole(halfWidth.rounded(.up)) }

  /// One decimal place, `1,234.5`.
  static func oneDecimal(_ value: Double, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero) -> String {
    let tenths = (value * 10).rounded(rule)
    guard let number = Int(exactly: tenths) else { return "–" }
    let text = whole(Double(number.magnitude / 10)) + ".\(number.magnitude % 10)"
    return number < 0 ? "\u{2212}" + text : text
  }
}

/// How a figure's numbers are written.
enum Unit: Equatable {
  case plans
  case pounds
  /// The figure is in pounds; shown in millions with one decimal place.
  case millionPounds
  case percent
  /// A difference of plans, with its sign.
  case change

  func value(_ number: Double) -> String {
    switch self {
    case .plans: NumberText.whole(number)
    case .pounds: Self.signed("£", NumberText.whole(number))
    case .millionPounds: Self.signed("£", NumberText.oneDecimal(number / 1_000_000)) + "m"
    case .percent: NumberText.oneDecimal(number) + "%"
    case .change: number.rounded() > 0 ? "+" + NumberText.whole(number) : NumberText.whole(number)
    }
  }

  func bound(_ number: Double) -> String {
    switch self {
    case .plans, .change: NumberText.bound(number)
    case .pounds: "£" + NumberText.bound(number)
    case .millionPounds: "£" + NumberText.oneDecimal(number / 1_000_000, .up) + "m"
    case .percent: NumberText.oneDecimal(number, .up) + "%"
    }
  }

  /// The currency sign belongs behind the minus.
  private static func signed(_ sign: String, _ number: String) -> String {
    number.hasPrefix("\u{2212}") ? "\u{2212}" + sign + number.dropFirst() : sign + number
  }
}
