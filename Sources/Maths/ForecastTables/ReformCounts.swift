import Forecasting
import Vocabulary

/// Where the numbers of the reform plan come from: counts of years that have happened, where there are any, else the
/// forecast.
struct ReformCounts {
  let outlook: Outlook
  let past: Past
  /// By their later January; the earlier ones for Januaries of which nothing else is known.
  let flows: [Int: FlowCounts]

  /// Plans of one January; nil where they are neither counted nor forecast.
  func plans(_ january: Int, ages: ClosedRange<Int> = AcademicAge.range, need: Need? = nil) -> Double? {
    if outlook.januaries.contains(january) { return outlook.total(january, ages: ages, need: need) }
    guard january < outlook.firstYear, let plans = past.januaries[january]?.plans ?? flows[january]?.stock else { return nil }
    let needs = Need.allCases.count
    return ages.reduce(0) { sum, age in
      sum + plans[age * needs..<(age + 1) * needs].enumerated().reduce(0) { sum, cell in
        need == nil || need?.rawValue == cell.offset ? sum + cell.element : sum
      }
    }
  }

  /// Plans in some kinds of provision in one January, of one need or all.
  func placed(_ january: Int, _ kinds: Set<Provision>, _ need: Need?) -> Double? {
    var sum = 0.0
    for phase in Phase.allCases {
      for sector in Sector.allCases {
        guard let plans = placed(january, phase, need, sector) else { return nil }
        for part in Provision.parts(sector, phase) where kinds.contains(part.provision) { sum += part.share * plans }
      }
    }
    return sum
  }

  private func placed(_ january: Int, _ phase: Phase, _ need: Need?, _ sector: Sector) -> Double? {
    if outlook.januaries.contains(january) { return outlook.placed(january, phase: phase, need: need, sector: sector) }
    guard january < outlook.firstYear, let cells = past.januaries[january]?.placements.cells else { return nil }
    return (need.map { [$0] } ?? Need.allCases).reduce(0) { sum, need in
      let row = phase.rawValue * Need.allCases.count + need.rawValue
      return sum + cells[row * Sector.allCases.count + sector.rawValue]
    }
  }

  /// New plans between the January before and this one; arrivals up to age 3 among them, as the model counts.
  private func new(_ january: Int, _ ages: ClosedRange<Int>) -> Double? {
    if outlook.januaries.contains(january) { return outlook.newPlans(january, ages: ages) }
    guard january < outlook.firstYear, let flows = flows[january] else { return nil }
    return ages.reduce(0) { sum, age in
      sum + Need.allCases.indices.reduce(0) { $0 + flows[.new, age, $1] + (age <= 3 ? flows[.transferredIn, age, $1] : 0) }
    }
  }

  /// Requests or assessments of a calendar year: counted where a return tells it, else new plans times a ratio.
  func events(
    _ year: Int, _ count: KeyPath<Past.Requests, [Double]>, _ ages: ClosedRange<Int>, london: Double
  ) -> Double? {
    if let own = past.requests[year] { return own[keyPath: count][ages].reduce(0, +) }
    return new(year + 1, ages).map { $0 * perPlan(count, ages, london: london) }
  }

  /// What there is of them for each new plan: the area's own of its two latest years, as far as they outweigh 20 plans of
  /// London's; without own years London's.
  private func perPlan(_ count: KeyPath<Past.Requests, [Double]>, _ ages: ClosedRange<Int>, london: Double) -> Double {
    var (events, plans) = (Self.weight * london, Self.weight)
    for year in ratioYears {
      guard let own = past.requests[year], let new = new(year + 1, ages) else { continue }
      events += own[keyPath: count][ages].reduce(0, +)
      plans += max(new, 0)
    }
    return events / plans
  }

  /// Calendar years that the area's own ratios are of: their new plans are counted, too.
  var ratioYears: [Int] { past.requests.keys.filter { flows[$0 + 1] != nil }.sorted().suffix(2) }

  /// As that of other rates of new plans (docs/forecast.md).
  static let weight = 20.0
}
