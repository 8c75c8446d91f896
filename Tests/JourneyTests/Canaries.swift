import Foundation

/// Two hundred children who do not exist, with values that occur nowhere else, and a search for those values in
/// whatever a program left.
struct Canaries {
  struct Child {
    let surname, forename, upn, uln, postcode, birth: String
    /// 2011-07-23 as COLLECT writes it, and as people do.
    let birthInWords, birthWithSlashes: String
  }

  let children: [Child]
  private let needles: [UInt64: [[UInt8]]]

  /// - Parameter salt: tells the values of two sets apart.
  init(salt: Int = 0) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    children = (0..<200).map { number in
      func digits(_ count: Int, _ factor: Int) -> String {
        let text = String((number + 1 + salt) * factor % 999_999_999_989)
        return String(String(repeating: "0", count: max(0, count - text.count)).appending(text).suffix(count))
      }
      let (year, month, day) = (2001 + number % 17, 1 + number * 7 % 12, 1 + number * 11 % 28)
      let (monthText, dayText) = (String(month + 100).suffix(2), String(day + 100).suffix(2))
      return Child(
        surname: "Quillfeather\(Self.letters(number + salt))", forename: "Zephyrine\(Self.letters(number * 31 + salt))",
        upn: "Q" + digits(12, 70_707_070_707), uln: "7" + digits(9, 313_131_313),
        postcode: "QX\(10 + number % 90) \(number % 10)X\(Self.letters(number).suffix(1).uppercased())",
        birth: "\(year)-\(monthText)-\(dayText)", birthInWords: "\(year)-\(months[month - 1])-\(dayText)",
        birthWithSlashes: "\(dayText)/\(monthText)/\(year)")
    }
    needles = Self.index(children)
  }

  private static func letters(_ number: Int) -> String {
    String((0..<4).map { place in Character(UnicodeScalar(UInt8(97 + (number + 7) * (place * 5 + 3) % 23))) })
  }

  // MARK: searching

  /// Each value plain, reversed, in hex, in base64 at each alignment and in UTF-16, by its first eight bytes. Without
  /// regard to case: in lower case here as there.
  private static func index(_ children: [Child]) -> [UInt64: [[UInt8]]] {
    var found: [UInt64: [[UInt8]]] = [:]
    let values = Set(
      children.flatMap { [$0.surname, $0.forename, $0.upn, $0.uln, $0.postcode, $0.birth, $0.birthInWords, $0.birthWithSlashes] })
    for value in values {
      for form in forms(Array(value.utf8)) + forms(Array(value.lowercased().utf8)) {
        let form = form.map(lower)
        guard form.count >= 8 else { continue }
        let start = form.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        if found[start]?.contains(form) != true { found[start, default: []].append(form) }
      }
    }
    return found
  }

  private static func forms(_ plain: [UInt8]) -> [[UInt8]] {
    let hex = Array(plain.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined().utf8)
    let inBase64 = (0..<3).map { shift -> [UInt8] in
      // The characters that depend on the value alone, whatever stands around it.
      let text = Array(Data([UInt8](repeating: 0, count: shift) + plain).base64EncodedString().utf8)
      let (first, bits) = ((shift * 8 + 5) / 6, (shift + plain.count) * 8)
      return Array(text[first..<(bits / 6)])
    }
    return [plain, plain.reversed(), hex, plain.flatMap { [$0, 0] }, plain.flatMap { [0, $0] }] + inBase64
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

  /// How many values stand in `bytes`, and where the first one begins.
  func hits(_ bytes: Data) -> (count: Int, first: Int?) {
    var (window, count, first) = (UInt64(0), 0, Int?.none)
    let bytes = bytes.map(Self.lower)
    for (index, byte) in bytes.enumerated() {
      window = window << 8 | UInt64(byte)
      guard index >= 7, let candidates = needles[window] else { continue }
      for needle in candidates where bytes[(index - 7)...].starts(with: needle) {
        count += 1
        first = first ?? index - 7
      }
    }
    return (count, first)
  }

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
}
