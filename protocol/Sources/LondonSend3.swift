/// The third release plan, `london-send-3`: as `london-send-2`, with the plans on the four quarter days of the year.
///
/// The stock in January pays for them: ρ 1/25 where it was 1/20. The quarter days have 1/100, half of it for plans by birth
/// cohort and half for all plans, whose total would otherwise carry the noise of 27 cohorts.
/// Cost to a child's data: ρ 1/10 for 2024 and 1/5 for 2025. The same plan is `protocol/plans/london-send-3.json`.
extension ReleasePlan {
  public static let londonSend3 = ReleasePlan(
    unchecked: "london-send-3", 2025, 16,
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

  /// The plans that come with the programs, the newest first.
  public static let builtIn = [londonSend3, londonSend2, londonSend1]
}
