import Geography
import Vocabulary

/// What stands in which column of GIAS's extract. Columns that nothing here fills are there and empty, as in real ones.
enum GIASColumns {
  static let names = """
    URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),TypeOfEstablishment (name),\
    EstablishmentTypeGroup (code),EstablishmentTypeGroup (name),EstablishmentStatus (code),EstablishmentStatus (name),\
    ReasonEstablishmentOpened (code),ReasonEstablishmentOpened (name),OpenDate,ReasonEstablishmentClosed (code),\
    ReasonEstablishmentClosed (name),CloseDate,PhaseOfEducation (code),PhaseOfEducation (name),StatutoryLowAge,\
    StatutoryHighAge,Boarders (code),Boarders (name),NurseryProvision (name),OfficialSixthForm (code),\
    OfficialSixthForm (name),Gender (code),Gender (name),SchoolCapacity,SpecialClasses (code),SpecialClasses (name),\
    CensusDate,NumberOfPupils,UKPRN,FEHEIdentifier,FurtherEducationType (name),LastChangedDate,Street,Locality,Address3,\
    Town,County (name),Postcode,SENPRU (name),PlacesPRU,Section41Approved (name),SEN1 (name),SEN2 (name),SEN3 (name),\
    SEN4 (name),SEN5 (name),SEN6 (name),SEN7 (name),SEN8 (name),SEN9 (name),SEN10 (name),SEN11 (name),SEN12 (name),\
    SEN13 (name),TypeOfResourcedProvision (name),ResourcedProvisionOnRoll,ResourcedProvisionCapacity,SenUnitOnRoll,\
    SenUnitCapacity,GOR (code),GOR (name),DistrictAdministrative (code),DistrictAdministrative (name),Easting,Northing,\
    MSOA (name),LSOA (name),InspectorateName (name),SENStat,SENNoStat,PropsName,Country (name),UPRN,\
    BoardingEstablishment (name),PreviousLA (code)
    """.split(separator: ",").map { String($0) }

  static func values(_ one: GIASExtract.Establishment, _ borough: Borough) -> [String: String] {
    let ages = ages(one)
    let phase = phase(one.level)
    func number(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
    let (resourced, unit) = (one.resourced.hasPlaces, one.resourced.hasUnit)
    let own: [String: String] = [
      "URN": "\(one.urn)", "LA (code)": borough.laNumber, "LA (name)": borough.name, "EstablishmentName": one.name,
      "EstablishmentNumber": "\(1000 + one.urn % 9000)",
      "TypeOfEstablishment (code)": one.kind.rawValue < 10 ? "0\(one.kind.rawValue)" : "\(one.kind.rawValue)",
      "TypeOfEstablishment (name)": one.kind.name, "EstablishmentTypeGroup (code)": "\(one.kind.group.code)",
      "EstablishmentTypeGroup (name)": one.kind.group.name,
      "EstablishmentStatus (code)": one.closed.isEmpty ? "1" : "2",
      "EstablishmentStatus (name)": one.closed.isEmpty ? "Open" : "Closed", "OpenDate": one.opened,
      "CloseDate": one.closed, "PhaseOfEducation (code)": "\(phase.code)", "PhaseOfEducation (name)": phase.name,
      "StatutoryLowAge": "\(ages.lowerBound)", "StatutoryHighAge": "\(ages.upperBound)", "UKPRN": "\(one.ukprn)",
      "Town": "London", "Postcode": "ZZ99 9ZZ", "Section41Approved (name)": section41(one),
      "TypeOfResourcedProvision (name)": unit ? "SEN unit" : resourced ? "Resourced provision" : "Not applicable",
      "SchoolCapacity": number(one.size.capacity), "NumberOfPupils": number(one.size.pupils),
      "CensusDate": one.size.pupils == nil ? "" : "16-01-2025",
      "ResourcedProvisionCapacity": resourced ? number(one.size.resourcedPlaces) : "",
      "ResourcedProvisionOnRoll": resourced ? number(one.size.resourcedPupils) : "",
      "SenUnitCapacity": unit ? number(one.size.resourcedPlaces) : "",
      "SenUnitOnRoll": unit ? number(one.size.resourcedPupils) : "", "GOR (code)": "H", "GOR (name)": "London",
      "DistrictAdministrative (code)": borough.code, "DistrictAdministrative (name)": borough.name,
      "Country (name)": "Fictional",
    ]
    let named = one.needs.isEmpty ? ["Not Applicable"] : one.needs.map { specialisms[$0] ?? "" }
    return named.enumerated().reduce(into: own) { $0["SEN\($1.offset + 1) (name)"] = $1.element }
  }

  private static func ages(_ one: GIASExtract.Establishment) -> ClosedRange<Int> {
    switch one.level {
    case .primary: 3...11
    case .secondary: 11...18
    case .special: 2...19
    case .alternative: 5...16
    case .independent: 5...19
    case .college: 16...99
    }
  }

  private static func phase(_ level: Provider.Level) -> (code: Int, name: String) {
    switch level {
    case .primary: (2, "Primary")
    case .secondary: (4, "Secondary")
    case .college: (6, "16 plus")
    case .special, .alternative, .independent: (0, "Not applicable")
    }
  }

  private static func section41(_ one: GIASExtract.Establishment) -> String {
    switch one.kind {
    case .specialPost16, .otherIndependentSpecial: one.urn % 3 == 0 ? "Not approved" : "Approved"
    default: "Not applicable"
    }
  }

  /// GIAS's words.
  private static let specialisms: [Need: String] = [
    .asd: "ASD - Autistic Spectrum Disorder", .semh: "SEMH - Social, Emotional and Mental Health",
    .sld: "SLD - Severe Learning Difficulty", .spld: "SpLD - Specific Learning Difficulty",
    .pmld: "PMLD - Profound and Multiple Learning Difficulty", .slcn: "SLCN - Speech, language and Communication",
    .mld: "MLD - Moderate Learning Difficulty", .hi: "HI - Hearing Impairment", .vi: "VI - Visual Impairment",
    .msi: "MSI - Multi-Sensory Impairment", .pd: "PD - Physical Disability", .oth: "OTH - Other Difficulty/Disability",
  ]

  /// For which needs a special school, a unit or resourced provision is organised. Of 100 schools so many name a need as in
  /// the London report of 2025 where it says so (state special ASD 71, SLD 53, MLD 42, SLCN 40, SEMH 28; units ASD 60,
  /// SEMH 14; independent ASD 58, SEMH 47); the others are invented. Who would name none names autism.
  static func needs(_ one: GIASExtract.Establishment, seed: UInt64) -> [Need] {
    let isIndependent = one.kind == .otherIndependentSpecial || one.kind == .nonMaintainedSpecial
    guard one.level == .special || isIndependent || one.resourced.hasUnit || one.resourced.hasPlaces else { return [] }
    let shares: [Need: Double] =
      one.level == .special
      ? [.asd: 0.71, .sld: 0.53, .mld: 0.42, .slcn: 0.40, .semh: 0.28, .pmld: 0.35, .pd: 0.15, .spld: 0.1]
      : isIndependent
        ? [.asd: 0.58, .semh: 0.47, .slcn: 0.3, .spld: 0.3, .mld: 0.25, .sld: 0.12]
        : [.asd: 0.6, .slcn: 0.3, .semh: 0.14, .hi: 0.12, .mld: 0.1, .pd: 0.08, .vi: 0.04]
    var random = RandomSource(seed: seed, stream: .specialism, index: one.urn)
    let named = Need.allCases.filter { random.chance(shares[$0] ?? 0) }
    return named.isEmpty ? [.asd] : named
  }
}
