/// What the tables and columns of a module are called in the two kinds of workbook.
struct ExcelColumns {
  /// Title of its table in the template, and name of its sheet in a supplier's workbook.
  let title: String
  let sheet: String
  /// DfE's, of the module.
  let number: String
  /// Of the ids that come first: in the template, where the LA follows, and in a supplier's workbook.
  let keyHeadings: [String]
  let keyItems: [String]
  let items: [(item: String, heading: String)]

  init(_ module: BladeReturn.Module, _ header: ReturnHeader) {
    let person = "Person ID\n\n(This must match the relevant ID in the Person record table)"
    let request = "Requests record ID\n\n(This must match the relevant ID in the Requests table)"
    let la = "LA\n(From Header Record)"
    items = Self.items(module, header)
    switch module {
    case .sen2: (keyHeadings, keyItems) = ([], [])
    case .person:
      keyHeadings = ["Person ID\n\n(This must be a unique ID for each Person record)", la]
      keyItems = ["persontableid"]
    case .requests:
      keyHeadings = ["Requests record ID\n\n(This must be a unique ID for each Requests record)", person, la]
      keyItems = ["requeststableid", "persontableid"]
    default:
      keyHeadings = [person, request, la]
      keyItems = ["persontableid", "requeststableid"]
    }
    (title, sheet, number) =
      switch module {
      case .sen2: ("Header Record", "", "0")
      case .person: ("Person Record", "Person", "1")
      case .requests: ("Requests Records", "Requests", "2")
      case .assessment: ("Assessments Records", "Assessments", "3")
      case .namedplan: ("Named Plan Records", "Named Plan", "4a")
      case .plandetail: ("Plan Detail Records", "Plan Detail", "4b")
      case .activeplans: ("Active Plan Records", "Active Plan", "5a")
      case .placementdetail: ("Placement Detail Records", "Placement Detail", "5b")
      case .senneed: ("SEN Need Records", "SEN Need", "5c")
      }
  }

  private static let setting = [
    ("urn", "URN - Unique Reference Number"), ("ukprn", "UKPRN - UK Provider Reference Number"),
    ("sensetting", "SEN Setting – Establishment type"), ("sensettingother", "SEN Setting - Other"),
    ("placementrank", "Placement Rank (1=Primary, 2=Secondary)"), ("senunitindicator", "SEN Unit Indicator"),
    ("resourcedprovisionindicator", "Resourced Provision Indicator"),
  ]

  private static func items(_ module: BladeReturn.Module, _ header: ReturnHeader) -> [(item: String, heading: String)] {
    let (isBefore2024, is2025) = (header.isBefore2024, header.hasItemsOf2025)
    switch module {
    case .sen2:
      return [
        ("", "Collection Name"), ("", "Year"), ("", "Reference Date"), ("", "Source Level"), ("", "LA Number"),
        ("", "Software Code"), ("", "Release"), ("", "Serial Number"),
      ]
    case .person:
      return [
        ("surname", "Surname"), ("forename", "Forename"), ("personbirthdate", "Date of Birth \n(ccyy-mm-dd)"),
        isBefore2024 ? ("gendercurrent", "Gender") : ("sex", "Sex"), ("ethnicity", "Ethnicity"), ("postcode", "Post Code"), ("upn", "UPN - Unique Pupil Number"),
        ("uniquelearnernumber", "ULN - Young Persons Unique Learner Number"),
        ("upnunknown", "UPN and ULN unavailable – Reason"),
      ]
    case .requests:
      // Suppliers' workbooks have the typing error.
      return [("receiveddate", "Date request was received")]
        + (is2025 ? [("rquestsource", "Source of request for an EHC needs assessment")] : []) + [
          ("rya", "Initial Request Whilst In RYA"), ("requestoutcomedate", "Request Outcome Date"),
          ("requestoutcome", "Request Outcome"), ("requestmediation", "Request Mediation"),
          ("requesttribunal", "Request Tribunal"),
          ("exported", "Exported - Child or young person moves out of LA before assessment is completed"),
        ]
    case .assessment:
      return [
        ("assessmentoutcome", "Assessment Outcome - Decision to issue EHC plan"),
        ("assessmentoutcomedate", "Assessment Outcome Date"), ("assessmentmediation", "Assessment Mediation"),
        ("assessmenttribunal", "Assessment Tribunal"), ("othermediation", "Other Mediation"),
        ("othertribunal", "Other Tribunal"), ("week20", "Twenty week time limit exceptions apply"),
      ]
    case .namedplan:
      return [
        ("startdate", "EHC Plan Start Date"), ("planres", "Residential Settings"),
        ("planwbp", "Work Based Learning Activity"), ("pb", "Personal Budget taken up"), ("oa", "Personal Budget - Organised Arrangements"),
        ("dp", "Personal Budget - Direct Payments"), ("ceasedate", "Date EHC plan ceased"),
        ("ceasereason", "Reason EHC plan ceased"),
      ]
    case .plandetail: return setting
    case .activeplans:
      // In the template of 2023 the reviews' decision was the last review.
      return [("transferla", "EHC Plan transferred in from another LA during calendar year")]
        + (isBefore2024
          ? [
            ("res", "Residential Settings"), ("wbp", "Work Based Learning Activity"),
            ("lastreview", "EHC Plan Review Decisions Date"),
          ]
          : [
            ("reviewmeeting", "EHC Plan Review Decisions Date"), ("reviewoutcome", "Annual Review Decision"),
            ("lastreview", "Annual Review Meeting Date"),
          ])
        + (is2025
          ? [
            ("reviewdraft", "Annual review – date draft amended EHC plan issued"),
            ("phasetransferduedate", "Phase transfer review - due date for any amended plan"),
            ("phasetransferfinaldate", "Phase transfer review - final plan date"),
          ] : [])
    case .placementdetail:
      return setting + [
        ("entrydate", "Placement Start Date"), ("leavingdate", "Placement Leaving Date"),
      ]
        + (isBefore2024
          ? [("attendancepattern", "Attendance Pattern")]
          : [("res", "Residential Settings"), ("wbp", "Work Based Learning Activity")])
    case .senneed:
      return [("sentype", "SEN Type of Need"), ("sentyperank", "SEN Type of Need rank  (1=Primary, 2=Secondary)")]
    }
  }
}
