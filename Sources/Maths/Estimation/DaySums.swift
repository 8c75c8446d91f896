/// Counts on several days from weighted sums of them: how a table of several days is read.
///
/// If the sums are B·y + noise, with noise of one variance v in each, then y is B⁻¹ of them, and its errors have the covariance
/// v·B⁻¹·B⁻ᵀ. Both follow from whole numbers: the adjugate of B and its determinant.
public struct DaySums: Sendable {
  /// B⁻¹ times the determinant; a row for each day.
  private let adjugate: [[Int64]]
  private let determinant: Int64
  /// Of the days, for noise of variance 1 in each sum.
  public let covariance: [[Double]]

  public var days: Int { adjugate.count }

  /// - Parameter weights: B, a row for each sum, a column for each day; up to six, none above 1,000.
  /// - Returns: nil unless there are as many sums as days, from which the days follow.
  public init?(weights: [[Int64]]) {
    let count = weights.count
    guard (1...6).contains(count), weights.allSatisfy({ $0.count == count && $0.allSatisfy { $0.magnitude <= 1000 } }) else {
      return nil
    }
    determinant = Self.determinant(weights)
    guard determinant != 0 else { return nil }
    let adjugate = (0..<count).map { day in
      (0..<count).map { sum in
        ((day + sum).isMultiple(of: 2) ? 1 : -1) * Self.determinant(Self.without(sum, day, weights))
      }
    }
    let square = Double(determinant) * Double(determinant)
    covariance = adjugate.map { one in
      adjugate.map { other in zip(one, other).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / square }
    }
    self.adjugate = adjugate
  }

  /// - Parameter sums: as released, or added up over several releases; as many as days.
  /// - Returns: by day, not rounded, below 0 where the noise takes it there.
  public func counts(_ sums: some Collection<Double>) -> [Double] {
    adjugate.map { row in zip(row, sums).reduce(0.0) { $0 + Double($1.0) * $1.1 } / Double(determinant) }
  }

  private static func without(_ row: Int, _ column: Int, _ matrix: [[Int64]]) -> [[Int64]] {
    matrix.enumerated().filter { $0.offset != row }.map { line in
      line.element.enumerated().filter { $0.offset != column }.map(\.element)
    }
  }

  /// By its first row; of no rows 1. At most 720 products of six entries, so below 2^63.
  private static func determinant(_ matrix: [[Int64]]) -> Int64 {
    guard let first = matrix.first else { return 1 }
    return first.indices.reduce(0) { sum, column in
      guard first[column] != 0 else { return sum }
      let minor = determinant(without(0, column, matrix))
      return sum + (column.isMultiple(of: 2) ? 1 : -1) * first[column] * minor
    }
  }
}
