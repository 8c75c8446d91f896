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
    let share = Share(missing: missing, absent: absent, sizes: sizes)
    let tried = sizes.reduce(0, +)
    return own[0].indices.map { cell in
      let found = moments(cell)
      var variance = found.variance(share)
      if !noise.isEmpty {
        var known = Moments()
        for again in noise { known.add(again.moments(cell), times: 1 / Double(noise.count)) }
        var left = found
        left.add(known, times: -1)
        // Of a variance from n boroughs the relative sampling error is √(2/(n − 1)): less than that of the noise's part
        // can't be told from none.
        let least = min(variance, known.variance(share) * (2 / (Double(sizes.count) - 1)).squareRoot())
        variance = max(left.variance(share), least)
      }
      let errors = own.map { $0[cell] }
      let bias = errors.reduce(0, +) / tried
      let unsure = zip(errors, sizes).reduce(0) { $0 + ($1.0 - bias * $1.1) * ($1.0 - bias * $1.1) } / (tried * tried)
      return variance + missing * missing * max(bias * bias - unsure, 0)
    }
  }

  private func moments(_ cell: Int) -> Moments { Moments(own.map { $0[cell] }, moves.map { $0[cell] }) }

  /// How much is missing.
  private struct Share {
    /// Plans of absent boroughs of the group, and of all.
    let missing: Double
    let absent: Double
    /// Of all boroughs the share that takes part, and the share that is not absent from the group.
    let left: Double
    let leftOfGroup: Double
    /// From a sum over the boroughs tried to what one plan held does.
    let scale: Double

    init(missing: Double, absent: [Double], sizes: [Double]) {
      let (count, plans) = (Double(sizes.count), absent.reduce(0, +))
      (self.missing, self.absent) = (missing, plans)
      left = count / (count + Double(absent.count))
      leftOfGroup = 1 - (1 - left) * (plans > 0 ? missing / plans : 0)
      scale = count / (count - 1) / sizes.reduce(0, +)
    }
  }

  /// Sums of products about the means: own errors, moves, both.
  private struct Moments {
    var (own, moves, both) = (0.0, 0.0, 0.0)

    init() {}

    init(_ own: [Double], _ moves: [Double]) {
      let count = Double(own.count)
      let means = (own.reduce(0, +) / count, moves.reduce(0, +) / count)
      for (one, other) in zip(own, moves) {
        self.own += (one - means.0) * (one - means.0)
        self.moves += (other - means.1) * (other - means.1)
        both += (one - means.0) * (other - means.1)
      }
    }

    mutating func add(_ other: Moments, times factor: Double) {
      own += factor * other.own
      moves += factor * other.moves
      both += factor * other.both
    }

    /// Of the error that absent boroughs cause: with e = slope·d + rest, m plans missing of a group and k of all,
    /// m·var(rest) + slope²·m(1 − m/N)·var(d) + n/N·(k·var(d) + 2m·slope·var(d)).
    func variance(_ share: Share) -> Double {
      let moves = max(self.moves, 0)
      // Part of own errors that goes with moves: neither can explain more than there is.
      let most = (max(own, 0) * moves).squareRoot()
      let both = min(max(self.both, -most), most)
      let slope = moves > 0 ? both / moves : 0
      let apart = max(max(own, 0) - slope * both, 0)
      return share.scale
        * (share.missing * (apart + share.leftOfGroup * slope * both)
          + share.left * (share.absent * moves + 2 * share.missing * both))
    }
  }
}
