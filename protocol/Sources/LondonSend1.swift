/// The first release plan, `london-send-1`: flows, stock and placement costs up to the census of January 2025.
///
/// Cost to a child's data: ρ 1/10 for 2024 and 1/5 for 2025. The same plan is `protocol/plans/london-send-1.json`.
extension ReleasePlan {
  public static let londonSend1 = ReleasePlan(
    unchecked: "london-send-1", 2025, 16,
    [2024, 2025].flatMap { year in
      [
        Statistic(unchecked: "flow-\(year)-cross", .flowCross, year, [status, age, need], .count, twentieth),
        Statistic(unchecked: "flow-\(year)-margin", .flowMargin, year, [status, age], .count, twentieth),
      ]
    } + [
      Statistic(unchecked: "stock-2025", .stock, 2025, [phase, need, sector], .count, twentieth),
      Statistic(unchecked: "cost-persons-2025", .costPersons, 2025, [phase, need, sector], .count, fortieth),
      Statistic(
        unchecked: "cost-pence-2025", .costPence, 2025, [phase, need, sector],
        .centredAmount(axis: "sector", caps: sectorCaps), fortieth),
    ])

  private static let twentieth = Ratio(lowest: 1, 20)
  private static let fortieth = Ratio(lowest: 1, 40)

  /// The most that counts of one person's cost, in pence a year, by sector.
  static let sectorCaps: [Int64] = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]

  static let status = Axis(unchecked: "status", ["STAY", "NEW", "TIN", "LEAVE"])
  static let age = Axis(unchecked: "age", (0...25).map { "\($0)" })
  static let need = Axis(
    unchecked: "need", ["ASD", "SLCN", "SEMH", "MLD", "SLD", "PMLD", "SPLD", "HI", "VI", "MSI", "PD", "OTH"])
  static let phase = Axis(unchecked: "phase", ["EY", "PRI", "SEC", "P16", "P19"])
  static let sector = Axis(unchecked: "sector", ["MS", "RP", "SS", "IN", "FE", "OT"])
}
