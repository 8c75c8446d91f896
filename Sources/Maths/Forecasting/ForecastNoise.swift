internal import Estimation

/// What the noise in released flows does to the forecast that is made of them.
///
/// Parametric bootstrap: noise of the known variances is drawn anew onto the released tables, and fit, rates and projection
/// run again. From released figures alone, so it costs no budget and anybody can do it again.
///
/// The scatter is taken about its own mean: the tables carry noise already, a second one makes rates that know the noise's
/// variance shrink otherwise, and that moves all redrawn totals together, as the first noise does not. It states rather too
/// much than too little: in the world of the tests by a seventh six years on, by almost half after fifteen.
public struct ForecastNoise: Sendable {
  /// Standard deviation of the redrawn totals, in plans; by January from the census.
  public let standardErrors: [Double]

  /// - Parameters:
  ///   - draws: at least 2; 200 give each error to about 5%.
  ///   - seed: the same seed, the same errors.
  /// - Throws: as `BoroughForecast.cells`.
  public init(
    borough: String, earlier: ReleasedFlows, later: ReleasedFlows, population: Population, lastYear: Int, draws: Int,
    seed: UInt64
  ) throws(ForecastError) {
    func totals(_ earlier: ReleasedFlows, _ later: ReleasedFlows) throws(ForecastError) -> [Double] {
      let cells = try BoroughForecast.cells(
        borough: borough, earlier: earlier, later: later, population: population, lastYear: lastYear)
      let perYear = cells.count / (lastYear - later.year + 1)
      return stride(from: 0, to: cells.count, by: perYear).map { Double(cells[$0..<($0 + perYear)].reduce(0, +)) / 1000 }
    }
    var source = SeededSource(seed: seed)
    var redrawn: [[Double]] = []
    for _ in 0..<draws { redrawn.append(try totals(earlier.redrawn(&source), later.redrawn(&source))) }
    standardErrors = (0...(lastYear - later.year)).map { year in
      let mean = redrawn.reduce(0) { $0 + $1[year] } / Double(draws)
      return (redrawn.reduce(0) { $0 + ($1[year] - mean) * ($1[year] - mean) } / Double(draws - 1)).squareRoot()
    }
  }
}

extension ReleasedFlows {
  /// These tables with noise of the same variances upon them, in whole numbers.
  fileprivate func redrawn(_ source: inout SeededSource) -> ReleasedFlows {
    func disturbed(_ cells: [Int64], _ variance: Double) -> [Int64] {
      let deviation = variance.squareRoot()
      return cells.map { $0 + Int64((deviation * source.normal()).rounded()) }
    }
    return ReleasedFlows(
      year: year, cross: disturbed(cross, crossVariance), margin: disturbed(margin, marginVariance),
      crossVariance: crossVariance, marginVariance: marginVariance)
  }
}
