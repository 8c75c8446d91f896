/// The third release plan, `london-send-3`: as `london-send-2`, with the plans on the four quarter days of the year.
///
/// The stock in January pays for them: ρ 1/25 where it was 1/20. The quarter days have 1/100, half of it for plans by birth
/// cohort and half for all plans, whose total would otherwise carry the noise of 27 cohorts.
/// Cost to a child's data: ρ 1/10 for 2024 and 1/5 for 2025. The same plan is `protocol/plans/london-send-3.json`.
extension ReleasePlan {
  public static let londonSend3 = ReleasePlan(
    unchecked: "london-send-3", 2025, lastForecastYear - 2024,
    londonSend2.statistics.map { statistic in
      statistic.kind != .stock
        ? statistic
        : Statistic(unchecked: statistic.id, .stock, 2025, statistic.axes, .count, Ratio(lowest: 1, 25))
    } + [
      Statistic(
        unchecked: "quarter-stock-2025-cohort", .quarterStock, 2025, [cohort, DayStrategy.fourDays.axis],
        .segment(.fourDays), Ratio(lowest: 1, 200)),
      Statistic(
        unchecked: "quarter-stock-2025-total", .quarterStock, 2025, [DayStrategy.fourDays.axis], .segment(.fourDays),
        Ratio(lowest: 1, 200)),
    ])

  /// Born in one school year: completed years on 31 August before the census that ends the year of the quarter days.
  static let cohort = Axis(unchecked: "cohort", (0...26).map { "\($0)" })

  /// The same plan about the census of January 2026, `protocol/plans/london-send-3-2026.json`: statistics, bounds and prices are
  /// those of `london-send-3`, a year on, and forecasts end with the same year.
  ///
  /// Cost to a child's data: ρ 1/10 for 2025 and 1/5 for 2026; to a borough that has released about January 2025 nothing for
  /// 2025, whose flows are then given as they were.
  public static let londonSend3In2026 = londonSend3.about(2026)

  private static let lastForecastYear = 2040

  /// The same questions about another census.
  private func about(_ census: Int) -> ReleasePlan {
    let on = census - censusYear
    return ReleasePlan(
      unchecked: "\(id)-\(census)", census, Self.lastForecastYear - census + 1,
      statistics.map { statistic in
        let year = statistic.dataYear + on
        let words = statistic.id.split(separator: "-").map { $0 == "\(statistic.dataYear)" ? "\(year)" : String($0) }
        return Statistic(
          unchecked: words.joined(separator: "-"), statistic.kind, year, statistic.axes, statistic.bound, statistic.rho)
      })
  }

  /// The plans that come with the programs: those about January 2025, the newest first, then those about later censuses.
  public static let builtIn = [londonSend3, londonSend2, londonSend1, londonSend3In2026]

  public static let censusYears = Set(builtIn.map(\.censusYear)).sorted()

  /// The newest of them about a census; nil where there is none.
  public static func newest(about census: Int) -> ReleasePlan? { builtIn.first { $0.censusYear == census } }
}
