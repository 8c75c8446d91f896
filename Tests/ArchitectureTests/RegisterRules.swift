import Foundation
import Testing

/// The register of known faults in `docs/threat-model.md` names a test for each, and each test is there.
@Suite struct RegisterRules {
  static let heading = "## How such programs have failed elsewhere"

  /// The faults of other implementations that the register has to have, whatever else it has.
  static let known = [
    "holes in floating-point noise",
    "precision of the addition, even of perfect noise",
    "sensitivity broken by overflow, rounding or order of adding",
    "noise biased by wrong big-number division",
    "a formula of another family of noise",
    "a missing bound turns the noise off",
    "a mean or variance over a secret number",
    "errors in the accounting",
    "preparing steps that depend on the data",
    "a coin off by one",
    "tables, rows, errors or sizes that depend on the data",
    "time",
    "a hook for the caller's own code",
    "tables taken for disjoint that are not",
    "an audit from outside taken for a proof",
    "a child with rows in two boroughs",
    "the same question again with new noise",
  ]

  /// Fault and tests of each row.
  private func rows() throws -> [(fault: String, tests: [String])] {
    let text = try String(contentsOfFile: Manifest.root + "/docs/threat-model.md", encoding: .utf8)
    let section = try #require(text.components(separatedBy: Self.heading).dropFirst().first)
    return section.components(separatedBy: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
      let cells = line.components(separatedBy: " | ")
      let tests = cells.last?.components(separatedBy: "`").filter { $0.contains("/") && $0.contains(".") } ?? []
      return (cells[0], tests)
    }
  }

  @Test func everyFaultHasATestThatExists() throws {
    let rows = try rows()
    let faults = rows.map { String($0.fault.dropFirst(2)) }
    for known in Self.known { #expect(faults.count { $0 == known } == 1, "\(known): not in the register") }
    for (fault, tests) in rows {
      #expect(!tests.isEmpty, "\(fault): no test is named")
      for test in tests { #expect(try Self.exists(test), "\(fault): there is no test \(test)") }
    }
    #expect(try !Self.exists("GateTests/BoundingTests.noSuchTest"))
    #expect(try !Self.exists("GateTests/NoSuchSuite.anExactTableSaysNothing"))
  }

  @Test func theDocumentSaysThatAMoveCostsBoth() throws {
    let text = try String(contentsOfFile: Manifest.root + "/docs/privacy.md", encoding: .utf8)
    let words = text.split(whereSeparator: \.isWhitespace)
    let said =
      "**A child who moves between two boroughs** has rows in both; the guarantee is per child and borough, and both "
      + "costs add."
    #expect(words.joined(separator: " ").contains(said))
  }

  /// `Target/Suite.test`: a file of that target declares the suite and, after @Test, the function.
  private static func exists(_ name: String) throws -> Bool {
    let parts = name.split(whereSeparator: { $0 == "/" || $0 == "." }).map(String.init)
    guard parts.count == 3 else { return false }
    return try SourceFile.all(under: "Tests/\(parts[0])").contains { file in
      file.mentions("struct \(parts[1])")
        && file.code.range(of: "@Test[^@]*func \(parts[2])\\(", options: .regularExpression) != nil
    }
  }
}
