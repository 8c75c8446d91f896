import Foundation

/// Tables of one borough about one census, counted anew from its files alone.
struct RehearsalRecount {
  static let needs = ["ASD", "SLCN", "SEMH", "MLD", "SLD", "PMLD", "SPLD", "HI", "VI", "MSI", "PD", "OTH"]
  static let sectors = ["MS", "RP", "SS", "IN", "FE", "OT"]
  private static let census = [2023: "2023-01-19", 2024: "2024-01-18", 2025: "2025-01-16", 2026: "2026-01-15"]
  static let caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]

  private(set) var tables: [String: [Int]]
  private let year: Int
  private var day: String { Self.census[year] ?? "" }

  /// - Parameters:
  ///   - folder: of one borough, with its returns from that of 2024 on.
  ///   - providers: `providers.csv`.
  init(folder: String, census year: Int, providers: String) throws {
    self.year = year
    tables = [
      "flow-\(year - 1)-cross": [Int](repeating: 0, count: 4 * 26 * 12),
      "flow-\(year)-cross": [Int](repeating: 0, count: 4 * 26 * 12),
      "stock-\(year)": [Int](repeating: 0, count: 360), "cost-persons-\(year)": [Int](repeating: 0, count: 360),
      "cost-pence-\(year)": [Int](repeating: 0, count: 360), "quarter-stock-\(year)": [Int](repeating: 0, count: 27 * 4),
    ]
    let sectorOf = try Self.sectorsByNumber(providers)
    let costs = try annualPence("\(folder)/finance_\(year - 1)-\(year % 100).csv")
    // The return of a census tells who was on roll there; the first one also tells of the January before it.
    var told: [Int: [ToldPerson]] = [:]
    for year in 2024...year { told[year] = try ReturnReader.persons(in: folder, year: year) }
    var seen: [String: [Int: ToldPlan]] = [:]
    var births: [String: String] = [:]
    for year in 2023...year {
      for person in told[max(year, 2024)] ?? [] {
        guard let key = person.fields["upn"] else { continue }
        births[key] = person.fields["personbirthdate"]
        let plan = person.plans.first { $0.isOnRoll(Self.census[year] ?? "") }
        if let plan { seen[key, default: [:]][year] = plan }
      }
    }
    for person in told[year] ?? [] { countQuarters(person) }
    for (key, plans) in seen {
      func age(_ year: Int) -> Int { Self.academicAge(births[key], year) }
      for year in [year - 1, year] { count(plans, year, age) }
      guard let plan = plans[year] else { continue }
      let sector = Self.sector(plan.placement(day) ?? [:], sectorOf)
      let phase = [4, 11, 16, 19].count { age(year) >= $0 }
      let cell = (phase * 12 + (Self.needs.firstIndex(of: plan.need) ?? 11)) * 6 + sector
      tables["stock-\(year)"]?[cell] += 1
      if let pence = costs[key] {
        tables["cost-persons-\(year)"]?[cell] += 1
        tables["cost-pence-\(year)"]?[cell] += min(max(pence, 0), Self.caps[sector])
      }
    }
  }

  /// At the census of a year, of somebody born on a day such as `2012-09-30`.
  private static func academicAge(_ born: String?, _ year: Int) -> Int {
    let birth = (born ?? "").split(separator: "-").compactMap { Int($0) }
    return year - 1 - birth[0] - (birth[1] >= 9 ? 1 : 0)
  }

  /// By cohort: age at the census, 0 to 26. Until summer everybody is a year younger.
  private mutating func countQuarters(_ person: ToldPerson) {
    guard !person.plans.isEmpty, let born = person.fields["personbirthdate"] else { return }
    let cohort = Self.academicAge(born, year)
    for (place, end) in ["03-31", "06-30", "09-30", "12-31"].enumerated()
    where (0...25).contains(cohort - (place < 2 ? 1 : 0)) && person.plans.contains(where: { $0.isOnRoll("\(year - 1)-\(end)") }) {
      tables["quarter-stock-\(year)"]?[cohort * 4 + place] += 1
    }
  }

  /// STAY, NEW, TIN, LEAVE: exactly one for whoever was on roll at either census.
  private mutating func count(_ plans: [Int: ToldPlan], _ year: Int, _ age: (Int) -> Int) {
    let (before, now) = (plans[year - 1], plans[year])
    guard let plan = now ?? before else { return }
    let status: Int
    switch (before, now) {
    case (.some, .some): status = 0
    case (.some, .none): status = 3
    default:
      let isNew =
        (plan.fields["startdate"] ?? "") > (Self.census[year - 1] ?? "") && (plan.fields["transferla"] ?? "").isEmpty
        && !plans.keys.contains { $0 < year }
      status = isNew ? 1 : 2
    }
    let need = Self.needs.firstIndex(of: plan.need) ?? 11
    tables["flow-\(year)-cross"]?[(status * 26 + age(status == 3 ? year - 1 : year)) * 12 + need] += 1
  }

  private static func sectorsByNumber(_ path: String) throws -> [String: Int] {
    var found: [String: Int] = [:]
    for row in try ReturnReader.table(path) {
      let urn = row["urn"] ?? ""
      found[urn.isEmpty ? row["ukprn"] ?? "" : urn] = sectors.firstIndex(of: row["sector"] ?? "")
    }
    return found
  }

  private static func sector(_ place: [String: String], _ sectorOf: [String: Int]) -> Int {
    let flags = [place["senunitindicator"], place["resourcedprovisionindicator"]]
    if flags.contains("1") || flags.contains("true") { return 1 }
    let urn = place["urn"] ?? ""
    return sectorOf[urn.isEmpty ? place["ukprn"] ?? "" : urn] ?? 5
  }

  /// Pence a year by UPN, over the lines that run on the census day.
  private func annualPence(_ path: String) throws -> [String: Int] {
    var sums: [String: Int] = [:]
    for row in try ReturnReader.table(path) {
      let end = row["end date"] ?? ""
      guard (row["start date"] ?? "") <= day, end.isEmpty || end >= day else { continue }
      let text = row["fee"] ?? ""
      let fee = text.split { $0 == "." || $0 == "-" }.compactMap { Int($0) }
      let times = row["fee period"] == "Weekly" ? Int(row["weeks"] ?? "") ?? 0 : row["fee period"] == "Termly" ? 3 : 1
      sums[row["upn"] ?? "", default: 0] += (fee[0] * 100 + fee[1]) * times * (text.hasPrefix("-") ? -1 : 1)
    }
    return sums
  }
}
