import Files
import Testing

@testable import Ingest

/// What the report looks like: nothing of it is lost on the way to a reader, and a hostile file name stays a name.
@Suite struct ReportTests {
  static let hostile = "<img src=x onerror=alert(1)>&\"'\u{1B}[2J.csv"

  static func report() throws -> IngestReport {
    try TinyFolder([
      "r.xml": TinyReturn(children: [
        DefectTests.good, TinyReturn.Child(upn: "X900000000002", birth: ""),
        TinyReturn.Child(upn: "X900000000003", plans: [TinyReturn.Plan(needs: [])]),
      ]).xml, hostile: "a,b\n1,2\n", "notes.txt": "x",
    ]).read().report
  }

  @Test func everyFindingIsInEveryForm() throws {
    let report = try Self.report()
    #expect(report.findings.count >= 6)
    let html = report.html(title: "Camden & more", nextStep: "check \"again\"")
    for finding in report.findings {
      for text in [report.text, report.json, html] {
        #expect(text.contains(finding.code))
        for row in finding.rows { #expect(text.contains("\(row)")) }
      }
      #expect(report.text.contains(finding.fix) && html.contains(finding.effect))
    }
    #expect(report.text.contains("rows read \(report.rowsRead), used \(report.rowsUsed), listed \(report.rowsListed)\n"))
    #expect(report.text.hasSuffix("\nverdict: unusable\n"))
    // Causes before what follows from them.
    let text = report.text
    let cause = try #require(text.firstRange(of: "birth-date-missing")), after = try #require(text.firstRange(of: "belongs-to-listed-row"))
    #expect(cause.lowerBound < after.lowerBound)
    #expect(try #require(text.firstRange(of: "stops a release")).lowerBound < cause.lowerBound)
  }

  /// A person looks at twenty and sees that there are more; a program is given what has to be mended.
  @Test func rowsBeyondTheTwentiethAreGivenToPrograms() throws {
    let children = (0..<50).map { TinyReturn.Child(upn: "X9000000000\($0 + 10)", birth: $0 % 2 == 0 ? "" : "2011-03-09") }
    let report = try TinyFolder(TinyReturn(children: children).blade).read().report
    let finding = try #require(report.findings.first { $0.code == "birth-date-missing" })
    #expect(finding.rows == (0..<25).map { 2 + 2 * $0 } && finding.count == 25)
    #expect(report.json.contains("\"rows\":[\(finding.rows.map(String.init).joined(separator: ","))]"))
    #expect(report.text.contains(", 38, 40 …") && !report.text.contains(", 42"))
  }

  @Test func thePageIsWholeByItselfAndSaysWhatAScreenReaderNeeds() throws {
    let html = try Self.report().html(title: "Camden & <b>more</b>", nextStep: "check \"again\"")
    for outside in ["<script", "<img", "<link", "http:", "https:", "url(", "@import", "\u{1B}", "onerror=alert(1)>", "<b>"] {
      #expect(!html.contains(outside), "\(outside)")
    }
    #expect(html.contains("default-src 'none'") && html.contains("<html lang=\"en-GB\">"))
    #expect(html.matches(of: #/<h1/#).count == 1 && html.matches(of: #/<main/#).count == 1)
    let ids = html.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    for target in html.matches(of: #/(?:href="#|aria-labelledby=")([^"]*)"/#) { #expect(ids.contains(String(target.1))) }
    #expect(html.matches(of: #/<th[ >]/#).count == html.matches(of: #/<th scope="(?:col|row)"/#).count)
    for element in ["section", "article", "table", "dl", "ul", "li", "dd", "p", "div", "main", "header", "footer"] {
      let opened = html.matches(of: try Regex("<\(element)[ >]")).count
      #expect(opened == html.matches(of: try Regex("</\(element)>")).count, "\(element)")
    }
  }

  @Test func aCleanReportNeedsNoFindings() throws {
    let report = IngestReport(files: [], rowsRead: 0, rowsListed: 0, findings: [], refused: false)
    #expect(report.text == "files\nrows read 0, used 0, listed 0\nverdict: clean\n")
    #expect(!report.html(title: "a", nextStep: "b").contains("<nav"))
  }

  /// A check without a test could be one that never speaks.
  @Test func everyCheckIsNamedInATest() throws {
    let folder = String(#filePath.prefix(upTo: try #require(#filePath.lastIndex(of: "/"))))
    var tests = ""
    for name in try Files.list(folder) where name.hasSuffix("Tests.swift") {
      tests += String(decoding: try Files.read(folder + "/" + name, limit: 1 << 20), as: UTF8.self)
    }
    let untested = Rule.allCases.filter { !tests.contains("\"\($0.rawValue)\"") && !tests.contains("== .\($0) ") }
    #expect(untested.isEmpty)
  }

  /// A check that says nothing, or says it twice, is no help.
  @Test func everyCheckSaysWhatShouldHoldWhatWasDoneAndWhatToDo() {
    for rule in Rule.allCases {
      let text = rule.text
      #expect(!text.rule.isEmpty && !text.effect.isEmpty && !text.fix.isEmpty, "\(rule)")
      #expect(!(text.rule + text.effect + text.fix).contains { "|\n<>".contains($0) }, "\(rule)")
      #expect(rule.rawValue.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
      if text.consequence == .refused { #expect(text.severity == .error) }
    }
    let codes = Rule.allCases.map(\.rawValue)
    #expect(Set(codes).count == codes.count && Checks.markdown.matches(of: #/\n\| `/#).count == codes.count)
  }
}
