import Estimation
@testable import Forecasting
import Geography
import Testing
import Vocabulary

/// Fictional Londons with flows of two years: the reference's, and the rehearsal's from several seeds.
enum FictionalLondon: String, CaseIterable {
  case reference, rehearsal, another

  static let usual: [FictionalLondon] = [.reference, .rehearsal]

  /// - Returns: nil where the world is not at hand.
  func read() throws -> RehearsalFlows.Truth? {
    switch self {
    case .reference:
      (try ForecastReference.boroughs(), try ForecastReference.placements(), ForecastReference.censusYear)
    case .rehearsal: try RehearsalFlows.read()
    case .another: try RehearsalFlows.read(seed: 2)
    }
  }
}

/// Forecasts of one world six years on, of which some boroughs are known by their margins only.
struct RakingTrial {
  private static let ahead = 6
  /// Total, phases and needs.
  static let columns = [FanColumn.total] + Phase.allCases.map { .phase($0) } + Need.allCases.map { .need($0) }
  private static let sectors = Sector.allCases.map { FanColumn.sector($0) }
  private static let regions = ["NCL", "NEL", "NWL", "SEL", "SWL"]
  private let exact: [BoroughFlows]
  private let placements: [PlacementCounts]
  private let variance: Double
  /// Needs of new plans are known of absent boroughs.
  private let newNeeds: Bool
  /// Needs of new plans that are not published are bent as those of plans held.
  private let isBent: Bool
  /// Of every borough: needs of plans held, and of new ones where they are published.
  private let published: [String: PublicNeeds]
  /// All boroughs, then sub-regions.
  private let groups: [[Int]]
  private let fit: @Sendable ([BoroughFlows]) throws(ForecastError) -> CohortModel

  /// What one sample found. Ratios are errors over stated errors.
  struct Sample {
    /// Of London, by column: what absent boroughs do to tables without noise, and what is stated of it.
    let errors: [Double]
    let stated: [Double]
    /// Of London, by column: the published error over the stated one, noise in both.
    let london: [Double]
    /// London's placements by sector, and totals of sub-regions with an absent borough; of exact counts.
    let placed: [Double]
    let parts: [Double]
  }

  /// - Parameters:
  ///   - variance: of the noise in cells and margins of age; 0: exact counts.
  ///   - newNeeds: needs of new plans are published.
  ///   - isBent: false: absent boroughs get the needs of the others' new plans as they are.
  init(_ world: RehearsalFlows.Truth, variance: Double = 0, newNeeds: Bool = false, isBent: Bool = true) {
    let (boroughs, census) = (world.boroughs, world.census)
    let last = census + Self.ahead
    (exact, placements, self.variance, self.newNeeds) = (boroughs, world.placements, variance, newNeeds)
    self.isBent = isBent
    groups = [Array(boroughs.indices)] + Self.regions.map { id in
      boroughs.indices.filter { Geography.report2025.group(id: id)?.members.contains(boroughs[$0].code) == true }
    }
    fit = { (some) throws(ForecastError) in
      variance > 0
        ? try .released(some, censusYear: census, lastYear: last, cellVariance: variance, marginVariance: variance)
        : try .exact(some, censusYear: census, lastYear: last)
    }
    published = Dictionary(
      uniqueKeysWithValues: boroughs.compactMap { borough in
        let new = borough.flows.mapValues { flows in
          (0..<Axes.cohort).map { flows.cells[FlowCounts.index(.new, 0) + $0] }
        }
        return PublicNeeds(held: borough.flows[census]?.stock, new: newNeeds ? new : [:]).map { (borough.code, $0) }
      })
  }

  /// - Parameter seed: which boroughs are absent, and their noise.
  func samples(_ count: Int, absent: Int, seed: UInt64 = 11) throws -> [Sample] {
    var source = SeededSource(seed: seed, stream: [absent])
    return try (0..<count).map { sample in
      let order = exact.indices.map { ($0, source.normal()) }.sorted { $0.1 < $1.1 }.map(\.0)
      return try self.sample(
        taking: Array(order.dropFirst(absent)), missing: Array(order.prefix(absent)),
        seed: 10_000 * seed + UInt64(100 + 20 * sample))
    }
  }

  private func sample(taking: [Int], missing: [Int], seed: UInt64) throws -> Sample {
    let sent = Self.noised(exact, variance, seed: seed)
    let again = variance > 0 ? (1...3).map { Self.noised(sent, variance, seed: seed + $0) } : []
    let order = taking + missing
    let places = groups.map { group in order.indices.filter { group.contains(order[$0]) } }
    let part = taking.map { placements[$0] }
    let census = try fit(exact).censusYear
    var held = [Double](repeating: 0, count: Axes.cohort)
    for place in taking { for (cell, plans) in (exact[place].flows[census]?.stock ?? []).enumerated() { held[cell] += plans } }
    let others = try missing.map {
      try PublicBorough(
        margins: exact[$0], censusYear: census, withNeeds: newNeeds, published: isBent ? nil : PublicNeeds(held: held))
    }
    func raked(_ tables: [BoroughFlows]) throws -> [[Double]] {
      try sums(
        fit(taking.map { tables[$0] }).adding(others, published: published), part + missing.map { _ in .none }, places)
    }
    let truth = try sums(fit(order.map { exact[$0] }), order.map { placements[$0] }, places)
    let (found, calm) = (try raked(sent), try raked(exact))
    let error = try RakingError(
      RakingError.Tables(taking.map { sent[$0] }, placements: part, published: published),
      redrawn: again.map { tables in
        RakingError.Tables(taking.map { tables[$0] }, placements: part, published: published)
      },
      absent: others, groups: places, fit: fit)
    let noise = try noise(raked, sent, found[0], seed: seed + 4)
    func cell(_ column: FanColumn) -> Int { Self.ahead * FanColumn.count + column.index }
    func ratio(_ group: Int, _ column: FanColumn) -> Double {
      let square = error.meanSquares[group][cell(column)] + (group == 0 ? noise[cell(column)] : 0)
      return (found[group][cell(column)] - truth[group][cell(column)]) / square.squareRoot()
    }
    let touched = groups.indices.dropFirst().filter { group in missing.contains { groups[group].contains($0) } }
    return Sample(
      errors: Self.columns.map { calm[0][cell($0)] - truth[0][cell($0)] },
      stated: Self.columns.map { error.meanSquares[0][cell($0)].squareRoot() },
      london: Self.columns.map { ratio(0, $0) }, placed: Self.sectors.map { ratio(0, $0) },
      parts: touched.map { ratio($0, .total) })
  }

  /// Mean squares of what noise drawn anew, onto the released tables, does to London's figures, as the hub states them; ten draws.
  private func noise(
    _ raked: ([BoroughFlows]) throws -> [[Double]], _ sent: [BoroughFlows], _ found: [Double], seed: UInt64
  ) throws -> [Double] {
    var squares = [Double](repeating: 0, count: found.count)
    guard variance > 0 else { return squares }
    for draw in UInt64(0)..<10 {
      let drawn = try raked(Self.noised(sent, variance, seed: seed + draw))[0]
      for cell in squares.indices { squares[cell] += (drawn[cell] - found[cell]) * (drawn[cell] - found[cell]) / 10 }
    }
    return squares
  }

  private static func noised(_ boroughs: [BoroughFlows], _ variance: Double, seed: UInt64) -> [BoroughFlows] {
    var source = SeededSource(seed: seed)
    return boroughs.map { borough in
      guard variance > 0 else { return borough }
      var flows: [Int: FlowCounts] = [:]
      for (year, exact) in borough.flows.sorted(by: { $0.key < $1.key }) {
        flows[year] = ReleasedForecastTests.released(exact, cross: variance, margin: variance, &source)
      }
      return BoroughFlows(code: borough.code, flows: flows, population: borough.population)
    }
  }

  /// Columns of each group.
  private func sums(_ model: CohortModel, _ counts: [PlacementCounts], _ groups: [[Int]]) throws -> [[Double]] {
    let outlooks = try model.outlooks(placements: PlacementShares.fit(counts))
    return try groups.map { group in try #require(Outlook.sum(group.map { outlooks[$0] })).columns() }
  }
}
