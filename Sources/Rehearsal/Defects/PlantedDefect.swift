/// What a check has to find in one file: a code in rows, or in the file or folder as a whole.
struct PlantedFinding {
  let code: String
  /// As a report names it; empty for the folder.
  let file: String
  /// Ascending; empty for the whole; nil if they follow from others and are not said.
  let rows: [Int]?

  static func gathered(_ marks: [SpelledFile.Mark]) -> [PlantedFinding] {
    let groups = Dictionary(grouping: marks) { "\($0.code)\n\($0.file)" }
    return groups.sorted { $0.key < $1.key }.map { _, marks in
      PlantedFinding(code: marks[0].code, file: marks[0].file, rows: marks.map(\.row).sorted())
    }
  }
}

/// A folder with a defect, and everything that a check finds there more than in the borough's own folder.
struct PlantedDefect {
  let code: String
  let borough: String
  let command: FolderDefect.Command
  let exitCode: Int
  let findings: [PlantedFinding]
  let map: DefectMap?

  /// - Parameter defect: nil for defects of rows; the exit code follows from how severe the findings are then.
  init(_ code: String, _ copy: BoroughCopy, _ defect: FolderDefect?) {
    map = defect?.map
    (self.code, borough, command, findings) = (code, copy.borough, defect?.command ?? .records, copy.findings)
    let isClean = findings.allSatisfy { DefectSeverity(of: $0.code) == .information }
    // A supplier's workbook alone is worth a warning: it does not say its census day.
    let least = command == .records && copy.returns.values.contains { $0.shape == .modules } ? 5 : 0
    exitCode = defect?.exitCode == 2 ? 2 : max(least, defect?.exitCode ?? (isClean ? 0 : 5))
  }
}

/// How severe what a check finds is.
enum DefectSeverity: String {
  case error, warning, information

  init(of code: String) {
    self = Self.errors.contains(code) ? .error : Self.notes.contains(code) ? .information : .warning
  }

  private static let errors: Set<String> = [
    "empty-file", "not-xml", "doctype", "xml-malformed", "xml-truncated", "xml-too-deep", "encoding", "nul-byte",
    "too-large", "not-a-return", "missing-header", "header-year", "reference-date", "wrong-borough",
    "other-collection", "no-persons", "missing-module", "module-twice", "missing-column", "duplicate-column",
    "unterminated-quote", "dates-month-first", "census-day-unclear", "csv-not-recognised", "file-wrong-type", "workbook-wrong-type", "workbook-truncated",
    "workbook-damaged", "workbook-encrypted", "workbook-macros", "workbook-external-links", "workbook-too-large",
    "workbook-ratio", "workbook-not-recognised", "workbook-flattened", "missing-sheet", "cell-error",
    "return-refused", "bad-quoting", "column-count", "bad-key", "duplicate-key", "orphan-row", "misplaced-element",
    "bad-date", "birth-date-missing", "age-outside-range", "plan-without-start", "named-plan-missing",
    "cease-before-start", "two-primary-needs", "need-rank", "no-return", "same-year-twice", "nobody-on-roll",
    "finance-not-mapped", "finance-delimiter", "amount-unclear", "amount-scale", "finance-no-pupil-column", "heading-row-missing", "row-above-headings",
    "finance-file-year",
    "cross-reference-missing", "finance-no-upn", "finance-ids-disagree", "bad-financial-year", "bad-amount",
    "bad-period", "weeks-missing", "count-missing", "finance-no-dates", "finance-end-before-start", "bad-vat",
    "no-rate-card", "rate-card-person-column", "rate-card-not-recognised", "rate-card-no-provider",
    "rate-card-several-fees", "rate-card-inexact-fee", "rate-card-no-period", "rate-card-vat",
  ]
  private static let notes: Set<String> = [
    "file-not-recognised", "folder-not-read", "person-without-request", "upn-temporary", "identifier-unavailable",
    "reason-with-identifier", "unknown-upn-reason", "received-after-census", "request-outcome-missing",
    "request-source-missing", "unknown-request-source", "assessment-missing", "assessment-outcome-missing",
    "week20-within-limit", "plan-starts-after-census", "cease-in-future", "unknown-residential", "plan-gap",
    "two-secondary-needs", "need-doubled", "named-setting-missing", "placement-missing-transfer",
    "entry-date-missing", "setting-and-provider", "neet-below-16", "no-refusals", "years-differ-in-detail",
    "upn-changed", "sheet-not-read", "cross-reference-blank", "finance-not-a-line", "finance-not-on-roll",
    "finance-not-on-day", "other-financial-year", "finance-transport", "finance-replaced", "rate-card-gap",
    "rate-card-file-not-read", "provider-closed", "successor-followed", "urn-expected",
  ]
}

/// `truth/defects.json`.
enum DefectsFile {
  static func write(_ planted: [PlantedDefect], to folder: Folder) throws {
    var text = Bytes()
    text.add("{\"about\":\"FICTIONAL: planted defects, and what a check finds more than without them\",\n\"defects\":[")
    for (place, defect) in planted.enumerated() {
      text.add("\(place > 0 ? "," : "")\n{\"code\":\"\(defect.code)\",")
      text.add("\"severity\":\"\(DefectSeverity(of: defect.code))\",")
      text.add("\"folder\":\"defects/\(defect.code)\",\"borough\":\"\(defect.borough)\",")
      text.add("\"command\":\"\(defect.command.rawValue)\",\"exit_code\":\(defect.exitCode),")
      if let map = defect.map {
        let options = map.options.map { "\"\($0)\"" }.joined(separator: ",")
        text.add("\"map\":{\"file\":\"defects/\(Defects.maps)/\(map.name)\",\"options\":[\(options)]},")
      }
      if RowDefect.register.contains(where: { $0.code == defect.code }) {
        text.add("\"providers\":{\"file\":\"public/\(GIASExtract.name)\",\"links\":\"public/\(GIASExtract.linksName)\"},")
      }
      text.add("\"findings\":[")
      for (place, finding) in defect.findings.enumerated() {
        text.add("\(place > 0 ? "," : "")\n {\"code\":\"\(finding.code)\",")
        text.add("\"severity\":\"\(DefectSeverity(of: finding.code))\",")
        text.add("\"file\":\"\(finding.file)\",\"rows\":\(finding.rows.map { "\($0)" } ?? "null")}")
      }
      text.add("]}")
    }
    text.add("\n]}\n")
    try folder.write(text, to: "defects.json")
  }
}
