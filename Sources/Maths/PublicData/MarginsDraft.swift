import Geography
import Vocabulary

/// A file of published margins (`MarginsFile`) made of DfE's tables: for boroughs that send nothing.
///
/// Of each borough: plans of the census by age and need; for both flow years by age what is new, what was kept and what
/// left. What left is what ceased, what was kept is the earlier January less that. Ages are brought to the census's, and a
/// January that is published without ages gets them back from the one after it. A borough that lacks a table, or whose table
/// is known to be wrong, is left out and named.
public struct MarginsDraft: Sendable {
  public struct Borough: Sendable {
    public let code: String
    /// Age 26 × need 12.
    let plans: [Double]
    let flows: [(year: Int, new: [Double], kept: [Double], left: [Double])]
    /// Januaries whose ages are estimated.
    let estimated: [Int]
  }

  public struct LeftOut: Sendable, Equatable {
    public let code: String
    /// The code of a known fault, or `not-published` and the table's kind and period.
    public let reason: String
  }

  public let censusYear: Int
  public let boroughs: [Borough]
  public let leftOut: [LeftOut]
  /// Known to be hard to believe, and used all the same.
  let doubtful: [PublishedFault]
  let sources: [String]
  let isRehearsal: Bool

  /// - Parameters:
  ///   - tables: with the names of their files; of several releases the latest that has a borough's year counts.
  ///   - isRehearsal: they are fictional: faults of DfE's own tables are none of theirs.
  /// - Throws: `missing-table` where one of the four kinds is not among them, `nothing-published` where no borough is
  ///   complete.
  public init(
    _ tables: [(name: String, table: PublishedTable)], censusYear: Int, isRehearsal: Bool = false
  ) throws(MarginsDraftError) {
    for kind in MarginsDraftError.kinds where !tables.contains(where: { $0.table.kind == kind }) {
      throw .missingTable(kind)
    }
    (self.censusYear, self.isRehearsal) = (censusYear, isRehearsal)
    sources = tables.filter { MarginsDraftError.kinds.contains($0.table.kind) }
      .map { "\($0.name): \($0.table.kind.rawValue) as reported in \($0.table.reportingYear)" }
    var (boroughs, leftOut, doubtful): ([Borough], [LeftOut], [PublishedFault]) = ([], [], [])
    for borough in Geography.report2025.boroughs {
      let accounts = PublishedAccounts(tables.map(\.table), borough.code, isFictional: isRehearsal)
      do throws(PublishedAccounts.Lack) {
        var (flows, estimated) = ([(year: Int, new: [Double], kept: [Double], left: [Double])](), [Int]())
        var later = try accounts.ages(censusYear)
        for year in [censusYear, censusYear - 1] {
          let flow = try accounts.flow(year, later: later)
          flows.insert((year, flow.new, flow.kept, flow.left), at: 0)
          if flow.isEstimated { estimated.append(year - 1) }
          later = flow.before
        }
        boroughs.append(
          Borough(code: borough.code, plans: try accounts.needs(censusYear), flows: flows, estimated: estimated))
        doubtful += accounts.doubtful(censusYear)
      } catch { leftOut.append(LeftOut(code: borough.code, reason: error.reason)) }
    }
    guard !boroughs.isEmpty else { throw .nothingPublished(censusYear, first: leftOut.first?.reason ?? "") }
    (self.boroughs, self.leftOut, self.doubtful) = (boroughs, leftOut, doubtful)
  }
}

/// Why no file of margins can be made.
public enum MarginsDraftError: Error, Equatable, CustomStringConvertible {
  case missingTable(PublishedKind)
  /// - Parameter first: what the first borough lacks.
  case nothingPublished(Int, first: String)

  static let kinds: [PublishedKind] = [.caseload, .needOfPlans, .newPlans, .ceased]

  public var code: String {
    switch self {
    case .missingTable: "missing-table"
    case .nothingPublished: "nothing-published"
    }
  }

  public var description: String {
    switch self {
    case .missingTable(let kind):
      "\(code): none of the files is DfE's table \(kind.rawValue); needed are \(Self.kinds.map(\.rawValue).joined(separator: ", "))"
    case .nothingPublished(let year, let first):
      "\(code): the tables tell of no borough its plans of January \(year) by age and need, and new and ceased plans of "
        + "\(year - 2) and \(year - 1) by age; the first lacks: \(first)"
    }
  }
}

extension MarginsDraft {
  /// Comments, the header, and rows; `MarginsFile` reads it.
  public var text: String {
    var lines = comments.map { "# " + $0 }
    lines.append("code,measure,year,age,need,plans")
    for borough in boroughs {
      for (cell, plans) in borough.plans.enumerated() where plans > 0 {
        let need = Need.codes[cell % Need.allCases.count]
        lines.append("\(borough.code),plans,\(censusYear),\(cell / Need.allCases.count),\(need),\(Self.short(plans))")
      }
      for flow in borough.flows {
        for (measure, table) in [("new", flow.new), ("kept", flow.kept), ("left", flow.left)] {
          for (age, plans) in table.enumerated() {
            lines.append("\(borough.code),\(measure),\(flow.year),\(age),,\(Self.short(plans))")
          }
        }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What rows do not hold, for a person to look into.
  public var notes: [String] {
    leftOut.map { "left out: \($0.code) \(Self.name($0.code)): \($0.reason)" }
  }

  /// No commas or quotation marks: a spreadsheet would put them in quotation marks and the line were no comment.
  private var comments: [String] {
    var lines = [
      "Published margins of boroughs about January \(censusYear). Programs read it: forecast --margins.",
    ]
    lines.append(
      isRehearsal
        ? "REHEARSAL: fictional children; tables in the form of DfE's. Faults that are known of DfE's own are none of these."
        : "Source: DfE: Education; health and care plans (Open Government Licence v3.0).")
    lines += sources
    lines += [
      "plans: January \(censusYear) by age and need. Ages under 3 stand at 2.",
      "new and left: new and ceased plans of the calendar year before; ages at the event brought to 31 August before the January.",
      "New plans up to age 6: divided by age as plans held that were not kept. 20 and over: divided as plans held; those that left as plans held fall from one age to the next.",
      "kept: plans of the January before less those that left.",
    ]
    for year in Set(boroughs.flatMap(\.estimated)).sorted() {
      let codes = boroughs.filter { $0.estimated.contains(year) }.map(\.code)
      lines.append(
        "January \(year) is published without ages for \(codes.count == boroughs.count ? "all" : codes.joined(separator: " ")): "
          + "up to age 6 those of the January after; from 7 the same less new and plus ceased plans a year older; scaled to the "
          + "published total.")
    }
    lines += notes.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    lines += (leftOut.compactMap { out in PublishedFault.known.first { $0.code == out.reason } } + doubtful)
      .map { "Known fault \($0.code): \($0.text)" }
    return lines.map { String($0.map { $0 == "," ? ";" : $0 == "\"" ? "'" : $0 }) }
  }

  private static func name(_ code: String) -> String { Geography.report2025.borough(code: code)?.name ?? code }

  /// To a thousandth.
  private static func short(_ value: Double) -> String {
    let thousandths = Int((max(value, 0) * 1000).rounded())
    let digits = String(1000 + thousandths % 1000).dropFirst()
    return thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(thousandths / 1000).\(digits)"
  }
}
