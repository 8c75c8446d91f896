import Foundation

/// Tables of one borough, counted anew from its files alone.
struct RehearsalRecount {
  static let needs = ["ASD", "SLCN", "SEMH", "MLD", "SLD", "PMLD", "SPLD", "HI", "VI", "MSI", "PD", "OTH"]
  static let sectors = ["MS", "RP", "SS", "IN", "FE", "OT"]
  private static let census = [2023: "2023-01-19", 2024: "2024-01-18", 2025: "2025-01-16"]
  static let caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]

  private(set) var tables: [String: [Int]] = [
    "flow-2024-cross": [Int](repeating: 0, count: 4 * 26 * 12),
    "flow-2025-cross": [Int](repeating: 0, count: 4 * 26 * 12),
    "stock-2025": [Int](repeating: 0, count: 360), "cost-persons-2025": [Int](repeating: 0, count: 360),
    "cost-pence-2025": [Int](repeating: 0, count: 360),
  ]

  /// - Parameters:
  ///   - folder: of one borough.
  ///   - providers: `providers.csv`.
  init(folder: String, providers: String) throws {
    let sectorOf = try Self.sectorsByNumber(providers)
    let costs = try Self.annualPence(folder + "/finance_2024-25.csv")
    // The return of a census tells who was on roll there; that of 2024 also tells of January 2023.
    let told = [
      2024: try ReturnReader.persons(in: folder, year: 2024), 2025: try ReturnReader.persons(in: folder, year: 2025),
    ]
    var seen: [String: [Int: ToldPlan]] = [:]
    var births: [String: String] = [:]
    for (year, source) in [(2023, 2024), (2024, 2024), (2025, 2025)] {
      for person in told[source] ?? [] {
        guard let key = person.fields["upn"] else { continue }
        births[key] = person.fields["personbirthdate"]
        let plan = person.plans.first { $0.isOnRoll(Self.census[year] ?? "") }
        if let plan { seen[key, default: [:]][year] = plan }
      }
    }
    for (key, plans) in seen {
      let birth = (births[key] ?? "").split(separator: "-").compactMap { Int($0) }
      func age(_ year: Int) -> Int { year - 1 - birth[0] - (birth[1] >= 9 ? 1 : 0) }
      for year in [2024, 2025] { count(plans, year, age) }
      guard let plan = plans[2025] else { continue }
      let sector = Self.sector(plan.placement("2025-01-16") ?? [:], sectorOf)
      let phase = [4, 11, 16, 19].count { age(2025) >= $0 }
      let cell = (phase * 12 + (Self.needs.firstIndex(of: plan.need) ?? 11)) * 6 + sector
      tables["stock-2025"]?[cell] += 1
      if let pence = costs[key] {
        tables["cost-persons-2025"]?[cell] += 1
        tables["cost-pence-2025"]?[cell] += min(max(pence, 0), Self.caps[sector])
      }
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
  private static func annualPence(_ path: String) throws -> [String: Int] {
    var sums: [String: Int] = [:]
    for row in try ReturnReader.table(path) {
      let end = row["end date"] ?? ""
      guard (row["start date"] ?? "") <= "2025-01-16", end.isEmpty || end >= "2025-01-16" else { continue }
      let text = row["fee"] ?? ""
      let fee = text.split { $0 == "." || $0 == "-" }.compactMap { Int($0) }
      let times = row["fee period"] == "Weekly" ? Int(row["weeks"] ?? "") ?? 0 : row["fee period"] == "Termly" ? 3 : 1
      sums[row["upn"] ?? "", default: 0] += (fee[0] * 100 + fee[1]) * times * (text.hasPrefix("-") ? -1 : 1)
    }
    return sums
  }
}
