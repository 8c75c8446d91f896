/// A known fault of a published figure: what readers of the table must be told, and what explains a broken margin.
///
/// Sources: footnotes of DfE's *Education, health and care plans*, reporting years 2025 and 2026 (OGL v3.0), and
/// what the rows themselves show.
public struct PublishedFault: Sendable, Equatable {
  public enum Effect: String, Sendable {
    /// The figure is there and too low.
    case incomplete
    /// The figure is not there.
    case missing
    /// The figure is there and hard to believe.
    case implausible
    /// Published once, withdrawn later.
    case withdrawn
    /// Parts and total disagree, or years cannot be compared.
    case inconsistent
  }

  /// Stable kebab-case code.
  public let code: String
  /// Nil: everywhere.
  public let area: PublishedArea?
  public let kinds: Set<PublishedKind>
  public let periods: ClosedRange<PublishedPeriod>
  public let effect: Effect
  public let text: String

  /// Whether the fault touches a table's figures of an area and period.
  public func touches(_ kind: PublishedKind, _ area: PublishedArea, _ period: PublishedPeriod) -> Bool {
    (self.area == nil || self.area == area) && kinds.contains(kind) && periods.contains(period)
  }

  /// The known faults that touch an area's own figures.
  public static func of(_ kind: PublishedKind, _ area: PublishedArea, _ period: PublishedPeriod) -> [PublishedFault] {
    known.filter { $0.touches(kind, area, period) }
  }

  private init(
    _ code: String, _ area: PublishedArea?, _ kinds: Set<PublishedKind>, _ periods: ClosedRange<PublishedPeriod>,
    _ effect: Effect, _ text: String
  ) {
    (self.code, self.area, self.kinds, self.periods, self.effect, self.text) = (code, area, kinds, periods, effect, text)
  }

  private static let stock: Set<PublishedKind> = [.caseload, .needOfPlans, .residential, .personalBudgets, .workBased]

  private static func january(_ year: Int) -> ClosedRange<PublishedPeriod> { .january(year) ... .january(year) }
  private static func calendar(_ year: Int) -> ClosedRange<PublishedPeriod> { .calendarYear(year) ... .calendarYear(year) }

  public static let known: [PublishedFault] = [
    PublishedFault(
      "hackney-2024-total-only", .borough("E09000012"), stock, january(2024), .missing,
      "Hackney returned only its total (3,525) for January 2024: ages, settings and needs are x or cover 339 plans."),
    PublishedFault(
      "london-2024-without-hackney", .london, stock, january(2024), .incomplete,
      "London's total for January 2024 holds Hackney's 3,525 plans; its breakdowns cover 90,353 of 93,539."),
    PublishedFault(
      "england-2024-without-two", .england, stock, january(2024), .incomplete,
      "England's breakdowns for January 2024 lack Hackney and Peterborough, which returned totals only."),
    PublishedFault(
      "hackney-2023-process-missing", .borough("E09000012"), [.requests, .assessments, .timeliness], calendar(2023),
      .missing, "Hackney's requests, assessments and timeliness of 2023 are x, yet counted in London's row."),
    PublishedFault(
      "newham-2025-incomplete", .borough("E09000025"), stock, january(2025), .incomplete,
      "Newham's January 2025 return holds 1,199 plans, against 2,705 in 2024 and 3,639 in 2026."),
    PublishedFault(
      "newham-2024-ceased", .borough("E09000025"), [.ceased], calendar(2024), .incomplete,
      "Newham's ceased plans of 2024 (42) come from the same incomplete return."),
    PublishedFault(
      "london-2025-newham", .london, stock, january(2025), .incomplete,
      "London's January 2025 figures (99,116) are about 1,900 too low, because Newham's return was incomplete."),
    PublishedFault(
      "waltham-forest-2024", .borough("E09000031"), [.requests, .ceased], calendar(2024), .implausible,
      "Waltham Forest's 2024 shows no request refused and 24 plans ceased."),
    PublishedFault(
      "waltham-forest-2025-not-recorded", .borough("E09000031"), [.caseload, .needOfPlans], january(2025), .implausible,
      "Waltham Forest's January 2025 has 245 placements not recorded."),
    PublishedFault(
      "hillingdon-2025-fall", .borough("E09000017"), [.caseload], january(2025), .implausible,
      "Hillingdon's plans fell from 3,503 to 3,469 while London's rose; 534 ceased in 2024."),
    PublishedFault(
      "lambeth-2025-fall", .borough("E09000022"), [.caseload], january(2025), .implausible,
      "Lambeth's plans fell from 3,332 to 3,316 while London's rose; 514 ceased in 2024."),
    PublishedFault(
      "city-2024-exceptions", .borough("E09000001"), [.timeliness], calendar(2024), .implausible,
      "The City of London classed all new plans of 2024 as exceptions to the 20 weeks."),
    PublishedFault(
      "lewisham-2024-timeliness", .borough("E09000023"), [.timeliness], calendar(2024), .withdrawn,
      "Lewisham's timeliness of 2024 was found wrong and is suppressed in the 2026 release."),
    PublishedFault(
      "tower-hamlets-2022-timeliness", .borough("E09000030"), [.timeliness], calendar(2022), .missing,
      "Tower Hamlets' timeliness of 2022 is x; London's row counts its plans."),
    PublishedFault(
      "havering-2022-timeliness", .borough("E09000016"), [.timeliness], calendar(2022), .missing,
      "Havering's timeliness of 2022 is x; London's row counts its plans."),
    PublishedFault(
      "barnet-2025-tribunals", .borough("E09000003"), [.requests], calendar(2025), .missing,
      "Barnet's tribunals after requests in the 2026 release were submitted wrongly and are suppressed."),
    PublishedFault(
      "london-2023-residential-total", .london, [.residential], january(2023), .inconsistent,
      "London's residential total for January 2023 is printed as 615; its two parts, and the boroughs, sum to 303."),
    PublishedFault(
      "england-2023-residential-total", .england, [.residential], january(2023), .inconsistent,
      "England's residential total for January 2023 is printed as 4,488; its two parts sum to 2,196."),
    PublishedFault(
      "england-2022-wakefield", .england, [.newPlans, .needOfNewPlans], calendar(2022), .incomplete,
      "Wakefield gave only its total of new plans for 2022, so England's breakdowns are 350 short of its total."),
    PublishedFault(
      "other-placement-outside", nil, [.caseload], .january(2019) ... .january(2023), .inconsistent,
      "Up to January 2023 other placement settings stand outside the educated-elsewhere total; later they are within."),
    PublishedFault(
      "new-plans-elsewhere-undivided", nil, [.newPlans], .calendarYear(2019) ... .calendarYear(2024), .inconsistent,
      "New plans placed online, in Wales or in other schools (up to 2021 also those in no education) stand in no column "
        + "but the educated-elsewhere total."),
    PublishedFault(
      "down-syndrome-in-other", nil, [.needOfPlans], january(2025), .inconsistent,
      "Down syndrome is counted under other needs for January 2025, and apart from January 2026."),
    PublishedFault(
      "break-2023", nil, [.caseload, .residential, .personalBudgets], january(2023), .inconsistent,
      "From 2023 figures are made from person-level returns: a break in all series."),
  ]
}
