import Forecasting
import Foundation
import TestSupport
import Vocabulary

/// The outputs of an independent implementation of the forecast (Python), which lie outside the repository.
enum ForecastReference {
  /// Environment variable FORECAST_REFERENCE, else `forecast-reference/outputs` of the shared files.
  static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment["FORECAST_REFERENCE"] { return named }
    return SharedFiles.path("forecast-reference/outputs")
  }()

  static let censusYear = 2024

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

/// Flow tables and stocks rebuilt from the reference's file of spells: one row per person and borough.
struct SpellTables {
  var flows: [String: [Int: FlowCounts]] = [:]
  /// Age × need at the census of 2024.
  var stock: [String: [Double]] = [:]

  private struct Spell {
    let borough: String
    let planStart: Int
    let from: Int
    let to: Int
    let needs: Substring.UTF8View
    let firstCensus: Int

    func isOnRoll(_ day: Int) -> Bool { from <= day && day < to }
    func need(at year: Int) -> Int {
      Int(needs[needs.index(needs.startIndex, offsetBy: year - firstCensus)]) - Int(UInt8(ascii: "A"))
    }
  }

  private let censusDays = (2014...2025).map { ($0, ordinal(Census.day($0).iso[...])) }

  init(parsing text: String) throws {
    var (person, born, month): (Substring, Int, Int) = ("", 0, 0)
    var spells: [Spell] = []
    for line in text.utf8.split(separator: 10).dropFirst() {
      let f = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { Substring($0) }
      if f[0] != person {
        add(spells, born: born, month: month)
        spells = []
        (person, born, month) = (f[0], try ForecastReference.number(f[1]), try ForecastReference.number(f[2]))
      }
      let from = Self.ordinal(f[5])
      let first = f[6].utf8.count == 9 ? 2014 : censusDays.first { $0.1 >= from }?.0 ?? 2100  // STOCK2014
      spells.append(
        Spell(
          borough: String(f[3]), planStart: Self.ordinal(f[4]), from: from,
          to: f[7].isEmpty ? .max : Self.ordinal(f[7]), needs: f[9].utf8, firstCensus: first))
    }
    add(spells, born: born, month: month)
  }

  /// Days compared as the number yyyymmdd.
  private static func ordinal(_ iso: Substring) -> Int {
    var number = 0
    for byte in iso.utf8 where byte != UInt8(ascii: "-") { number = number * 10 + Int(byte) - 48 }
    return number
  }

  private mutating func add(_ spells: [Spell], born: Int, month: Int) {
    for year in [2023, 2024] {
      let (before, now) = (censusDays[year - 2015].1, censusDays[year - 2014].1)
      for borough in Set(spells.map(\.borough)) {
        let here = spells.filter { $0.borough == borough }
        let (was, isNow) = (here.first { $0.isOnRoll(before) }, here.first { $0.isOnRoll(now) })
        let status: FlowStatus
        let (spell, census): (Spell, Int)
        switch (was, isNow) {
        case (_?, let later?): (status, spell, census) = (.stay, later, year)
        case (let earlier?, nil): (status, spell, census) = (.leave, earlier, year - 1)
        case (nil, let later?):
          let isNew = later.planStart > before && !here.contains { $0.from < later.from }
          (status, spell, census) = (isNew ? .new : .transferredIn, later, year)
        case (nil, nil): continue
        }
        let age = AcademicAge.at(census: census, bornIn: born, month: month)
        let need = spell.need(at: census)
        flows[borough, default: [:]][year, default: FlowCounts()][status, age, need] += 1
        if year == 2024, status != .leave {
          stock[borough, default: [Double](repeating: 0, count: 26 * 12)][age * 12 + need] += 1
        }
      }
    }
  }
}
