/// The second release plan, `london-send-2`: as `london-send-1`, with costs measured where they are read.
///
/// Flows and stock are the first plan's at the same price. For the same ρ 1/20 of 2025, costs are no longer spread over
/// needs: persons and pence by phase and sector, persons by sector and band of cost, and persons whose cost was clamped.
/// Cost to a child's data: ρ 1/10 for 2024 and 1/5 for 2025. The same plan is `protocol/plans/london-send-2.json`.
extension ReleasePlan {
  public static let londonSend2 = ReleasePlan(
    unchecked: "london-send-2", 2025, 16,
    londonSend1.statistics.filter { $0.kind != .costPersons && $0.kind != .costPence } + [
      Statistic(
        unchecked: "cost-persons-2025", .costPersons, 2025, [phase, sector], .count, Ratio(lowest: 1, 100)),
      Statistic(
        unchecked: "cost-pence-2025", .costPence, 2025, [phase, sector],
        .centredAmount(axis: "sector", caps: sectorCaps), Ratio(lowest: 1, 50)),
      Statistic(
        unchecked: "cost-bands-2025", .costBands, 2025, [sector, Bound.bandAxis(edges: costEdges)],
        .banded(edges: costEdges), Ratio(lowest: 3, 200)),
      Statistic(
        unchecked: "cost-clamped-2025", .costClamped, 2025, [sector, Bound.clampAxis],
        .clamped(axis: "sector", caps: sectorCaps), Ratio(lowest: 1, 200)),
    ])

  /// Pence: twenty preferred numbers to each tenfold (ISO 3) from £4,000, and the largest cap.
  static let costEdges: [Int64] =
    [0] + [
      4_000, 4_500, 5_000, 5_600, 6_300, 7_100, 8_000, 9_000, 10_000, 11_200, 12_500, 14_000, 16_000, 18_000, 20_000,
      22_400, 25_000, 28_000, 31_500, 35_500, 40_000, 45_000, 50_000, 56_000, 63_000, 71_000, 80_000, 90_000, 100_000,
      112_000, 125_000, 140_000, 160_000, 180_000, 200_000, 224_000, 250_000, 280_000, 300_000,
    ].map { $0 * 100 }
}
