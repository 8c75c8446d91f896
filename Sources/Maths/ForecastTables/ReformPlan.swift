public import Forecasting
import Vocabulary

/// The forecast tables of DfE's Local SEND Reform Plan for calendar years 2025 to 2029, ready to paste: plans by age (5.1),
/// provision (6) and need (7), need within provision (7.1 to 7.7), requests (10), assessments (11) and assessments that
/// lead to a plan (12) by age.
///
/// A calendar year is shown by the January after it. Each cell is rounded once; totals are rounded sums, so they may
/// differ from sums of the cells shown. Titles and labels are the template's, as public tools fill it.
public struct ReformPlan: Sendable {
  public static let years = 2025...2029

  public struct Table: Sendable {
    public let number: String
    public let title: String
    /// As it stands above the table: `5.1 Total …`, `6. Current …`.
    public var heading: String { number + (number.contains(".") ? " " : ". ") + title }
    /// Label, and a value for each year; nil outside the forecast. `noise`: half the 90% interval of the noise in it, nil for
    /// exact figures.
    public fileprivate(set) var rows: [(label: String, values: [Double?], noise: [Double?])]
  }

  public private(set) var tables: [Table]
  /// What a reader has to know: where each number comes from.
  public let notes: [String]

  /// - Parameter redraws: what it would be with the noise drawn anew; none for exact figures.
  /// - Returns: nil where placements are not known.
  init?(_ outlook: Outlook, past: Past, flows: [Int: FlowCounts], redraws: [Redraw]) {
    self.init(outlook, past: past, flows: flows)
    let drawn = redraws.compactMap { ReformPlan($0.outlook, past: past, flows: flows.isEmpty ? [:] : $0.history) }
    for table in tables.indices {
      for row in tables[table].rows.indices {
        for (year, value) in tables[table].rows[row].values.enumerated() {
          guard let value else { continue }
          let others = drawn.compactMap { $0.tables[table].rows[row].values[year] }
          tables[table].rows[row].noise[year] = NoiseError.half(others.map { $0 - value })
        }
      }
    }
  }

  /// - Parameters:
  ///   - past: counts of years before, and requests.
  ///   - flows: of the area, by their later January.
  /// - Returns: nil where placements are not known.
  public init?(_ outlook: Outlook, past: Past = .unknown, flows: [Int: FlowCounts] = [:]) {
    guard !outlook.placements.isEmpty else { return nil }
    let counts = ReformCounts(outlook: outlook, past: past, flows: flows)
    let all = "Current and projected number of all CYP with EHC plans"
    let ages: [(String, Cell)] = Self.bands.map { band in (band.label, { counts.plans($0 + 1, ages: band.ages) }) }
    let kinds: [(String, Cell)] = Provision.rows.map { label, kinds in (label, { counts.placed($0 + 1, kinds, nil) }) }
    func needs(_ count: @escaping (Int, Need) -> Double?) -> [(String, Cell)] {
      // A year without any number is no 0.
      Self.needs.map { label, need in (label, { year in count(year + 1, need ?? .asd).map { need == nil ? 0 : $0 } }) }
    }
    var tables = [
      Self.table("5.1", "Total number of EHC plans by age group (with estimated future projections)", ages),
      Self.table("6", all + " by provision", kinds),
      Self.table("7", all + " by primary need", needs { counts.plans($0, need: $1) }),
    ]
    for (place, within) in Self.within.enumerated() {
      tables.append(
        Self.table(
          "7.\(place + 1)", "\(all) in \(within.name) by primary need", needs { counts.placed($0, within.kinds, $1) }))
    }
    func pipeline(_ count: KeyPath<Past.Requests, [Double]>, _ london: [Double]) -> [(String, Cell)] {
      zip(Self.bands, london).map { band, london in (band.label, { counts.events($0, count, band.ages, london: london) }) }
    }
    let assessments = [Double](repeating: 1 / Self.plansPerAssessment, count: Self.bands.count)
    let plans = [Double](repeating: 1, count: Self.bands.count)
    tables += [
      Self.table(
        "10", "Current and projected number of all EHCNA requests by CYP age", pipeline(\.received, Self.requestsPerPlan)),
      Self.table("11", "Current and projected number of all EHC Needs Assessments by CYP age", pipeline(\.assessed, assessments)),
      Self.table("12", "Current and projected number of all EHCNAs that result in an EHCP", pipeline(\.issued, plans)),
    ]
    self.tables = tables
    notes = Self.notes(counts)
  }

  private static func table(_ number: String, _ title: String, _ rows: [(String, Cell)]) -> Table {
    let exact = [Double?](repeating: nil, count: years.count)
    var shown: [(label: String, values: [Double?], noise: [Double?])] = rows.map { label, value in
      (label, years.map(value), exact)
    }
    let totals: [Double?] = (0..<years.count).map { place in
      let cells = shown.compactMap { $0.values[place] }
      return cells.isEmpty ? nil : cells.reduce(0, +)
    }
    shown.append(("Total", totals, exact))
    return Table(number: number, title: title, rows: shown)
  }

  /// A figure of one calendar year; nil where none can be made.
  private typealias Cell = (Int) -> Double?

  private static let bands: [(label: String, ages: ClosedRange<Int>)] = [
    ("Under 5", 0...4), ("Age 5 to 10", 5...10), ("Age 11 to 15", 11...15), ("Age 16 to 19", 16...19), ("Age 20 to 25", 20...25),
  ]

  /// London 2024: 21,583 requests by age at the request over 14,037 new plans by age at their start, which is later.
  private static let requestsPerPlan = [6541.0 / 2515, 9184.0 / 7723, 4856.0 / 3024, 902.0 / 733, 100.0 / 42]
  /// London 2024: 14,443 plans issued of 15,184 assessments.
  private static let plansPerAssessment = 14_443.0 / 15_184

  private static let needs: [(String, Need?)] = [
    ("Autistic Spectrum Disorder", .asd), ("Hearing Impairment", .hi), ("Moderate Learning Difficulty", .mld),
    ("Multi- Sensory Impairment", .msi), ("Physical Disability", .pd), ("Profound & Multiple Learning Difficulty", .pmld),
    ("Social, Emotional and Mental Health", .semh), ("Speech, Language and Communications needs", .slcn),
    ("Severe Learning Difficulty", .sld), ("Specific Learning Difficulty", .spld), ("Visual Impairment", .vi),
    ("Other Difficulty/Disability", .oth), ("SEN support but no specialist assessment of type of need", nil),
  ]

  private static let within: [(name: String, kinds: Set<Provision>)] = [
    ("Early Years Settings including PVIs", [.earlyYears]),
    ("Mainstream Schools or Academies (including Support Bases)", [.mainstream, .supportBase]),
    ("Specialist Bases", [.specialistBase]), ("Maintained Special Schools or Special Academies", [.special]),
    ("Non-Maintained Special Schools or Independent Schools", [.independent, .independentOther]),
    ("Alternative Provision or Hospital Schools", [.alternative, .hospital]),
    ("Post-16 (Further Education or Specialist Further Education) Settings", [.mainstreamPost16, .basePost16, .specialistPost16]),
  ]
}
