import Forecasting
import Vocabulary

/// Flow tables and stocks rebuilt from the reference's file of spells: one row per person and borough.
struct SpellTables {
  /// Borough, then flow year.
  private(set) var flows: [String: [Int: FlowCounts]] = [:]

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

  /// Day of the census of each year, as the number yyyymmdd.
  private let censusDays: [Int: Int]
  private let years: ClosedRange<Int>

  /// - Parameter years: flow years to build.
  init(parsing text: String, years: ClosedRange<Int>) throws {
    self.years = years
    censusDays = Dictionary(uniqueKeysWithValues: (2014...2030).map { ($0, Self.ordinal(Census.day($0).iso[...])) })
    let ordered = censusDays.sorted { $0.key < $1.key }
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
      let first = f[6].utf8.count == 9 ? 2014 : ordered.first { $0.value >= from }?.key ?? 2100  // STOCK2014
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
    guard !spells.isEmpty else { return }
    for year in years {
      guard let before = censusDays[year - 1], let now = censusDays[year] else { continue }
      for (index, spell) in spells.enumerated() where !spells[..<index].contains(where: { $0.borough == spell.borough }) {
        let was = spells.first { $0.borough == spell.borough && $0.isOnRoll(before) }
        let isNow = spells.first { $0.borough == spell.borough && $0.isOnRoll(now) }
        let status: FlowStatus
        let (counted, census): (Spell, Int)
        switch (was, isNow) {
        case (_?, let later?): (status, counted, census) = (.stay, later, year)
        case (let earlier?, nil): (status, counted, census) = (.leave, earlier, year - 1)
        case (nil, let later?):
          let isFirst = !spells.contains { $0.borough == spell.borough && $0.from < later.from }
          (status, counted, census) = (later.planStart > before && isFirst ? .new : .transferredIn, later, year)
        case (nil, nil): continue
        }
        let age = AcademicAge.at(census: census, bornIn: born, month: month)
        flows[spell.borough, default: [:]][year, default: FlowCounts()][status, age, counted.need(at: census)] += 1
      }
    }
  }
}
