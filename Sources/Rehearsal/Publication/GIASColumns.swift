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
    return [
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
      "SEN1 (name)": needs(one).first ?? "Not Applicable", "SEN2 (name)": needs(one).dropFirst().first ?? "",
      "TypeOfResourcedProvision (name)": one.resourced.hasUnit
        ? "SEN unit" : one.resourced.hasPlaces ? "Resourced provision" : "Not applicable",
      "ResourcedProvisionCapacity": one.resourced.hasPlaces ? "24" : "",
      "SenUnitCapacity": one.resourced.hasUnit ? "18" : "", "GOR (code)": "H", "GOR (name)": "London",
      "DistrictAdministrative (code)": borough.code, "DistrictAdministrative (name)": borough.name,
      "Country (name)": "Fictional",
    ]
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

  /// For which needs a special school is organised.
  private static func needs(_ one: GIASExtract.Establishment) -> [String] {
    let all = [
      "ASD - Autistic Spectrum Disorder", "SEMH - Social, Emotional and Mental Health",
      "SLD - Severe Learning Difficulty", "SpLD - Specific Learning Difficulty", "PMLD - Profound and Multiple Learning Difficulty",
      "SLCN - Speech, language and Communication",
    ]
    guard one.level == .special || one.kind == .otherIndependentSpecial || one.kind == .nonMaintainedSpecial else { return [] }
    return [all[one.urn % all.count], all[(one.urn + 1) % all.count]]
  }
}
