import Cryptography
import Forecasting
import Foundation
import PublicData
import TestSupport
import Vocabulary

/// The outputs of an independent implementation of the forecast (Python), which lie outside the repository.
enum ForecastReference {
  /// Environment variable FORECAST_REFERENCE, else `forecast-reference/outputs` of the shared files.
  static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment["FORECAST_REFERENCE"] { return named }
    return SharedFiles.path("forecast-reference/outputs")
  }()

  /// The census that its forecasts start from.
  static let censusYear = parameter("T").map { Int($0) } ?? 2024

  /// The world of the shared files, by what the forecasts are made of; other seeds give worlds with as many people. Figures
  /// written into the tests are of this world alone. That the shared files are it, a test says.
  static let isStandardWorld: Bool = {
    let names = ["partition_histograms_2023_2024.csv", "placements_\(censusYear).csv", "borough_population.csv"]
    guard folder != nil, let files = try? names.map(bytes) else { return false }
    return Hex.encode(SHA256.hash(files.flatMap { $0 })) == standardWorld
  }()

  private static let standardWorld = "ff687ab033e7834cc12f94b58098aafd3b16f625dd97d5911266e692e80fb5a5"

  /// The folder with the reference's programs: that of the outputs, or, for outputs that lie alone, the shared files'.
  static let programs: String? = {
    let beside = folder.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    return [beside, SharedFiles.path("forecast-reference")].compactMap { $0 }
      .first { FileManager.default.fileExists(atPath: $0 + "/ehcp_model.py") }
  }()

  /// The reference's programs can be run here.
  static let canRun: Bool = programs != nil && (try? run("python3", ["-c", "import numpy"]))?.exitCode == 0

  /// A number of `scenario_parameters.json`.
  static func parameter(_ name: String) -> Double? {
    guard folder != nil, let data = try? text("scenario_parameters.json").data(using: .utf8) else { return nil }
    return (try? JSONSerialization.jsonObject(with: data) as? [String: Any])?[name] as? Double
  }

  /// Everything rebuilt from the spell file, once.
  static let spells: SpellTables? = {
    guard let folder, let result = try? run("gunzip", ["-c", folder + "/spells.csv.gz"]), result.exitCode == 0 else {
      return nil
    }
    return try? SpellTables(parsing: result.standardOutput, years: 2019...2025)
  }()

  static let population: PopulationFile? = try? PopulationFile(parsing: bytes("borough_population.csv"))

  /// All boroughs, by code, with the flow years that the spell file shows.
  static func boroughs() throws -> [BoroughFlows] {
    guard let spells, let population else { throw Unreadable() }
    return try spells.flows.keys.sorted().map { code in
      guard let people = population.population(of: code) else { throw Unreadable() }
      return BoroughFlows(code: code, flows: spells.flows[code] ?? [:], population: people)
    }
  }

  /// Plans by phase × need × sector at the census, in the order of `boroughs`.
  static func placements() throws -> [PlacementCounts] {
    var tables: [String: [Double]] = [:]
    for row in try rows("placements_\(censusYear).csv").dropFirst() {
      guard let phase = Phase.codes.firstIndex(of: String(row[1])), let need = Need(code: String(row[2])) else {
        throw Unreadable()
      }
      for sector in 0..<6 {
        let cell = (phase * 12 + need.rawValue) * 6 + sector
        tables[String(row[0]), default: [Double](repeating: 0, count: 360)][cell] = Double(try number(row[3 + sector]))
      }
    }
    guard let spells else { throw Unreadable() }
    return try spells.flows.keys.sorted().map { code in
      guard let counts = PlacementCounts(cells: tables[code] ?? [Double](repeating: 0, count: 360)) else {
        throw Unreadable()
      }
      return counts
    }
  }

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: (folder ?? "") + "/" + name, encoding: .utf8)
  }

  /// Rows of fields, header first.
  static func rows(_ name: String) throws -> [[Substring]] {
    try text(name).utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }).map { line in
      line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { Substring($0) }
    }
  }

  static func bytes(_ name: String) throws -> [UInt8] { Array(try text(name).utf8) }

  /// Partition histograms of 2023 and 2024 by borough and flow year.
  static func flows() throws -> [String: [Int: FlowCounts]] {
    var all: [String: [Int: FlowCounts]] = [:]
    for row in try rows("partition_histograms_2023_2024.csv").dropFirst() {
      let (code, year, age) = (String(row[0]), try number(row[1]), try number(row[3]))
      guard let status = FlowStatus.allCases.first(where: { $0.code == String(row[2]) }) else { throw Unreadable() }
      var counts = all[code]?[year] ?? FlowCounts()
      for need in 0..<12 { counts[status, age, need] = Double(try number(row[4 + need])) }
      all[code, default: [:]][year] = counts
    }
    return all
  }

  static func number(_ field: Substring) throws -> Int {
    guard let value = Int(field) else { throw Unreadable() }
    return value
  }

  struct Unreadable: Error {}
}
