/// What it costs to know some boroughs by their margins only.
///
/// Each borough that takes part is forecast once as if it did not.
public struct RakingError: Sendable {
  /// Standard error of the total of all boroughs, by January from the census on, in plans: errors of the boroughs that take
  /// no part, and what the choice of those that do does to the sum (delete-one jackknife within strata).
  public let standardErrors: [Double]
  /// Mean square error of one borough that takes no part, years × columns of `Outlook.columns`.
  public let meanSquares: [Double]

  /// - Parameters:
  ///   - boroughs: those that take part, with flows of the window.
  ///   - placements: of each of them; or none.
  ///   - strata: positions in `boroughs`; those of one have no jackknife part.
  ///   - absent: number of boroughs that take no part, by stratum.
  ///   - fit: the model of some boroughs.
  public init(
    _ boroughs: [BoroughFlows], placements: [PlacementCounts] = [], strata: [[Int]], absent: [Int],
    fit: ([BoroughFlows]) throws(ForecastError) -> CohortModel
  ) throws(ForecastError) {
    let all = try fit(boroughs)
    let own = try all.outlooks(placements: PlacementShares.fit(placements)).map { $0.columns() }
    let years = all.years
    var squares = [Double](repeating: 0, count: years * FanColumn.count)
    var variance = [Double](repeating: 0, count: years)
    for (stratum, missing) in zip(strata, absent) {
      var sums: [[Double]] = []
      for place in stratum {
        let raked = try Self.without(place, boroughs, placements, all.censusYear, fit)
        for cell in squares.indices {
          let error = raked[place][cell] - own[place][cell]
          squares[cell] += error * error
        }
        sums.append((0..<years).map { year in raked.reduce(0.0) { $0 + $1[year * FanColumn.count] } })
      }
      guard stratum.count > 1, missing > 0 else { continue }
      let (count, fraction) = (Double(stratum.count), Double(stratum.count) / Double(stratum.count + missing))
      for year in 0..<years {
        let mean = sums.reduce(0.0) { $0 + $1[year] } / count
        let spread = sums.reduce(0.0) { $0 + ($1[year] - mean) * ($1[year] - mean) }
        variance[year] += (1 - fraction) * (count - 1) / count * spread
      }
    }
    let tried = Double(max(strata.reduce(0) { $0 + $1.count }, 1))
    let out = Double(absent.reduce(0, +))
    let means = squares.map { $0 / tried }
    meanSquares = means
    standardErrors = (0..<years).map { (variance[$0] + out * means[$0 * FanColumn.count]).squareRoot() }
  }

  /// Figures of all boroughs, with one of them known by its margins only.
  private static func without(
    _ place: Int, _ boroughs: [BoroughFlows], _ placements: [PlacementCounts], _ censusYear: Int,
    _ fit: ([BoroughFlows]) throws(ForecastError) -> CohortModel
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
      counts.append(.none)
    }
    let model = try fit(others).adding([margins])
    var figures = try model.outlooks(placements: PlacementShares.fit(counts)).map { $0.columns() }
    figures.insert(figures.removeLast(), at: place)
    return figures
  }
}
