import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

// A second reader of the rehearsal's files, written from the DfE's items and not from our ingest, so that what the
// files say can be held against what the rehearsal calls the truth. It knows nothing of bad input.

/// One person of a return.
struct ToldPerson {
  var fields: [String: String] = [:]
  var plans: [ToldPlan] = []
}

/// One request with what hangs on it. Names in lower case; days as `2025-01-16`.
struct ToldPlan {
  var fields: [String: String] = [:]
  var placements: [[String: String]] = []
  var needs: [[String: String]] = []

  /// On roll from the plan's start, or from the day of arrival where another authority kept it before.
  func isOnRoll(_ census: String) -> Bool {
    guard let start = fields["startdate"], !start.isEmpty else { return false }
    let isTransfer = !(fields["transferla"] ?? "").isEmpty
    let from = isTransfer ? max(start, fields["receiveddate"] ?? start) : start
    let ceased = fields["ceasedate"] ?? ""
    return from <= census && (ceased.isEmpty || ceased > census)
  }

  var need: String {
    let code = needs.first { $0["sentyperank"] == "1" }?["sentype"] ?? ""
    return code == "DS" ? "OTH" : code
  }

  /// The first placement on the census day; the latest entry where there are two.
  func placement(_ census: String) -> [String: String]? {
    placements.filter { place in
      let (entry, leaving) = (place["entrydate"] ?? "", place["leavingdate"] ?? "")
      return place["placementrank"] == "1" && entry <= census && (leaving.isEmpty || leaving > census)
    }.max { ($0["entrydate"] ?? "") < ($1["entrydate"] ?? "") }
  }
}

enum ReturnReader {
  /// Reads one borough's return of a year in either format.
  static func persons(in folder: String, year: Int) throws -> [ToldPerson] {
    let xml = "\(folder)/sen2_\(year).xml"
    guard FileManager.default.fileExists(atPath: xml) else { return try blade("\(folder)/sen2_\(year)") }
    let reader = XMLReader()
    let parser = XMLParser(data: try Data(contentsOf: URL(fileURLWithPath: xml)))
    parser.delegate = reader
    guard parser.parse() else { throw CocoaError(.fileReadCorruptFile) }
    return reader.persons
  }

  /// Lines of a CSV file as rows by column; comment lines are left out.
  static func table(_ path: String) throws -> [[String: String]] {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
    guard let head = lines.first else { return [] }
    let names = cells(head).map { $0.lowercased() }
    return lines.dropFirst().map { line in
      Dictionary(zip(names, cells(line)), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    var (cells, isQuoted) = ([""], false)
    for character in line {
      if character == "\"" { isQuoted.toggle() } else if character == ",", !isQuoted { cells.append("") } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  private static func blade(_ folder: String) throws -> [ToldPerson] {
    var tables: [String: [[String: String]]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".csv") {
      let module = name.dropLast(4).split(separator: "_").last.map(String.init) ?? ""
      tables[module] = try table("\(folder)/\(name)").map { $0.mapValues(plainDay) }
    }
    func children(_ module: String, _ parent: String) -> [String: [[String: String]]] {
      Dictionary(grouping: tables[module] ?? []) { $0[parent + "tableid"] ?? "" }
    }
    let requests = children("requests", "person")
    let (assessments, plans) = (children("assessment", "requests"), children("namedplan", "assessment"))
    let (active, placed) = (children("activeplans", "requests"), children("placementdetail", "activeplans"))
    let needs = children("senneed", "activeplans")
    return (tables["person"] ?? []).map { person in
      let told = (requests[person["persontableid"] ?? ""] ?? []).map { request in
        var plan = ToldPlan(fields: request)
        let id = request["requeststableid"] ?? ""
        for assessment in assessments[id] ?? [] {
          for row in plans[assessment["assessmenttableid"] ?? ""] ?? [] { plan.fields.merge(row) { old, _ in old } }
        }
        for row in active[id] ?? [] {
          plan.fields.merge(row) { old, _ in old }
          plan.placements += placed[row["activeplanstableid"] ?? ""] ?? []
          plan.needs += needs[row["activeplanstableid"] ?? ""] ?? []
        }
        return plan
      }
      return ToldPerson(fields: person, plans: told)
    }
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `2025-Jan-16 00:00:00` as `2025-01-16`, anything else as it is.
  private static func plainDay(_ text: String) -> String {
    guard text.hasSuffix(" 00:00:00") else { return text }
    let parts = text.dropLast(9).split(separator: "-")
    guard parts.count == 3, let month = months.firstIndex(of: String(parts[1])) else { return text }
    return "\(parts[0])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[2])"
  }
}

private final class XMLReader: NSObject, XMLParserDelegate {
  var persons: [ToldPerson] = []
  private var path: [String] = []
  private var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    path.append(name.lowercased())
    text = ""
    switch path.last {
    case "person": persons.append(ToldPerson())
    case "requests": persons[persons.count - 1].plans.append(ToldPlan())
    case "placementdetail": plan { $0.placements.append([:]) }
    case "senneed": plan { $0.needs.append([:]) }
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    let (field, value) = (path.removeLast(), text)
    switch path.last {
    case "person" where field != "requests": persons[persons.count - 1].fields[field] = value
    case "placementdetail": plan { $0.placements[$0.placements.count - 1][field] = value }
    case "senneed": plan { $0.needs[$0.needs.count - 1][field] = value }
    case "requests", "namedplan", "activeplans": plan { $0.fields[field] = value }
    default: break
    }
    text = ""
  }

  private func plan(_ change: (inout ToldPlan) -> Void) {
    let person = persons.count - 1
    change(&persons[person].plans[persons[person].plans.count - 1])
  }
}
