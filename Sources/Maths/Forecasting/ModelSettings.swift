/// The flow years that rates are estimated from: the latest ones, each with a weight.
///
/// No choice moves the forecast more: on the reference's London of 2039 one year gives 144,000 plans, two equal years
/// 138,000, two years weighted 1 to 2 140,000, three equal years 129,000.
public struct Window: Sendable, Hashable {
  /// Oldest flow year first, scaled to sum to their number, so that weighted counts are those of so many years.
  let weights: [Double]
  /// As they were given.
  let stated: [Double]

  /// The specification's: the two latest flow years, weighted 1 to 2.
  public static let standard = Window(scaled: [2.0 / 3.0, 4.0 / 3.0], stated: [1, 2])

  /// The latest flow year alone: all that there is where a history begins.
  public static let latest = Window(scaled: [1], stated: [1])

  /// - Parameter weights: one for each flow year, oldest first: 1 to 10 numbers from 0 to 1,000, the last above 0.
  /// - Returns: nil for anything else.
  public init?(weights: [Double]) {
    guard (1...10).contains(weights.count), let last = weights.last, last > 0,
      weights.allSatisfy(ScenarioBounds.weight.contains)
    else { return nil }
    var sum = 0.0
    for weight in weights { sum += weight }
    let scale = Double(weights.count) / sum
    self.init(scaled: weights.map { $0 * scale }, stated: weights)
  }

  private init(scaled: [Double], stated: [Double]) { (weights, self.stated) = (scaled, stated) }

  /// 1 and 2 are the same window as 2 and 4.
  public static func == (one: Window, other: Window) -> Bool { one.weights == other.weights }

  public func hash(into hasher: inout Hasher) { hasher.combine(weights) }

  /// Flow years by their later census, oldest first; those without weight are left out.
  func years(censusYear: Int) -> [(year: Int, weight: Double)] {
    weights.enumerated().compactMap { index, weight in
      weight > 0 ? (censusYear - weights.count + 1 + index, weight) : nil
    }
  }

  /// Flow years that a forecast from `censusYear` needs, oldest first.
  public func flowYears(censusYear: Int) -> [Int] { years(censusYear: censusYear).map(\.year) }

  /// What is left of it for a borough whose flows begin within it: the weights of the years that it has, scaled to sum to
  /// their number, so that its counts weigh as many years as they are.
  /// - Parameter first: the earliest flow year of an unbroken history up to `censusYear`, not after it.
  func beginning(_ first: Int, censusYear: Int) -> Window {
    let missing = max(0, first - (censusYear - weights.count + 1))
    guard missing > 0 else { return self }
    let own = Array(weights.dropFirst(missing).drop { $0 == 0 })
    return own.count == 1 ? .latest : Window(weights: own) ?? .latest
  }

  /// Sum of the squared weights: what the window makes of a variance.
  var squaredWeights: Double {
    var sum = 0.0
    for weight in weights { sum += weight * weight }
    return sum
  }
}

/// Strength of the shrinkage towards the pool, in events or persons.
public struct Shrinkage: Sendable, Hashable {
  /// New plans by age, and their level over all ages.
  public var issue = 20.0
  public var level = 50.0
  /// Plans kept, and arrivals.
  public var keep = 20.0
  /// Needs of new plans.
  public var mix = 50.0
  /// Sectors of placement.
  public var placement = 30.0

  /// The specification's values.
  public static let standard = Shrinkage()
}

/// The choices of the model that a user may change.
public struct ModelSettings: Sendable, Hashable {
  public var window: Window
  public var shrinkage: Shrinkage
  /// A borough whose flows begin within the window has the rates of the years that it has; otherwise it is refused.
  public var takesShorterHistories: Bool

  public static let standard = ModelSettings()

  public init(window: Window = .standard, shrinkage: Shrinkage = .standard, takesShorterHistories: Bool = false) {
    self.window = window
    self.shrinkage = shrinkage
    self.takesShorterHistories = takesShorterHistories
  }

  /// The window of one borough.
  /// - Parameter known: its flow years.
  func window(of known: some Sequence<Int>, censusYear: Int) -> Window {
    guard takesShorterHistories else { return window }
    let known = Set(known)
    guard known.contains(censusYear) else { return window }
    var first = censusYear
    while known.contains(first - 1) { first -= 1 }
    return window.beginning(first, censusYear: censusYear)
  }
}
