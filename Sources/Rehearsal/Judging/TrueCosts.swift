import Vocabulary

/// True quartiles and shares of clamped costs, from each person's own.
struct TrueCosts {
  /// Pence, not clamped, ascending.
  private let pence: [Int]
  private let above: Int
  private let below: Int

  /// - Parameters:
  ///   - boroughs: pence by sector.
  ///   - sector: its code; nil for all.
  init(_ boroughs: [[String: [Int]]], sector: String?) {
    var (pence, above): ([Int], Int) = ([], 0)
    for (code, cap) in zip(Sector.codes, CensusTruth.caps) where sector == nil || sector == code {
      let costs = boroughs.flatMap { $0[code] ?? [] }
      pence += costs
      above += costs.count { $0 > cap }
    }
    self.pence = pence.sorted()
    self.above = above
    below = pence.count { $0 < 0 }
  }

  /// In pounds or percent; nil for another measure, and for nobody.
  func value(of measure: String) -> Double? {
    guard !pence.isEmpty else { return nil }
    switch measure {
    case "cost-lower-quartile": return quantile(1, of: 4)
    case "median-cost": return quantile(2, of: 4)
    case "cost-upper-quartile": return quantile(3, of: 4)
    case "cost-quartile-spread": return quantile(3, of: 4) - quantile(1, of: 4)
    case "percent-above-cap": return 100 * Double(above) / Double(pence.count)
    case "percent-below-0": return 100 * Double(below) / Double(pence.count)
    default: return nil
    }
  }

  /// The smallest cost that `part` of `whole` of all persons don't exceed.
  private func quantile(_ part: Int, of whole: Int) -> Double {
    Double(pence[max(1, (pence.count * part + whole - 1) / whole) - 1]) / 100
  }
}
