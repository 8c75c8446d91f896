import Testing

@testable import Pooling

/// The closed form against least squares by brute force: one phase with 2 rows, 3 needs and 2 sectors.
struct SharedTotalsTests {
  private let rows = 2
  private let needs = 3
  private let sectors = 2
  private let cross = 10.0
  private let margin = 4.0
  private let stock = 7.0

  /// Unknowns: 6 flow cells (row × need), then the stock of the first sector by need; the second sector's is the rest.
  private func design() -> (lines: [[Double]], weights: [Double]) {
    func line(_ set: (inout [Double]) -> Void) -> [Double] {
      var line = [Double](repeating: 0, count: 9)
      set(&line)
      return line
    }
    let cells = (0..<6).map { cell in line { $0[cell] = 1 } }
    let margins = (0..<2).map { row in line { for need in 0..<3 { $0[row * 3 + need] = 1 } } }
    let first = (0..<3).map { need in line { $0[6 + need] = 1 } }
    let second = (0..<3).map { need in
      line {
        for row in 0..<2 { $0[row * 3 + need] = 1 }
        $0[6 + need] = -1
      }
    }
    let weights = cells.map { _ in 1 / cross } + margins.map { _ in 1 / margin } + (first + second).map { _ in 1 / stock }
    return (cells + margins + first + second, weights)
  }

  @Test func theClosedFormIsTheLeastSquaresSolution() throws {
    let measured: [Double] = [31, 12, 4, 18, 9, -2, 50, 21, 30, 16, 3, 26, 2, -1]
    let (lines, weights) = design()
    var normal = [[Double]](repeating: [Double](repeating: 0, count: 9), count: 9)
    var right = [Double](repeating: 0, count: 9)
    for (index, line) in lines.enumerated() {
      for i in 0..<9 {
        right[i] += line[i] * weights[index] * measured[index]
        for j in 0..<9 { normal[i][j] += line[i] * line[j] * weights[index] }
      }
    }
    let covariance = inverse(normal)
    let solution = covariance.map { row in zip(row, right).reduce(0) { $0 + $1.0 * $1.1 } }
    func variance(_ weights: [Double]) -> Double {
      (0..<9).reduce(0) { sum, i in sum + (0..<9).reduce(0) { $0 + weights[i] * covariance[i][$1] * weights[$1] } }
    }

    // Our way: fit the cells to their margins, then join.
    let share = 3 * cross / (3 * cross + margin) / 3
    let steps = (0..<2).map { row in (measured[6 + row] - measured[row * 3..<row * 3 + 3].reduce(0, +)) * share }
    let flow = (0..<3).map { need in (0..<2).reduce(0) { $0 + measured[$1 * 3 + need] + steps[$1] } }
    let placed = (0..<3).map { measured[8 + $0] + measured[11 + $0] }
    let shared = SharedTotals(
      needs: needs, sectors: sectors, rows: rows, cross: cross, margin: margin, stockCell: stock)
    let totals = shared.combined(flow: flow, stock: placed)
    var firstSector = 0.0
    for need in 0..<3 {
      #expect((totals[need] - solution[need] - solution[3 + need]).magnitude < 1e-9)
      let own = measured[8 + need] + (totals[need] - placed[need]) / 2
      #expect((own - solution[6 + need]).magnitude < 1e-9)
      firstSector += own
    }
    #expect((shared.totalVariance - variance([1, 0, 0, 1, 0, 0, 0, 0, 0])).magnitude < 1e-9)
    #expect((shared.sumVariance - variance([1, 1, 1, 1, 1, 1, 0, 0, 0])).magnitude < 1e-9)
    #expect((shared.sectorVariance - variance([0, 0, 0, 0, 0, 0, 1, 1, 1])).magnitude < 1e-9)
    #expect((firstSector - solution[6...8].reduce(0, +)).magnitude < 1e-9)
  }

  /// Gauss and Jordan; the matrix is positive definite.
  private func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let size = matrix.count
    var work = matrix.enumerated().map { row, cells in cells + (0..<size).map { $0 == row ? 1 : 0 } }
    for pivot in 0..<size {
      let scale = work[pivot][pivot]
      for column in 0..<2 * size { work[pivot][column] /= scale }
      for row in 0..<size where row != pivot {
        let factor = work[row][pivot]
        for column in 0..<2 * size { work[row][column] -= factor * work[pivot][column] }
      }
    }
    return work.map { Array($0[size...]) }
  }
}
