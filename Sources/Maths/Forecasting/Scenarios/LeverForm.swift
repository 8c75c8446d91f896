import Vocabulary

/// A key of a scenario file for a person to fill in: what it takes, its unit, and what it means.
public struct LeverKey: Sendable {
  public enum Takes: Sendable, Equatable {
    case number(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    case january(ClosedRange<Int>)
    /// Numbers with spaces between them.
    case numbers(ClosedRange<Double>, count: ClosedRange<Int>)
    /// One age or a range, such as 5-15, of these.
    case ages(ClosedRange<Int>)
    case needs
    case phases
    case sectors
    /// One of them.
    case sector
  }

  public let key: String
  public let label: String
  public let takes: Takes
  /// Behind the number; empty: none.
  public let unit: String
  /// What a missing key stands for, in words; nil: the lever needs it.
  public let usual: String?
  public let means: String

  init(_ key: String, _ label: String, _ takes: Takes, unit: String = "", usual: String? = nil, _ means: String) {
    (self.key, self.label, self.takes, self.unit, self.usual, self.means) = (key, label, takes, unit, usual, means)
  }
}

/// A lever as a form: its keys in the order in which a person fills them in.
public struct LeverForm: Sendable {
  /// `eligibility`, or `eligibility_2` for the second of its kind.
  public let id: String
  public let title: String
  public let means: String
  public let keys: [LeverKey]
  /// 0 for the first of its kind.
  public let number: Int

  /// Every lever with every key but `name`, the usual ones first. `LeverFormTests` holds it against `Scenario.keys` and the reader.
  public static let all: [LeverForm] =
    Scenario.repeats.indices.map(eligibility) + Scenario.repeats.indices.map(inclusion) + Scenario.repeats.indices.map(earlier)
    + [growth, issuing, window]

  private static let growth = LeverForm(
    id: "growth", title: "Further growth", means: "Rates of new plans grow for some years, then stay. Give a percentage, or a level to reach.",
    keys: [
      LeverKey(
        "growth_percent_a_year", "Growth", .number(ScenarioBounds.growthPercent), unit: "% a year", usual: "none",
        "Rates of new plans grow by so much each year; below 0 they fall."),
      LeverKey(
        "growth_to_plans", "Or to a level of", .number(ScenarioBounds.plans), unit: "plans", usual: "none",
        "Instead: the growth is worked out by which all boroughs together hold so many plans."),
      LeverKey(
        "growth_to_year", "Level reached in January", .january(ScenarioBounds.january), usual: nil, "The January of that level."),
      LeverKey(
        "growth_years", "Growing for", .whole(ScenarioBounds.years), unit: "years", usual: "\(ScenarioBounds.growthYears)",
        "After so many years rates stay as they are."),
    ], number: 0)

  private static let issuing = LeverForm(
    id: "return", title: "Return to earlier rates", means: "Rates of new plans go in equal steps to another level. Give a flow year, or multiples of today's rates.",
    keys: [
      LeverKey(
        "return_flow_year", "Rates of the year to January", .january(ScenarioBounds.january), usual: "none",
        "London's own rates of that year. Boroughs must have released it; messages tell the latest two or three years."),
      LeverKey(
        "return_ratios", "Or multiples of today's rates", .numbers(ScenarioBounds.factor, count: MixGroup.count...MixGroup.count),
        usual: "none", "Five numbers with spaces: ages 0-4, 5-6, 7-10, 11-15 and 16-25. 0.8 is a fifth less."),
      LeverKey(
        "return_over_years", "Over", .whole(ScenarioBounds.years), unit: "years", usual: "\(ScenarioBounds.returnYears)",
        "The change builds up in equal steps from the census on."),
    ], number: 0)

  private static let window = LeverForm(
    id: "window", title: "Years behind the rates", means: "Which of the latest flow years today's rates are taken from. No policy: it asks how much the choice matters.",
    keys: [
      LeverKey(
        "window_weights", "Weights", .numbers(ScenarioBounds.weight, count: 1...10), usual: "1 2",
        "One for each of the latest years, oldest first, with spaces; up to ten, the last above 0.")
    ], number: 0)

  private static func eligibility(_ number: Int) -> LeverForm {
    let id = "eligibility" + Scenario.repeats[number]
    return LeverForm(
      id: id, title: "Eligibility", means: "New plans become fewer, or more, from a January on. Plans that are held are not touched.",
      keys: [
        LeverKey(
          id + "_factor", "New plans are multiplied by", .number(ScenarioBounds.factor), usual: "1",
          "0.8 is a fifth fewer new plans, 1.1 a tenth more, 0 none.")
      ] + phasing(id) + [
        LeverKey(
          id + "_ages", "Of children aged", .ages(AcademicAge.range), unit: "years on 31 August", usual: "all",
          "One age, or a range such as 5-15."),
        LeverKey(id + "_needs", "With these primary needs", .needs, usual: "all", "None ticked: all."),
      ], number: number)
  }

  private static func earlier(_ number: Int) -> LeverForm {
    let id = "earlier" + Scenario.repeats[number]
    let oldest = AcademicAge.range.upperBound
    return LeverForm(
      id: id, title: "Earlier identification", means: "Some of the children who would get a plan get it some years earlier, and not again later.",
      keys: [
        LeverKey(id + "_percent", "Found earlier", .number(ScenarioBounds.percent), unit: "% of these children", usual: "none", "Of those who would get a plan at these ages."),
        LeverKey(id + "_by_years", "Earlier by", .whole(ScenarioBounds.earlier), unit: "years", usual: nil, "So much younger they get it."),
      ] + phasing(id) + [
        LeverKey(
          id + "_ages", "Who today get it at ages", .ages(ScenarioBounds.earlier.lowerBound...oldest), unit: "years on 31 August",
          usual: "all", "One age, or a range such as 6-10; not younger than the years by which it comes earlier."),
        LeverKey(id + "_needs", "With these primary needs", .needs, usual: "all", "None ticked: all."),
      ], number: number)
  }

  private static func inclusion(_ number: Int) -> LeverForm {
    let id = "inclusion" + Scenario.repeats[number]
    return LeverForm(
      id: id, title: "Inclusion", means: "A part of the placements in some sectors goes to another sector instead. How many plans there are does not change.",
      keys: [
        LeverKey(id + "_percent", "Placements that move", .number(ScenarioBounds.percent), unit: "% of those in the sectors", usual: "none", "Of all placements in these sectors, not only new ones."),
        LeverKey(id + "_from_sectors", "From", .sectors, usual: "state special and independent", "None ticked: state special, and independent or non-maintained."),
        LeverKey(id + "_to_sector", "To", .sector, usual: "mainstream", "One that is not among those they come from."),
      ] + phasing(id) + [
        LeverKey(id + "_phases", "In these phases", .phases, usual: "all", "None ticked: all."),
        LeverKey(id + "_needs", "With these primary needs", .needs, usual: "all", "None ticked: all."),
      ], number: number)
  }

  private static func phasing(_ id: String) -> [LeverKey] {
    [
      LeverKey(id + "_from_year", "From January", .january(ScenarioBounds.january), usual: nil, "The first January that shows it."),
      LeverKey(
        id + "_over_years", "Building up over", .whole(ScenarioBounds.years), unit: "years", usual: "1", "In equal steps; 1: in full at once."),
    ]
  }
}
