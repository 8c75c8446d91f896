/// Which of DfE's *Education, health and care plans* tables a file is; recognised by its header, never by its name.
public enum PublishedKind: String, CaseIterable, Sendable {
  /// Plans in January: by setting, with breakdowns by age and more.
  case caseload
  /// Plans in January by primary need (`sen_needs_all_plans`, from 2026 `sen_needs_caseload`).
  case needOfPlans = "need-of-plans"
  case newPlans = "new-plans"
  case needOfNewPlans = "need-of-new-plans"
  case ceased, requests, assessments, timeliness, residential
  case personalBudgets = "personal-budgets"
  case workBased = "work-based"
  case annualReviews = "annual-reviews"
  case phaseTransfers = "phase-transfers"
  // The 2022 release and earlier.
  case plansByAge = "plans-by-age"
  case newPlansByAge = "new-plans-by-age"
  case plansBySetting = "plans-by-setting"
  case newPlansBySetting = "new-plans-by-setting"
  /// Requests, assessments, timeliness, mediation and budgets in one table (`sen2_mi`).
  case process
  /// ONS children as republished in the children-in-need release.
  case childPopulation = "child-population"

  /// Lower-case columns that only this table has together. Need tables share theirs and differ by the kind of year.
  private static let signatures: [(PublishedKind, [String])] = [
    (.caseload, ["ehcplans", "mainstream_total", "breakdown"]),
    (.newPlans, ["new_ehc_plans", "mainstream_total", "breakdown"]),
    (.needOfPlans, ["ehc_plans", "number_asd", "breakdown"]),
    (.ceased, ["total_ceased", "max_age", "breakdown"]),
    (.requests, ["requests_received_in_year", "breakdown"]),
    (.assessments, ["assess_in_year", "breakdown"]),
    (.timeliness, ["plans_issued_den", "breakdown"]),
    (.residential, ["res_tot", "res_52", "breakdown"]),
    (.personalBudgets, ["personal_budget", "pb_education", "breakdown"]),
    (.workBased, ["open_wbp", "breakdown"]),
    // As DfE spelled it in 2025.
    (.annualReviews, ["total_ehc_plans", "outcome_amend", "breakdown"]),
    (.annualReviews, ["total_ehc_plans", "outcome_amended", "breakdown"]),
    (.phaseTransfers, ["number_plans", "breakdown"]),
    (.plansByAge, ["characteristic_age", "total_all"]),
    (.newPlansByAge, ["characteristic_age", "total_new_all"]),
    (.plansBySetting, ["establishment_type", "establishment_group", "total_all"]),
    (.newPlansBySetting, ["establishment_type", "establishment_group", "total_new_all"]),
    (.process, ["inreqehc", "newallehc"]),
    (.childPopulation, ["age_group", "population_estimate"]),
  ]

  static func recognise(_ header: CSVHeader) -> PublishedKind? {
    signatures.first { $0.1.allSatisfy(header.has) }?.0
  }

  /// Why a header is that of no table which is read.
  static func refusal(of header: CSVHeader) -> PublicTableError {
    let isOfDfE = ["time_period", "time_identifier", "geographic_level"].allSatisfy(header.has)
    return PublicTableError(isOfDfE ? .unusedTable : .unknownTable, line: header.line)
  }

  /// The column that counts everybody in a row; nil for `process`, which has several.
  public var total: String? {
    switch self {
    case .caseload: "ehcplans"
    case .needOfPlans, .needOfNewPlans: "ehc_plans"
    case .newPlans: "new_ehc_plans"
    case .ceased: "total_ceased"
    case .requests: "requests_received_in_year"
    case .assessments: "assess_in_year"
    case .timeliness: "plans_issued_den"
    case .residential: "res_tot"
    case .personalBudgets: "personal_budget"
    case .workBased: "open_wbp"
    case .annualReviews: "total_ehc_plans"
    case .phaseTransfers: "number_plans"
    case .plansByAge, .plansBySetting: "total_all"
    case .newPlansByAge, .newPlansBySetting: "total_new_all"
    case .process: nil
    case .childPopulation: "population_estimate"
    }
  }

  /// Up to 2022 DfE named the January of a stock by a calendar year.
  var isEarlierStock: Bool { self == .plansByAge || self == .plansBySetting }

  /// The columns that say which group of people a row is about.
  var groupColumns: [String] {
    switch self {
    case .plansByAge, .newPlansByAge: ["characteristic_age"]
    case .plansBySetting, .newPlansBySetting: ["establishment_group", "establishment_type"]
    case .process: []
    case .childPopulation: ["age_group"]
    default: ["breakdown_topic", "breakdown"]
    }
  }
}

/// The shape of a release's files.
public enum PublishedLayout: Int, Sendable {
  /// Aggregate collection: age bands, establishment types as rows.
  case to2022 = 2022
  /// Person-level collection: one column per setting, breakdowns as rows.
  case from2023 = 2025
  /// As before, with special academies and free schools apart and Down syndrome as a need of its own.
  case from2026 = 2026
}

/// What a row's year means. Ordered by kind of year, then by year, so that a range holds years of one kind.
public enum PublishedPeriod: Hashable, Comparable, Sendable {
  /// A stock on the census day of January of this year.
  case january(Int)
  /// A flow over this calendar year.
  case calendarYear(Int)

  /// - Parameters:
  ///   - period: `2024`, or `202425` for the school year 2024/25 (a calendar-year table of 2025 writes this for 2024).
  init?(period: ArraySlice<UInt8>, identifier: String, earlierStock: Bool) {
    guard let number = wholeNumber(period) else { return nil }
    let first: Int
    switch period.count {
    case 4: first = number
    case 6:
      first = number / 100
      guard number % 100 == (first + 1) % 100 else { return nil }
    default: return nil
    }
    guard (1990...2150).contains(first) else { return nil }
    switch identifier {
    case "academic year" where period.count == 6: self = .january(first + 1)
    case "calendar year": self = earlierStock ? .january(first) : .calendarYear(first)
    case "reporting year": self = .calendarYear(first)
    default: return nil
    }
  }

  /// The reporting year of the release that is the first to hold it.
  public var reportingYear: Int {
    switch self {
    case .january(let year): year
    case .calendarYear(let year): year + 1
    }
  }
}

/// Whom a row is about.
public enum PublishedArea: Hashable, Sendable {
  case england
  /// `E12000007` London, `E13000001` Inner London, `E13000002` Outer London (the statutory list).
  case region(String)
  /// ONS code of a London borough.
  case borough(String)

  public static let london = PublishedArea.region("E12000007")
  public static let innerLondon = PublishedArea.region("E13000001")
  public static let outerLondon = PublishedArea.region("E13000002")
  static let regions: Set<String> = ["E12000007", "E13000001", "E13000002"]
}

/// What stands where a number would be, kept as published.
public enum PublishedSymbol: String, CaseIterable, Sendable {
  case unavailable = "x"
  case notApplicable = "z"
  case confidential = "c"
  case notAvailable = ":"
  case low
  case negligible = "~"
  case withheld = "k"
  case noData = "no data"

  init?(label: String) {
    let bare = label.hasPrefix("[") && label.hasSuffix("]") ? String(label.dropFirst().dropLast()) : label
    self.init(rawValue: bare)
  }
}

/// One published value. DfE neither rounds nor suppresses these tables, so counts are exact.
public enum PublishedFigure: Hashable, Sendable {
  case count(Int)
  /// A percentage or an average.
  case share(Double)
  case symbol(PublishedSymbol)

  public var count: Int? {
    if case .count(let value) = self { value } else { nil }
  }
}
