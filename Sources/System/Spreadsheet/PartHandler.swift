/// Names of elements and attributes that are looked at, as they are written; all others are `other`.
enum PartName: String, CaseIterable {
  case other = ""
  // Package
  case contentDefault = "Default"
  case contentOverride = "Override"
  case fileExtension = "Extension"
  case partName = "PartName"
  case contentType = "ContentType"
  case relationship = "Relationship"
  case relationshipID = "Id"
  case type = "Type"
  case target = "Target"
  case targetMode = "TargetMode"
  // Workbook and styles
  case workbookProperties = "workbookPr"
  case date1904
  case sheet, name, id, state
  case numberFormat = "numFmt"
  case numberFormatID = "numFmtId"
  case formatCode
  case cellFormats = "cellXfs"
  case format = "xf"
  // Strings and cells
  case stringItem = "si"
  case text = "t"
  case phonetic = "rPh"
  case row
  case cell = "c"
  case reference = "r"
  case style = "s"
  case value = "v"
  case formula = "f"
  case inlineString = "is"
}

/// Takes the elements of a part in order. Text comes in pieces.
protocol PartHandler: AnyObject {
  func start(_ element: PartName, _ attributes: borrowing PartAttributes) throws(SpreadsheetError)
  func text(_ bytes: Span<UInt8>) throws(SpreadsheetError)
  func end(_ element: PartName) throws(SpreadsheetError)
}

extension PartHandler {
  func text(_ bytes: Span<UInt8>) throws(SpreadsheetError) {}
  func end(_ element: PartName) throws(SpreadsheetError) {}
}
