internal import Spreadsheet

/// What the columns, sections and sheets of a workbook are called: headings of DfE's data-entry template, and names
/// of the return's own items as suppliers' workbooks use them.
enum SheetHeading: Equatable {
  case column(Column)
  /// Ids that link the tables of a workbook.
  case personID, requestID
  /// Filled in beforehand in a template, so that it does not make a row.
  case prefilled
  /// Of a workbook that Data to Insight's tool makes of a return: one row for a plan with all its settings and needs.
  case flattened
  case recordType
  /// Dropped unread.
  case other

  /// - Parameter cell: as it stands. Nil for a blank one.
  init?(_ cell: Span<UInt8>) {
    guard !cell.isBlank else { return nil }
    self = Self.known[Self.normal(cell)] ?? ItemNumbers.without(cell).flatMap { Self.known[$0] } ?? .other
  }

  /// About this column, by the item's name.
  func refusal(_ rule: Rule, line: Int) -> Refusal {
    let name =
      switch self {
      case .column(let column): column.rawValue
      case .personID: "persontableid"
      case .requestID: "requeststableid"
      default: ""
      }
    return Refusal(rule: rule, line: line, about: name.isEmpty ? "" : "column \(name)")
  }

  private static let known: [String: SheetHeading] = {
    var known: [String: SheetHeading] = [
      "recordtype": .recordType, "la": .prefilled, "childid": .flattened,
      "personid": .personID, "persontableid": .personID,
      "requestsrecordid": .requestID, "requestrecordid": .requestID, "requeststableid": .requestID,
      "lanumber": .column(.lea), "dateofbirth": .column(.birthDate), "upnuniquepupilnumber": .column(.upn),
      "ulnyoungpersonsuniquelearnernumber": .column(.uln), "daterequestwasreceived": .column(.receivedDate),
      "ehcplanstartdate": .column(.startDate), "dateehcplanceased": .column(.ceaseDate),
      "ehcplantransferredinfromanotherladuringcalendaryear": .column(.transferLA),
      "urnuniquereferencenumber": .column(.urn), "ukprnukproviderreferencenumber": .column(.ukprn),
      "sensettingestablishmenttype": .column(.setting), "placementstartdate": .column(.entryDate),
      "placementleavingdate": .column(.leavingDate), "sentypeofneed": .column(.needType),
      "sentypeofneedrank": .column(.needRank), "collectionname": .column(.collection),
      "upnandulnunavailablereason": .column(.upnUnknown),
      "sourceofrequestforanehcneedsassessment": .column(.requestSource),
      "initialrequestwhilstinrya": .column(.rya),
      "exportedchildoryoungpersonmovesoutoflabeforeassessmentiscompleted": .column(.exported),
      "assessmentoutcomedecisiontoissueehcplan": .column(.assessmentOutcome),
      "twentyweektimelimitexceptionsapply": .column(.week20), "reasonehcplanceased": .column(.ceaseReason),
      "residentialsettings": .column(.residential), "workbasedlearningactivity": .column(.workBased),
      "uniquepupilnumber": .column(.upn), "upnnumber": .column(.upn), "uln": .column(.uln), "dob": .column(.birthDate),
      "requestreceiveddate": .column(.receivedDate), "daterequestreceived": .column(.receivedDate),
    ]
    // "Year", "Reference Date", "Placement Rank" and the two indicators are items' names with spaces.
    for (name, column) in Column.named { known[name] = .column(column) }
    return known
  }()

  /// Letters and digits only, in lower case, up to the first bracket: line breaks, dashes and remarks in brackets are
  /// not part of a name. Empty for a cell that has none.
  static func normal(_ text: Span<UInt8>) -> String {
    var name: [UInt8] = []
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "(") { break }
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): name.append(byte)
      default: break
      }
      if name.count > 96 { return "" }
    }
    // How Excel writes a carriage return inside a text: _x000D_.
    return String(decoding: name, as: UTF8.self).replacing("x000d", with: "")
  }
}

extension Module {
  /// The module that a sheet or a section is of, by its name in normal form: "Active Plan", "Assessments",
  /// "SEN Need Records". Nil for any other.
  init?(title: String) {
    var stem = title[...]
    if stem.hasSuffix("s") { stem.removeLast() }
    if stem.hasSuffix("record") { stem.removeLast(6) }
    if stem.hasSuffix("s") { stem.removeLast() }
    switch stem {
    case "header": self = .header
    case "person": self = .person
    case "request": self = .requests
    case "assessment": self = .assessment
    case "namedplan": self = .namedPlan
    case "plandetail": self = .planDetail
    case "activeplan": self = .activePlans
    case "placementdetail": self = .placementDetail
    case "senneed": self = .need
    default: return nil
    }
  }

  /// The name of its sheet in a supplier's workbook.
  var sheetName: String {
    switch self {
    case .header: "Header"
    case .person: "Person"
    case .requests: "Requests"
    case .assessment: "Assessments"
    case .namedPlan: "Named Plan"
    case .planDetail: "Plan Detail"
    case .activePlans: "Active Plan"
    case .placementDetail: "Placement Detail"
    case .need: "SEN Need"
    }
  }
}
