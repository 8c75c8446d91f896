import Threads

/// What it costs to know some boroughs by their margins only: the distance of a forecast from the one that would have been
/// made if all had sent their tables.
///
/// Each borough that takes part is left out once and forecast from its margins. Two things happen: its own figures err, and
/// all others move, because all borrow from the pool that it has left. k absent boroughs did both. Their errors add up,
/// the moves of others less so, since the larger part of the boroughs has stayed (n of n + k): the delete-one
/// jackknife with finite population correction. Where a borough's own error does not come from what is borrowed, that
/// correction does not apply to it; so own errors have it not, moves of others and what they share with own errors have it.
/// Variances of the absent boroughs are those of the tried ones in proportion to plans held. Margins may mislead everywhere
/// in one direction: of the square of the mean error is added what its own sampling error does not explain.
///
/// What noise in the tables of the tried boroughs adds to all of this is no part of it: margins of the one that is left out
/// are taken for as noisy as its tables, and what is left is measured by drawing noise once more, and taken off. Where little
/// is left, the sampling error of that subtraction stands.
public struct RakingError: Sendable {
  /// Of each group: mean square errors of its figures, years × columns of `Outlook.columns`; all 0 where nobody is absent.
  public let meanSquares: [[Double]]

  /// Flows and placements of the boroughs that take part.
  public struct Tables: Sendable {
    let boroughs: [BoroughFlows]
    let placements: [PlacementCounts]

    /// - Parameters:
    ///   - boroughs: at least 2, with flows of the window.
    ///   - placements: of each of them; or none.
    public init(_ boroughs: [BoroughFlows], placements: [PlacementCounts] = []) {
      (self.boroughs, self.placements) = (boroughs, placements)
    }
  }

  /// - Parameters:
  ///   - redrawn: the same tables with their noise once more on top; none for exact counts. Three fix what noise does to
  ///     the variances well enough.
  ///   - absent: boroughs that take no part.
  ///   - groups: positions in boroughs and then absent ones.
  ///   - fit: the model of some boroughs.
  public init(
    _ tables: Tables, redrawn: [Tables] = [], absent: [PublicBorough], groups: [[Int]],
    fit: @escaping @Sendable ([BoroughFlows]) throws(ForecastError) -> CohortModel
  ) throws(ForecastError) {
    let count = tables.boroughs.count
    guard count > 1 else { throw .noBoroughs }
    let censusYear = try fit(tables.boroughs).censusYear
    let trials = ([tables] + redrawn).map { Trial(tables: $0, absent: absent, censusYear: censusYear, fit: fit) }
    guard !absent.isEmpty else {
      let cells = try trials[0].figures(without: nil)[0].count
      meanSquares = groups.map { _ in [Double](repeating: 0, count: cells) }
      return
    }
    let sizes = tables.boroughs.map { Self.size($0.flows[censusYear]?.stock ?? []) }
    let absentSizes = absent.map { Self.size($0.stock) }
    var tried: [[LeaveOneOut]] = []
    for trial in trials { tried.append(try trial.leaveOneOut(groups, sizes: sizes)) }
    meanSquares = groups.indices.map { group in
      let missing = groups[group].filter { $0 >= count }.reduce(0) { $0 + absentSizes[$1 - count] }
      let found = tried[0][group]
      return found.meanSquares(
        missing: missing, absent: absentSizes, noise: tried.dropFirst().map { $0[group].less(found) })
    }
  }

  private static func size(_ stock: [Double]) -> Double { max(stock.reduce(0, +), 1) }
}

/// Forecasts with one more borough known by its margins only.
private struct Trial: Sendable {
  let tables: RakingError.Tables
  let absent: [PublicBorough]
  let censusYear: Int
  /// A borough that is left out is known as well as the absent one of which the least is.
  var withNeeds: Bool { absent.allSatisfy(\.hasNewNeeds) }
  let fit: @Sendable ([BoroughFlows]) throws(ForecastError) -> CohortModel

  /// By group.
  func leaveOneOut(_ groups: [[Int]], sizes: [Double]) throws(ForecastError) -> [LeaveOneOut] {
    let all = try figures(without: nil)
    let results = Threads.each(tables.boroughs.count) { place in
      Result { () throws(ForecastError) in try figures(without: place) }
    }
    var own: [[Double]] = []
    var moves = groups.map { _ in [[Double]]() }
    for (place, result) in results.enumerated() {
      let figures = try result.get()
      own.append(zip(figures[place], all[place]).map { $0 - $1 })
      for (group, members) in groups.enumerated() {
        var sum = [Double](repeating: 0, count: all[place].count)
        for member in members where member != place {
          for cell in sum.indices { sum[cell] += figures[member][cell] - all[member][cell] }
        }
        moves[group].append(sum)
      }
    }
    return moves.map { LeaveOneOut(own: own, moves: $0, sizes: sizes) }
  }

  /// - Parameter place: the borough that is forecast as if it were absent.
  /// - Returns: columns of each borough, those that take part and then the absent ones.
  func figures(without place: Int?) throws(ForecastError) -> [[Double]] {
    var (others, counts, raked) = (tables.boroughs, tables.placements, absent)
    if let place {
      let left = others.remove(at: place)
      if !counts.isEmpty { counts.remove(at: place) }
      raked.insert(
        try PublicBorough(margins: left, censusYear: censusYear, withNeeds: withNeeds, isReleased: true), at: 0)
    }
    if !counts.isEmpty { counts += [PlacementCounts](repeating: .none, count: raked.count) }
    let model = try fit(others).adding(raked)
    var figures = try model.outlooks(placements: PlacementShares.fit(counts)).map { $0.columns() }
    if let place { figures.insert(figures.remove(at: others.count), at: place) }
    return figures
  }
}
