import Vocabulary

extension Scenario {
  /// The scenario as a file with comments, which `init(_:)` reads back: numbers to the last bit, but for percentages, which
  /// a file has with six decimals.
  public var text: String {
    var lines = [
      "# A scenario: how a forecast differs from the base, in which rates of the latest flow years stay as they are.",
      "# One key = value a line; unknown keys are refused. Levers work together. Years are of the January that first",
      "# shows the effect.", "", "name = \(name)", "",
      "# Weights of the latest flow years, oldest first.",
      "window_weights = " + window.stated.map(Self.exact).joined(separator: " "),
    ]
    var counts: [String: Int] = [:]
    func prefix(_ lever: String) -> String {
      counts[lever, default: 0] += 1
      let number = counts[lever] ?? 1
      return number == 1 ? lever : "\(lever)_\(number)"
    }
    for lever in levers {
      lines.append("")
      switch lever {
      case .growth(let growth): lines += Self.lines(growth)
      case .issuing(let issuing): lines += Self.lines(issuing)
      case .eligibility(let lever): lines += Self.lines(lever, prefix("eligibility"))
      case .earlier(let lever): lines += Self.lines(lever, prefix("earlier"))
      case .inclusion(let lever): lines += Self.lines(lever, prefix("inclusion"))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ growth: Growth) -> [String] {
    let years = "growth_years = \(growth.years)"
    switch growth.size {
    case .rate(let rate):
      return ["# New-plan rates grow so much a year for so many years, then stay.",
        "growth_percent_a_year = \(percent(rate))", years]
    case .reaching(let plans, let year):
      return ["# New-plan rates grow for so many years, at the rate that gives so many plans in that January.",
        "growth_to_plans = \(exact(plans))", "growth_to_year = \(year)", years]
    }
  }

  private static func lines(_ issuing: IssuingReturn) -> [String] {
    let over = "return_over_years = \(issuing.overYears)"
    switch issuing.level {
    case .flowYear(let year):
      return ["# New-plan rates return to those of this flow year, in equal steps. Its flows must be in the records.",
        "return_flow_year = \(year)", over]
    case .ratios(let ratios):
      return ["# New-plan rates become these multiples, in equal steps: ages 0-4, 5-6, 7-10, 11-15, 16-25.",
        "return_ratios = " + ratios.map(exact).joined(separator: " "), over]
    }
  }

  private static func lines(_ lever: Eligibility, _ key: String) -> [String] {
    ["# New plans of these ages and needs are multiplied.", "\(key)_factor = \(exact(lever.factor))"]
      + lines(lever.phasing, key) + ["\(key)_ages = \(ages(lever.ages))", "\(key)_needs = \(codes(lever.needs))"]
  }

  private static func lines(_ lever: EarlierIdentification, _ key: String) -> [String] {
    ["# A part of the children who get a plan at these ages gets it some years earlier.",
      "\(key)_percent = \(percent(lever.share))", "\(key)_by_years = \(lever.byYears)"]
      + lines(lever.phasing, key) + ["\(key)_ages = \(ages(lever.ages))", "\(key)_needs = \(codes(lever.needs))"]
  }

  private static func lines(_ lever: Inclusion, _ key: String) -> [String] {
    let phases = Phase.allCases.filter(lever.phases.contains).map(\.code).joined(separator: " ")
    let sectors = Sector.allCases.filter(lever.sectors.contains).map(\.code).joined(separator: " ")
    return ["# A part of the placements in these sectors goes to another one.",
      "\(key)_percent = \(percent(lever.share))", "\(key)_from_sectors = \(sectors)", "\(key)_to_sector = \(lever.to.code)"]
      + lines(lever.phasing, key) + ["\(key)_phases = \(phases)", "\(key)_needs = \(codes(lever.needs))"]
  }

  private static func lines(_ phasing: Phasing, _ key: String) -> [String] {
    ["\(key)_from_year = \(phasing.from)", "\(key)_over_years = \(phasing.overYears)"]
  }

  private static func ages(_ ages: ClosedRange<Int>) -> String { "\(ages.lowerBound)-\(ages.upperBound)" }

  private static func codes(_ needs: Set<Need>) -> String {
    Need.allCases.filter(needs.contains).map(\.code).joined(separator: " ")
  }

  /// The shortest decimals that read back as the same number; no exponent, which the reader does not take.
  private static func exact(_ value: Double) -> String {
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]), exponent < 0 else {
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    var digits = text[..<mark].filter { $0 != "." && $0 != "-" }
    if text[..<mark].hasSuffix(".0") { digits.removeLast() }
    return (value < 0 ? "-" : "") + "0." + String(repeating: "0", count: -exponent - 1) + digits
  }

  /// Up to six decimals, none that is not needed.
  private static func percent(_ share: Double) -> String {
    let millionths = (share * 1e8).rounded()
    guard millionths.magnitude < 9e18 else { return "0" }
    let whole = Int(millionths.magnitude)
    var decimals = String(1_000_000 + whole % 1_000_000).dropFirst()
    while decimals.last == "0" { decimals = decimals.dropLast() }
    return (millionths < 0 ? "-" : "") + "\(whole / 1_000_000)" + (decimals.isEmpty ? "" : ".\(decimals)")
  }
}
