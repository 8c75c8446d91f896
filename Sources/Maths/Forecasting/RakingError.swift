/// What it costs to know some boroughs by their margins only.
///
/// Each borough that takes part is forecast once as if it did not, and those that do not are forecast without it. Three
/// parts add up to the error of several absent boroughs together:
/// - each has an error of its own, as large as those of the boroughs tried (independent: grows with their number);
/// - all have the mean error of the boroughs tried, where margins mislead everywhere in one direction (grows with the
///   square of their number);
/// - all borrow rates from the same boroughs that take part, and others would have lent others: the delete-one jackknife
///   of the absent boroughs' sum.
/// The first alone, which was stated before, is a third too small for half of London.
public struct RakingError: Sendable {
  /// Of each group of absent boroughs: mean square errors of their figures together, years × columns of
  /// `Outlook.columns`. 0 for a group without any.
  public let meanSquares: [[Double]]

  /// - Parameters:
  ///   - boroughs: those that take part, at least 2, with flows of the window.
  ///   - placements: of each of them; or none.
  ///   - absent: those that do not.
  ///   - groups: positions in `absent`.
  ///   - fit: the model of some boroughs.
  public init(
    _ boroughs: [BoroughFlows], placements: [PlacementCounts] = [], absent: [PublicBorough], groups: [[Int]],
    fit: ([BoroughFlows]) throws(ForecastError) -> CohortModel
  ) throws(ForecastError) {
    guard boroughs.count > 1 else { throw .noBoroughs }
    let all = try fit(boroughs)
    let own = try all.outlooks(placements: PlacementShares.fit(placements)).map { $0.columns() }
    var errors: [[Double]] = []
    var sums = groups.map { _ in [[Double]]() }
    for place in boroughs.indices {
      let figures = try Self.without(place, boroughs, placements, absent, all.censusYear, fit)
      errors.append(zip(figures[0], own[place]).map { $0 - $1 })
      for (group, members) in groups.enumerated() {
        sums[group].append(
          (0..<all.years * FanColumn.count).map { cell in members.reduce(0) { $0 + figures[1 + $1][cell] } })
      }
    }
    let tried = Moments(errors)
    let count = Double(boroughs.count)
    meanSquares = groups.indices.map { group in
      let absent = Double(groups[group].count)
      let borrowed = Moments(sums[group])
      return tried.means.indices.map { cell in
        absent * tried.variances[cell] + absent * absent * tried.means[cell] * tried.means[cell]
          + (count - 1) * borrowed.variances[cell]
      }
    }
  }

  /// Figures of the borough as if it were absent, then of those that are, all without what it knows of itself.
  private static func without(
    _ place: Int, _ boroughs: [BoroughFlows], _ placements: [PlacementCounts], _ absent: [PublicBorough],
    _ censusYear: Int, _ fit: ([BoroughFlows]) throws(ForecastError) -> CohortModel
  ) throws(ForecastError) -> [[Double]] {
    var (others, counts) = (boroughs, placements)
    let left = others.remove(at: place)
    let flows = left.flows.mapValues { PublicBorough.Flow(of: $0) }
    guard
      let margins = PublicBorough(
        code: left.code, stock: left.flows[censusYear]?.stock ?? [], flows: flows, population: left.population)
    else { throw .missingFlows(borough: left.code, year: censusYear) }
    if !counts.isEmpty {
      counts.remove(at: place)
      counts += [PlacementCounts](repeating: .none, count: 1 + absent.count)
    }
    let model = try fit(others).adding([margins] + absent)
    return try model.outlooks(placements: PlacementShares.fit(counts)).dropFirst(others.count).map { $0.columns() }
  }
}

/// Means of rows, and mean squares about them, column by column.
private struct Moments {
  let means: [Double]
  let variances: [Double]

  init(_ rows: [[Double]]) {
    let (count, columns) = (Double(max(rows.count, 1)), rows.first?.indices ?? 0..<0)
    let means = columns.map { column in rows.reduce(0) { $0 + $1[column] } / count }
    variances = columns.map { column in
      rows.reduce(0) { $0 + ($1[column] - means[column]) * ($1[column] - means[column]) } / count
    }
    self.means = means
  }
}
