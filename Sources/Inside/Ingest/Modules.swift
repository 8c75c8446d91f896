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

  /// The column of a Blade file by which its rows are linked, of those that it has: the parent's id, or the id of
  /// the request where a plan names that.
  func link(among names: some Collection<String>) -> String? {
    if self == .namedPlan, names.contains(Module.requests.key) { return Module.requests.key }
    return parent.flatMap { names.contains($0.key) ? $0.key : nil }
  }

  /// A return can be read without it, as long as plans name their requests: its figures are then not recorded, and no
  /// others are wrong. A return without a header tells its census day by its dates.
  var isOptional: Bool { self == .header || self == .planDetail || self == .assessment }

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

/// The fields that are read, by their names in lower case: elements in XML, columns in CSV. All others, among them
/// names, postcodes, ethnicity and sex, are dropped unread.
enum Column: String, CaseIterable {
  // Header
  case collection, year
  case referenceDate = "referencedate"
  case lea
  // 1 Person. The day of a birth goes no further than the reduction of one return.
  case birthDate = "personbirthdate"
  case upn
  case uln = "uniquelearnernumber"
  case upnUnknown = "upnunknown"
  // 2 Requests
  case receivedDate = "receiveddate"
  case requestSource = "requestsource"
  case rya
  case requestOutcomeDate = "requestoutcomedate"
  case requestOutcome = "requestoutcome"
  case requestMediation = "requestmediation"
  case requestTribunal = "requesttribunal"
  case exported
  // 3 Assessment
  case assessmentOutcomeDate = "assessmentoutcomedate"
  case assessmentOutcome = "assessmentoutcome"
  case week20
  // 4 Named plan
  case startDate = "startdate"
  case ceaseDate = "ceasedate"
  case ceaseReason = "ceasereason"
  // 5 Active plan
  case transferLA = "transferla"
  // 4b and 5b, settings
  case urn, ukprn
  case setting = "sensetting"
  case placementRank = "placementrank"
  case entryDate = "entrydate"
  case leavingDate = "leavingdate"
  case unitIndicator = "senunitindicator"
  case resourcedIndicator = "resourcedprovisionindicator"
  /// Of a placement, in the first collection of an active plan.
  case residential = "res"
  case workBased = "wbp"
  /// Of a named plan.
  case planResidential = "planres"
  case planWorkBased = "planwbp"
  // 5c Need
  case needType = "sentype"
  case needRank = "sentyperank"

  var isDate: Bool {
    switch self {
    case .referenceDate, .birthDate, .receivedDate, .requestOutcomeDate, .assessmentOutcomeDate, .startDate,
      .ceaseDate, .entryDate, .leavingDate:
      true
    default: false
    }
  }

  /// Each column by its name and by the other spellings that are seen: suppliers' typing errors, and two orders of the
  /// letters of work-based placements.
  static let named: [String: Column] = {
    var named: [String: Column] = [
      "rquestsource": .requestSource, "wpb": .workBased, "planwpb": .planWorkBased,
    ]
    for column in allCases { named[column.rawValue] = column }
    return named
  }()
}
