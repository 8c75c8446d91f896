// Spreadsheet: reads the cells of Excel workbooks (.xlsx, ECMA-376) that come from strangers.
//
// May assume: nothing about the bytes. They are whole in memory, so that what was digested is what is read; what is
// unpacked streams by, and only the texts that cells share stay.
// Never: unpacks more than its limits, runs or follows anything (macros, links, entities, formulas), writes, or puts a
// cell's content into an error.

/// An opened workbook. Shows nothing of what it holds.
public struct Workbook: CustomStringConvertible, CustomReflectable {
  /// What is refused before it is unpacked.
  public struct Limits: Sendable {
    /// Bytes of the file.
    public var file = 64 << 20
    /// Number of parts.
    public var parts = 2_000
    /// Unpacked bytes of one part, and of all together.
    public var part = 512 << 20
    public var total = 1 << 30
    /// Unpacked bytes for each packed one, in parts beyond a size.
    public var ratio = 250
    public var ratioFloor = 1 << 20
    /// Bytes of the texts that cells share.
    public var strings = 128 << 20

    public static let standard = Limits()
  }

  /// Names of the worksheets, in order.
  public let sheets: [String]
  /// Indices into `sheets` of those that Excel doesn't show.
  public let hidden: Set<Int>
  private let parts: [ZipArchive.Part]
  private let archive: ZipArchive
  private let strings: SharedStrings?
  private let formats: NumberFormats?
  private let dates: DateSystem

  /// Opens a workbook and reads its shared texts and formats.
  public init(_ bytes: [UInt8], limits: Limits = .standard) throws(SpreadsheetError) {
    let archive = try ZipArchive(bytes, limits: limits)
    try Self.refuseForeignParts(archive)
    let types = ContentTypes()
    try Self.read("[content_types].xml", archive, types)
    let root = Relationships(folder: "")
    try Self.read("_rels/.rels", archive, root)
    guard let main = root.links.first(where: { $0.kind == "officeDocument" })?.target, types.has(main, "sheet.main")
    else { throw SpreadsheetError(.wrongType) }
    let workbook = WorkbookPart()
    try Self.read(main, archive, workbook)

    let folder = main.lastIndex(of: "/").map { String(main[..<$0]) } ?? ""
    let file = main.dropFirst(folder.isEmpty ? 0 : folder.count + 1)
    let links = Relationships(folder: folder)
    try Self.read((folder.isEmpty ? "" : folder + "/") + "_rels/\(file).rels", archive, links)
    var (names, parts, hidden): ([String], [ZipArchive.Part], Set<Int>) = ([], [], [])
    for (name, id, isHidden) in workbook.sheets {
      guard let link = links.links.first(where: { $0.id == id }) else { throw SpreadsheetError(.damaged) }
      // Sheets of other kinds, such as charts, have no cells.
      guard link.kind == "worksheet" else { continue }
      guard let part = archive.parts[link.target] else { throw SpreadsheetError(.damaged) }
      guard types.has(link.target, "worksheet") else { throw SpreadsheetError(.wrongType) }
      if isHidden { hidden.insert(names.count) }
      names.append(name)
      parts.append(part)
    }
    sheets = names
    self.hidden = hidden
    self.parts = parts
    self.archive = archive
    dates = workbook.dates
    strings = try Self.linked("sharedStrings", links, types, archive, SharedStrings(limit: limits.strings))
    formats = try Self.linked("styles", links, types, archive, NumberFormats())
  }

  /// Reads one sheet, row by row.
  ///
  /// - Parameter index: into `sheets`.
  public func read(_ index: Int, _ handler: any RowHandler) throws(SpreadsheetError) {
    let sheet = SheetPart(strings, formats, dates, handler)
    do throws(SpreadsheetError) { try PartParser.read(parts[index], in: archive, sheet) } catch {
      var error = error
      error.sheet = index + 1
      throw error
    }
  }

  /// Refuses by the names, first bytes and relationships of all parts, also of those that nothing here would read.
  private static func refuseForeignParts(_ archive: ZipArchive) throws(SpreadsheetError) {
    for (name, part) in archive.parts.sorted(by: { $0.key < $1.key }) {
      if ForeignParts.runs(name) { throw SpreadsheetError(.macros) }
      if ForeignParts.fetches(name) { throw SpreadsheetError(.externalLinks) }
      guard name.hasSuffix(".xml") || name.hasSuffix(".rels"), part.size > 0 else { continue }
      var bytes = try PartBytes(part, in: archive)
      var piece: [UInt8] = []
      guard try bytes.next(&piece) else { continue }
      // What else is wrong matters only in parts that are read, and is found there.
      do throws(SpreadsheetError) { try PartProlog.check(piece) } catch where error.reason == .doctype {
        throw error
      } catch {}
      // Also what sheets and drawings use.
      if name.hasSuffix(".rels") { try PartParser.read(part, in: archive, Relationships(folder: "")) }
    }
  }

  private static func read(
    _ name: String, _ archive: ZipArchive, _ handler: any PartHandler
  ) throws(SpreadsheetError) {
    // A zip archive without these parts is no package of the Office kind.
    guard let part = archive.parts[name] else { throw SpreadsheetError(.wrongType) }
    try PartParser.read(part, in: archive, handler)
  }

  /// Reads the one part that the workbook uses as `kind`; nil if it has none.
  private static func linked<Handler: PartHandler>(
    _ kind: String, _ links: Relationships, _ types: ContentTypes, _ archive: ZipArchive,
    _ handler: Handler
  ) throws(SpreadsheetError) -> Handler? {
    guard let link = links.links.first(where: { $0.kind == kind }) else { return nil }
    guard let part = archive.parts[link.target] else { throw SpreadsheetError(.damaged) }
    guard types.has(link.target, kind) else { throw SpreadsheetError(.wrongType) }
    try PartParser.read(part, in: archive, handler)
    return handler
  }

  public var description: String { "Workbook(…)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
