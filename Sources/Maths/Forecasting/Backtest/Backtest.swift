import Vocabulary

/// Forecasts as they would have been made in earlier years, held against what happened.
///
/// Rolling origin: the model sees the flows up to the origin's census and no later one; so do its peers, which see past
/// plans alone. Populations are those of the file, so those of years after the origin are better known than they were.
public struct Backtest: Sendable {
  /// Some boroughs whose figures are held together, and the level that they are scored under.
  public struct Area: Sendable {
    public let level: String
    public let places: [Int]

    public init(level: String, places: [Int]) { (self.level, self.places) = (level, places) }
  }

  /// A census from which forecasts were made.
  public struct Origin: Sendable, Equatable {
    public let year: Int
    /// Flow years behind its rates. One where the history had no more: the model's own default is two.
    public let flowYears: [Int]
    public let horizons: Int
  }

  public enum Method: Sendable, Hashable {
    case model
    case peer(Peer)

    public static let all = [Method.model] + Peer.allCases.map { Method.peer($0) }

    public var name: String {
      switch self {
      case .model: "this model"
      case .peer(let peer): peer.rawValue
      }
    }
  }

  /// One forecast of one figure.
  public struct Trial: Sendable {
    public let level: String
    public let origin: Int
    public let horizon: Int
    public let column: FanColumn
    public let method: Method
    public let forecast: Double
    public let actual: Double
    /// Continuous ranked probability score, in plans; of a forecast without an interval its absolute error.
    public let score: Double
    /// Whether the 50% and the 90% interval held the outturn; nil without an interval.
    public let held: (half: Bool, most: Bool)?
  }

  /// Figures below so many plans are left out: percentages of so few say nothing.
  public static let fewest = 50.0
  public static let longestHorizon = 3

  /// Januaries whose plans are known, and those that a forecast was made from.
  public private(set) var censusYears: [Int] = []
  public private(set) var origins: [Origin] = []
  /// Origins that could not be used for want of populations.
  public private(set) var withoutPopulation: [Int] = []
  public private(set) var trials: [Trial] = []
  /// Figures left out because they were below `fewest`.
  public private(set) var leftOut = 0

  /// - Parameters:
  ///   - boroughs: with all flow years known; those that all have, without a gap up to the latest, are used.
  ///   - noise: variance of the noise in a figure of an area, for released counts: counted once in the forecast, whose
  ///     plans at the origin carry it, and once in the outturn.
  ///   - model: fits the model; it gets flows up to the origin only.
  public init(
    _ boroughs: [BoroughFlows], areas: [Area], settings: SimulationSettings,
    noise: (_ area: Area, _ column: FanColumn) -> Double = { _, _ in 0 },
    model: (_ flows: [BoroughFlows], _ origin: Int, _ lastYear: Int, _ window: Window) throws(ForecastError) -> CohortModel
  ) throws(ForecastError) {
    guard !boroughs.isEmpty else { throw .noBoroughs }
    let flowYears = Self.flowYears(boroughs)
    guard let first = flowYears.first, let last = flowYears.last else { return }
    censusYears = Array(first - 1...last)
    let history = Self.history(boroughs, flowYears)
    for origin in flowYears where origin < last {
      let window = origin > first ? Window.standard : .latest
      let horizons = min(Self.longestHorizon, last - origin)
      let known = boroughs.map { borough in
        BoroughFlows(
          code: borough.code, flows: borough.flows.filter { $0.key <= origin }, population: borough.population)
      }
      do throws(ForecastError) {
        let fitted = try model(known, origin, origin + horizons, window)
        let fans = try fitted.simulate(groups: areas.map(\.places), settings: settings)
        let points = try fitted.outlooks()
        origins.append(Origin(year: origin, flowYears: window.flowYears(censusYear: origin), horizons: horizons))
        for (area, var fan) in zip(areas, fans) {
          score(area, origin, &fan, area.places.map { points[$0] }, area.places.map { history[$0] }, noise, settings.seed)
        }
      } catch {
        guard case .missingPopulation = error else { throw error }
        withoutPopulation.append(origin)
      }
    }
  }

  /// Flow years that all boroughs have, without a gap up to the latest.
  private static func flowYears(_ boroughs: [BoroughFlows]) -> [Int] {
    var common = Set(boroughs.first.map { Array($0.flows.keys) } ?? [])
    for borough in boroughs { common.formIntersection(borough.flows.keys) }
    guard var year = common.max() else { return [] }
    var years: [Int] = []
    while common.contains(year) {
      years.insert(year, at: 0)
      year -= 1
    }
    return years
  }

  /// By borough and January: plans by age × need, from the census before the first flow year on.
  private static func history(_ boroughs: [BoroughFlows], _ flowYears: [Int]) -> [[[Double]]] {
    boroughs.map { borough in
      let before = flowYears.first.flatMap { borough.flows[$0]?.stockBefore } ?? []
      return [before] + flowYears.map { borough.flows[$0]?.stock ?? [] }
    }
  }

  private mutating func score(
    _ area: Area, _ origin: Int, _ fan: inout Fan, _ outlooks: [Outlook], _ history: [[[Double]]],
    _ noise: (Area, FanColumn) -> Double, _ seed: UInt64
  ) {
    guard let outlook = Outlook.sum(outlooks), let firstYear = censusYears.first else { return }
    let columns = FanColumn.ofPlans
    let variances = Dictionary(uniqueKeysWithValues: columns.map { ($0, noise(area, $0)) })
    if variances.values.contains(where: { $0 > 0 }) {
      var deviations = [Double](repeating: 0, count: FanColumn.count)
      for (column, variance) in variances { deviations[column.index] = (2 * variance).squareRoot() }
      fan.disturb((0..<fan.years).flatMap { _ in deviations }, seed: seed ^ 0x6E6F_6973_65)
    }
    for column in columns {
      let past = censusYears.map { year in
        history.reduce(0.0) { $0 + column.sum($1[year - firstYear]) }
      }
      for horizon in 1..<outlook.years {
        let actual = past[origin + horizon - firstYear]
        guard actual >= Self.fewest else {
          leftOut += 1
          continue
        }
        let drawn = fan.drawn(column, origin + horizon)
        let ends = Quantiles.of(drawn, at: Fan.levels)
        trials.append(
          Trial(
            level: area.level, origin: origin, horizon: horizon, column: column, method: .model,
            forecast: outlook.expected(column, origin + horizon), actual: actual,
            score: RankedScore.of(drawn, outturn: actual),
            held: ((ends[1]...ends[3]).contains(actual), (ends[0]...ends[4]).contains(actual))))
        let seen = Array(past[...(origin - firstYear)])
        for peer in Peer.allCases {
          guard let forecast = peer.forecast(seen, horizon: horizon) else { continue }
          trials.append(
            Trial(
              level: area.level, origin: origin, horizon: horizon, column: column, method: .peer(peer),
              forecast: forecast, actual: actual, score: (forecast - actual).magnitude, held: nil))
        }
      }
    }
  }
}

extension FlowCounts {
  /// Plans held at the earlier census by age × need: those that stayed, a year younger, and those that left. The need of
  /// those that stayed is that of the later census.
  var stockBefore: [Double] {
    var stock = [Double](repeating: 0, count: Axes.cohort)
    let (stay, leave) = (FlowCounts.index(.stay, 0), FlowCounts.index(.leave, 0))
    for cell in 0..<Axes.cohort {
      stock[cell] += cells[leave + cell]
      if cell >= Axes.needs { stock[cell - Axes.needs] += cells[stay + cell] }
    }
    return stock
  }
}

extension FanColumn {
  /// Columns that plans alone decide.
  static let ofPlans: [FanColumn] =
    [.total] + Phase.allCases.map { .phase($0) } + Need.allCases.map { .need($0) }

  /// Of plans by age × need; 0 for columns of placements.
  func sum(_ plans: [Double]) -> Double {
    var sum = 0.0
    for cell in plans.indices {
      switch self {
      case .total: sum += plans[cell]
      case .phase(let phase): if phase.ages.contains(cell / Axes.needs) { sum += plans[cell] }
      case .need(let need): if cell % Axes.needs == need.rawValue { sum += plans[cell] }
      case .cell(let phase, let need):
        if phase.ages.contains(cell / Axes.needs), cell % Axes.needs == need.rawValue { sum += plans[cell] }
      case .age(let age): if cell / Axes.needs == age { sum += plans[cell] }
      case .sector, .placed, .independent: break
      }
    }
    return sum
  }
}
