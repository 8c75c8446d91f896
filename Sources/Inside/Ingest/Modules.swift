/// The modules of the SEN2 person-level return, with their elements' names in lower case.
///
/// The same names are the stems of the files of a "Blade" export and, followed by "tableid", the keys in them.
enum Module: String, CaseIterable {
  case header = "sen2"
  case person, requests, assessment
  case namedPlan = "namedplan"
  case planDetail = "plandetail"
  case activePlans = "activeplans"
  case placementDetail = "placementdetail"
  case need = "senneed"

  /// The module whose row this one belongs to.
  var parent: Module? {
    switch self {
    case .header, .person: nil
    case .requests: .person
    case .assessment, .activePlans: .requests
    case .namedPlan: .assessment
    case .planDetail: .namedPlan
    case .placementDetail, .need: .activePlans
    }
  }

  /// Column of a Blade file with the row's own id.
  var key: String { rawValue + "tableid" }

  /// Columns without which a Blade file is not this module. Others that are needed may be absent in some versions.
  var required: [Column] {
    switch self {
    case .header: [.year, .referenceDate, .lea]
    case .person: [.birthDate, .upn]
    case .requests: [.receivedDate]
    case .assessment, .planDetail: []
    case .namedPlan: [.startDate, .ceaseDate]
    case .activePlans: [.transferLA]
    case .placementDetail: [.urn, .placementRank, .entryDate, .leavingDate]
    case .need: [.needType, .needRank]
    }
  }
}

/// The fields that are kept, by their names in lower case: elements in XML, columns in CSV. All others, among them
/// names, postcodes, ethnicity and sex, are dropped unread. `PersonBirthDate` is cut to its month when it is read.
enum Column: String, CaseIterable {
  case year
  case referenceDate = "referencedate"
  case lea
  case birthDate = "personbirthdate"
  case upn
  case uln = "uniquelearnernumber"
  case receivedDate = "receiveddate"
  case startDate = "startdate"
  case ceaseDate = "ceasedate"
  case transferLA = "transferla"
  case urn, ukprn
  case setting = "sensetting"
  case placementRank = "placementrank"
  case entryDate = "entrydate"
  case leavingDate = "leavingdate"
  case unitIndicator = "senunitindicator"
  case resourcedIndicator = "resourcedprovisionindicator"
  case needType = "sentype"
  case needRank = "sentyperank"
}
