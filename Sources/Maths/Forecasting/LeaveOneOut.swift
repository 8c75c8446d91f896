/// What leaving boroughs out one after the other does to the figures of a group.
struct LeaveOneOut {
  /// Errors of their own figures, and how far all others of the group moved; by borough and cell.
  let own: [[Double]]
  let moves: [[Double]]
  /// Plans held.
  let sizes: [Double]

  /// What has changed since.
  func less(_ other: LeaveOneOut) -> LeaveOneOut {
    func less(_ one: [[Double]], _ other: [[Double]]) -> [[Double]] {
      zip(one, other).map { zip($0, $1).map { $0 - $1 } }
    }
    return LeaveOneOut(own: less(own, other.own), moves: less(moves, other.moves), sizes: sizes)
  }

  /// - Parameters:
  ///   - missing: plans held by absent boroughs of the group.
  ///   - absent: plans held by each absent borough.
  ///   - noise: what drawing the noise of the tables once more changed, each time.
  /// - Returns: mean square errors, by cell.
  func meanSquares(missing: Double, absent: [Double], noise: [LeaveOneOut]) -> [Double] {
    let (count, tried) = (Double(sizes.count), sizes.reduce(0, +))
    return own[0].indices.map { cell in
      var variance = variance(cell, missing: missing, absent: absent)
      if !noise.isEmpty {
        let known = noise.reduce(0) { $0 + $1.variance(cell, missing: missing, absent: absent) } / Double(noise.count)
        // Of a variance from n boroughs the relative sampling error is √(2/(n − 1)).
        variance = max(variance - known, min(variance, known * (2 / (count - 1)).squareRoot()))
      }
      let errors = own.map { $0[cell] }
      let bias = errors.reduce(0, +) / tried
      let unsure = zip(errors, sizes).reduce(0) { $0 + ($1.0 - bias * $1.1) * ($1.0 - bias * $1.1) } / (tried * tried)
      return variance + missing * missing * max(bias * bias - unsure, 0)
    }
  }

  /// Of the error that so many absent boroughs cause.
  private func variance(_ cell: Int, missing: Double, absent: [Double]) -> Double {
    let (count, tried) = (Double(sizes.count), sizes.reduce(0, +))
    let fraction = count / (count + Double(absent.count))
    let (own, moves) = (own.map { $0[cell] }, moves.map { $0[cell] })
    let shared = max(Self.products(own, moves), 0)
    // From a sum over the boroughs tried to what so many plans held do.
    return count / (count - 1) / tried
      * (missing * Self.products(own, own)
        + fraction * (absent.reduce(0, +) * Self.products(moves, moves) + 2 * missing * shared))
  }

  /// Sum of products about the means.
  private static func products(_ one: [Double], _ other: [Double]) -> Double {
    let means = (one.reduce(0, +) / Double(one.count), other.reduce(0, +) / Double(other.count))
    return zip(one, other).reduce(0) { $0 + ($1.0 - means.0) * ($1.1 - means.1) }
  }
}
