import Estimation
import ReleaseProtocol
import Vocabulary

/// The figures of one group of boroughs, over those of its members that sent a message.
public struct GroupFigures: Sendable {
  /// Plans on the latest census day: all, by `Phase`, by `Need`, and phase × need row-major. From flow and stock tables
  /// together, so that phases, needs and sectors add to the total.
  public let plans: Figure
  /// On the census day a year before.
  public let plansBefore: Figure
  public let plansByPhase: [Figure]
  public let plansByNeed: [Figure]
  public let plansByPhaseNeed: [Figure]
  /// The flow year before the latest, and the latest.
  public let flows: [FlowFigures]
  /// By `Sector`, from the same fit, and row-major: phase × sector, need × sector, phase × need × sector. Each over the
  /// boroughs of which their plan's tables or published ones tell it, which its coverage counts; empty where there is none.
  public let plansBySector: [Figure]
  public let plansByPhaseSector: [Figure]
  public let plansByNeedSector: [Figure]
  public let plansByPhaseNeedSector: [Figure]
  /// By `Sector`: persons whose placement has a cost; its annual cost in pounds; the mean in pounds. Amounts above a
  /// sector's cap count as the cap.
  public let personsWithCost: [Figure]
  public let costBySector: [Figure]
  public let meanCost: [Figure]
  /// Annual cost in pounds, all sectors, and the mean; nil where noise hides whether there is anybody.
  public let cost: Figure
  public let meanCostOfAll: Figure?
  /// How costs are spread and how many were clamped, as far as the boroughs' plans tell it.
  public let costs: CostFigures
  /// Plans on the quarter days; nil where no borough's plan tells them.
  public let quarters: QuarterFigures?
  /// Base forecast, the census year first: that row is the count itself, as above.
  public let forecast: [ForecastRow]

  /// New plans, plans that arrived from elsewhere, and plans that left or ended, between two census days.
  public struct FlowFigures: Sendable {
    /// Year of the later census.
    public let year: Int
    public let new: Figure
    public let arrived: Figure
    public let left: Figure
  }

  init(_ sums: BoroughSums, layout: PlanLayout, forecast: [ForecastRow], coverage: Coverage) {
    func figure(_ estimate: Estimate) -> Figure { Figure(estimate, coverage: coverage) }
    plans = figure(sums.plans)
    plansBefore = figure(sums.plansBefore)
    plansByPhase = sums.byPhase.map(figure)
    plansByNeed = sums.byNeed.map(figure)
    plansByPhaseNeed = sums.byPhaseNeed.map(figure)
    flows = sums.flows.enumerated().map { index, flow in
      FlowFigures(
        year: layout.plan.censusYear - 1 + index, new: figure(flow.new), arrived: figure(flow.arrived),
        left: figure(flow.left))
    }
    plansBySector = sums.bySector.figures(members: coverage.members)
    plansByPhaseSector = sums.byPhaseSector.figures(members: coverage.members)
    plansByNeedSector = sums.byNeedSector.figures(members: coverage.members)
    plansByPhaseNeedSector = sums.byPhaseNeedSector.figures(members: coverage.members)
    personsWithCost = sums.persons.map(figure)
    let costs = Sector.allCases.indices.map { sector in
      Cost(persons: sums.persons[sector], centredPence: sums.pence[sector], cap: layout.caps[sector])
    }
    costBySector = costs.map { figure($0.total.scaled(by: 0.01)) }
    meanCost = costs.map { figure($0.mean.scaled(by: 0.01)) }
    var all = Estimate()
    for cost in costs { all += cost.total }
    cost = figure(all.scaled(by: 0.01))
    let mean = RatioEstimate.mean(
      of: Sector.allCases.indices.map { sector in
        CentredSums(
          cap: Int64(layout.caps[sector]), amounts: sums.pence[sector].value, amountsVariance: sums.pence[sector].variance,
          persons: sums.persons[sector].value, personsVariance: sums.persons[sector].variance)
      })
    meanCostOfAll = Figure(mean, scale: 0.01, coverage: coverage)
    self.costs = CostFigures(sums.spread, members: coverage.members)
    quarters = QuarterFigures(sums.quarters, members: coverage.members)
    self.forecast = forecast.map { [plans, plansByPhase] row in
      row.year == layout.plan.censusYear ? ForecastRow(year: row.year, total: plans, phases: plansByPhase) : row
    }
  }
}

/// Sum and mean of clamped amounts from a count n and a centred sum S' = Σ(c − C/2), both noised, in pence.
struct Cost {
  let persons: Estimate
  let centredPence: Estimate
  let cap: Double

  /// S = S' + (C/2)·n.
  var total: Estimate {
    Estimate(
      value: centredPence.value + cap / 2 * persons.value,
      variance: centredPence.variance + cap * cap / 4 * persons.variance)
  }

  /// m = C/2 + S'/n with the delta-method variance (σ_s² + (m − C/2)²σ_n²)/n².
  ///
  /// Where n does not exceed its own standard error nothing is known but the clamp: then C/2 ± C/2.
  var mean: Estimate {
    let (half, n) = (cap / 2, persons.value)
    guard n > persons.variance.squareRoot(), n > 0 else { return Estimate(value: half, variance: half * half) }
    let offset = centredPence.value / n
    return Estimate(
      value: half + offset, variance: (centredPence.variance + offset * offset * persons.variance) / (n * n))
  }
}
