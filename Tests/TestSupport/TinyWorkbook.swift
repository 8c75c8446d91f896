internal import Compression

/// Writes small Excel workbooks: stored or deflated parts, shared and inline texts, numbers, booleans and dates.
public struct TinyWorkbook: Sendable {
  public enum Cell: Sendable {
    case blank
    case text(String)
    case inline(String)
    case number(String)
    case boolean(Bool)
    /// A day number (since 1970), shown as a date.
    case day(Int)
    case error
    /// A formula that was never worked out.
    case formula
  }

  public var sheets: [(name: String, rows: [[Cell]])] = []
  public var is1904 = false
  public var isStored = false
  /// Format of dates: spelled out, or one of the built-in ones.
  public var hasBuiltInFormat = false
  public var mainType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
  public var sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
  public var extraTypes = ""
  public var extraLinks = ""
  /// Parts added, or put in the place of those of the same name.
  public var extraParts: [String: String] = [:]

  public init(sheets: [(name: String, rows: [[Cell]])] = [], hasBuiltInFormat: Bool = false) {
    (self.sheets, self.hasBuiltInFormat) = (sheets, hasBuiltInFormat)
  }

  public var bytes: [UInt8] { zip(parts.map { ($0.name, Array($0.content.utf8)) }) }

  /// The parts by names.
  public var parts: [(name: String, content: String)] {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    let links = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    var (overrides, list, sheetLinks) = ("", "", "")
    var strings: [String] = []
    var parts: [(name: String, content: String)] = []
    for (index, sheet) in sheets.enumerated() {
      let n = index + 1
      overrides += "<Override PartName=\"/xl/worksheets/sheet\(n).xml\" ContentType=\"\(sheetType)\"/>"
      list += "<sheet name=\"\(sheet.name)\" sheetId=\"\(n)\" r:id=\"rId\(n)\"/>"
      sheetLinks += "<Relationship Id=\"rId\(n)\" Type=\"\(kinds)/worksheet\" Target=\"worksheets/sheet\(n).xml\"/>"
      parts.append(
        ("xl/worksheets/sheet\(n).xml", "\(head)<worksheet \(space)><sheetData>\(rows(sheet.rows, &strings))</sheetData></worksheet>"))
    }
    let texts = strings.map { "<si><t xml:space=\"preserve\">\($0)</t></si>" }.joined()
    let format = hasBuiltInFormat ? "" : "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd;@\"/></numFmts>"
    parts.append(("xl/sharedStrings.xml", "\(head)<sst \(space)>\(texts)</sst>"))
    parts.append(
      (
        "xl/styles.xml",
        "\(head)<styleSheet \(space)>\(format)<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
          + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"\(hasBuiltInFormat ? 14 : 164)\"/></cellXfs></styleSheet>"
      ))
    parts.append(
      (
        "xl/workbook.xml",
        "\(head)<workbook \(space) xmlns:r=\"\(kinds)\"><workbookPr date1904=\"\(is1904 ? 1 : 0)\"/><sheets>\(list)</sheets></workbook>"
      ))
    parts.append(
      (
        "xl/_rels/workbook.xml.rels",
        "\(head)<Relationships \(links)>\(sheetLinks)<Relationship Id=\"rIdA\" Type=\"\(kinds)/styles\" Target=\"/xl/styles.xml\"/>"
          + "<Relationship Id=\"rIdB\" Type=\"\(kinds)/sharedStrings\" Target=\"sharedStrings.xml\"/>\(extraLinks)</Relationships>"
      ))
    parts.append(
      (
        "_rels/.rels",
        "\(head)<Relationships \(links)><Relationship Id=\"rId1\" Type=\"\(kinds)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
      ))
    parts.append(
      (
        "[Content_Types].xml",
        "\(head)<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
          + "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" "
          + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
          + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(mainType)\"/>\(overrides)"
          + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(types).styles+xml\"/>"
          + "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"\(types).sharedStrings+xml\"/>\(extraTypes)</Types>"
      ))
    parts = parts.map { ($0.name, extraParts[$0.name] ?? $0.content) }
    return parts + extraParts.filter { extra in !parts.contains { $0.name == extra.key } }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  private func rows(_ rows: [[Cell]], _ strings: inout [String]) -> String {
    var out = ""
    for (index, row) in rows.enumerated() {
      out += "<row r=\"\(index + 1)\">"
      for (column, cell) in row.enumerated() {
        let place = "r=\"\(Self.letters(column))\(index + 1)\""
        switch cell {
        case .blank: out += column % 3 == 0 ? "<c \(place) s=\"0\"/>" : ""
        case .text(let text):
          strings.append(Self.escaped(text))
          out += "<c \(place) t=\"s\"><v>\(strings.count - 1)</v></c>"
        case .inline(let text): out += "<c \(place) t=\"inlineStr\"><is><t>\(Self.escaped(text))</t></is></c>"
        case .number(let text): out += "<c \(place)><v>\(text)</v></c>"
        case .boolean(let value): out += "<c \(place) t=\"b\"><v>\(value ? 1 : 0)</v></c>"
        case .day(let day): out += "<c \(place) s=\"1\"><v>\(day + (is1904 ? 24_107 : 25_569))</v></c>"
        case .error: out += "<c \(place) t=\"e\"><v>#N/A</v></c>"
        case .formula: out += "<c \(place)><f>1+1</f></c>"
        }
      }
      out += "</row>"
    }
    return out
  }

  private static func letters(_ column: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(0x41 + column % 26)))
    return column < 26 ? letter : letters(column / 26 - 1) + letter
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  // Zip

  public func zip(_ parts: [(name: String, content: [UInt8])]) -> [UInt8] {
    var (out, directory): ([UInt8], [UInt8]) = ([], [])
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
    for (name, content) in parts {
      // A gzip stream is a deflate stream behind ten bytes, before its checksum and length.
      let gzip = (try? Gzip.compress(content)) ?? []
      let packed = isStored ? content : Array(gzip.dropFirst(10).dropLast(8))
      let shared =
        number(20, 2) + number(0, 2) + number(isStored ? 0 : 8, 2) + number(0, 4) + gzip.suffix(8).prefix(4)
        + number(packed.count, 4) + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2)
      directory += number(0x0201_4B50, 4) + number(20, 2) + shared + number(0, 10) + number(out.count, 4)
      directory += Array(name.utf8)
      out += number(0x0403_4B50, 4) + shared
      out += Array(name.utf8) + packed
    }
    let end = number(0x0605_4B50, 4) + number(0, 4) + number(parts.count, 2) + number(parts.count, 2)
    return out + directory + end + number(directory.count, 4) + number(out.count, 4) + number(0, 2)
  }
}
