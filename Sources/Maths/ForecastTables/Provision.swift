import Vocabulary

/// The fourteen kinds of provision of DfE's Local SEND Reform Plan, in its order, and how our sectors divide among them.
///
/// Labels, titles and years: the department's template of 2026 as public tools fill it (MastodonC/witan.send.lsrp, May
/// 2026). Bases in mainstream schools count as specialist bases, which authorities pay for: returns do not tell support
/// bases apart. A school's sixth form is in the school. Sixth-form colleges are colleges, as DfE counts them; that tool
/// counts them as mainstream schools.
enum Provision: Int, CaseIterable {
  case earlyYears, mainstream, supportBase, specialistBase, special, independent, independentOther, alternative
  case mainstreamPost16, basePost16, specialistPost16, home, eotas, other
  /// No row of table 6, which counts it in the last one; table 7.6 counts it with alternative provision.
  case hospital

  /// The rows of table 6, with what each counts.
  static let rows = allCases.filter { $0 != .hospital }.map { ($0.label, $0 == .other ? [.other, .hospital] : Set([$0])) }

  var label: String {
    switch self {
    case .earlyYears: "Early Years settings including PVIs"
    case .mainstream: "Mainstream schools or academies"
    case .supportBase: "Support bases in mainstream settings"
    case .specialistBase: "Specialist bases in mainstream settings"
    case .special: "Maintained special schools or special academies"
    case .independent: "NMSS or independent schools - LA funded placements"
    case .independentOther: "NMSS or independent schools - other suitable arrangements"
    case .alternative: "Alternative Provision"
    case .mainstreamPost16: "Mainstream Post 16 provision"
    case .basePost16: "Mainstream Post 16 specialist provision"
    case .specialistPost16: "Specialist Post-16 institutions"
    case .home: "Elective Home Education (EHE)"
    case .eotas: "Other arrangements by LA (EOTAS)"
    case .other, .hospital: "Other (including hospital schools where applicable)"
    }
  }

  /// Parts of a sector's placements in a phase, adding up to 1.
  ///
  /// Further education and the rest divide as London's plans did in January 2025, hospital schools in January 2022, when
  /// they were last shown apart (DfE, *Education, health and care plans*, reporting years 2025, caseload by age, and 2022;
  /// Open Government Licence v3.0). All other sectors are of one kind.
  static func parts(_ sector: Sector, _ phase: Phase) -> [(provision: Provision, share: Double)] {
    let isLate = phase == .post16 || phase == .post19
    switch sector {
    case .mainstream: return [(.mainstream, 1)]
    case .resourced: return [(isLate ? .basePost16 : .specialistBase, 1)]
    case .stateSpecial: return shares([.special, .hospital], specialSchools)
    case .independent: return [(.independent, 1)]
    case .furtherEducation: return shares([.mainstreamPost16, .specialistPost16], colleges[phase.rawValue])
    case .other: return shares([.earlyYears, .alternative, .home, .eotas, .other], rest[phase.rawValue])
    }
  }

  private static func shares(_ kinds: [Provision], _ plans: [Double]) -> [(provision: Provision, share: Double)] {
    let total = plans.reduce(0, +)
    return zip(kinds, plans).map { ($0, $1 / total) }
  }

  /// London, January 2022: state special schools, and hospital schools, which the model counts among them.
  private static let specialSchools: [Double] = [19_436, 27]
  /// London, January 2025, by phase: colleges and other providers; specialist institutions. Few before 16.
  private static let colleges: [[Double]] = [[1, 0], [10, 3], [42, 6], [6366, 172], [5294, 1084]]
  /// Early-years settings; alternative provision; at home by choice; arranged by the authority; other and unknown.
  private static let rest: [[Double]] = [
    [301, 0, 1, 1, 38], [214, 76, 239, 210, 280], [2, 492, 330, 545, 354], [1, 185, 95, 719, 1324], [0, 21, 26, 426, 1534],
  ]
}
