internal import Spreadsheet

/// What a map makes of one file: how many of its rows are lines of payment, and which are not and why. Whom they are about
/// is not looked up.
public struct MapTrial: Sendable {
  /// Rows below the headings.
  public let rows: Int
  /// Of these, lines of payment that can be read.
  public let lines: Int
  /// The file as a whole cannot be read by the map.
  public let isRefused: Bool
  public let findings: [Finding]

  /// - Throws: `IngestError` if the file cannot be read at all.
  public init(_ map: ColumnMap, path: String) throws(IngestError) {
    let log = FindingLog()
    let files = FinanceFiles(maps: ColumnMaps([map]), log: log)
    let name = String(path.split(separator: "/").last ?? "")
    if name.lowercased().hasSuffix(".xlsx") || name.lowercased().hasSuffix(".xlsm") {
      let file = FinanceFile(FoundFile(name: name, path: path, role: .workbook), .workbook, place: 0)
      let (workbook, refusal) = try file.open { .none }
      if let workbook { _ = files.readWorkbook(workbook, name: name) }
      if let refusal { log.note(refusal, file: log.open(name, .notRead)) }
    } else {
      try files.readCSV(FoundFile(name: name, path: path, role: .table)) { .none }
    }
    let report = log.report()
    let extracts = report.files.filter { $0.kind == FileKind.finance.rawValue }
    let names = Set(extracts.map(\.name))
    rows = extracts.reduce(0) { $0 + $1.rowsRead }
    lines = extracts.reduce(0) { $0 + $1.rowsRead - $1.rowsListed }
    isRefused = report.verdict == .unusable
    findings = report.findings.filter { names.contains($0.file) || $0.consequence == .refused }
  }
}
