import Estimation
import Forecasting
import Foundation
import Geography
import Pooling
import PublicData
import ReleaseProtocol
import Testing
import Vocabulary

struct PoolingTests {
  private let world = PoolingWorld()
  private static let few = 2  // draws, where the forecast's error does not matter
  private static let quiet = Result { try PoolingTests().picture(PoolingWorld().messages()) }

  private func picture(
    _ messages: [(borough: String, message: ReleaseMessage)], plan: ReleasePlan = PoolingWorld.plan, draws: Int = few
  ) throws(PoolingError) -> LondonPicture {
    try LondonPicture(
      plan: plan, messages: messages, population: PoolingWorld.population, geography: PoolingWorld.geography,
      draws: draws)
  }

  private func members(_ group: String) -> [String] { PoolingWorld.geography.group(id: group)?.members ?? [] }

  @Test func withoutNoiseEveryFigureIsTheSumOfItsBoroughs() throws {
    let picture = try Self.quiet.get()
    for group in picture.groups {
      let figures = try #require(group.figures)
      let codes = group.group.members
      let plans = world.truth("flow-2025-cross", of: codes) { $0 < 3 * 312 }
      #expect((figures.plans.released - plans).magnitude < 1e-6)
      #expect((figures.plansByPhase.map(\.released).reduce(0, +) - plans).magnitude < 1e-6)
      #expect((figures.plansByNeed.map(\.released).reduce(0, +) - plans).magnitude < 1e-6)
      #expect((figures.plansByPhaseNeed.map(\.released).reduce(0, +) - plans).magnitude < 1e-6)
      let speech = world.truth("flow-2025-cross", of: codes) { $0 < 3 * 312 && $0 % 12 == 1 }
      #expect((figures.plansByNeed[1].released - speech).magnitude < 1e-6)
      let secondary = world.truth("flow-2025-margin", of: codes) { $0 < 3 * 26 && (11...15).contains($0 % 26) }
      #expect((figures.plansByPhase[2].released - secondary).magnitude < 1e-6)
      #expect((figures.forecast[0].total.released - plans).magnitude < 1e-6)
      for (index, year) in [2024, 2025].enumerated() {
        let flow = figures.flows[index]
        #expect(flow.year == year)
        for (status, figure) in [(1, flow.new), (2, flow.arrived), (3, flow.left)] {
          let count = world.truth("flow-\(year)-margin", of: codes) { $0 / 26 == status }
          #expect((figure.released - count).magnitude < 1e-6)
        }
      }
    }
  }

  @Test func costsAreRebuiltFromCentredSums() throws {
    let figures = try #require(try Self.quiet.get().group("SEL")?.figures)
    let codes = members("SEL")
    var pounds = 0.0
    for sector in 0..<6 {
      let persons = world.truth("cost-persons-2025", of: codes) { $0 % 6 == sector }
      #expect(figures.personsWithCost[sector].released == persons)
      let placed = world.truth("stock-2025", of: codes) { $0 % 6 == sector }
      #expect((figures.plansBySector[sector].released - placed).magnitude < 1e-6)
      let mean = Double(PoolingWorld.meanPence[sector]) / 100
      #expect((figures.meanCost[sector].released - mean).magnitude < 1e-6)
      #expect((figures.costBySector[sector].released - mean * persons).magnitude < 1e-3)
      pounds += mean * persons
    }
    #expect((figures.cost.released - pounds).magnitude < 1e-2)
    // Independent schools: 6 boroughs × 60 cells, persons' variance 20, cap £300,000, and σ_s = (C/2)·σ_n.
    let (n, half, noise) = (figures.personsWithCost[3].released, 150_000.0, 6 * 60 * 20.0)
    let offset = 65_000 - half
    let expected = ((half * half * noise + offset * offset * noise) / (n * n)).squareRoot()
    #expect((figures.meanCost[3].standardError - expected).magnitude < 1e-6)
  }

  @Test func standardErrorsFollowFromThePlan() throws {
    let figures = try #require(try Self.quiet.get().group("london")?.figures)
    // A fitted row sum of 12 cells with variance 10 and a margin with variance 10: 1200/130. Three statuses, 26 ages.
    let row = 1200.0 / 130
    #expect((figures.flows[0].new.standardError - (33 * 26 * row).squareRoot()).magnitude < 1e-9)
    #expect((figures.flows[1].left.standardError - (33 * 26 * row).squareRoot()).magnitude < 1e-9)
    // With the stock table, 12 × 60 a phase: 11 rows of early years (nobody of age 0 can have stayed), 21 of primary, …
    let phases = [11, 21, 15, 9, 21].map { 1 / (1 / ($0 * row) + 1 / 720) }
    #expect((figures.plansByPhase[1].standardError - (33 * phases[1]).squareRoot()).magnitude < 1e-9)
    #expect((figures.plans.standardError - (33 * phases.reduce(0, +)).squareRoot()).magnitude < 1e-9)
    // New plans are a part of the plans that the stock table tells as well: of each phase so many rows of all its rows.
    let parts = zip([(4.0, 11.0), (7, 21), (5, 15), (3, 9), (7, 21)], phases).map { rows, phase in
      row * rows.0 * (1 - rows.0 / rows.1) + phase * (rows.0 / rows.1) * (rows.0 / rows.1)
    }
    #expect((figures.flows[1].new.standardError - (33 * parts.reduce(0, +)).squareRoot()).magnitude < 1e-4)
    // The mean over needs has that variance / 12², the 11 other directions combine 10 a row with 60.
    let needs = [11.0, 21, 15, 9, 21].enumerated().map { phases[$0] / 144 + 11.0 / 12 / (1 / (10 * $1) + 1 / 60) }
    #expect((figures.plansByNeed[0].standardError - (33 * needs.reduce(0, +)).squareRoot()).magnitude < 1e-9)
    #expect(figures.plansByNeed[0].standardError < 84 && figures.plansBySector[0].standardError < 141)
    #expect((figures.plans.halfWidth95 / figures.plans.standardError - 1.959_963_984_540_054).magnitude < 1e-12)
  }

  @Test func partitionsAddToLondonWithNoise() throws {
    let picture = try picture(world.messages(seed: 3))
    let london = try #require(picture.group("london")?.figures)
    for parts in [london.plansByPhase, london.plansByNeed, london.plansByPhaseNeed, london.plansBySector] {
      #expect((parts.reduce(0) { $0 + $1.released } - london.plans.released).magnitude < 1e-6)
    }
    #expect(london.forecast[0].total == london.plans && london.forecast[0].phases == london.plansByPhase)
    func sum(_ groups: [String], _ read: (GroupFigures) -> Double) -> Double {
      groups.compactMap { picture.group($0)?.figures }.reduce(0) { $0 + read($1) }
    }
    let reads: [(GroupFigures) -> Double] = [
      { $0.plans.released }, { $0.cost.released }, { $0.plansByNeed[9].released }, { $0.forecast[15].total.released },
      { $0.plans.standardError * $0.plans.standardError }, { $0.flows[0].left.released },
    ]
    for read in reads {
      let london = sum(["london"], read)
      let (regions, rings) = (sum(SubRegion.allCases.map(\.rawValue), read), sum(["inner", "outer"], read))
      #expect((regions - london).magnitude < 1e-9 * london.magnitude)
      #expect((rings - london).magnitude < 1e-9 * london.magnitude)
    }
  }

  /// Counts and costs: exact errors, so one of 246 figures is beyond 4 standard errors once in 60 seeds; the seeds are
  /// fixed. Forecasts are held against the same forecast from exact counts, in which noise-aware shrinkage differs too.
  @Test(arguments: [UInt64(1), 2]) func headlinesLieWithinFourStandardErrorsOfTheTruth(seed: UInt64) throws {
    let truth = try Self.quiet.get()
    let noised = try picture(world.messages(seed: seed), draws: 10)
    let expected = truth.headlines.map(\.figure.released)
    var squares = 0.0
    for (line, value) in zip(noised.headlines, expected) {
      let z = (line.figure.released - value) / line.figure.standardError
      #expect(z.magnitude < 4, "\(line.geography) \(line.id): \(line.figure.released) against \(value)")
      squares += z * z
    }
    let mean = squares / Double(expected.count)
    #expect(expected.count == 8 * 31 + 6)
    #expect(mean > 0.4 && mean < 1.8, "standard errors are of the right size: \(mean)")
  }

  @Test func aMissingBoroughShowsInTheCoverage() throws {
    let swl = Set(members("SWL"))
    let picture = try picture(world.messages(without: swl.union(["E09000001"])))
    #expect(picture.group("london")?.coverage == Coverage(received: 26, members: 33))
    #expect(picture.group("NEL")?.coverage == Coverage(received: 7, members: 8))
    #expect(picture.group("NEL")?.figures?.plans.coverage == Coverage(received: 7, members: 8))
    #expect(picture.group("SWL")?.figures == nil)
    #expect(!picture.headlines.contains { $0.geography == "SWL" })
    let nobody = try self.picture([])
    #expect(nobody.headlines.isEmpty)
    #expect(nobody.group("outer")?.coverage == Coverage(received: 0, members: 19))
  }

  @Test func oneBoroughAloneGivesAPicture() throws {
    let picture = try picture([("E09000001", world.message("E09000001", seed: 5))])
    let figures = try #require(picture.group("london")?.figures)
    let strange = figures.forecast.filter { !$0.total.released.isFinite || !$0.total.standardError.isFinite }
    #expect(strange.isEmpty && figures.forecast.count == 16)
  }

  @Test func wrongInputHasACode() throws {
    func code(
      _ messages: [(borough: String, message: ReleaseMessage)], plan: ReleasePlan = PoolingWorld.plan
    ) -> String? {
      do {
        _ = try picture(messages, plan: plan)
        return nil
      } catch { return error.code }
    }
    let camden = world.message("E09000007")
    #expect(code([("E09000007", camden), ("E09000007", camden)]) == "repeated-borough")
    #expect(code([("E09000008", camden)]) == "wrong-borough")
    #expect(code([("E06000001", camden)]) == "unknown-borough")
    let plan = PoolingWorld.plan
    let reduced = try ReleasePlan(
      id: plan.id, censusYear: plan.censusYear, forecastYears: plan.forecastYears,
      statistics: plan.statistics.filter { $0.kind != .costPence })
    #expect(code([("E09000007", camden)], plan: reduced) == "unsupported-plan")
    let short = ReleaseMessage(
      borough: camden.borough, censusYear: 2025, planID: plan.id, planSHA256: camden.planSHA256,
      release: camden.release, populationSHA256: camden.populationSHA256, tables: Array(camden.tables.dropLast()), forecast: camden.forecast)
    #expect(code([("E09000007", short)]) == "bad-message")
    let other = ReleaseMessage(
      borough: camden.borough, censusYear: 2025, planID: plan.id, planSHA256: String(repeating: "1", count: 64),
      release: camden.release, populationSHA256: camden.populationSHA256, tables: camden.tables,
      forecast: camden.forecast)
    #expect(code([("E09000007", other), ("E09000008", world.message("E09000008"))]) == "mixed-plans")
  }
}

struct PictureTextTests {
  private static func make() throws -> LondonPicture {
    try LondonPicture(
      plan: PoolingWorld.plan, messages: PoolingWorld().messages(seed: 7), population: PoolingWorld.population,
      geography: PoolingWorld.geography, draws: 2)
  }
  private static let made = Result { try make() }

  @Test func headlineIdsAreFixed() throws {
    let picture = try Self.made.get()
    let plain = ["plans-2025", "new-2025", "left-2025", "arrived-2025"]
    let parts = (Phase.codes + Need.codes + Sector.codes).map { "plans-2025-\($0)" }
    let means = Sector.codes.map { "mean-cost-2025-\($0)" }
    let london = plain + parts + ["cost-2025"] + means + ["mean-cost-2025", "forecast-2031", "forecast-2039"]
    #expect(picture.headlines.filter { $0.geography == "london" }.map(\.id) == london)
    for group in PoolingWorld.geography.groups.dropFirst() {
      let ids = picture.headlines.filter { $0.geography == group.id }.map(\.id)
      #expect(ids == london.filter { !means.contains($0) })
    }
  }

  @Test func theJSONReadsBackWithEveryDigit() throws {
    let picture = try Self.made.get()
    let root = try JSONDecoder().decode(Root.self, from: Data(picture.json(isRehearsal: true).utf8))
    #expect(root.geography_version == "report-2025")
    #expect(root.headlines.map(\.released) == picture.headlines.map(\.figure.released))
    #expect(root.headlines.map(\.standard_error) == picture.headlines.map(\.figure.standardError))
    #expect(root.headlines[0].coverage == ["received": 33, "members": 33])
    #expect(root.coverage["SEL"] == ["received": 6, "members": 6])
    #expect(root.forecast.count == 8 * 16)
    #expect(root.figures.count == 8 * 668)
    let secondary = root.figures.first { $0.id == "forecast-2031-SEC" && $0.geography == "SEL" }
    let figure = try #require(picture.group("SEL")?.figures?.forecast[6].phases[2])
    #expect(secondary?.released == figure.released && secondary?.upper_95 == figure.upper95)
    #expect(secondary?.phase == "SEC" && secondary?.need == nil && secondary?.coverage == ["received": 6, "members": 6])
    #expect(root.generated_from.releases.count == 33)
    // A bound for all sums together, wider than any of theirs; none where the error is no sum of noises.
    let sums = root.figures.filter { $0.table_bound != nil }
    #expect(sums.contains { $0.id == "plans-2025" } && !sums.contains { $0.id.hasPrefix("forecast-") || $0.id.hasPrefix("mean-cost") })
    for figure in sums {
      let (half, bound) = (figure.upper_95 - figure.released, figure.table_bound ?? 0)
      // √(2 ln(2m/10⁻⁹)) of a standard error, where 95% takes 1.96.
      let times = (2 * log(2 * Double(sums.count) / 1e-9)).squareRoot() / 1.959_963_984_540_054
      #expect((bound - half * times).magnitude <= 1e-9 * max(1, bound), "\(figure.id)")
    }
  }

  private struct Root: Decodable {
    struct Line: Decodable {
      let id, name, geography, unit: String
      let released, standard_error, half_width_95: Double
      let unreliable: Bool
      let coverage: [String: Int]
    }
    struct Row: Decodable {
      let geography: String
      let year: Int
      let total, standard_error, lower_95, upper_95: Double
    }
    struct Item: Decodable {
      let id, geography: String
      let phase, need, sector: String?
      let released, upper_95: Double
      let table_bound: Double?
      let coverage: [String: Int]
    }
    struct Source: Decodable {
      let plan, plan_sha256: String
      let census_year: Int
      let releases: [[String: String]]
    }
    let geography_version: String
    let generated_from: Source
    let coverage: [String: [String: Int]]
    let headlines: [Line]
    let forecast: [Row]
    let figures: [Item]
  }

  @Test func theSameMessagesGiveTheSameText() throws {
    let (one, two) = (try Self.made.get(), try Self.make())
    #expect(one.json(isRehearsal: false) == two.json(isRehearsal: false))
    #expect(one.csv(isRehearsal: false) == two.csv(isRehearsal: false))
  }

  @Test func theTableHasOneRowForEachFigure() throws {
    let lines = try Self.made.get().csv(isRehearsal: true).split(separator: "\r\n")
    let head = try #require(lines.first).split(separator: ",")
    #expect(head.prefix(4) == ["id", "name", "geography", "geography_name"] && head.count == 24)
    #expect(head.contains("table_bound"))
    // Plans 1 + 5 + 12 + 60 + 6, by sector within phase, need and both 30 + 72 + 360,
    // flows 2 × 3, costs 2 + 3 × 6, forecast 16 × (1 + 5), in 8 groups.
    #expect(lines.count == 1 + 8 * (84 + 462 + 6 + 20 + 96))
    let keys = lines.dropFirst().map { line in
      line.components(separatedBy: "\",\"").enumerated().filter { $0.offset == 0 || $0.offset == 2 }.map(\.element)
    }
    #expect(Set(keys).count == keys.count)
    let speech = lines.filter { $0.hasPrefix("\"plans-2025-PRI-SLCN\"") && $0.contains("\"london\"") }
    #expect(speech.count == 1 && speech[0].contains("\"plans\",2025,\"PRI\",\"SLCN\",\"\",\"\",\"\",\"\",\"plans\","))
    #expect(speech[0].hasSuffix(",33,33,\"noise only\",fictional"))
    let ids = lines.dropFirst().map { line in line.split(separator: ",").prefix(1).joined() }
    #expect(ids.filter { $0 == "\"forecast-2031\"" }.count == 8)
    let risky = lines.filter { line in "=+-@".contains(line.first ?? "=") }
    #expect(risky.isEmpty)
  }
}

struct ForecastCheckTests {
  @Test func theHubRecomputesABoroughsForecastToTheInteger() throws {
    let world = PoolingWorld()
    let message = world.message("E09000020", seed: 11)
    let population = try #require(PoolingWorld.population.population(of: "E09000020"))
    // The agent's way: its own tables, without a message.
    func flows(_ year: Int) -> ReleasedFlows {
      func cells(_ id: String) -> [Int64] { message.tables.first { $0.statistic == id }?.cells ?? [] }
      return ReleasedFlows(
        year: year, cross: cells("flow-\(year)-cross"), margin: cells("flow-\(year)-margin"), crossVariance: 10,
        marginVariance: 10)
    }
    let agent = try BoroughForecast.cells(
      borough: "E09000020", earlier: flows(2024), later: flows(2025), population: population, lastYear: 2040)
    let hub = try ForecastCheck.recomputed(message, plan: LaidOutPlan(PoolingWorld.plan), population: population)
    #expect(hub == ForecastTable(firstYear: 2025, years: 16, cells: agent))
  }
}
