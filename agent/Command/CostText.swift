internal import Estimation
internal import ForecastTables
internal import ReleaseProtocol

/// What a message's noised cost tables say together: for each sector the mean, how many costs were clamped, and how costs
/// are spread. Computed from the figures of the message alone, as anybody who has it can.
struct CostText {
  private let plan: ReleasePlan
  private let tables: [NoisedTable]

  /// Nil for a plan without clamped persons or bands.
  init?(_ message: ReleaseMessage, _ plan: ReleasePlan) {
    guard plan.statistics.contains(where: { $0.kind == .costBands || $0.kind == .costClamped }) else { return nil }
    (self.plan, tables) = (plan, message.tables)
  }

  /// One block of lines for each sector.
  var lines: [String] {
    guard let pence = plan.statistics.first(where: { $0.kind == .costPence }),
      case .centredAmount(let axis, let caps) = pence.bound,
      let labels = pence.axes.first(where: { $0.name == axis })?.labels
    else { return [] }
    var lines = [
      "costs by \(axis), from the tables above: pounds a year, 95% intervals of the noise (of quartiles also of the bands)",
      "a cost below 0 counts as 0, above the cap as the cap: where many do, a mean is too high or too low",
    ]
    for (place, label) in labels.enumerated() {
      lines.append("  \(label)  mean \(mean(axis, place, caps[place])), cap \(TableText.whole(Double(caps[place] / 100)))")
      lines += [clamped(axis, place), quartiles(axis, place)].compactMap { $0.map { "      \($0)" } }
    }
    return lines + [""]
  }

  /// Sum over the cells of a table at one place of an axis, and at one place of its axis of amounts; nil if there is no
  /// such table.
  private func sum(
    _ kind: Statistic.Kind, _ axis: String, _ place: Int, amount: Int = 0
  ) -> (value: Double, variance: Double)? {
    guard let index = plan.statistics.firstIndex(where: { $0.kind == kind }), tables.indices.contains(index) else {
      return nil
    }
    let statistic = plan.statistics[index]
    guard statistic.axes.contains(where: { $0.name == axis }) else { return nil }
    var (value, variance) = (0.0, 0.0)
    for (cell, figure) in tables[index].cells.enumerated()
    where statistic.place(cell: cell, along: axis) == place && cell % statistic.gateCells == amount {
      let noise = statistic.variance(cell: cell)
      value += Double(figure)
      variance += Double(noise.numerator) / Double(noise.denominator)
    }
    return (value, variance)
  }

  private func mean(_ axis: String, _ place: Int, _ cap: Int64) -> String {
    guard let persons = sum(.costPersons, axis, place), let pence = sum(.costPence, axis, place) else { return "not told" }
    let mean = RatioEstimate.mean(of: [
      CentredSums(
        cap: cap, amounts: pence.value, amountsVariance: pence.variance, persons: persons.value,
        personsVariance: persons.variance)
    ])
    return Self.text(mean, 0.01, TableText.whole)
  }

  private func clamped(_ axis: String, _ place: Int) -> String? {
    guard let persons = sum(.costPersons, axis, place) else { return nil }
    let shares = [("below 0", 0), ("above the cap", 1)].compactMap { name, amount in
      sum(.costClamped, axis, place, amount: amount).map { part in
        let share = RatioEstimate(part.value, part.variance, over: persons.value, persons.variance, within: 0...1)
        return "\(name) \(Self.text(share, 100) { TableText.tenths($0) + "%" })"
      }
    }
    return shares.isEmpty ? nil : shares.joined(separator: ", ")
  }

  private func quartiles(_ axis: String, _ place: Int) -> String? {
    guard let statistic = plan.statistics.first(where: { $0.kind == .costBands }),
      case .banded(let edges) = statistic.bound
    else { return nil }
    let sums = edges.indices.compactMap { sum(.costBands, axis, place, amount: $0) }
    guard sums.count == edges.count,
      let bands = try? BandedCounts(edges: edges, counts: sums.map(\.value), variances: sums.map(\.variance))
    else { return nil }
    return [("lower quartile", 0.25), ("median", 0.5), ("upper quartile", 0.75)].map { name, share in
      let quantile = bands.quantile(share)
      let (low, high) = (quantile.interval.lowerBound, quantile.interval.upperBound)
      // From the first edge to the last: the noise leaves every band possible.
      guard let value = quantile.value, low > Double(edges[0]) || high < Double(edges[edges.count - 1]) else {
        return "\(name) unknown"
      }
      return "\(name) \(TableText.whole(value * 0.01)) (\(TableText.whole(low * 0.01)) to \(TableText.whole(high * 0.01)))"
    }.joined(separator: ", ")
  }

  private static func text(_ ratio: RatioEstimate, _ scale: Double, _ text: (Double) -> String) -> String {
    guard let value = ratio.value, ratio.method != .undetermined else { return "unknown: too few for the noise" }
    let (low, high) = (ratio.interval.lowerBound * scale, ratio.interval.upperBound * scale)
    return "\(text(value * scale)) (\(text(low)) to \(text(high)))"
  }
}
