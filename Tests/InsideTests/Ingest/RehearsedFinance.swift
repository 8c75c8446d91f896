import Foundation
import TestSupport
import Testing

/// The finance files of a fictional London in every layout, written once, and the truth about them.
enum RehearsedFinance {
  /// A borough that keeps its finance extract in this layout, and what an officer does with it.
  struct Layout: CustomTestStringConvertible, Sendable {
    let name: String
    let code: String
    let laNumber: String
    /// The file that needs a map; nil where none does.
    var file: String?
    /// What the program asks.
    var missing: [String] = []
    /// What the officer answers.
    var answers: [String] = []

    var testDescription: String { name }
  }

  static let layouts = [
    Layout(name: "usual", code: "E09000001", laNumber: "201"),
    Layout(name: "annual", code: "E09000024", laNumber: "315", file: "placements 2024-25.csv"),
    Layout(name: "weekly", code: "E09000014", laNumber: "309", file: "weekly_costs.csv"),
    Layout(name: "tuition", code: "E09000026", laNumber: "317", file: "tuition_2024-25.csv"),
    Layout(name: "workbook", code: "E09000027", laNumber: "318", file: "Placements.xlsx"),
    Layout(name: "local-ids", code: "E09000028", laNumber: "210", file: "finance_2024-25.csv"),
    Layout(name: "invoices", code: "E09000029", laNumber: "319", file: "invoices.csv"),
    Layout(name: "units", code: "E09000019", laNumber: "206", file: "Register.xlsx"),
    Layout(
      name: "terse", code: "E09000020", laNumber: "207", file: "HN costs.csv",
      missing: ["several-fees", "period-missing", "year-missing"],
      answers: [
        "--period", "annual", "--year", "2024-25", "--amounts", "gross", "--set", "vat_percent=20", "--set",
        "amount=Placement fee + Support fee",
      ]),
    Layout(name: "semicolons", code: "E09000021", laNumber: "314", file: "HN placements.csv"),
    Layout(name: "tabs", code: "E09000033", laNumber: "213", file: "placements 2024-25.txt"),
  ]

  static var isBuilt: Bool { Built.path(of: "rehearsal") != nil && Built.path(of: "borough-agent") != nil }

  static let london = Result {
    let folder = try TemporaryFolder()
    let codes = layouts.map(\.code).joined(separator: ",")
    let result = try program("rehearsal", ["write", "--out", folder.path, "--finance", "all", "--boroughs", codes])
    guard result.exitCode == 0 else { throw RehearsedFault(description: result.standardError) }
    return folder
  }

  static func program(_ name: String, _ arguments: [String]) throws -> RunResult {
    try run(Built.path(of: name) ?? name, arguments, environment: ["SWIFT_BACKTRACE": "enable=no"])
  }

  /// `truth/finance/<code>.json`.
  struct Truth: Decodable {
    struct Line: Decodable { let file: String, row: Int, reason: String }
    struct Rate: Decodable, Equatable { let urn: Int, band: String, stay: String, from: String, to: String, pence: Int }

    let layout: String
    /// Annual pence by UPN.
    let plans: [String: Int]
    let health: Int
    let socialCare: Int
    let unmatched: [Line]
    let rates: [Rate]

    var unmatchedList: String {
      "file,row,reason\r\n" + unmatched.map { "\"\($0.file)\",\($0.row),\($0.reason)\r\n" }.joined()
    }
  }

  static func truth(_ layout: Layout) throws -> Truth {
    let file = try london.get().file("truth/finance/\(layout.code).json")
    return try JSONDecoder().decode(Truth.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  }

  /// `truth/truth.json`, which is counted from the world and not from payments.
  struct Census: Decodable {
    struct Borough: Decodable {
      let code: String
      let statistics: [String: [Int]]
      /// By census year and sector: each person's pence a year.
      let costs: [String: [String: [Int]]]
    }
    let boroughs: [Borough]
  }

  static func census(_ layout: Layout) throws -> Census.Borough? {
    let file = try london.get().file("truth/truth.json")
    let all = try JSONDecoder().decode(Census.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    return all.boroughs.first { $0.code == layout.code }
  }
}

struct RehearsedFault: Error, CustomStringConvertible { let description: String }
