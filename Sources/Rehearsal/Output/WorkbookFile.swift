/// An Excel workbook under construction: sheets of texts, numbers and days, with shared texts, as Excel writes them.
struct WorkbookFile {
  enum Cell {
    case blank
    case text(String)
    /// As another program's floats: 12.0.
    case float(Int)
    /// Pence, as a number in pounds: 1234.5.
    case pounds(Int)
    /// A day number (since 1970), shown as a date.
    case day(Int)
    /// A formula that broke.
    case error
  }

  /// How a cell that broke looks.
  static let error = "#REF!"
  /// Parts that no sheet names.
  var otherParts: [(name: String, text: String)] = []

  private var sheets: [(name: String, rows: Bytes, count: Int, isHidden: Bool)] = []
  private var numbers: [String: Int] = [:]
  private var strings = Bytes()

  mutating func addSheet(_ name: String, isHidden: Bool = false) { sheets.append((name, Bytes(), 0, isHidden)) }

  func without(_ name: String) -> WorkbookFile {
    var other = self
    other.sheets.removeAll { $0.name == name }
    return other
  }

  /// Of the last sheet.
  var rowCount: Int { sheets.last?.count ?? 0 }

  /// Adds a row to the last sheet.
  mutating func addRow(_ cells: [Cell]) {
    guard var sheet = sheets.popLast() else { return }
    sheet.count += 1
    sheet.rows.add("<row r=\"\(sheet.count)\">")
    for (column, cell) in cells.enumerated() {
      // At most 26 columns.
      let place = "r=\"\(Unicode.Scalar(UInt8(0x41 + column)))\(sheet.count)\""
      switch cell {
      case .blank: break
      case .text(let text): sheet.rows.add("<c \(place) t=\"s\"><v>\(number(of: text))</v></c>")
      case .error: sheet.rows.add("<c \(place) t=\"e\"><v>\(Self.error)</v></c>")
      case .float(let value): sheet.rows.add("<c \(place)><v>\(value).0</v></c>")
      case .pounds(let pence):
        sheet.rows.add("<c \(place)><v>")
        sheet.rows.addPounds(pence)
        sheet.rows.add("</v></c>")
      case .day(let day): sheet.rows.add("<c \(place) s=\"1\"><v>\(day + 25_569)</v></c>")
      }
    }
    sheet.rows.add("</row>\n")
    sheets.append(sheet)
  }

  private mutating func number(of text: String) -> Int {
    if let known = numbers[text] { return known }
    let next = numbers.count
    numbers[text] = next
    strings.add("<si><t xml:space=\"preserve\">")
    strings.add(text.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;"))
    strings.add("</t></si>\n")
    return next
  }

  /// The file. The same bytes for the same content: no time, no name of a program.
  func bytes() throws -> Bytes {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    let links = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    var (overrides, list, targets) = ("", "", "")
    var archive = ZipFile()
    func link(_ id: String, _ kind: String, _ target: String) -> String {
      "<Relationship Id=\"\(id)\" Type=\"\(kinds)/\(kind)\" Target=\"\(target)\"/>"
    }
    for (index, sheet) in sheets.enumerated() {
      let file = "worksheets/sheet\(index + 1).xml"
      overrides += "<Override PartName=\"/xl/\(file)\" ContentType=\"\(type).worksheet+xml\"/>"
      list += "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\"\(sheet.isHidden ? " state=\"hidden\"" : "") r:id=\"rId\(index + 1)\"/>"
      targets += link("rId\(index + 1)", "worksheet", file)
      try archive.add("xl/" + file, "\(head)<worksheet \(main)><sheetData>\n", sheet.rows, "</sheetData></worksheet>")
    }
    for (name, kind) in [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")] {
      overrides += "<Override PartName=\"/xl/\(name).xml\" ContentType=\"\(type).\(kind)+xml\"/>"
    }
    targets += link("rIdA", "styles", "styles.xml") + link("rIdB", "sharedStrings", "sharedStrings.xml")
    try archive.add("xl/sharedStrings.xml", "\(head)<sst \(main)>\n", strings, "</sst>")
    // Style 1 is built-in format 14: a day as the reader's country writes it.
    try archive.add(
      "xl/styles.xml",
      "\(head)<styleSheet \(main)><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>")
    try archive.add("xl/workbook.xml", "\(head)<workbook \(main) xmlns:r=\"\(kinds)\"><sheets>\(list)</sheets></workbook>")
    try archive.add("xl/_rels/workbook.xml.rels", "\(head)\(links)\(targets)</Relationships>")
    try archive.add("_rels/.rels", "\(head)\(links)\(link("rId1", "officeDocument", "xl/workbook.xml"))</Relationships>")
    try archive.add(
      "[Content_Types].xml",
      "\(head)<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
        + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\(overrides)</Types>")
    for part in otherParts { try archive.add(part.name, part.text) }
    return archive.bytes()
  }
}
