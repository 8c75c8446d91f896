/// Spells changed returns as XML. A return that was not changed comes out as `XMLReturn` writes it, byte by byte.
struct XMLFromElements {
  private let style: SpellingStyle
  private let lineEnd: String
  private var text = ""
  private var line = 1
  private var marks: [(code: String, row: Int)] = []

  static func file(_ root: ReturnElement, _ style: SpellingStyle) -> SpelledFile {
    var writer = XMLFromElements(style)
    writer.add(header: root)
    for person in root.children { writer.add(person: person) }
    writer.closing()
    let path = style.path("sen2_\(root["year"]).xml")
    return SpelledFile(
      path: path, bytes: style.bytes(writer.text),
      marks: writer.marks.map { SpelledFile.Mark(code: $0.code, file: path, row: $0.row) })
  }

  private init(_ style: SpellingStyle) {
    self.style = style
    lineEnd = style.lineEnd ?? "\n"
  }

  private mutating func add(header: ReturnElement) {
    text += "<?xml version=\"1.0\" encoding=\"\(style.isWindows1252 ? "Windows-1252" : "UTF-8")\"?>"
    end()
    text += "<!-- \(ReturnHeader.notice) -->"
    end()
    text += style.root.0
    end()
    note(header)
    text += "<\(name("Header"))>"
    end()
    text += "<\(name("CollectionDetails"))>"
    for item in ["collection", "year", "referencedate"] { add(item, header[item]) }
    text += "</\(name("CollectionDetails"))>"
    end()
    text += "<\(name("Source"))>"
    for item in ["sourcelevel", "lea", "softwarecode", "release", "serialno"] { add(item, header[item]) }
    text += "<\(name("DateTime"))>\(header["datetime"])T09:00:00</\(name("DateTime"))></\(name("Source"))>"
    end()
    text += "</\(name("Header"))>"
    end()
    for item in ["dmo", "dco", "dsco"] where !header[item].isEmpty { add(item, header[item]) }
    end()
    text += "<\(name("Persons"))>"
    end()
  }

  private mutating func closing() {
    text += "</\(name("Persons"))>"
    end()
    text += style.root.1
    end()
  }

  private mutating func add(person: ReturnElement) {
    open(person)
    end()
    addItems(of: person)
    end()
    for request in person.children { request.module == .requests ? add(request: request) : addSmall(request) }
    close(person)
    end()
  }

  private mutating func add(request: ReturnElement) {
    open(request)
    addItems(of: request)
    end()
    for module in request.children {
      open(module)
      addItems(of: module)
      for inner in module.children {
        end()
        open(inner)
        addItems(of: inner)
        for detail in inner.children { addSmall(detail) }
        close(inner)
        if inner.module == .namedplan { end() }
      }
      close(module)
      end()
    }
    close(request)
    end()
  }

  /// A row without rows below it, on a line of its own.
  private mutating func addSmall(_ element: ReturnElement) {
    end()
    open(element)
    addItems(of: element)
    close(element)
  }

  private mutating func addItems(of element: ReturnElement) {
    if style.hasExtraColumns { text += "<LocalNote>fictional</LocalNote>" }
    let names = Self.items[element.module] ?? []
    for item in style.isReversed ? names.reversed() : names { add(item.lowercased(), element[item.lowercased()], item) }
  }

  private mutating func add(_ item: String, _ value: String, _ usual: String? = nil) {
    guard !value.isEmpty || style.renamed[item] != nil else { return }
    let name = style.name(item, usual ?? Self.headerNames[item] ?? item)
    text += "<\(name)>\(style.text(item, value, isBlade: false))</\(name)>"
  }

  private mutating func open(_ element: ReturnElement) {
    note(element)
    text += "<\(name(Self.elements[element.module] ?? ""))>"
  }
  private mutating func close(_ element: ReturnElement) { text += "</\(name(Self.elements[element.module] ?? ""))>" }
  private mutating func note(_ element: ReturnElement) { marks += element.marks.map { ($0, line) } }
  private mutating func end() {
    text += lineEnd
    line += lineEnd.isEmpty ? 0 : 1
  }
  private func name(_ usual: String) -> String { style.name(usual, usual) }
}

extension XMLFromElements {
  private static let elements: [BladeReturn.Module: String] = [
    .person: "Person", .requests: "Requests", .assessment: "Assessment", .namedplan: "NamedPlan",
    .plandetail: "PlanDetail", .activeplans: "ActivePlans", .placementdetail: "PlacementDetail", .senneed: "SENneed",
  ]
  private static let headerNames = [
    "collection": "Collection", "year": "Year", "referencedate": "ReferenceDate", "sourcelevel": "SourceLevel",
    "lea": "LEA", "softwarecode": "SoftwareCode", "release": "Release", "serialno": "SerialNo", "dmo": "DMO",
    "dco": "DCO", "dsco": "DSCO",
  ]
  private static let setting = [
    "URN", "UKPRN", "SENsetting", "SENSettingOther", "PlacementRank", "SENunitIndicator", "ResourcedProvisionIndicator",
  ]
  private static let items: [BladeReturn.Module: [String]] = [
    .person: [
      "Surname", "Forename", "PersonBirthDate", "GenderCurrent", "Sex", "Ethnicity", "Postcode", "UPN",
      "UniqueLearnerNumber", "UPNunknown",
    ],
    .requests: [
      "ReceivedDate", "RequestSource", "RYA", "RequestOutcomeDate", "RequestOutcome", "RequestMediation",
      "RequestTribunal", "Exported",
    ],
    .assessment: [
      "AssessmentOutcome", "AssessmentOutcomeDate", "AssessmentMediation", "AssessmentTribunal", "OtherMediation",
      "OtherTribunal", "Week20",
    ],
    .namedplan: ["StartDate", "PlanRes", "PlanWBP", "PB", "OA", "DP", "CeaseDate", "CeaseReason"],
    .plandetail: setting,
    .activeplans: [
      "TransferLA", "Res", "WBP", "ReviewMeeting", "ReviewOutcome", "LastReview", "ReviewDraft", "PhaseTransferDueDate",
      "PhaseTransferFinalDate",
    ],
    .placementdetail: setting + ["EntryDate", "LeavingDate", "AttendancePattern", "Res", "WBP"],
    .senneed: ["SENtype", "SENtypeRank"],
  ]
}
