/// Files that are something else than their names say: a PDF, a workbook or a page renamed to .csv, an .xls given to a
/// program that reads text.
enum ForeignFile {
  /// - Parameters:
  ///   - name: in lower case.
  ///   - start: of the file, not a workbook by its name.
  /// - Returns: what to say of it; nil if it may be read as text.
  static func rule(_ name: String, _ start: some Collection<UInt8>) -> Rule? {
    if [".xls", ".xlsb", ".ods"].contains(where: name.hasSuffix) { return .workbookWrongType }
    if archives.contains(where: name.hasSuffix) { return .packedFile }
    if marks.contains(where: start.starts) || tables.contains(where: name.hasSuffix) && isPage(start) { return .fileWrongType }
    return nil
  }

  static let tables = [".csv", ".txt", ".tsv", ".tab"]
  static let archives = [".zip", ".7z", ".rar", ".gz", ".cab"]

  /// PDF; zip archives, .xlsx among them; what Excel wrote until 2003, and writes with a password.
  private static let marks: [[UInt8]] = [
    Array("%PDF-".utf8), [0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
  ]

  /// A page of the web, as many systems name their tables for Excel.
  private static func isPage(_ start: some Collection<UInt8>) -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = start.dropFirst(start.starts(with: mark) ? 3 : 0).drop { $0 <= 0x20 }.prefix(14).map { $0 | 0x20 }
    return ["<html", "<!doctype html", "<table", "<head", "<meta"].contains { text.starts(with: $0.utf8.map { $0 | 0x20 }) }
  }
}
