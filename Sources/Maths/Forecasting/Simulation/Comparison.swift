import Vocabulary

/// Scenarios side by side, from the same counts.
///
/// Levels are simulated in full. A difference from the reference (the base, or one of the scenarios) is simulated with
/// the same rates and the same drift on both sides and without the luck of single plans, which would be drawn anew and
/// speak of nothing that the scenario changes. On both sides the trend begins after the years of which any of them states how
/// rates go.
public struct Comparison: Sendable {
  /// One scenario; outlooks and fans by group of boroughs.
  public struct Outcome: Sendable {
    public let scenario: Scenario
    /// The yearly growth that a stated level needs.
    public let solvedGrowth: Double?
    public let outlooks: [Outlook]
    public internal(set) var fans: [Fan]
    /// Less the reference, future by future; empty for the reference itself.
    public internal(set) var differences: [Fan]
  }

  /// The base first, then the scenarios in their order.
  public internal(set) var outcomes: [Outcome] = []
  /// Which of them differences are from: 0 is the base.
  public let reference: Int

  /// - Parameters:
  ///   - scenarios: without the base, which is always there.
  ///   - groups: positions in the model's boroughs, none of them empty.
  ///   - reference: which of base and scenarios differences are from.
  ///   - model: the model with the rates of a window, and placements (of every borough, or none).
  public init(
    _ scenarios: [Scenario], groups: [[Int]], settings: SimulationSettings, against reference: Int = 0,
    model: (Window) throws(ForecastError) -> (CohortModel, [PlacementShares])
  ) throws(ForecastError) {
    precondition((0...scenarios.count).contains(reference), "a reference among the scenarios")
    self.reference = reference
    var smooth = settings
    smooth.process = false
    let all = [Scenario.base] + scenarios
    var models: [Window: (CohortModel, [PlacementShares])] = [:]
    func fitted(_ scenario: Scenario) throws(ForecastError) -> (CohortModel, [PlacementShares]) {
      if let known = models[scenario.window] { return known }
      let made = try model(scenario.window)
      models[scenario.window] = made
      return made
    }
    // One for all of them, so that the difference of two is that of their differences from a third.
    smooth.statedYears = all.map(\.statedYears).max()
    func smoothFans(_ scenario: Scenario) throws(ForecastError) -> [Fan] {
      let (own, placements) = try fitted(scenario)
      return try own.simulate(scenario, placements: placements, groups: groups, settings: smooth)
    }
    let from = scenarios.isEmpty ? [] : try smoothFans(all[reference])
    for (place, scenario) in all.enumerated() {
      let (own, placements) = try fitted(scenario)
      let parts = try own.outlooks(scenario, placements: placements)
      // Fans take most of the memory: no more of them at a time than are kept, and the reference's.
      var differences = place == reference ? [] : try smoothFans(scenario)
      for group in differences.indices { differences[group].subtract(from[group]) }
      outcomes.append(
        Outcome(
          scenario: scenario, solvedGrowth: try own.solvedGrowth(scenario),
          outlooks: groups.compactMap { group in Outlook.sum(group.map { parts[$0] }) },
          fans: try own.simulate(scenario, placements: placements, groups: groups, settings: settings),
          differences: differences))
    }
  }

  /// Adds what the noise of released figures does to forecasts and differences.
  /// - Parameters:
  ///   - levels: standard deviations by outcome and group, years × columns of `Outlook.columns`.
  ///   - differences: the same of scenario less reference; those of the reference are not used.
  public mutating func disturb(levels: [[[Double]]], differences: [[[Double]]], seed: UInt64) {
    for outcome in outcomes.indices {
      for group in outcomes[outcome].fans.indices {
        outcomes[outcome].fans[group].disturb(levels[outcome][group], seed: seed)
        guard !outcomes[outcome].differences.isEmpty else { continue }
        outcomes[outcome].differences[group].disturb(differences[outcome][group], seed: seed)
      }
    }
  }
}

extension Outlook {
  /// All figures of a fan, years × columns, as expected.
  public func columns() -> [Double] {
    let shares = placements.isEmpty ? [] : placements
    var columns = [Double](repeating: 0, count: years * FanColumn.count)
    let (needs, sectors) = (FanColumn.firstNeed, FanColumn.firstSector)
    for year in 0..<years {
      let row = year * FanColumn.count
      for cell in 0..<Axes.cohort {
        let (count, phase) = (plans[year * Axes.cohort + cell], Phase(academicAge: cell / Axes.needs).rawValue)
        columns[row] += count
        columns[row + 1 + phase] += count
        columns[row + needs + cell % Axes.needs] += count
        columns[row + FanColumn.firstCell + phase * Axes.needs + cell % Axes.needs] += count
        columns[row + FanColumn.firstAge + cell / Axes.needs] += count
      }
      guard !shares.isEmpty else { continue }
      for cell in 0..<PlacementCounts.cellCount {
        let (count, sector) = (shares[year * PlacementCounts.cellCount + cell], cell % Axes.sectors)
        columns[row + sectors + sector] += count
        columns[row + FanColumn.firstPlaced + cell / (Axes.needs * Axes.sectors) * Axes.sectors + sector] += count
        if sector == Sector.independent.rawValue { columns[row + FanColumn.firstGap + cell / Axes.sectors] += count }
      }
    }
    return columns
  }

  /// One figure of a fan, as expected.
  public func expected(_ column: FanColumn, _ year: Int) -> Double {
    switch column {
    case .total: total(year)
    case .phase(let phase): total(year, phase: phase)
    case .need(let need): total(year, need: need)
    case .sector(let sector): placed(year, sector: sector) ?? 0
    case .placed(let phase, let sector): placed(year, phase: phase, sector: sector) ?? 0
    case .cell(let phase, let need): total(year, phase: phase, need: need)
    case .independent(let phase, let need): placed(year, phase: phase, need: need, sector: .independent) ?? 0
    case .age(let age): total(year, ages: age...age)
    }
  }
}
