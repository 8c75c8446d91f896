/// One row of a return with the rows below it, as texts: for returns that are changed before they are spelled.
///
/// Days stand as `2025-01-16`, indicators as 1 and 0, blanks are absent. The element of the header is the parent of all
/// persons.
struct ReturnElement {
  typealias Module = BladeReturn.Module

  let module: Module
  /// By names in lower case.
  var items: [String: String]
  var children: [ReturnElement] = []
  /// Codes of checks that will find something in this row.
  var marks: [String] = []

  subscript(_ item: String) -> String {
    get { items[item] ?? "" }
    set { items[item] = newValue.isEmpty ? nil : newValue }
  }

  /// Those of one module directly below.
  func all(_ module: Module) -> [ReturnElement] { children.filter { $0.module == module } }

  /// Marks every row below.
  mutating func markBelow(_ code: String) {
    for place in children.indices {
      children[place].marks.append(code)
      children[place].markBelow(code)
    }
  }
}

extension ReturnElement {
  /// The return as COLLECT would export it, taken apart again. So no item is spelled out a second time.
  init(_ content: ReturnContent, _ header: ReturnHeader) {
    var export = BladeReturn(header)
    content.forEachPerson { export.add($0) }
    self = Self.assembled(export.texts)
  }

  /// - Parameter texts: of the nine tables, in the order of modules.
  static func assembled(_ texts: [Bytes]) -> ReturnElement {
    // By module and the id of the row above, in the order of the table. Lower modules come last.
    var waiting: [Module: [Substring: [ReturnElement]]] = [:]
    var roots: [ReturnElement] = []
    for (module, text) in zip(Module.allCases, texts).reversed() {
      let lines = String(decoding: text.all, as: UTF8.self).split(separator: "\r\n")
      let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let first = module.parent == nil ? 4 : 5
      var found: [Substring: [ReturnElement]] = [:]
      for line in lines.dropFirst() {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        var element = ReturnElement(module: module, items: [:])
        for place in first..<columns.count where !cells[place].isEmpty {
          element.items[columns[place]] = ItemKind(columns[place]).neutral(String(cells[place]))
        }
        // In the order in which rows stand in XML: the assessment before the active plan, placements before needs.
        for child in Module.allCases where child.parent == module {
          element.children += waiting[child]?[cells[0]] ?? []
        }
        if module.parent == nil { roots.append(element) } else { found[cells[4], default: []].append(element) }
      }
      waiting[module] = found
    }
    return roots.first ?? ReturnElement(module: .sen2, items: [:])
  }
}

/// What the text of an item is.
enum ItemKind {
  case text, day, flag, number

  init(_ item: String) {
    self =
      if item.hasSuffix("date") || ["reviewmeeting", "lastreview", "reviewdraft", "datetime"].contains(item) {
        .day
      } else if Self.flags.contains(item) {
        .flag
      } else if Self.numbers.contains(item) {
        .number
      } else {
        .text
      }
  }

  private static let flags: Set<String> = [
    "rya", "requestmediation", "requesttribunal", "assessmentmediation", "assessmenttribunal", "othermediation",
    "othertribunal", "week20", "pb", "oa", "senunitindicator", "resourcedprovisionindicator",
  ]
  private static let numbers: Set<String> = [
    "urn", "ukprn", "placementrank", "sentyperank", "ceasereason", "requestsource", "transferla",
  ]
  static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// From the text of COLLECT's export.
  func neutral(_ text: String) -> String {
    switch self {
    case .day:
      let parts = text.prefix(11).split(separator: "-")
      guard parts.count == 3, let month = Self.months.firstIndex(of: String(parts[1])) else { return text }
      return "\(parts[0])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[2])"
    case .flag: return text == "true" ? "1" : "0"
    case .number, .text: return text
    }
  }
}
