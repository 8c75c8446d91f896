import Geography
import Vocabulary

/// The tables that DfE would have published by age band and by establishment in the layout of its 2022 release: plans in
/// January 2014 to 2022, plans that began in 2021.
///
/// Counted from the world's own histories, since returns of single persons are younger.
struct DfE2022 {
  let world: World
  /// Boroughs written, ascending.
  let boroughs: [Int]

  private static let last = 2022
  private static let ages = ["Under 5", "Age 5 to 10", "Age 11 to 15", "Age 16 to 19", "Age 20 to 25"]

  /// Of one borough in one year: by age band and by setting.
  private struct Counts {
    var bands = [Int](repeating: 0, count: AgeBand.ranges.count)
    var settings = [Int](repeating: 0, count: DfESetting.allCases.count)

    mutating func add(age: Int) {
      bands[AgeBand.ranges.firstIndex { age <= $0.upperBound } ?? AgeBand.ranges.count - 1] += 1
    }

    static func + (one: Counts, other: Counts) -> Counts {
      Counts(bands: zip(one.bands, other.bands).map { $0 + $1 }, settings: zip(one.settings, other.settings).map { $0 + $1 })
    }
  }

  func write(to folder: Folder) throws {
    var stock = (Years.first...Self.last).map { (year: $0, counts: plans(at: $0)) }
    stock.reverse()
    let new = [(year: Self.last - 1, counts: newPlans())]
    try folder.write(byAge(stock, "_"), to: "dfe_2022_sen2_age_caseload.csv")
    try folder.write(byAge(new, "_new_"), to: "dfe_2022_sen2_age_new_plans.csv")
    try folder.write(bySetting(Array(stock.prefix(1)), "_"), to: "dfe_2022_sen2_estab_caseload.csv")
    try folder.write(bySetting(new, "_new_"), to: "dfe_2022_sen2_estab_new_plans.csv")
  }

  /// By borough. Settings are known of the last year alone.
  private func plans(at year: Int) -> [Counts] {
    var counts = [Counts](repeating: Counts(), count: world.boroughs.count)
    let (place, census) = (Years.place(year), Years.census(of: year))
    for person in 0..<world.lives.count {
      let home = world.lives.home(person, place)
      guard home >= 0, boroughs.contains(home) else { continue }
      let age = world.lives.age(person, place)
      counts[home].add(age: age)
      guard year == Self.last else { continue }
      let spell = world.story.spells(of: person).first { $0.borough == home && $0.isOnRoll(census) }
      let attended = spell.flatMap { world.placements.episodes(person, $0).last { $0.entry <= census } }
      counts[home].settings[DfESetting(attended?.setting, academicAge: age).rawValue] += 1
    }
    return counts
  }

  private func newPlans() -> [Counts] {
    var counts = [Counts](repeating: Counts(), count: world.boroughs.count)
    let days = Years.newYear(Self.last - 1)..<Years.newYear(Self.last)
    for person in 0..<world.lives.count
    where abs(Int(world.lives.entryYear[person]) - Years.place(Self.last)) <= 1
      && boroughs.contains(Int(world.lives.entryHome[person]))
    {
      for spell in world.story.spells(of: person) {
        guard case .own = spell.origin, days.contains(spell.planStart), boroughs.contains(spell.borough) else { continue }
        let age = world.lives.age(person, Years.place(Self.last))
        let named = world.placements.episodes(person, spell).first
        counts[spell.borough].add(age: age)
        counts[spell.borough].settings[DfESetting(named?.setting, academicAge: age).rawValue] += 1
      }
    }
    return counts
  }

  // MARK: files

  private func byAge(_ years: [(year: Int, counts: [Counts])], _ word: String) -> Bytes {
    text(years, word, "characteristic_age") { counts in
      [("Total", counts.bands.reduce(0, +))] + zip(Self.ages, counts.bands)
    }
  }

  private func bySetting(_ years: [(year: Int, counts: [Counts])], _ word: String) -> Bytes {
    text(years, word, "establishment_type,establishment_group") { counts in
      let sum = { (settings: [DfESetting]) in settings.reduce(0) { $0 + counts.settings[$1.rawValue] } }
      return DfE2022Types.groups.map { ("Total,\($0.name)", sum($0.types.flatMap(\.settings))) }
        + [("Total,Total", counts.settings.reduce(0, +))]
        + DfE2022Types.groups.flatMap { group in group.types.map { ("\($0.name),\(group.name)", sum($0.settings)) } }
    }
  }

  private func text(
    _ years: [(year: Int, counts: [Counts])], _ word: String, _ groups: String, _ rows: (Counts) -> [(String, Int)]
  ) -> Bytes {
    var text = Bytes()
    let figures = ["st", "ehc", "all"].map { "Total\(word)\($0),Total\(word)\($0)_pc" }
    text.add("\(DfE2022Area.columns),\(groups),\(figures.joined(separator: ","))\r\n")
    for (year, counts) in years {
      var areas = boroughs.map { (DfE2022Area.of(world.boroughs[$0]), counts[$0]) }
      if boroughs.count == world.boroughs.count {
        areas.insert((DfE2022Area.london, counts.reduce(Counts(), +)), at: 0)
      }
      for (area, counts) in areas {
        let rows = rows(counts)
        let all = rows.first { $0.0.hasSuffix("Total") }?.1 ?? 0
        for (label, count) in rows {
          let figures = "\(count),\(Self.share(count, of: all))"
          text.add("\(year),Calendar year,\(area),\(label),z,z,\(figures),\(figures)\r\n")
        }
      }
    }
    return text
  }

  /// A percentage with at most five decimals: `34.51389`.
  private static func share(_ part: Int, of whole: Int) -> String {
    let parts = whole == 0 ? 0 : (20_000_000 * part + whole) / (2 * whole)
    let digits = String(String(100_000 + parts % 100_000).dropFirst())
    let decimals = String(digits.reversed().drop { $0 == "0" }.reversed())
    return decimals.isEmpty ? String(parts / 100_000) : "\(parts / 100_000).\(decimals)"
  }
}

/// The first columns of a row in the 2022 layout, where the old number comes first.
enum DfE2022Area {
  static let columns =
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    + "new_la_code,la_name"
  static let london = "Regional,\(place),,,"
  static func of(_ borough: Borough) -> String {
    "Local authority,\(place),\(borough.laNumber),\(borough.code),\(borough.name) (fictional)"
  }
  private static let place = "E92000001,England (fictional),E12000007,London (fictional)"
}
