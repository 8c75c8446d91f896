import Foundation
import TestSupport
import Testing

/// One release that DfE's published totals contradict: from the borough's timer to the page and back.
@Suite(.serialized) struct QuarantineJourneys {
  /// DfE's table of one borough with all its counts trebled, in a file of its own.
  static func trebled(_ code: String, in file: String, to out: String) throws {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let head = lines[0].split(separator: ",").map(String.init)
    let first = try #require(head.firstIndex { $0 == "breakdown" }) + 1
    let changed = lines.map { line -> String in
      guard line.contains(code) else { return String(line) }
      var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      for place in first..<fields.count { fields[place] = Int(fields[place]).map { "\($0 * 3)" } ?? fields[place] }
      return fields.joined(separator: ",")
    }
    try changed.joined(separator: "\r\n").write(toFile: out, atomically: true, encoding: .utf8)
  }

  @Test func aReleaseThatPublishedTotalsContradictCountsOnceAPersonHasSaidSo() throws {
    let hub = try RunningHub(named: "quarantine")
    let code = "E09000021"
    let table = hub.london.folder.file("trebled.csv")
    try Self.trebled(code, in: hub.london.london + "/public/dfe_2025_caseload.csv", to: table)
    _ = hub.stop()
    let settings = hub.home + "/aggregator.conf"
    try (String(contentsOfFile: settings, encoding: .utf8) + "\npublished_tables = \(table)\n")
      .write(toFile: settings, atomically: true, encoding: .utf8)
    try hub.start()

    let agent = try hub.enrolledAgent(code, named: "quarantine")
    func sender(_ words: String...) throws -> RunResult { try SmallLondon.run("borough-sender", words + ["--home", agent]) }
    let sent = try sender("send")
    #expect(sent.exitCode == 2, "\(sent)")
    #expect(sent.standardError.contains("in no figure until a person at the hub decides"))
    #expect(sent.standardError.contains("(far-from-published)") && sent.standardError.contains("borough-agent reconcile"))
    #expect(try sender("send").exitCode == 0, "told once; the receipt is there")
    let status = try sender("status")
    #expect(status.exitCode == 2 && status.standardOutput.contains("quarantine   "), "\(status)")
    #expect(try sender("doctor").standardOutput.contains("in no figure until a person at the hub decides"))

    // At the hub: no figure, and everybody can see that something waits.
    func hubSays(_ words: String...) throws -> String { try SmallLondon.must("aggregator", words + ["--home", hub.home]) }
    #expect(hub.log.contains("message in quarantine") && hub.log.contains("codes=far-from-published"))
    #expect(try hubSays("tables").contains("1 of 33 boroughs have a message in quarantine"))
    #expect(try hubSays("tables", "--json").contains("\"boroughs_in_quarantine\":1"))
    let backtest = try SmallLondon.run("aggregator", ["backtest", "--home", hub.home])
    #expect(backtest.exitCode == 2 && backtest.standardError.contains("1 of 33 boroughs have a message in quarantine"), "\(backtest)")
    if Curl.isPossible {
      #expect(try Curl([hub.web + "/health"]).body.contains("\"quarantined\":1"))
      let page = try Curl([hub.web + "/"]).body
      #expect(page.contains("One borough has a release in quarantine") && page.contains("<span class=\"number\">0</span>"))
    }
    let release = try #require(hubSays("quarantine", "list").split(separator: " ").dropFirst().first.map(String.init))
    #expect(try hubSays("quarantine", "show").contains("held for  far-from-published"))

    // A verdict and its ground agree, and a name is written down.
    let wrong = try SmallLondon.run(
      "aggregator", ["quarantine", "accept", release, "--because", "wrong-data", "--by", "a.smith", "--home", hub.home])
    #expect(wrong.exitCode == 1 && wrong.standardError.contains("confirmed, explained, false-alarm"), "\(wrong)")
    _ = try hubSays("quarantine", "reject", release, "--because", "not-explained", "--by", "a.smith", "--note", "no answer")
    #expect(try sender("send").exitCode == 2, "a rejection is told once")
    #expect(try sender("status").standardOutput.contains("rejected     \(release)"))
    #expect(try hubSays("tables").contains("no borough has sent anything about January 2025 yet"))
    _ = try hubSays("quarantine", "accept", release, "--because", "explained", "--by", "b.jones")
    #expect(try sender("status").exitCode == 0)
    #expect(try hubSays("quarantine", "list") == "nothing waits for a decision\n")
    let all = try hubSays("quarantine", "list", "--all", "--json")
    #expect(all.contains("\"officer\":\"a.smith\"") && all.contains("\"note\":\"no answer\"") && all.contains("b.jones"))
    #expect(try hubSays("tables").contains("used for 0 of 1 boroughs"), "counted, and not fitted to what contradicts it")
    if Curl.isPossible { #expect(try Curl([hub.web + "/"]).body.contains("<span class=\"number\">1</span>")) }
    _ = hub.stop()
  }
}
