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

    /// What is left of it where only some boroughs have a history, as positions among those; nil: nothing. Sums of fewer
    /// boroughs are scored apart.
    func members(among known: [Int]) -> Area? {
      let own = known.indices.filter { places.contains(known[$0]) }
      guard !own.isEmpty else { return nil }
      return Area(level: own.count < places.count ? "\(own.count) of \(level)" : level, places: own)
    }
  }

  /// A census from which forecasts were made.
  public struct Origin: Sendable, Equatable {
    public let year: Int
    /// Flow years behind its rates, with how many boroughs had each; fewer than the window's where no history went so far
    /// back. All boroughs of the forecasts have the last of them.
    public let flowYears: [FlowYear]
    public let horizons: Int

    public var boroughs: Int { flowYears.last?.boroughs ?? 0 }
  }

  public struct FlowYear: Sendable, Equatable {
    public let year: Int
    public let boroughs: Int
  }

  public enum Method: Sendable, Hashable {
    /// The base: rates stay as they are in the window.
    case model
    /// The model in the scenario `rising-rates`.
    case rising
    case peer(Peer)

    public static let all = [Method.model, .rising] + Peer.allCases.map { Method.peer($0) }

    public var name: String {
      switch self {
      case .model: "this model"
      case .rising: "rising rates"
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
  /// Figures below so many standard deviations of their own noise, too: which of them seem to be large, noise decides, and those
  /// are smaller than they seem.
  public static let leastDeviations = 4.0
  public static let longestHorizon = 3

  public let window: Window
  public let boroughCount: Int
  /// Januaries whose plans are known of one borough at least, and those that a forecast was made from.
  public private(set) var censusYears: [Int] = []
  public private(set) var origins: [Origin] = []
  /// Origins that could not be used for want of populations.
  public private(set) var withoutPopulation: [Int] = []
  public private(set) var trials: [Trial] = []
  /// Figures left out because they were below `fewest`, or below `leastDeviations` of their noise.
  public private(set) var leftOut = 0
  /// Figures carry noise.
  public let isNoised: Bool

  /// - Parameters:
  ///   - boroughs: with all flow years known. Of each its years without a gap up to the latest that all have are used; a
  ///     forecast from an earlier census is of the boroughs whose years reach back to it.
  ///   - window: of the forecasts. Of a borough that has fewer years before an origin those count.
  ///   - noise: variance of the noise in a figure of so many boroughs, for released counts: counted once in the forecast,
  ///     whose plans at the origin carry it, and once in the outturn.
  ///   - model: fits the model; it gets flows up to the origin only.
  public init(
    _ boroughs: [BoroughFlows], areas: [Area], window: Window = .standard, settings: SimulationSettings,
    noise: (_ boroughs: Int, _ column: FanColumn) -> Double = { _, _ in 0 },
    model: (_ flows: [BoroughFlows], _ origin: Int, _ lastYear: Int, _ settings: ModelSettings) throws(ForecastError)
      -> CohortModel
  ) throws(ForecastError) {
    guard !boroughs.isEmpty else { throw .noBoroughs }
    self.window = window
    boroughCount = boroughs.count
    isNoised = noise(1, .total) > 0
    guard let last = Self.latest(boroughs) else { return }
    let histories = boroughs.map { History($0, upTo: last) }
    guard let first = histories.map(\.first).min() else { return }
    censusYears = Array(first - 1...last)
    for origin in first..<last {
      let places = boroughs.indices.filter { histories[$0].first <= origin }
      let horizons = min(Self.longestHorizon, last - origin)
      let known = places.map { histories[$0].flows(upTo: origin) }
      let own = areas.compactMap { $0.members(among: places) }
      do throws(ForecastError) {
        let fitted = try model(
          known, origin, origin + horizons, ModelSettings(window: window, takesShorterHistories: true))
        var forecasts: [(method: Method, fans: [Fan], points: [Outlook])] = []
        for (method, scenario) in [(Method.model, Scenario.base), (.rising, .risingRates)] {
          let fans = try fitted.simulate(scenario, groups: own.map(\.places), settings: settings)
          forecasts.append((method, fans, try fitted.outlooks(scenario)))
        }
        origins.append(
          Origin(
            year: origin, flowYears: window.flowYears(censusYear: origin).compactMap { year in
              let count = known.count { $0.flows[year] != nil }
              return count > 0 ? FlowYear(year: year, boroughs: count) : nil
            }, horizons: horizons))
        for (index, area) in own.enumerated() {
          let trial = Area(level: area.level, places: area.places.map { places[$0] })
          let least = Dictionary(
            uniqueKeysWithValues: FanColumn.ofPlans.map { column in
              (column, max(Self.fewest, Self.leastDeviations * noise(trial.places.count, column).squareRoot()))
            })
          guard let past = Past(trial.places.map { histories[$0] }, upTo: last, least) else { continue }
          for (method, fans, points) in forecasts {
            var fan = fans[index]
            score(method, trial, origin, &fan, area.places.map { points[$0] }, past, noise, settings.seed)
          }
          score(trial, origin, horizons, past)
        }
      } catch {
        guard case .missingPopulation = error else { throw error }
        withoutPopulation.append(origin)
      }
    }
  }

  /// The latest flow year that all boroughs have.
  private static func latest(_ boroughs: [BoroughFlows]) -> Int? {
    var common = Set(boroughs.first.map { Array($0.flows.keys) } ?? [])
    for borough in boroughs { common.formIntersection(borough.flows.keys) }
    return common.max()
  }

  /// The model's forecasts of one scenario.
  private mutating func score(
    _ method: Method, _ area: Area, _ origin: Int, _ fan: inout Fan, _ outlooks: [Outlook], _ past: Past,
    _ noise: (Int, FanColumn) -> Double, _ seed: UInt64
  ) {
    guard let outlook = Outlook.sum(outlooks) else { return }
    let variances = Dictionary(uniqueKeysWithValues: FanColumn.ofPlans.map { ($0, noise(area.places.count, $0)) })
    if variances.values.contains(where: { $0 > 0 }) {
      var deviations = [Double](repeating: 0, count: FanColumn.count)
      for (column, variance) in variances { deviations[column.index] = (2 * variance).squareRoot() }
      fan.disturb((0..<fan.years).flatMap { _ in deviations }, seed: seed ^ 0x6E6F_6973_65)
    }
    for column in FanColumn.ofPlans {
      let plans = past.plans(column)
      for horizon in 1..<outlook.years {
        guard let actual = past.outturn(column, plans, origin + horizon) else { continue }
        let drawn = fan.drawn(column, origin + horizon)
        let ends = Quantiles.of(drawn, at: Fan.levels)
        trials.append(
          Trial(
            level: area.level, origin: origin, horizon: horizon, column: column, method: method,
            forecast: outlook.expected(column, origin + horizon), actual: actual,
            score: RankedScore.of(drawn, outturn: actual),
            held: ((ends[1]...ends[3]).contains(actual), (ends[0]...ends[4]).contains(actual))))
      }
    }
  }

  /// Those of its peers, and how many figures are too small for any of them.
  private mutating func score(_ area: Area, _ origin: Int, _ horizons: Int, _ past: Past) {
    for column in FanColumn.ofPlans {
      let plans = past.plans(column)
      let seen = Array(plans[...(origin - past.firstYear)])
      for horizon in 1...horizons {
        guard let actual = past.outturn(column, plans, origin + horizon) else {
          leftOut += 1
          continue
        }
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

/// Januaries that all boroughs of an area know.
private struct Past {
  let histories: [History]
  let firstYear: Int
  let lastYear: Int
  /// Below it an outturn is left out.
  let least: [FanColumn: Double]

  /// - Returns: nil without boroughs.
  init?(_ histories: [History], upTo last: Int, _ least: [FanColumn: Double]) {
    guard let first = histories.map(\.first).max() else { return nil }
    (self.histories, firstYear, lastYear, self.least) = (histories, first - 1, last, least)
  }

  func plans(_ column: FanColumn) -> [Double] {
    (firstYear...lastYear).map { year in histories.reduce(0.0) { $0 + column.sum($1.plans(year)) } }
  }

  /// Nil where it is too small to be told from its noise, or for percentages.
  func outturn(_ column: FanColumn, _ plans: [Double], _ year: Int) -> Double? {
    let actual = plans[year - firstYear]
    return actual >= least[column] ?? Backtest.fewest ? actual : nil
  }
}

/// Flow years of one borough without a gap up to one.
private struct History {
  let borough: BoroughFlows
  let first: Int

  /// - Parameter last: a flow year that the borough has.
  init(_ borough: BoroughFlows, upTo last: Int) {
    var first = last
    while borough.flows[first - 1] != nil { first -= 1 }
    self.first = first
    self.borough = BoroughFlows(
      code: borough.code, flows: borough.flows.filter { (first...last).contains($0.key) }, population: borough.population)
  }

  func flows(upTo origin: Int) -> BoroughFlows {
    BoroughFlows(code: borough.code, flows: borough.flows.filter { $0.key <= origin }, population: borough.population)
  }

  /// By age × need, of a January from the one before the first flow year on.
  func plans(_ january: Int) -> [Double] {
    (january < first ? borough.flows[first]?.stockBefore : borough.flows[january]?.stock) ?? []
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
