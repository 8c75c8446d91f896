/// Generalised least squares for a noisy table whose row sums were also released with noise of their own.
///
/// Cells have independent noise of variance c, row sums independent noise of variance m, K cells in a row. The best
/// linear unbiased estimate moves each cell x of a row by (margin − Σx)·w/K with w = Kc/(Kc + m). Nothing is clipped:
/// a negative estimate is what keeps sums unbiased.
public enum MarginFit {
  /// - Parameters:
  ///   - cross: `rows` × `columns` cells, row-major.
  ///   - margin: one released sum per row.
  /// - Returns: fitted cells, same shape.
  public static func combine(
    cross: [Double], rows: Int, columns: Int, margin: [Double], crossVariance: Double, marginVariance: Double
  ) -> [Double] {
    precondition(cross.count == rows * columns && margin.count == rows, "shape of table and margin")
    let share = weight(columns: columns, crossVariance: crossVariance, marginVariance: marginVariance) / Double(columns)
    var fitted = cross
    for row in 0..<rows {
      let cells = row * columns..<(row + 1) * columns
      var sum = 0.0
      for cell in cells { sum += cross[cell] }
      let step = (margin[row] - sum) * share
      for cell in cells { fitted[cell] += step }
    }
    return fitted
  }

  /// Variance of the sum of k fitted cells of one row: kc − k²c²/(Kc + m). Rows are independent of each other.
  public static func variance(
    ofCells k: Int, columns: Int, crossVariance c: Double, marginVariance m: Double
  ) -> Double {
    let total = Double(columns) * c + m
    guard total > 0 else { return 0 }
    let part = Double(k) * c
    return part - part * part / total
  }

  /// Variance of one fitted cell.
  public static func cellVariance(columns: Int, crossVariance: Double, marginVariance: Double) -> Double {
    variance(ofCells: 1, columns: columns, crossVariance: crossVariance, marginVariance: marginVariance)
  }

  /// Variance of the sum of a whole fitted row: Kcm/(Kc + m).
  public static func rowSumVariance(columns: Int, crossVariance: Double, marginVariance: Double) -> Double {
    let spread = Double(columns) * crossVariance
    guard spread + marginVariance > 0 else { return 0 }
    return spread * marginVariance / (spread + marginVariance)
  }

  private static func weight(columns: Int, crossVariance: Double, marginVariance: Double) -> Double {
    let spread = Double(columns) * crossVariance
    return spread + marginVariance > 0 ? spread / (spread + marginVariance) : 0
  }
}
