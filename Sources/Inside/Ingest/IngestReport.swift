/// What was read and what is wrong with it: files, rows and rules, never a value of a record.
public struct IngestReport: Sendable, Equatable {
  public struct FileRead: Sendable, Equatable {
    /// Name below the folder; of a workbook with a sheet per module also the sheet.
    public let name: String
    /// "sen2-xml", "sen2-blade", "sen2-template", "sen2-workbook", "finance", "providers" or "not-read".
    public let kind: String
    public let rowsRead: Int
    public let rowsListed: Int
  }

  public enum Verdict: String, Sendable {
    /// No error and no warning.
    case clean
    /// Some rows are listed or were read with a warning; the rest is used.
    case usableWithWarnings = "usable-with-warnings"
    /// A file or return had to be refused as a whole: nothing may be released.
    case unusable
  }

  /// In the order of their names.
  public let files: [FileRead]
  /// `rowsRead == rowsUsed + rowsListed`. A row is an element of a module, a line of a CSV table.
  public let rowsRead: Int
  public let rowsListed: Int
  public var rowsUsed: Int { rowsRead - rowsListed }
  /// Errors first, then by code and file.
  public let findings: [Finding]
  public let verdict: Verdict

  init(files: [FileRead], rowsRead: Int, rowsListed: Int, findings: [Finding], refused: Bool) {
    self.files = files
    self.rowsRead = rowsRead
    self.rowsListed = rowsListed
    self.findings = findings.sorted { a, b in
      (Self.rank(a.severity), a.code, a.file, a.about) < (Self.rank(b.severity), b.code, b.file, b.about)
    }
    verdict =
      refused ? .unusable : findings.contains { $0.severity != .information } ? .usableWithWarnings : .clean
  }

  private static func rank(_ severity: Severity) -> Int {
    Severity.allCases.firstIndex(of: severity) ?? 0
  }
}
