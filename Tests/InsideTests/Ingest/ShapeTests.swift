import Ingest
import Records
import TestSupport
import Testing

/// What people and systems do to a return on its way: it is recognised all the same, and says the same.
@Suite struct ShapeTests {
  typealias Child = TinyReturn.Child
  typealias Plan = TinyReturn.Plan
  typealias Placement = TinyReturn.Placement

  static let whole = TinyReturn(children: WorkbookTests.children)
  static let roll = Result { try TinyFolder(["r.xml": whole.xml]).read().roll }

  static func expectTheSame(_ tiny: TinyFolder, _ codes: [String] = [], _ place: SourceLocation = #_sourceLocation) throws {
    let ingested = try tiny.read()
    #expect(try ingested.roll == roll.get(), "\(ingested.report.text)", sourceLocation: place)
    #expect(ingested.codes == codes && ingested.isBalanced, "\(ingested.report.text)", sourceLocation: place)
  }

  // XML

  static let spellings: [@Sendable (String) -> String] = [
    { $0.replacing("<Message>", with: "<Message xmlns=\"urn:fictional\" xmlns:xsi=\"urn:other\">") },
    { $0.replacing("<Message>", with: "<Message><SEN2>").replacing("</Message>", with: "</SEN2></Message>") },
    { $0.replacing("Message>", with: "SEN2>") },
    { $0.replacing("</", with: "</s:").replacing("<", with: "<s:").replacing("<s:/s:", with: "</s:")
      .replacing("<s:?", with: "<?").replacing("<s:!", with: "<!").replacing("<s:Message>", with: "<s:Message xmlns:s=\"urn:fictional\">") },
    { text in text.split(separator: "<", omittingEmptySubsequences: false).map { part in
      let end = part.firstIndex { "> ".contains($0) } ?? part.startIndex
      return part.hasPrefix("?") || part.hasPrefix("!") ? String(part) : part[..<end].lowercased() + part[end...] }.joined(separator: "<") },
    // 2023: other names, and items that were moved since.
    { $0.replacing("Sex>", with: "GenderCurrent>").replacing("<RES></RES>", with: "<AttendancePattern>F</AttendancePattern>")
      .replacing("<ActivePlans>", with: "<ActivePlans><Res>A</Res><WPB></WPB><LastReview>2024-03-02</LastReview>") },
    { $0.replacing("<ActivePlans>", with: "<ActivePlans><ReviewMeeting>2024-03-02</ReviewMeeting><ReviewOutcome>M</ReviewOutcome>"
        + "<ReviewDraft/><PhaseTransferDueDate>2024-02-15</PhaseTransferDueDate><PhaseTransferFinalDate/>") },
    { $0.replacing("<Persons>", with: "<DMO>a</DMO><DCO>b</DCO><DSCO>c</DSCO><Persons>") },
    { $0.replacing("\n", with: "\r\n") }, { $0.replacing("\n", with: "") },
    { $0.replacing("<URN>100001</URN>", with: "<URN> 100001.0 </URN>").replacing("Rank>1<", with: "Rank>1.0<") },
    { $0.replacing(#/>(\d{4})-(\d\d)-(\d\d)</#) { ">\($0.3)/\($0.2)/\($0.1)<" } },
    { $0.replacing(#/>(\d{4})-(\d\d)-(\d\d)</#) { ">\($0.1)-\($0.2)-\($0.3)T00:00:00<" } },
    { $0.replacing(#/>(\d{4})-(\d\d)-(\d\d)</#) { ">\($0.1)\($0.2)\($0.3)<" } },
  ]

  @Test(arguments: spellings.indices) func anXMLReturnIsReadHoweverItIsSpelled(index: Int) throws {
    let changed = Self.spellings[index](Self.whole.xml)
    #expect(changed != Self.whole.xml)
    try Self.expectTheSame(TinyFolder(["anything.XML": changed]))
  }

  @Test func aSingleFileIsReadLikeAFolderWithIt() throws {
    let tiny = try TinyFolder(["r.xml": Self.whole.xml, "s.txt": "x"])
    let providers = try ProviderSectors(parsing: Array(TinyFolder.providerList.utf8))
    let ingested = try Ingest.read(folder: tiny.folder.file("r.xml"), providers: providers, borough: "201")
    #expect(try ingested.roll == Self.roll.get() && ingested.report.files.map(\.name) == ["r.xml"])
  }

  // Blade

  /// New names for the files of an export; `$0` is the module.
  static let names: [@Sendable (String) -> String] = [
    { "\($0).csv" }, { "\($0.uppercased()).CSV" }, { "SEN2 2025/\($0).csv" }, { "a/b/c/Blade-Export_03-02-2025_\($0).csv" },
    { "Camden copy of Blade-Export_03-02-2025_\($0) (1).csv" }, { "2025_\($0)_final.csv" },
    { "sen2_2025_\($0.prefix(1).uppercased() + $0.dropFirst()).csv" }, { "table \($0.utf8.reduce(0) { $0 + Int($1) }).csv" },
  ]

  @Test(arguments: names.indices) func aRenamedExportIsReadAllTheSame(index: Int) throws {
    let tiny = try TinyFolder()
    for (name, text) in Self.whole.blade {
      let module = String(name.dropLast(4).split(separator: "_").last ?? "")
      try tiny.write(Array(text.utf8), Self.names[index](module))
    }
    try Self.expectTheSame(tiny)
  }

  /// Changes to each table of an export.
  static let tables: [@Sendable (String) -> String] = [
    { "\u{FEFF}" + $0 }, { $0.replacing("\r\n", with: "\n") },
    { text in  // headings in other case
      let lines = text.split(separator: "\r\n")
      return ([lines[0].uppercased()] + lines.dropFirst().map(String.init)).joined(separator: "\r\n")
    },
    { columns($0) { ["note"] + $0 + ["checked by"] } with: { ["x"] + $0 + ["\"y, z\""] } },
    { columns($0) { $0.reversed() } with: { $0.reversed() } },
    { columns($0) { $0.map { "\"\($0)\"" } } with: { $0.map { "\"\($0.replacing("\"", with: ""))\"" } } },
    // What a spreadsheet makes of ids and codes.
    { columns($0) { $0 } with: { $0.map { Int($0) == nil ? $0 : "\($0).0" } } },
    { $0.replacing(",0,1,,\r\n", with: ",FALSE,True,,\r\n") },
    // What a spreadsheet writes below the last row, and between rows that were cleared.
    { text in
      let commas = String(repeating: ",", count: text.prefix { $0 != "\r\n" }.count { $0 == "," }) + "\r\n"
      return text + commas + commas
    },
    { text in
      let commas = String(repeating: ",", count: text.prefix { $0 != "\r\n" }.count { $0 == "," }) + "\r\n"
      return text.split(separator: "\r\n").map { $0 + "\r\n" }.joined(separator: commas)
    },
    // What databases and statistics programs write for nothing.
    { columns($0) { $0 } with: { $0.map { $0.isEmpty ? "NULL" : $0 } } },
    { columns($0) { $0 } with: { $0.map { $0.isEmpty ? "NaN" : $0 } } },
    { columns($0) { $0 } with: { $0.map { $0.isEmpty ? "\"N/A\"" : $0 } } },
    { $0.replacing(#/(\d{4})-(\w{3})-(\d\d) 00:00:00/#) { "\($0.3)-\($0.2)-\($0.1)" } },
    { $0.replacing(#/(\d{4})-(\w{3})-(\d\d) 00:00:00/#) { "\($0.1)-\($0.2)-\($0.3) 00:00:00.000" } },
    { $0.replacing("requestsource", with: "rquestsource").replacing("planwbp", with: "planwpb").replacing(",wbp", with: ",WPB") },
  ]

  private static func columns(
    _ text: String, _ heading: ([String]) -> [String], with row: ([String]) -> [String]
  ) -> String {
    let lines = text.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return ([heading(lines[0])] + lines.dropFirst().map(row)).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  @Test(arguments: tables.indices) func anExportIsReadHoweverItsTablesAreChanged(index: Int) throws {
    let changed = Self.whole.blade.mapValues(Self.tables[index])
    #expect(changed != Self.whole.blade)
    try Self.expectTheSame(TinyFolder(changed))
  }

  /// In order the files are read side by side; otherwise one after another. Nobody can tell from what is found.
  @Test(arguments: ["", "person", "requests", "assessment", "namedplan", "plandetail", "activeplans", "placementdetail", "senneed"])
  func anExportInAnyOrderSaysTheSame(disordered: String) throws {
    let defects = DefectTests.rowDefects.enumerated().map { index, defect in
      var child = defect.1
      if child.upn == "X900000000002" { child.upn = "X9000000\(10_000 + index)" }
      return child
    }
    var files = TinyReturn(children: WorkbookTests.children + defects).blade
    let inOrder = try TinyFolder(files).read()
    for name in files.keys where name.hasSuffix("_\(disordered).csv") {
      let lines = files[name]?.split(separator: "\r\n") ?? []
      files[name] = ([lines[0], lines[lines.count - 1]] + lines[1..<(lines.count - 1)] + [""]).joined(separator: "\r\n")
    }
    // Rows that belong to nobody, and a row of another length.
    let needs = try #require(files.keys.first { $0.hasSuffix("_senneed.csv") })
    let damaged = files.merging([needs: (files[needs] ?? "") + "9999998,1,9999997,ASD,1\r\n9999999,1\r\n"]) { $1 }
    let (whole, after) = (try TinyFolder(files).read(), try TinyFolder(damaged).read())
    #expect(whole.roll == inOrder.roll && whole.isBalanced && inOrder.isBalanced && after.isBalanced)
    #expect(Self.counts(whole) == Self.counts(inOrder))
    #expect(after.report.rowsRead == whole.report.rowsRead + 2 && after.report.rowsListed == whole.report.rowsListed + 2)
    #expect(after.finding("orphan-row")?.count == 1 && after.finding("column-count")?.count == 1)
    #expect(after.roll == whole.roll)
  }

  private static func counts(_ ingested: Ingested) -> [String] {
    ingested.report.findings.map { "\($0.code) \($0.count)" }.sorted()
  }

  @Test func twoExportsInOneFolderAreToldApartByTheirNames() throws {
    let before = TinyReturn(year: "2024", day: "2024-01-18", children: [DefectTests.good])
    let both = before.blade.merging(Self.whole.blade) { $1 }
    #expect(both.count == 18)
    let together = try TinyFolder(both).read()
    let apart = try TinyFolder(["a.xml": before.xml, "b.xml": Self.whole.xml]).read()
    #expect(together.roll == apart.roll && together.codes == apart.codes && together.isBalanced)
  }

  // Modules that are not there

  private static func without(_ modules: [String], _ files: [String: String]) -> [String: String] {
    files.filter { file in !modules.contains { file.key.hasSuffix("_\($0).csv") } }
  }

  @Test func anExportWithoutHeaderOrSettingsNamedIsRead() throws {
    try Self.expectTheSame(TinyFolder(Self.without(["plandetail"], Self.whole.blade)), ["module-absent"])
    try Self.expectTheSame(TinyFolder(Self.without(["sen2"], Self.whole.blade)), ["census-day-derived"])
    try Self.expectTheSame(TinyFolder(Self.without(["sen2", "plandetail"], Self.whole.blade)), ["census-day-derived", "module-absent"])
    let absent = try TinyFolder(Self.without(["plandetail"], Self.whole.blade)).read().finding("module-absent")
    #expect(absent?.about == "module plandetail" && absent?.severity == .warning)
  }

  /// Some systems write the request's id into plans.
  @Test func anExportWithoutAssessmentsIsReadWherePlansNameTheirRequests() throws {
    var files = Self.whole.blade
    let assessments = try #require(files.first { $0.key.hasSuffix("_assessment.csv") })
    let requests = Dictionary(
      uniqueKeysWithValues: assessments.value.split(separator: "\r\n").dropFirst().map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return (String(fields[0]), String(fields[2]))
      })
    let plans = try #require(files.first { $0.key.hasSuffix("_namedplan.csv") })
    files[plans.key] = Self.columns(plans.value) { $0.map { $0 == "assessmenttableid" ? "requeststableid" : $0 } } with: { fields in
      fields.enumerated().map { $0.offset == 2 ? requests[$0.element] ?? "" : $0.element }
    }
    try Self.expectTheSame(TinyFolder(files))
    // One that names no assessment where others have theirs.
    let lines = assessments.value.split(separator: "\r\n")
    files[assessments.key] = lines.dropLast().joined(separator: "\r\n")
    try Self.expectTheSame(TinyFolder(files), ["plan-without-assessment"])
    files[assessments.key] = nil
    try Self.expectTheSame(TinyFolder(files), ["module-absent"])
  }

  @Test func aWorkbookWithoutOptionalSheetsIsRead() throws {
    var modules = Self.whole.modules
    modules.sheets.removeAll { $0.name == "Plan Detail" || $0.name == "Assessments" }
    let tiny = try TinyFolder()
    try tiny.write(modules.bytes, "r.xlsx")
    try Self.expectTheSame(tiny, ["census-day-derived", "module-absent"])
    #expect(try tiny.read().report.findings.filter { $0.code == "module-absent" }.map(\.about) == ["sheet Assessments", "sheet Plan Detail"])
    var headed = Self.whole.modules
    headed.sheets.append((
      "Header", [[.text("Collection"), .text("Year"), .text("Reference Date"), .text("LEA")],
        [.text("SEN2"), .number("2025"), .text("16/01/2025"), .number("201.0")]]
    ))
    try tiny.write(headed.bytes, "r.xlsx")
    try Self.expectTheSame(tiny)
  }

  @Test func datesOfAWorkbookMayBeBareNumbers() throws {
    var modules = Self.whole.modules
    for sheet in modules.sheets.indices {
      modules.sheets[sheet].rows = modules.sheets[sheet].rows.map { row in
        row.map { cell in
          // Days of 1900: number 25569 is 1 January 1970.
          if case .day(let day) = cell { .number("\(day + 25_569)") } else { cell }
        }
      }
    }
    let tiny = try TinyFolder()
    try tiny.write(modules.bytes, "r.xlsx")
    try Self.expectTheSame(tiny, ["census-day-derived"])
  }

  /// One need and one of several settings of each plan: better none than those.
  @Test func aWorkbookMadeForViewingIsRefusedByName() throws {
    let workbook = TinyWorkbook(sheets: ["Persons", "Requests", "Assessments", "Named Plan", "Active Plans", "Plan Detail",
      "Placement Detail", "SEN Need"].map { ($0, [[.text("child_id"), .text("requests_id"), .text("upn")], [.number("1"), .number("1"), .text("x")]]) })
    let tiny = try TinyFolder()
    try tiny.write(workbook.bytes, "r.xlsx")
    let ingested = try tiny.read()
    #expect(ingested.codes.contains("workbook-flattened") && ingested.report.verdict == .unusable)
  }
}
