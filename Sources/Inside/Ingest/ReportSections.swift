/// The findings of one check, in all files.
struct CheckFindings {
  let code: String
  let severity: Severity
  let rule: String
  let effect: String
  let fix: String
  let places: [Finding]

  var count: Int { places.reduce(0) { $0 + $1.count } }

  /// Follows from what another check says.
  var isConsequence: Bool { code == Rule.belongsToListedRow.rawValue || code == Rule.returnRefused.rawValue }

  /// - Parameter places: at least one, all of one check.
  init?(_ places: [Finding]) {
    guard let first = places.first else { return nil }
    (code, severity, rule, effect, fix) = (first.code, first.severity, first.rule, first.effect, first.fix)
    self.places = places
  }
}

/// What a reader has to do about findings, in the order in which to do it.
enum ReportSection: String, CaseIterable {
  case stops = "Stops a release"
  case leftOut = "Rows left out"
  case lookAt = "Used, and worth a look"
  case information = "For information"

  init(_ finding: Finding) {
    self =
      switch (finding.consequence, finding.severity) {
      case (.refused, _): .stops
      case (_, .information): .information
      case (.dropped, _): .leftOut
      case (.used, _): .lookAt
      }
  }
}

extension IngestReport {
  /// Sections that have anything, each with its checks: causes first, of these the ones with most findings.
  var sections: [(section: ReportSection, checks: [CheckFindings])] {
    ReportSection.allCases.compactMap { section in
      let own = Dictionary(grouping: findings.filter { ReportSection($0) == section }, by: \.code)
      let checks = own.values.compactMap { CheckFindings($0) }.sorted { first, second in
        if first.isConsequence != second.isConsequence { return second.isConsequence }
        return (second.count, first.code) < (first.count, second.code)
      }
      return checks.isEmpty ? nil : (section, checks)
    }
  }
}

extension Finding {
  /// Where it was found: the file, or the folder as a whole; and what of it is meant.
  var whereabouts: String {
    let place = file.isEmpty ? "the folder" : file.printable
    return about.isEmpty ? place : "\(place), \(about)"
  }

  /// The rows that are shown; empty for none.
  var rowList: String {
    guard !rows.isEmpty else { return "" }
    let shown = rows.prefix(20)
    let list = shown.map(String.init).joined(separator: ", ")
    return "\(rows.count == 1 && count == 1 ? "row" : "rows") \(list)\(count > shown.count ? " …" : "")"
  }
}

extension String {
  /// Without control characters, which could steer a terminal.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
