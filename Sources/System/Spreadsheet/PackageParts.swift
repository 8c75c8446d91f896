/// What does not belong in a table of records, whoever would open it: programs, and what is fetched from elsewhere.
enum ForeignParts {
  /// Parts, types or relationships, of which no real workbook has nearly as many.
  static let limit = 1 << 14

  /// - Parameter name: of a part, a content type, or the last step of a relationship's type.
  static func runs(_ name: String) -> Bool { contains(name, programs) }
  static func fetches(_ name: String) -> Bool { contains(name, links) }

  private static func contains(_ name: String, _ marks: [String]) -> Bool {
    let lower = name.lowercased()
    return marks.contains { lower.contains($0) }
  }

  /// Visual Basic, the macro sheets before it, controls, embedded objects, ribbons and add-ins with code behind them.
  private static let programs = [
    "vbaproject", "macroenabled", "macrosheet", "activex", "oleobject", "embeddings/", "extensibility", "customui",
    "attachedtoolbars", "webextension",
  ]
  private static let links = ["externallink", "connections", "querytable"]
}

/// [Content_Types].xml: what each part is said to be.
final class ContentTypes: PartHandler {
  private var defaults: [String: String] = [:]
  private var overrides: [String: String] = [:]

  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    guard element == .contentDefault || element == .contentOverride else { return }
    let type = attributes.string(.contentType).lowercased()
    // Other programs decide by these types what to run and what to fetch.
    if ForeignParts.runs(type) { throw SpreadsheetError(.macros) }
    if ForeignParts.fetches(type) { throw SpreadsheetError(.externalLinks) }
    guard defaults.count + overrides.count < ForeignParts.limit else { throw SpreadsheetError(.tooLarge) }
    if element == .contentDefault {
      defaults[attributes.string(.fileExtension).lowercased()] = type
    } else {
      let name = attributes.string(.partName).lowercased()
      overrides[name.hasPrefix("/") ? String(name.dropFirst()) : name] = type
    }
  }

  /// - Parameter kind: such as "worksheet": the spreadsheet part types of ECMA-376 part 1, section 15.
  func has(_ part: String, _ kind: String) -> Bool {
    let fileExtension = part.lastIndex(of: ".").map { String(part[part.index(after: $0)...]) } ?? ""
    let type = overrides[part] ?? defaults[fileExtension] ?? ""
    return type == "application/vnd.openxmlformats-officedocument.spreadsheetml.\(kind.lowercased())+xml"
  }
}

/// The relationships of a part: which other parts it uses, and as what.
final class Relationships: PartHandler {
  struct Link {
    let id: String
    /// The last step of its type: the same in both editions of the format.
    let kind: String
    /// Path of the part, in lower case.
    let target: String
  }

  private let folder: String
  private(set) var links: [Link] = []

  /// - Parameter folder: of the part that has them, without a slash at its end.
  init(folder: String) { self.folder = folder }

  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    guard element == .relationship else { return }
    let kind = String(attributes.string(.type).split(separator: "/").last ?? "")
    if ForeignParts.runs(kind) { throw SpreadsheetError(.macros) }
    // A hyperlink is followed only by who clicks on it; DfE's own template has some.
    let isFetched = attributes.string(.targetMode).lowercased() == "external" && kind != "hyperlink"
    if isFetched || ForeignParts.fetches(kind) { throw SpreadsheetError(.externalLinks) }
    guard links.count < ForeignParts.limit else { throw SpreadsheetError(.tooLarge) }
    links.append(
      Link(id: attributes.string(.relationshipID), kind: kind, target: path(attributes.string(.target).lowercased())))
  }

  private func path(_ target: String) -> String {
    var steps = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for step in target.split(separator: "/") where step != "." {
      if step == ".." { _ = steps.popLast() } else { steps.append(String(step)) }
    }
    return steps.joined(separator: "/")
  }
}

/// xl/workbook.xml: the sheets in their order, and the system of dates.
final class WorkbookPart: PartHandler {
  private(set) var sheets: [(name: String, id: String, isHidden: Bool)] = []
  private(set) var dates = DateSystem.from1900

  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError) {
    switch element {
    case .workbookProperties:
      if ["1", "true"].contains(attributes.string(.date1904)) { dates = .from1904 }
    case .sheet:
      let isHidden = ["hidden", "veryhidden"].contains(attributes.string(.state).lowercased())
      sheets.append((attributes.string(.name), attributes.string(.id), isHidden))
      guard sheets.count <= 1_000 else { throw SpreadsheetError(.tooLarge) }
    default: break
    }
  }
}
