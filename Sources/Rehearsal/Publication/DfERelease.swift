import Geography

/// The tables that DfE would publish for the fictional London, in the layouts of its releases of 2025 and 2026.
///
/// In each file the first line is the header and nothing else says what the file is, as in real ones. So each row says
/// that it is fictional by the names of its area.
struct DfERelease {
  /// Reporting year, 2025 or 2026.
  let year: Int
  private var is2026: Bool { year >= 2026 }

  var layouts: [DfELayout] {
    let start = Topic.openAges("Age when plan started", is2026 ? .academicAgeAtStart : .ageAtStart)
    let ended = ["await_prov_2022", "perm_ex_2022"]
    return [
      DfELayout(
        name: "caseload", counts: \.caseload, period: .january,
        topics: [start, .all("All EHC plans"), .ages, .sex, .yearsInPlace],
        columns: SettingColumns.columns(total: "ehcplans", is2026: is2026, ended: ended),
        columnsTo2023: SettingColumns.columns(
          total: "ehcplans", is2026: is2026, outside: [.otherPlacement], ended: ended)),
      DfELayout(
        name: is2026 ? "sen_needs_caseload" : "sen_needs_all_plans", counts: \.needs, period: .january,
        topics: [.all("All EHC plans"), .ages, .sex, .placements(is2026: is2026), .yearsInPlace],
        columns: NeedColumns.columns(is2026: is2026)),
      DfELayout(
        name: "newplans", counts: \.newPlans, period: .calendarYear, topics: [start, .all("New EHC plans"), .sex],
        columns: SettingColumns.columns(
          total: "new_ehc_plans", is2026: is2026, unavailable: is2026 ? [] : [.online, .welsh, .otherSchools],
          ended: is2026 ? ["await_prov", "perm_ex"] : ended)),
      DfELayout(
        name: "sen_need_newplans", counts: \.needsOfNewPlans,
        period: is2026 ? .calendarYear : .calendarYearAsSchoolYear,
        // The revision of 2025 counts these ages as the next release does, and writes 202425 for 2024.
        topics: [
          .openAges("Age when plan started", .academicAgeAtStart), .all("All EHC plans"), .sex, .placements(is2026: is2026),
        ],
        columns: NeedColumns.columns(is2026: is2026)),
      DfELayout(
        name: "ceased_plans", counts: \.ceased, period: .calendarYear,
        topics: [.openAges("Age plan ceased", .age), .all("All ceased EHC plans"), .sex, .yearsHeld],
        columns: CeaseColumns.columns(is2026: is2026)),
      DfELayout(
        name: "requests", counts: \.requests, period: .calendarYear,
        topics: [
          .all("All requests for EHC needs assessments"),
          .openAges("Child or young persons age", .age, word: "Aged"), .sex,
        ],
        columns: RequestColumns.columns),
    ]
  }

  /// - Parameter counts: of each borough written, by collection, in the order of collections.
  func write(_ counts: [(borough: Borough, collections: [CollectionCounts])], to folder: Folder) throws {
    for layout in layouts { try folder.write(text(layout, counts), to: "dfe_\(year)_\(layout.name).csv") }
  }

  private func text(_ layout: DfELayout, _ counts: [(borough: Borough, collections: [CollectionCounts])]) -> Bytes {
    var text = Bytes()
    let names = ["breakdown_topic", "breakdown"] + layout.columns.map(\.name)
    text.add("\(DfEArea.columns),\(names.joined(separator: ","))\r\n")
    let collections = counts.first?.collections.indices ?? 0..<0
    for place in collections {
      guard let year = counts.first?.collections[place].year else { continue }
      let period = layout.period.text(collection: year)
      if counts.count == Geography.report2025.boroughs.count {
        var london = Tally(classes: counts[0].collections[place][keyPath: layout.counts].classes)
        for (_, collections) in counts { london += collections[place][keyPath: layout.counts] }
        add(layout, london, year, "\(period),\(DfEArea.london)", to: &text)
      }
      for (borough, collections) in counts.sorted(by: { $0.borough.laNumber < $1.borough.laNumber }) {
        add(layout, collections[place][keyPath: layout.counts], year, "\(period),\(DfEArea.of(borough))", to: &text)
      }
    }
    return text
  }

  /// A group without anybody has no row.
  private func add(_ layout: DfELayout, _ tally: Tally, _ year: Int, _ start: String, to text: inout Bytes) {
    let columns = layout.columns(collection: year)
    for topic in layout.topics {
      for group in topic.groups {
        let counts = tally.counts(topic.dimension, group.members)
        guard topic.dimension == .everybody || counts.contains(where: { $0 > 0 }) else { continue }
        text.add("\(start),\(topic.title),\(group.label)")
        for column in columns {
          text.add(",")
          text.add(column.text(counts))
        }
        text.add("\r\n")
      }
    }
  }
}

/// The first columns of a row: which area it is about. Codes are real, names say that the rows are not.
enum DfEArea {
  static let columns =
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
    + "old_la_code,la_name"
  static let london = "Regional,\(place),,,"
  static func of(_ borough: Borough) -> String {
    "Local authority,\(place),\(borough.code),\(borough.laNumber),\(borough.name) (fictional)"
  }
  private static let place = "E92000001,England (fictional),E12000007,London (fictional)"
}
