/// Four needs of one age at once.
///
/// A forecast of 33 boroughs in three scenarios is half a million cells. In vectors, arithmetic and checks of bounds are
/// for four of them at a time, and each cell still sees the same operations in the same order as by itself.
typealias NeedVector = SIMD4<Double>

extension NeedVector {
  /// 0 where it would be below.
  var notBelowZero: NeedVector { replacing(with: 0, where: self .< 0) }
}

/// Tables whose last axis is need, as vectors: an age is three of them.
enum NeedVectors {
  /// Vectors of one age, and of one age × need table.
  static let age = Axes.needs / NeedVector.scalarCount
  static let cohort = Axes.ages * age

  /// - Parameter cells: a multiple of twelve.
  static func of(_ cells: [Double]) -> [NeedVector] {
    stride(from: 0, to: cells.count, by: NeedVector.scalarCount).map { place in
      NeedVector(cells[place], cells[place + 1], cells[place + 2], cells[place + 3])
    }
  }

  static func cells(_ vectors: some Collection<NeedVector>) -> [Double] {
    var cells: [Double] = []
    cells.reserveCapacity(vectors.count * NeedVector.scalarCount)
    for vector in vectors { for lane in vector.indices { cells.append(vector[lane]) } }
    return cells
  }

  /// Cell after cell, as a loop over cells would add them.
  static func sum(_ vectors: some Collection<NeedVector>) -> Double {
    var sum = 0.0
    for vector in vectors { for lane in vector.indices { sum += vector[lane] } }
    return sum
  }
}
