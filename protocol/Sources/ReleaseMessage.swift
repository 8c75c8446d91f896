/// One released table: noised whole numbers, and how much noise they carry.
public struct NoisedTable: Hashable, Sendable {
  /// Id of the plan's statistic.
  public let statistic: String
  /// Row-major in the order of the statistic's axes.
  public let cells: [Int64]
  /// One, or one for each label of the bounded axis.
  public let variance: [Ratio]

  public init(statistic: String, cells: [Int64], variance: [Ratio]) {
    self.statistic = statistic
    self.cells = cells
    self.variance = variance
  }
}

/// The base forecast, computed by the agent from the tables of the same message and public populations.
public struct ForecastTable: Hashable, Sendable {
  /// Names of the published methods; the last is the one computed here. A method gets a new name when the same tables give
  /// another forecast, so that each side sees what it can't recompute.
  public static let methods = ["cohort-1", "cohort-2"]
  public static let method = "cohort-2"

  public let firstYear: Int
  /// Years, the first one included.
  public let years: Int
  /// Thousandths of a plan: years × phase 5 × need 12, row-major.
  public let cells: [Int64]
  /// Name of the published method that computed it.
  public let method: String

  public init(firstYear: Int, years: Int, cells: [Int64], method: String = ForecastTable.method) {
    self.firstYear = firstYear
    self.years = years
    self.cells = cells
    self.method = method
  }
}

/// Everything that one release of one borough consists of.
public struct ReleaseMessage: WireMessage {
  public static let payloadType = "application/vnd.boroughwise.release+json;v=1"

  /// ONS code, `E09000001` to `E09000033`.
  public let borough: String
  public let censusYear: Int
  public let planID: String
  /// Hex SHA-256 of the plan's canonical bytes.
  public let planSHA256: String
  /// 32 hex digits chosen by the ledger; the same release always has the same bytes.
  public let release: String
  /// Hex SHA-256 of the population file that the forecast used.
  public let populationSHA256: String
  /// In the order of the plan's statistics.
  public let tables: [NoisedTable]
  public let forecast: ForecastTable

  /// - Parameter envelope: opened with the borough's key when it came, and kept since (`DSSE.payload(ofKept:)`).
  public init(kept envelope: [UInt8]) throws(WireError) {
    try self.init(canonicalBytes: DSSE.payload(ofKept: envelope, payloadType: Self.payloadType))
  }

  public init(
    borough: String, censusYear: Int, planID: String, planSHA256: String, release: String, populationSHA256: String,
    tables: [NoisedTable], forecast: ForecastTable
  ) {
    self.borough = borough
    self.censusYear = censusYear
    self.planID = planID
    self.planSHA256 = planSHA256
    self.release = release
    self.populationSHA256 = populationSHA256
    self.tables = tables
    self.forecast = forecast
  }

  public var json: JSON {
    .object([
      "borough": .string(borough),
      "censusYear": .integer(censusYear),
      "forecast": forecast.json,
      "planID": .string(planID),
      "planSHA256": .string(planSHA256),
      "populationSHA256": .string(populationSHA256),
      "release": .string(release),
      "tables": .array(tables.map(\.json)),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(
      json, "release",
      members: [
        "borough", "censusYear", "forecast", "planID", "planSHA256", "populationSHA256", "release", "tables",
      ])
    var tables: [NoisedTable] = []
    for (index, table) in try fields.array("tables", count: 1...Wire.mostStatistics).enumerated() {
      tables.append(try NoisedTable(json: table, "release.tables[\(index)]"))
    }
    let forecast = try ForecastTable(
      fields.object("forecast", members: ["cells", "firstYear", "method", "years"]))
    self.init(
      borough: try fields.string("borough", .borough), censusYear: try fields.integer("censusYear", in: Wire.years),
      planID: try fields.string("planID", .identifier), planSHA256: try fields.string("planSHA256", .hex(64)),
      release: try fields.string("release", .hex(32)),
      populationSHA256: try fields.string("populationSHA256", .hex(64)), tables: tables, forecast: forecast)
  }
}

extension NoisedTable {
  fileprivate var json: JSON {
    .object([
      "cells": .integers(cells), "statistic": .string(statistic), "variance": .array(variance.map(\.json)),
    ])
  }

  fileprivate init(json: JSON, _ path: String) throws(WireError) {
    let fields = try Fields(json, path, members: ["cells", "statistic", "variance"])
    var variance: [Ratio] = []
    for ratio in try fields.array("variance", count: 1...64) {
      variance.append(try Ratio(json: ratio, fields.at("variance")))
    }
    self.init(
      statistic: try fields.string("statistic", .identifier),
      cells: try fields.integers("cells", count: 1...Wire.mostCells), variance: variance)
  }
}

extension ForecastTable {
  fileprivate var json: JSON {
    .object([
      "cells": .integers(cells), "firstYear": .integer(firstYear), "method": .string(method), "years": .integer(years),
    ])
  }

  fileprivate init(_ fields: Fields) throws(WireError) {
    let method = try fields.string("method", .identifier)
    guard Self.methods.contains(method) else { throw .field(fields.at("method"), .notAllowed) }
    let years = try fields.integer("years", in: 1...Wire.mostForecastYears)
    let count = years * Wire.forecastCellsPerYear
    self.init(
      firstYear: try fields.integer("firstYear", in: Wire.years), years: years,
      cells: try fields.integers("cells", count: count...count), method: method)
  }
}
