import Threads

/// What it costs to know some boroughs by their margins only: the distance of a forecast from the one that would have been
/// made if all had sent their tables.
///
/// Each borough that takes part is left out once and forecast from its margins. Two things happen: its own figures err by e,
/// and all others move by d, because all borrow from the pool that it has left. k absent boroughs did both. Moves, and that
/// part of own errors that goes with them (the regression of e on d), come from the distance of the absent from the pool
/// of all n + k: they add up as a sum drawn without replacement, with the finite population correction n/(n + k) of the
/// delete-one jackknife. The rest of the own errors is each borough's own and has no such correction. The two may cancel: a
/// borough whose needs are published errs by what it would have been shrunk, and the others by the opposite.
/// Variances of the absent boroughs are those of the tried ones in proportion to plans held. Margins may mislead everywhere
/// in one direction: of the square of the mean error is added what its own sampling error does not explain.
///
/// Noise in the tables of the tried boroughs is no part of it: what it does to a forecast with absent boroughs is stated by
/// drawing it anew, elsewhere. So needs of the tried boroughs are as published where they are known, in what they are
/// forecast from and in what that is held against; margins by age of the one that is left out are those of its tables
/// and as noisy, so that most of the noise falls out of e; and of what is left variances and covariance are measured by
/// drawing noise once more, and taken off. Where little is left, the sampling error of that subtraction stands.
public struct RakingError: Sendable {
  /// Of each group: mean square errors of its figures, years × columns of `Outlook.columns`; all 0 where nobody is absent.
  public let meanSquares: [[Double]]

  /// Flows and placements of the boroughs that take part.
  public struct Tables: Sendable {
    let boroughs: [BoroughFlows]
    let placements: [PlacementCounts]
    let published: [String: PublicNeeds]

    /// - Parameters:
    ///   - boroughs: at least 2, with flows of the window.
    ///   - placements: of each of them; or none.
    ///   - published: what is published of their needs, by code.
    public init(
      _ boroughs: [BoroughFlows], placements: [PlacementCounts] = [], published: [String: PublicNeeds] = [:]
    ) {
      (self.placements, self.published) = (placements, published)
      self.boroughs = boroughs.map { $0.with(published[$0.code]) }
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
        try PublicBorough(
          margins: left, censusYear: censusYear, withNeeds: withNeeds, published: tables.published[left.code],
          isReleased: true), at: 0)
    }
    if !counts.isEmpty { counts += [PlacementCounts](repeating: .none, count: raked.count) }
    let model = try fit(others).adding(raked, published: tables.published)
    var figures = try model.outlooks(placements: PlacementShares.fit(counts)).map { $0.columns() }
    if let place { figures.insert(figures.remove(at: others.count), at: place) }
    return figures
  }
}
