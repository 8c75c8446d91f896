import ReleaseProtocol

/// Each person's yearly cost in the small fictional London, for tables of costs of any shape. Four in five have one: spread
/// about the mean of the sector, a few above the cap, fewer below 0.
struct PoolingCosts {
  struct Cost {
    let phase: Int
    let sector: Int
    let pence: Int64
  }

  let costs: [Cost]

  /// - Parameter stock: plans by phase × need × sector.
  init(stock: [Int64]) {
    costs = stock.enumerated().flatMap { cell, count in
      let (sector, mean) = (cell % 6, PoolingWorld.meanPence[cell % 6])
      return (0..<max(0, count - count / 5)).map { number in
        let place = (number + Int64(cell)) % 97
        let pence = place == 7 ? PoolingWorld.caps[sector] + 1 : place == 50 ? -100 : mean * (40 + place % 13 * 10) / 100
        return Cost(phase: cell / 72, sector: sector, pence: pence)
      }
    }
  }

  /// Cells of a table by phase and sector or less, and by amount.
  func cells(of statistic: Statistic) -> [Int64] {
    var cells = [Int64](repeating: 0, count: statistic.cellCount)
    let names = statistic.placingAxes.map(\.name)
    for cost in costs {
      var row = 0
      for name in names { row = name == "phase" ? row * 5 + cost.phase : row * 6 + cost.sector }
      let cap = PoolingWorld.caps[cost.sector]
      switch statistic.bound {
      case .count: cells[row] += 1
      case .centredAmount: cells[row] += min(max(cost.pence, 0), cap) - cap / 2
      case .banded(let edges): cells[row * edges.count + (edges.lastIndex { $0 <= cost.pence } ?? 0)] += 1
      case .clamped:
        if cost.pence < 0 { cells[row * 2] += 1 }
        if cost.pence > cap { cells[row * 2 + 1] += 1 }
      case .segment, .contrasts: preconditionFailure("neither days nor contrasts have costs")
      }
    }
    return cells
  }
}

extension Statistic {
  /// Of costs that do not lie by phase, need and sector.
  var isBeyondTheFirstPlan: Bool { kind.rawValue.hasPrefix("cost") && placingAxes.count < 3 }
}
