internal import Forecasting
internal import PublicData
internal import ReleaseProtocol

/// What a public file is, in words.
struct PublicDescription {
  private let file: String
  /// `DfE caseload`, `ONS population`, …
  private let kind: String
  private var release: Int?
  private var rows: Int?
  private var boroughs: Int?
  private var periods: [String] = []
  private var faults: [PublishedFault] = []
  /// Totals that their parts do not reach, and how many of these no known fault explains.
  private var broken: (all: Int, unexplained: Int)?
  private var note: String?
  /// What of a file of GIAS could not be read.
  private var unread: [String] = []

  init(file: String, _ read: PublicFile) {
    self.file = file
    switch read {
    case .published(let table):
      kind = "DfE " + table.kind.rawValue
      release = table.reportingYear
      rows = table.rows.count
      boroughs = Set(table.rows.compactMap { row in if case .borough(let code) = row.area { code } else { nil } }).count
      periods = table.periods.map(\.description)
      faults = PublishedFault.known.filter { fault in
        fault.kinds.contains(table.kind) && table.periods.contains(where: fault.periods.contains)
      }
      let margins = table.brokenMargins()
      broken = (margins.count, margins.count { $0.reasons.isEmpty })
      if table.rowsElsewhere > 0 { note = "\(table.rowsElsewhere) rows of areas outside London were left out" }
    case .population(let table):
      kind = "mid-year population by single year of age"
      boroughs = table.boroughs.count
      periods = Set(table.boroughs.flatMap(table.years)).sorted().map { "mid-\($0)" }
    case .januaryPopulation(let file):
      kind = "January population by academic age, as the forecast takes it"
      boroughs = file.boroughs.count
      periods = Set(file.boroughs.compactMap(file.population).flatMap(\.years)).sorted().map { "January \($0)" }
    case .births(let table):
      kind = "births"
      boroughs = table.boroughs.count
      periods = Set(table.boroughs.flatMap(table.years)).sorted().map(String.init)
    case .establishments(let register):
      kind = "GIAS establishments"
      rows = register.byURN.count
      if !register.missingColumns.isEmpty {
        note = "columns that placements and places would use and the extract lacks: \(register.missingColumns.joined(separator: ", "))"
      }
      unread = register.faults.faults.map(\.description)
    case .links(let links):
      kind = "GIAS links"
      rows = links.successors.count
      note = "rows counts establishments that another followed"
      unread = links.faults.faults.map(\.description)
    }
  }

  var text: String {
    var lines = [MapText.printable(file), "  \(kind)\(release.map { ", release of \($0)" } ?? "")"]
    var counts: [String] = []
    if let rows { counts.append("\(rows) rows") }
    if let boroughs { counts.append("\(boroughs) of 33 London boroughs") }
    if let first = periods.first, let last = periods.last {
      counts.append(first == last ? first : "\(first) to \(last), \(periods.count) in all")
    }
    lines.append("  " + counts.joined(separator: "; "))
    if let broken, broken.all > 0 {
      lines.append("  totals that their parts don't reach: \(broken.all), of which not explained: \(broken.unexplained)")
    }
    if let note { lines.append("  \(note)") }
    if let first = unread.first { lines.append("  cells or rows that could not be read: \(unread.count); the first: \(first)") }
    return (lines + faults.map { "  known fault \($0.code): \($0.text)" }).joined(separator: "\n")
  }

  var json: JSON {
    var members: [String: JSON] = [
      "file": .string(file), "kind": .string(kind), "periods": .array(periods.map { .string($0) }),
      "faults": .array(faults.map { .object(["code": .string($0.code), "text": .string($0.text)]) }),
    ]
    if let release { members["release"] = .integer(Int64(release)) }
    if let rows { members["rows"] = .integer(Int64(rows)) }
    if let boroughs { members["boroughs"] = .integer(Int64(boroughs)) }
    if let broken {
      members["broken_totals"] = .integer(Int64(broken.all))
      members["broken_totals_unexplained"] = .integer(Int64(broken.unexplained))
    }
    if let note { members["note"] = .string(note) }
    if !unread.isEmpty { members["unread"] = .array(unread.map { .string($0) }) }
    return .object(members)
  }
}
