import Forecasting
import Marginals
import Vocabulary

/// Plans by phase, need and sector for the shares of a forecast, from everything that tells of them.
struct PlacementEstimate {
  /// How much of the three axes together was told.
  enum Detail: Comparable {
    /// Not even sectors.
    case nothing
    /// Sectors alone, of all phases and needs.
    case sectors
    case needs, phases
    /// By phase and by need, not by both.
    case phasesAndNeeds
    case all

    /// What is assumed; nil if nothing is.
    var assumption: String? {
      let told: String
      switch self {
      case .all: return nil
      case .nothing: return "sectors are not told at all of some boroughs: their shares are those of the others"
      case .phasesAndNeeds: told = "by phase and by need, not by both"
      case .phases: told = "by phase, not by need"
      case .needs: told = "by need, not by phase"
      case .sectors: told = "neither by phase nor by need"
      }
      return "sectors are told \(told): their shares in each phase and need are assumed from that"
    }
  }

  let counts: PlacementCounts
  let detail: Detail

  /// Estimates where phase, need and sector are told together; else the table with the margins that are told and without
  /// any other pattern (iterative proportional fitting; Deming, Stephan 1940).
  init(_ stock: StockEstimate) {
    let full = stock.phases.map { StockEstimate.estimates($0, StockEstimate.needSector) }
    if full.allSatisfy({ !$0.isEmpty }),
      let counts = PlacementCounts(
        cells: full.flatMap { $0.map(\.value) }, variances: full.map { $0.first?.variance ?? 0 })
    {
      (self.counts, detail) = (counts, .all)
      return
    }
    let bySector = StockEstimate.estimates(stock.all, StockEstimate.sector)
    let byNeedSector = StockEstimate.estimates(stock.all, StockEstimate.needSector)
    let byPhaseSector = stock.phases.map { StockEstimate.estimates($0, StockEstimate.sector) }
    let hasPhases = byPhaseSector.allSatisfy { !$0.isEmpty }
    if bySector.isEmpty, !hasPhases {
      (counts, detail) = (.none, .nothing)
      return
    }
    var table = ThreeWay(
      phaseNeed: stock.phases.flatMap { StockEstimate.estimates($0, StockEstimate.need).map(\.value) },
      sectors: bySector.map(\.value))
    for _ in 0..<30 {
      if hasPhases { table.fit(to: byPhaseSector.flatMap { $0.map(\.value) }, by: .phase) }
      if !byNeedSector.isEmpty { table.fit(to: byNeedSector.map(\.value), by: .need) }
    }
    let (phases, needs) = (Double(Phase.allCases.count), Double(Need.allCases.count))
    // The variance of what is told, spread evenly over the cells that it is the sum of.
    let variances = Phase.allCases.indices.map { phase in
      if hasPhases { return byPhaseSector[phase][0].variance / needs }
      if let first = byNeedSector.first { return first.variance / phases }
      return (bySector.first?.variance ?? 0) / (phases * needs)
    }
    counts = PlacementCounts(cells: table.cells, variances: variances) ?? .none
    switch (hasPhases, !byNeedSector.isEmpty) {
    case (true, true): detail = .phasesAndNeeds
    case (true, false): detail = .phases
    case (false, true): detail = .needs
    case (false, false): detail = .sectors
    }
  }
}

/// phase × need × sector, none below 0.
private struct ThreeWay {
  enum Side { case phase, need }

  private static let (needs, sectors) = (Need.allCases.count, Sector.allCases.count)
  private(set) var cells: [Double]

  init(phaseNeed: [Double], sectors: [Double]) {
    let total = max(sectors.reduce(0) { $0 + max($1, 0) }, 1e-9)
    cells = phaseNeed.flatMap { plans in sectors.map { max(plans, 0) * max($0, 0) / total } }
  }

  private func row(_ cell: Int, _ side: Side) -> Int {
    let pair = cell / Self.sectors
    return (side == .phase ? pair / Self.needs : pair % Self.needs) * Self.sectors + cell % Self.sectors
  }

  /// Scales cells to sums by one side and sector.
  mutating func fit(to sums: [Double], by side: Side) {
    var own = [Double](repeating: 0, count: sums.count)
    for cell in cells.indices { own[row(cell, side)] += cells[cell] }
    for cell in cells.indices {
      let place = row(cell, side)
      if own[place] > 0 { cells[cell] *= max(sums[place], 0) / own[place] }
    }
  }
}
