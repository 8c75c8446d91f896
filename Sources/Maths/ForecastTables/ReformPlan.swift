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
  /// What a reader has to know.
  public static let notes = [
    "Year n is shown by the January census of n + 1. Ages are completed years on 31 August before it.",
    "Provision: forecast by six sectors; colleges and \"other\" divide as London's plans did in January 2025 (DfE).",
    "Sixth forms of schools are in mainstream schools; sixth-form colleges in mainstream post-16 provision, as DfE counts them "
      + "(650 of London's 78,203 plans in January 2022).",
    "Bases count as specialist bases, from 16 as mainstream post-16 specialist provision; independent placements as funded by "
      + "the authority.",
    "Hospital schools: 27 of 19,463 placements in state special schools, London's share of January 2022 (DfE). Table 6 has them "
      + "under other, table 7.6 with alternative provision.",
    "Requests and assessments follow from new plans: London's requests to plans of 2024 by age, and 95.1% of completed "
      + "assessments lead to a plan (DfE). New plans that end before the next January are not among them.",
    "The tables are of plans: nobody who holds one is on SEN support without a specialist assessment, so that row is 0.",
    "The template has no place for intervals: \"forecast --csv\" of the same scenario has them for totals, phases, needs and sectors.",
  ]

  /// - Parameter redraws: what it would be with the noise drawn anew; none for exact figures.
  /// - Returns: nil where placements are not known.
  init?(_ outlook: Outlook, redraws: [Redraw]) {
    self.init(outlook)
    let drawn = redraws.compactMap { ReformPlan($0.outlook) }
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

  /// - Returns: nil where placements are not known.
  public init?(_ outlook: Outlook) {
    guard !outlook.placements.isEmpty else { return nil }
    func table(_ number: String, _ title: String, _ rows: [(String, Cell)]) -> Table {
      let exact = [Double?](repeating: nil, count: Self.years.count)
      var shown: [(label: String, values: [Double?], noise: [Double?])] = rows.map { label, value in
        (label, Self.years.map { outlook.januaries.contains($0 + 1) ? value($0 + 1) : nil }, exact)
      }
      let totals: [Double?] = (0..<Self.years.count).map { place in
        let cells = shown.compactMap { $0.values[place] }
        return cells.isEmpty ? nil : cells.reduce(0, +)
      }
      shown.append(("Total", totals, exact))
      return Table(number: number, title: title, rows: shown)
    }
    let all = "Current and projected number of all CYP with EHC plans"
    let ages: [(String, Cell)] = Self.bands.map { band in (band.label, { outlook.total($0, ages: band.ages) }) }
    let kinds: [(String, Cell)] = Provision.rows.map { label, kinds in
      (label, { Self.placed(outlook, $0, kinds, nil) })
    }
    func needs(_ count: @escaping (Int, Need) -> Double) -> [(String, Cell)] {
      Self.needs.map { label, need in (label, { year in need.map { count(year, $0) } ?? 0 }) }
    }
    var tables = [
      table("5.1", "Total number of EHC plans by age group (with estimated future projections)", ages),
      table("6", all + " by provision", kinds), table("7", all + " by primary need", needs { outlook.total($0, need: $1) }),
    ]
    for (place, within) in Self.within.enumerated() {
      tables.append(
        table(
          "7.\(place + 1)", "\(all) in \(within.name) by primary need",
          needs { Self.placed(outlook, $0, within.kinds, $1) }))
    }
    func pipeline(_ factors: [Double]) -> [(String, Cell)] {
      zip(Self.bands, factors).map { band, factor in
        (band.label, { factor * outlook.newPlans($0, ages: band.ages) })
      }
    }
    let assessments = [Double](repeating: 1 / Self.plansPerAssessment, count: Self.bands.count)
    tables.append(table("10", "Current and projected number of all EHCNA requests by CYP age", pipeline(Self.requestsPerPlan)))
    tables.append(table("11", "Current and projected number of all EHC Needs Assessments by CYP age", pipeline(assessments)))
    tables.append(
      table(
        "12", "Current and projected number of all EHCNAs that result in an EHCP",
        pipeline([Double](repeating: 1, count: Self.bands.count))))
    self.tables = tables
  }

  /// A figure of one January; nil where none can be made.
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

  /// Plans in some kinds of provision in one January, of one need or all.
  private static func placed(_ outlook: Outlook, _ year: Int, _ kinds: Set<Provision>, _ need: Need?) -> Double {
    var sum = 0.0
    for phase in Phase.allCases {
      for sector in Sector.allCases {
        var share = 0.0
        for part in Provision.parts(sector, phase) where kinds.contains(part.provision) { share += part.share }
        if share > 0 { sum += share * (outlook.placed(year, phase: phase, need: need, sector: sector) ?? 0) }
      }
    }
    return sum
  }
}
