import Foundation
import Geography
import PublicData
import ReleaseProtocol
import Testing
import Vocabulary

@testable import Forecasting
@testable import Pooling

/// Stated errors against true ones over many releases. `BOROUGHWISE_LONG=1` takes many more, some minutes.
@Suite(.serialized) struct CalibrationTests {
  private static let isLong = ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil

  /// Sums, means and shares of counts and costs, and plans on quarter days: all headlines that are no forecast and no quartile. Over R releases a
  /// headline's mean z must be within 5/√R of 0 and its mean square within 5√(2/R) of 1 (6 upwards, where χ² has its
  /// longer tail); over all, 94 to 96% of the intervals must cover. Intervals of quartiles are as wide as bands at least
  /// and must cover 95% or more, each to 5 standard deviations. A right program fails once in 1,000 runs with other seeds.
  @Test(arguments: [ReleasePlan.londonSend1, .londonSend3]) func countsAndCostsErrAsTheirStandardErrorsSay(plan: ReleasePlan) throws {
    let releases = Self.isLong ? 1000 : 60
    let result = try calibrated(CalibrationWorld(plan), releases: releases)
    let count = Double(releases)
    for line in result.lines {
      if line.isQuartile {
        let slack = 5 * (0.95 * 0.05 / count).squareRoot()
        #expect(Double(line.covered) / count > 0.95 - slack, "\(line.name): \(line.covered) of \(releases) cover")
        continue
      }
      let (mean, square) = (line.sum / count, line.squares / count)
      #expect(mean.magnitude < 5 / count.squareRoot(), "\(line.name): mean \(mean)")
      let spread = (2 / count).squareRoot()
      #expect(square > 1 - 5 * spread && square < 1 + 6 * spread, "\(line.name): variance \(square)")
    }
    print("calibration: \(plan.id), \(releases) releases, \(result.lines.count) headlines, 95% intervals cover "
      + "\(result.share), of quartiles \(result.shareOfQuartiles)")
    #expect(result.lines.count == (plan == .londonSend1 ? 8 * 29 + 6 : 8 * 39 + 36))
    #expect(result.share > 0.94 && result.share < 0.96, "95% intervals cover \(result.share)")
    #expect(plan == .londonSend1 || result.shareOfQuartiles > 0.95)
    for kind in Kind.allCases {
      guard let own = result.kinds[kind] else {
        #expect(plan == .londonSend1 && [.clamped, .quarterDays].contains(kind), "\(kind): no headlines")
        continue
      }
      let (share, error) = Self.share(own)
      print("calibration: \(plan.id), \(kind): 95% intervals cover \(share), standard error \(error)")
      #expect((share - 0.95).magnitude < (Self.isLong ? 0.01 : max(0.01, 5 * error)), "\(kind): \(share) covered")
    }
  }

  /// Headlines that are made alike. In the long form 94 to 96% of the intervals of each kind must cover; in the short one, 5
  /// standard errors about 95% where that is wider. Headlines of one release share its noise, so a share's standard error is
  /// taken from release to release: 0.3 to 1.4 points over 60 releases, so 0.1 to 0.34 over 1,000. All plans and costs are the
  /// widest, and with them a right program fails once in 150 long runs with other seeds.
  private enum Kind: CaseIterable {
    case allPlans, flows, byPhase, byNeed, bySector, costs, meanCosts, clamped, quarterDays

    /// - Returns: nil for quartiles.
    init?(_ id: String) {
      let last = String(id.split(separator: "-").last ?? "")
      switch id {
      case _ where id.hasPrefix("quarter-plans"): self = .quarterDays
      case _ where id.contains("percent"): self = .clamped
      case _ where id.hasPrefix("mean-cost"): self = .meanCosts
      case _ where id.hasPrefix("cost-2"): self = .costs
      case _ where ["new", "left", "arrived"].contains { id.hasPrefix($0) }: self = .flows
      case _ where !id.hasPrefix("plans-"): return nil
      case _ where Phase.codes.contains(last): self = .byPhase
      case _ where Need.codes.contains(last): self = .byNeed
      case _ where Sector.codes.contains(last): self = .bySector
      default: self = .allPlans
      }
    }
  }

  /// - Parameter own: parts covered, one for each release.
  private static func share(_ own: [Double]) -> (share: Double, standardError: Double) {
    let count = Double(own.count)
    let mean = own.reduce(0, +) / count
    return (mean, (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count / (count - 1)).squareRoot())
  }

  /// The same test of figures with twice the noise that is stated, which it has to refute.
  @Test func moreNoiseThanStatedIsSeen() throws {
    let result = try calibrated(CalibrationWorld(.londonSend3, tooMuch: 4), releases: 20)
    #expect(result.share < 0.8)
    for part in ["percent", "mean-cost"] {
      let chosen = result.lines.filter { $0.name.contains(part) }
      #expect(chosen.reduce(0) { $0 + $1.squares } / Double(20 * chosen.count) > 3, "\(part)")
    }
  }

  private struct Line {
    let name: String
    /// As wide as its bands: no standard error of its own.
    var isQuartile: Bool { name.contains("quartile") || name.contains("median") }
    var sum = 0.0
    var squares = 0.0
    var covered = 0
  }

  private func calibrated(
    _ world: CalibrationWorld, releases: Int
  ) throws -> (lines: [Line], share: Double, shareOfQuartiles: Double, kinds: [Kind: [Double]]) {
    var nothing: CalibrationNoise?
    let truth = try figures(world, noise: &nothing)
    var lines = truth.map { Line(name: "\($0.geography) \($0.id)") }
    let kinds = truth.map { Kind($0.id) }
    let sizes = Dictionary(grouping: kinds.compactMap { $0 }) { $0 }.mapValues { Double($0.count) }
    var byKind: [Kind: [Double]] = [:]
    var source: CalibrationNoise? = CalibrationNoise(seed: 20)
    for _ in 0..<releases {
      let released = try figures(world, noise: &source)
      #expect(released.map(\.id) == truth.map(\.id))
      for (kind, size) in sizes {
        let own = released.indices.count { place in
          let (figure, wanted) = (released[place].figure, truth[place].figure.released)
          return kinds[place] == kind && (figure.released - wanted).magnitude <= figure.halfWidth95
        }
        byKind[kind, default: []].append(Double(own) / size)
      }
      for (index, (line, exact)) in zip(released, truth).enumerated() {
        let (figure, wanted) = (line.figure, exact.figure.released)
        let z = (figure.released - wanted) / figure.standardError
        lines[index].sum += z
        lines[index].squares += z * z
        if lines[index].isQuartile {
          if figure.lower95 <= wanted && wanted <= figure.upper95 { lines[index].covered += 1 }
        } else if (figure.released - wanted).magnitude <= figure.halfWidth95 {
          lines[index].covered += 1
        }
      }
    }
    func share(_ chosen: [Line]) -> Double {
      Double(chosen.reduce(0) { $0 + $1.covered }) / Double(max(1, releases * chosen.count))
    }
    return (lines, share(lines.filter { !$0.isQuartile }), share(lines.filter(\.isQuartile)), byKind)
  }

  /// Headlines without forecasts.
  private func figures(_ world: CalibrationWorld, noise: inout CalibrationNoise?) throws -> [Headline] {
    var sums: [String: BoroughSums] = [:]
    for (place, borough) in world.boroughs.enumerated() {
      sums[borough.code] = BoroughSums(try world.tables(place, noise: &noise))
    }
    let pictures = CalibrationWorld.geography.groups.map { group in
      var sum = BoroughSums.zero
      for code in group.members { if let part = sums[code] { sum.add(part) } }
      let coverage = Coverage(received: group.members.count, members: group.members.count)
      return GroupPicture(
        group: group, coverage: coverage,
        figures: GroupFigures(sum, layout: world.layout, forecast: [], coverage: coverage))
    }
    return LondonPicture.headlines(pictures, censusYear: 2025)
  }

  /// Forecasts against the one from exact counts. A part of the bias that shrinkage and ratios bring remains (long form:
  /// mean z of London 0.1, -0.4 and -0.3 in 2026, 2031 and 2039, root mean square 0.94, 0.95 and 0.91, of parts 0.84 to 1.07,
  /// 96% of all intervals cover; other fictional Londons: docs/methods.md). The bounds leave room for it: the root mean
  /// square of z below 1.5 and its mean below 1.3 in the long form, 2.2 and 2 with the few releases of the short one, where
  /// errors of one release are alike in all years. By normal approximation a right program fails once in 1,000 runs.
  @Test func forecastsErrAsTheirStandardErrorsSay() throws {
    let (releases, draws) = Self.isLong ? (60, 20) : (10, 3)
    let (world, years) = (try CalibrationWorld(), [2026, 2031, 2039])
    let groups = CalibrationWorld.geography.groups
    var nothing: CalibrationNoise?
    let exact = try BaseForecast.exact(
      try world.boroughs.indices.map { place in
        let table = try world.tables(place, noise: &nothing)
        let flows = table.flows.map { FlowCounts(cells: $0.cross.map(Double.init)) ?? FlowCounts() }
        return BoroughFlows(
          code: table.borough, flows: [2024: flows[0], 2025: flows[1]],
          population: try #require(PoolingWorld.population.population(of: table.borough)))
      }, censusYear: 2025, lastYear: 2040)
    var (errors, stated): ([String: [Double]], [String: [Double]]) = ([:], [:])
    var source: CalibrationNoise? = CalibrationNoise(seed: 40)
    for release in 0..<releases {
      var tables: [BoroughTables] = []
      for place in world.boroughs.indices { tables.append(try world.tables(place, noise: &source)) }
      let bands = try ForecastBands(
        tables: tables, layout: world.layout, population: PoolingWorld.population, groups: groups, draws: draws,
        seed: UInt64(release))
      for group in groups {
        let rows = bands.rows(of: group.id, coverage: Coverage(received: 1, members: 1))
        for year in years {
          var truth = 0.0
          for (place, borough) in world.boroughs.enumerated() where group.members.contains(borough.code) {
            truth += exact[place].total(year)
          }
          let figure = rows[year - 2025].total
          errors["\(group.id) \(year)", default: []].append(figure.released - truth)
          stated["\(group.id) \(year)", default: []].append(figure.standardError)
        }
      }
    }
    var (covered, all) = (0.0, 0.0)
    for (name, errors) in errors.sorted(by: { $0.key < $1.key }) {
      // A few draws fix a standard error badly, those of all releases together well.
      let squares = (stated[name] ?? []).map { $0 * $0 }
      let error = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
      let z = errors.map { $0 / error }
      let mean = z.reduce(0, +) / Double(z.count)
      let size = (z.reduce(0) { $0 + $1 * $1 } / Double(z.count)).squareRoot()
      covered += z.reduce(0) { $0 + ($1.magnitude <= 1.96 ? 1 : 0) }
      all += Double(z.count)
      if Self.isLong || name.hasPrefix("london") { print("calibration: forecast \(name), mean z \(mean), size \(size)") }
      #expect(mean.magnitude < (Self.isLong ? 1.3 : 2), "\(name): mean \(mean)")
      let sizes = Self.isLong ? 0.6...1.5 : 0.3...2.2
      #expect(sizes.contains(size), "\(name): size \(size)")
    }
    print("calibration: forecast intervals cover \(covered / all)")
    #expect(covered / all > (Self.isLong ? 0.92 : 0.85), "95% intervals cover \(covered / all)")
  }
}
