import Marginals

/// Dense matrices by their definitions: slow, small, and nothing of the product's own.
struct Matrix {
  let rows: Int
  let columns: Int
  var cells: [Double]

  init(_ rows: Int, _ columns: Int, _ cell: (Int, Int) -> Double = { _, _ in 0 }) {
    (self.rows, self.columns) = (rows, columns)
    cells = (0..<rows * columns).map { cell($0 / columns, $0 % columns) }
  }

  subscript(row: Int, column: Int) -> Double {
    get { cells[row * columns + column] }
    set { cells[row * columns + column] = newValue }
  }

  static func * (left: Matrix, right: Matrix) -> Matrix {
    Matrix(left.rows, right.columns) { row, column in
      (0..<left.columns).reduce(0) { $0 + left[row, $1] * right[$1, column] }
    }
  }

  var transposed: Matrix { Matrix(columns, rows) { self[$1, $0] } }

  func times(_ vector: [Double]) -> [Double] {
    (0..<rows).map { row in (0..<columns).reduce(0) { $0 + self[row, $1] * vector[$1] } }
  }

  /// The pseudo-inverse of a symmetric matrix, by Jacobi's rotations.
  var pseudoInverse: Matrix {
    var a = self
    var vectors = Matrix(rows, rows) { $0 == $1 ? 1 : 0 }
    for _ in 0..<60 {
      for p in 0..<rows {
        for q in p + 1..<rows where a[p, q] != 0 {
          let slope = (a[q, q] - a[p, p]) / (2 * a[p, q])
          let t = (slope < 0 ? -1 : 1) / (slope.magnitude + (slope * slope + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<rows {
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q])
            (vectors[k, p], vectors[k, q]) = (c * vectors[k, p] - s * vectors[k, q], s * vectors[k, p] + c * vectors[k, q])
          }
          for k in 0..<rows { (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]) }
        }
      }
    }
    let largest = (0..<rows).reduce(0) { max($0, a[$1, $1].magnitude) }
    let inverse = (0..<rows).map { a[$0, $0].magnitude > largest * 1e-11 ? 1 / a[$0, $0] : 0 }
    return Matrix(rows, rows) { i, j in (0..<rows).reduce(0) { $0 + vectors[i, $1] * inverse[$1] * vectors[j, $1] } }
  }
}

/// The matrix that sums the cells of the whole domain to a marginal.
func summing(_ domain: PublicDomain, to marginal: Marginal) -> Matrix {
  let whole = domain.cellCount(of: domain.whole)
  var matrix = Matrix(domain.cellCount(of: marginal), whole)
  for cell in 0..<whole {
    var (rest, labels) = (cell, [Int](repeating: 0, count: domain.sizes.count))
    for attribute in domain.sizes.indices.reversed() {
      labels[attribute] = rest % domain.sizes[attribute]
      rest /= domain.sizes[attribute]
    }
    var row = 0
    for attribute in marginal.attributes { row = row * domain.sizes[attribute] + labels[attribute] }
    matrix[row, cell] = 1
  }
  return matrix
}

/// Generalised least squares with exact constraints, from the definition: minimise Σ (y − Mx)²/v subject to Ex = e.
///
/// Best linear unbiased estimate and its covariance from the pseudo-inverse of the equations with multipliers.
struct DenseEstimate {
  let cells: [Double]
  private let covariance: Matrix

  /// - Parameters:
  ///   - measured: matrix, values and variances of each table.
  ///   - known: matrix and values.
  init(_ count: Int, measured: [(Matrix, [Double], [Double])], known: [(Matrix, [Double])]) {
    let constraints = known.reduce(0) { $0 + $1.0.rows }
    // Scaled so that constraints and equations are of one size.
    let scale = measured.flatMap { $0.2.map { 1 / $0 } }.max() ?? 1
    var equations = Matrix(count + constraints, count + constraints)
    var target = [Double](repeating: 0, count: count + constraints)
    for (matrix, values, variances) in measured {
      for row in 0..<matrix.rows {
        let precision = 1 / variances[row] / scale
        for i in 0..<count where matrix[row, i] != 0 {
          target[i] += precision * matrix[row, i] * values[row]
          for j in 0..<count { equations[i, j] += precision * matrix[row, i] * matrix[row, j] }
        }
      }
    }
    var offset = count
    for (matrix, values) in known {
      for row in 0..<matrix.rows {
        target[offset + row] = values[row]
        for i in 0..<count {
          equations[offset + row, i] = matrix[row, i]
          equations[i, offset + row] = matrix[row, i]
        }
      }
      offset += matrix.rows
    }
    let inverse = equations.pseudoInverse
    cells = Array(inverse.times(target)[0..<count])
    covariance = Matrix(count, count) { inverse[$0, $1] / scale }
  }

  /// Covariance alone, of any measurement with this information matrix (Σ MᵀM/v) and exact sums.
  init(information: Matrix, known: [Matrix]) {
    let (count, constraints) = (information.rows, known.reduce(0) { $0 + $1.rows })
    var equations = Matrix(count + constraints, count + constraints)
    for i in 0..<count { for j in 0..<count { equations[i, j] = information[i, j] } }
    var offset = count
    for matrix in known {
      for row in 0..<matrix.rows {
        for i in 0..<count { (equations[offset + row, i], equations[i, offset + row]) = (matrix[row, i], matrix[row, i]) }
      }
      offset += matrix.rows
    }
    let inverse = equations.pseudoInverse
    (cells, covariance) = ([], Matrix(count, count) { inverse[$0, $1] })
  }

  func variance(_ coefficients: [Double]) -> Double {
    zip(coefficients, covariance.times(coefficients)).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
