import Foundation
import TestSupport

/// A thousand children who do not exist, with values that occur nowhere else, and a search for those values in
/// whatever a program left.
struct Canaries {
  struct Child {
    let surname, forename, upn, uln, postcode, birth: String
    /// 2011-07-23 as COLLECT writes it, and as people do.
    let birthInWords, birthWithSlashes: String

    var values: [String] { [surname, forename, upn, uln, postcode, birth, birthInWords, birthWithSlashes] }
  }

  static let shared = Canaries()

  let children: [Child]
  private let needles: Needles

  private init() {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    children = (0..<1_000).map { number in
      func digits(_ count: Int, _ factor: Int) -> String {
        let text = String((number + 1) * factor % 999_999_999_989)
        return String(String(repeating: "0", count: max(0, count - text.count)).appending(text).suffix(count))
      }
      // 17 years, then 12 months, then days: no date twice.
      let (year, month, day) = (2001 + number % 17, 1 + number / 17 % 12, 1 + number * 11 % 28)
      let (monthText, dayText) = (String(month + 100).suffix(2), String(day + 100).suffix(2))
      return Child(
        surname: Self.letters(number) + Self.surname, forename: Self.letters(number + 100_000) + Self.forename,
        upn: "Q" + digits(12, 70_707_070_707), uln: "7" + digits(9, 313_131_313),
        postcode: "QX\(10 + number % 90) \(number / 90 % 10)X\(Self.letters(number).prefix(1))",
        birth: "\(year)-\(monthText)-\(dayText)", birthInWords: "\(year)-\(months[month - 1])-\(dayText)",
        birthWithSlashes: "\(dayText)/\(monthText)/\(year)")
    }
    let values = Set(children.flatMap(\.values) + [Self.surname, Self.forename])
    needles = Needles(values.lazy.flatMap { Self.forms(Array($0.utf8)) + Self.forms(Array($0.lowercased().utf8)) })
  }

  /// Ends of all names, so that a part of one is met too.
  private static let (surname, forename) = ("quillfeather", "zephyrine")

  /// Four letters, others for each number.
  private static func letters(_ number: Int) -> String {
    var (rest, text) = ((number + 1) * 7_919 % 279_841, "")
    for _ in 0..<4 {
      text.append(Character(UnicodeScalar(UInt8(97 + rest % 23))))
      rest /= 23
    }
    return text.capitalized
  }

  // MARK: searching

  /// A value plain, reversed, in hex, in UTF-16 of both orders and in base64 at each alignment.
  private static func forms(_ plain: [UInt8]) -> [[UInt8]] {
    let digits = Array("0123456789abcdef".utf8)
    let hex = plain.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    let inBase64 = (0..<3).map { shift -> [UInt8] in
      // The characters that depend on the value alone, whatever stands around it.
      let text = Array(Data([UInt8](repeating: 0, count: shift) + plain).base64EncodedString().utf8)
      let (first, bits) = ((shift * 8 + 5) / 6, (shift + plain.count) * 8)
      return Array(text[first..<(bits / 6)])
    }
    return [plain, plain.reversed(), hex, plain.flatMap { [$0, 0] }, plain.flatMap { [0, $0] }] + inBase64
  }

  /// How many values stand in `bytes`, and where the first one begins.
  func hits(_ bytes: Data) -> (count: Int, first: Int?) { needles.hits(Array(bytes)) }

  // MARK: files

  func xml(_ year: Int, _ day: String, spoil: (Int, String) -> String = { $1 }) -> String {
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message><Header><CollectionDetails><Collection>SEN2</Collection>"
    out += "<Year>\(year)</Year><ReferenceDate>\(day)</ReferenceDate></CollectionDetails><Source><LEA>201</LEA></Source>"
    out += "</Header><Persons>\n"
    for (index, child) in children.enumerated() {
      let person = """
        <Person><Surname>\(child.surname)</Surname><Forename>\(child.forename)</Forename>\
        <PersonBirthDate>\(child.birth)</PersonBirthDate><Postcode>\(child.postcode)</Postcode>\
        <UPN>\(child.upn)</UPN><UniqueLearnerNumber>\(child.uln)</UniqueLearnerNumber>
        <Requests><ReceivedDate>2019-05-02</ReceivedDate><Assessment><NamedPlan><StartDate>2019-09-01</StartDate>\
        <PlanDetail><URN>900001</URN></PlanDetail></NamedPlan></Assessment>
        <ActivePlans><PlacementDetail><URN>900001</URN><PlacementRank>1</PlacementRank>\
        <EntryDate>2019-09-01</EntryDate></PlacementDetail><SENneed><SENtype>ASD</SENtype>\
        <SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests></Person>

        """
      out += spoil(index, person)
    }
    return out + "</Persons></Message>\n"
  }

  /// File names and contents of one Blade export.
  func blade(_ year: Int, _ day: String) -> [String: String] {
    var tables = [
      "sen2": "sen2tableid,year,referencedate,lea\n1,\(year),\(day),201\n",
      "person": "persontableid,sen2tableid,surname,forename,personbirthdate,postcode,upn,uniquelearnernumber\n",
      "requests": "requeststableid,persontableid,receiveddate\n", "assessment": "assessmenttableid,requeststableid\n",
      "namedplan": "namedplantableid,assessmenttableid,startdate,ceasedate\n",
      "plandetail": "plandetailtableid,namedplantableid,urn\n",
      "activeplans": "activeplanstableid,requeststableid,transferla\n",
      "placementdetail":
        "placementdetailtableid,activeplanstableid,urn,placementrank,entrydate,leavingdate\n",
      "senneed": "senneedtableid,activeplanstableid,sentype,sentyperank\n",
    ]
    for (id, child) in children.enumerated() {
      tables["person", default: ""] +=
        "\(id),1,\(child.surname),\(child.forename),\(child.birthInWords) 00:00:00,\(child.postcode),\(child.upn),\(child.uln)\n"
      tables["requests", default: ""] += "\(id),\(id),2019-05-02\n"
      tables["assessment", default: ""] += "\(id),\(id)\n"
      tables["namedplan", default: ""] += "\(id),\(id),2019-09-01,\n"
      tables["plandetail", default: ""] += "\(id),\(id),900001\n"
      tables["activeplans", default: ""] += "\(id),\(id),\n"
      tables["placementdetail", default: ""] += "\(id),\(id),900001,1,2019-09-01,\n"
      tables["senneed", default: ""] += "\(id),\(id),ASD,1\n"
    }
    return Dictionary(tables.map { ("Blade-Export_01-02-\(year)_\($0.key).csv", $0.value) }) { first, _ in first }
  }

  static let financeHeading =
    "UPN,Provider,URN,Placement type,Start date,End date,Fee,Fee period,Weeks,Financial year\n"

  func finance() -> String {
    Self.financeHeading
      + children.map { "\($0.upn),\($0.surname) of \($0.postcode),900001,day,,,12345.67,Annual,,2024-25\n" }.joined()
  }

  /// Every field holds a value of another field.
  func financeOfValuesInWrongPlaces() -> String {
    Self.financeHeading
      + children.map { "\($0.upn),\($0.surname),\($0.uln),,\($0.birth),\($0.forename),\($0.surname),\($0.upn),\($0.postcode),\($0.birth)\n" }
      .joined()
  }

  // MARK: workbooks

  /// A supplier's workbook: a sheet per module, days as texts.
  func workbook(spoil: (Int, [TinyWorkbook.Cell]) -> [TinyWorkbook.Cell] = { $1 }) -> TinyWorkbook {
    func texts(_ texts: String...) -> [TinyWorkbook.Cell] { texts.map { $0.isEmpty ? .blank : .text($0) } }
    let keys = ["persontableid", "requeststableid"]
    var sheets: [(name: String, rows: [[TinyWorkbook.Cell]])] = [
      ("Person", ["persontableid", "surname", "forename", "personbirthdate", "postcode", "upn", "uniquelearnernumber"]),
      ("Requests", ["requeststableid", "persontableid", "receiveddate"]), ("Assessments", keys),
      ("Named Plan", keys + ["startdate", "ceasedate"]), ("Plan Detail", keys + ["urn"]), ("Active Plan", keys + ["transferla"]),
      ("Placement Detail", keys + ["urn", "placementrank", "entrydate", "leavingdate"]), ("SEN Need", keys + ["sentype", "sentyperank"]),
    ].map { ($0.0, [$0.1.map { .inline($0) }]) }
    for (index, child) in children.enumerated() {
      let id = String(index + 1)
      // A few late dates say the census day.
      let late = index % 100 == 0
      let (received, start) = late ? ("2024-11-02", "2024-12-20") : ("2019-05-02", "2019-09-01")
      let person = texts(id, child.surname, child.forename, child.birth, child.postcode, child.upn, child.uln)
      let rows = [
        spoil(index, person), texts(id, id, received), texts(id, id), texts(id, id, start, ""), texts(id, id, "900001"),
        texts(id, id, ""), texts(id, id, "900001", "1", start, ""), texts(id, id, "ASD", "1"),
      ]
      for (sheet, row) in rows.enumerated() { sheets[sheet].rows.append(row) }
    }
    return TinyWorkbook(sheets: sheets)
  }

  /// The same return in DfE's template: one sheet, on which the tables are stacked, each with its title and DfE's headings.
  func template() -> TinyWorkbook {
    let titles = [
      "Person": "Person Record", "Requests": "Requests Records", "Assessments": "Assessments Records",
      "Named Plan": "Named Plan Records", "Plan Detail": "Plan Detail Records", "Active Plan": "Active Plan Records",
      "Placement Detail": "Placement Detail Records", "SEN Need": "SEN Need Records",
    ]
    let headings = [
      "persontableid": "Person ID\n\n(This must match the relevant ID in the Person record table)",
      "requeststableid": "Requests record ID\n\n(This must match the relevant ID in the Requests table)", "surname": "Surname",
      "forename": "Forename", "personbirthdate": "Date of Birth \n(ccyy-mm-dd)", "postcode": "Post Code",
      "upn": "UPN - Unique Pupil Number", "uniquelearnernumber": "ULN - Young Persons Unique Learner Number",
      "receiveddate": "Date request was received", "urn": "URN - Unique Reference Number",
    ]
    func heading(_ cell: TinyWorkbook.Cell) -> TinyWorkbook.Cell {
      guard case .inline(let item) = cell else { return cell }
      return .text(headings[item] ?? item)
    }
    var rows: [[TinyWorkbook.Cell]] = [
      [.text("Header Record")], ["Record Type", "Collection Name", "Year", "Reference Date", "LA Number"].map { .text($0) },
      ["Header Record", "SEN2", "2025", "2025-01-16", "201"].map { .text($0) }, [],
    ]
    for sheet in workbook().sheets {
      let title = TinyWorkbook.Cell.text(titles[sheet.name] ?? sheet.name)
      rows.append([title])
      for (place, row) in sheet.rows.enumerated() {
        rows.append(place == 0 ? [.text("Record Type")] + row.map(heading) : [title] + row)
      }
      rows.append([])
    }
    return TinyWorkbook(sheets: [("Data Entry Template", rows)])
  }

  /// The finance extract, or any other text with commas and without quotes, as a workbook of one sheet.
  static func workbook(_ name: String, _ table: String) -> TinyWorkbook {
    let rows = table.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { $0.isEmpty ? TinyWorkbook.Cell.blank : .text(String($0)) }
    }
    return TinyWorkbook(sheets: [(name, rows)])
  }
}
