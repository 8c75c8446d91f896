import Estimation
import Forecasting
import Testing
import Vocabulary

/// What an officer reads beside a forecast is the error that noise really makes.
@Suite struct ForecastNoiseTests {
  private static let census = 2025
  private static let population = Population(
    years: Dictionary(uniqueKeysWithValues: (2022...2041).map { ($0, [Double](repeating: 3000, count: 26)) }))

  /// A borough of some 3,000 plans: by status, age and need, whole numbers.
  private static func exact(_ year: Int, crossVariance: Double, marginVariance: Double) -> ReleasedFlows {
    let share: [FlowStatus: Double] = [.stay: 12, .new: 2.5, .transferredIn: 0.5, .leave: 1.2]
    var cross: [Int64] = []
    for status in FlowStatus.allCases {
      for age in 0..<26 {
        for need in 0..<12 {
          let level = (share[status] ?? 0) * (age < 3 || age > 19 ? 0.3 : 1) * (need < 3 ? 2 : 0.6)
          cross.append(Int64((level + Double((age * 7 + need * 3 + year) % 3) / 3).rounded()))
        }
      }
    }
    let margin = (0..<104).map { row in cross[(row * 12)..<(row * 12 + 12)].reduce(0, +) }
    return ReleasedFlows(
      year: year, cross: cross, margin: margin, crossVariance: crossVariance, marginVariance: marginVariance)
  }

  private static func noised(_ flows: ReleasedFlows, _ source: inout SeededSource) -> ReleasedFlows {
    func noised(_ cells: [Int64], _ variance: Double) -> [Int64] {
      cells.map { $0 + Int64((variance.squareRoot() * source.normal()).rounded()) }
    }
    return ReleasedFlows(
      year: flows.year, cross: noised(flows.cross, flows.crossVariance), margin: noised(flows.margin, flows.marginVariance),
      crossVariance: flows.crossVariance, marginVariance: flows.marginVariance)
  }

  private static func errors(_ tables: [ReleasedFlows], draws: Int, seed: UInt64 = 1) throws -> [Double] {
    try ForecastNoise(
      borough: "E09000001", earlier: tables[0], later: tables[1], population: population, lastYear: 2040, draws: draws,
      seed: seed
    ).standardErrors
  }

  /// 300 releases of one borough err from the forecast without noise as much as 20 of them say of themselves (root mean
  /// squares), or by up to half less. A root mean square of 300 has a standard error of 4%, so that below is a bound of six.
  @Test func theErrorIsThatOfManyReleases() throws {
    let exact = [Self.census - 1, Self.census].map { Self.exact($0, crossVariance: 10, marginVariance: 10) }
    func total(_ tables: [ReleasedFlows]) throws -> [Double] {
      let cells = try BoroughForecast.cells(
        borough: "E09000001", earlier: tables[0], later: tables[1], population: Self.population, lastYear: 2040)
      return stride(from: 0, to: cells.count, by: 60).map { Double(cells[$0..<($0 + 60)].reduce(0, +)) / 1000 }
    }
    let quiet = try total(exact)
    var (source, squares, stated) = (SeededSource(seed: 11), [0.0, 0.0, 0.0], [0.0, 0.0, 0.0])
    let (places, releases) = ([0, 6, 15], 300)
    for release in 0..<releases {
      let tables = exact.map { Self.noised($0, &source) }
      let found = try total(tables)
      for (index, place) in places.enumerated() { squares[index] += (found[place] - quiet[place]) * (found[place] - quiet[place]) }
      guard release.isMultiple(of: 15) else { continue }
      let errors = try Self.errors(tables, draws: 100)
      for (index, place) in places.enumerated() { stated[index] += errors[place] * errors[place] / 20 }
    }
    for index in places.indices {
      let ratio = (stated[index] / (squares[index] / Double(releases))).squareRoot()
      print("forecast's noise, January \(Self.census + places[index]): \(ratio) of what it is")
      #expect((0.75...1.5).contains(ratio), "January \(Self.census + places[index]): \(ratio)")
    }
  }

  @Test func withoutNoiseThereIsNoErrorAndASeedGivesTheSameAgain() throws {
    let quiet = [Self.census - 1, Self.census].map { Self.exact($0, crossVariance: 0, marginVariance: 0) }
    #expect(try Self.errors(quiet, draws: 3).allSatisfy { $0 < 1e-6 })
    let loud = [Self.census - 1, Self.census].map { Self.exact($0, crossVariance: 10, marginVariance: 10) }
    let errors = try Self.errors(loud, draws: 10)
    #expect(errors.count == 16 && errors.allSatisfy { $0 > 0 })
    #expect(try Self.errors(loud, draws: 10) == errors)
    #expect(try Self.errors(loud, draws: 10, seed: 2) != errors)
  }
}
