internal import Forecasting
internal import Vocabulary

/// A scenario's levers as sentences.
enum LeverWords {
  /// - Parameter solvedGrowth: as a part of 1, for a lever that states a level.
  static func sentences(_ scenario: Scenario, solvedGrowth: Double?) -> [String] {
    var sentences = scenario.levers.map { sentence($0, solvedGrowth) }
    if scenario.window != .standard {
      sentences.append("Rates come from other flow years than the base's (window_weights).")
    }
    return sentences
  }

  private static func sentence(_ lever: Lever, _ solvedGrowth: Double?) -> String {
    switch lever {
    case .growth(let growth):
      switch growth.size {
      case .rate(let rate):
        "Rates of new plans \(rate < 0 ? "fall" : "grow") by \(percent(abs(rate))) a year for \(years(growth.years)), then stay."
      case .reaching(let plans, let year):
        "Rates of new plans grow for \(years(growth.years)) so that all boroughs together hold \(NumberText.whole(plans)) plans in "
          + "January \(year)" + (solvedGrowth.map { ": by \(percent($0)) a year." } ?? ".")
      }
    case .issuing(let issuing):
      switch issuing.level {
      case .flowYear(let year):
        "Rates of new plans return to those of the year to January \(year), over \(years(issuing.overYears))."
      case .ratios(let ratios):
        "Rates of new plans become "
          + zip(ratios, ["0-4", "5-6", "7-10", "11-15", "16-25"]).map { "\(number($0)) times today's at ages \($1)" }.joined(separator: ", ")
          + ", over \(years(issuing.overYears))."
      }
    case .eligibility(let lever):
      "New plans are multiplied by \(number(lever.factor)) \(from(lever.phasing))\(ages(lever.ages, 0))\(needs(lever.needs))."
    case .earlier(let lever):
      "\(percent(lever.share)) of the children who would get a plan get it \(years(lever.byYears)) earlier, \(from(lever.phasing))"
        + "\(ages(lever.ages, lever.byYears))\(needs(lever.needs))."
    case .inclusion(let lever):
      "\(percent(lever.share)) of the placements in \(sectors(lever.sectors)) go to \(sectors([lever.to])) instead, "
        + "\(from(lever.phasing))\(phases(lever.phases))\(needs(lever.needs))."
    }
  }

  private static func from(_ phasing: Phasing) -> String {
    "from January \(phasing.from) on" + (phasing.overYears > 1 ? ", building up over \(phasing.overYears) years" : "")
  }

  private static func years(_ count: Int) -> String { count == 1 ? "a year" : "\(count) years" }

  private static func ages(_ ages: ClosedRange<Int>, _ youngest: Int) -> String {
    guard ages != youngest...AcademicAge.range.upperBound else { return "" }
    return ages.count == 1 ? ", at age \(ages.lowerBound)" : ", at ages \(ages.lowerBound) to \(ages.upperBound)"
  }

  private static func needs(_ needs: Set<Need>) -> String {
    guard needs.count < Need.allCases.count else { return "" }
    return ", primary need " + list(Need.allCases.filter(needs.contains).map(\.code), "or")
  }

  private static func phases(_ phases: Set<Phase>) -> String {
    guard phases.count < Phase.allCases.count else { return "" }
    return ", in " + list(Phase.allCases.filter(phases.contains).map { Name.phases[$0.rawValue].long.lowercased() }, "and")
  }

  private static func sectors(_ sectors: Set<Sector>) -> String {
    list(Sector.allCases.filter(sectors.contains).map { Name.sectors[$0.rawValue].long.lowercased() }, "and")
  }

  private static func list(_ words: [String], _ last: String) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + words[words.count - 1]
  }

  private static func percent(_ part: Double) -> String { number(part * 100) + "%" }

  /// Four decimals at most.
  private static func number(_ value: Double) -> String {
    guard let units = Int(exactly: (value * 10_000).rounded()) else { return "–" }
    var decimals = String(10_000 + units.magnitude % 10_000).dropFirst()
    while decimals.last == "0" { decimals = decimals.dropLast() }
    let whole = NumberText.whole(Double(units.magnitude / 10_000))
    return (units < 0 ? "\u{2212}" : "") + whole + (decimals.isEmpty ? "" : "." + decimals)
  }
}
