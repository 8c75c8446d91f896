import Foundation
import TestSupport
import Testing

/// An officer with a finance extract of a layout of the borough's own, from the first refusal to the clean read.
@Suite struct FinanceJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  /// City of London's extract as a sheet under titles, with other headings and one stranger.
  private func records(_ name: String) throws -> (folder: String, file: String) {
    let records = try london.copyOfRecords("E09000001", named: name)
    let standard = records + "/finance_2024-25.csv"
    let lines = try String(contentsOfFile: standard, encoding: .utf8).split(whereSeparator: \.isNewline)
    try FileManager.default.removeItem(atPath: standard)
    let body = lines.dropFirst().joined(separator: "\r\n")
    let text = "Placements report,,,,,,,,,\r\nPupil UPN,School,School URN,Type,From,To,Agreed fee,Frequency,No of weeks,Budget year\r\n"
      + body + "\r\nX999999999999,Fictional House,,Day,,,1.00,Annual,,2024-25\r\nTotal,,,,,,99.00,,,\r\n"
    let file = records + "/fees 2024-25.csv"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return (records, file)
  }

  private func mode(_ path: String) throws -> Int {
    try (FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }

  @Test func aLayoutIsConfirmedOnceAndReadFromThenOn() throws {
    let (folder, file) = try records("mapped")
    let home = try london.agent("E09000001", named: "mapped", records: folder)
    let plain = try london.agent("E09000001", named: "unmapped")

    let refused = try SmallLondon.run("borough-agent", ["check", "--home", home])
    #expect(refused.exitCode == 2 && refused.standardOutput.contains("finance-not-mapped"))
    #expect(refused.standardOutput.contains("borough-agent map"))

    let proposal = try SmallLondon.must("borough-agent", ["map", file, "--home", home])
    #expect(proposal.contains("\"Pupil UPN\": UPN (sure") && proposal.contains("year-missing") == false)
    #expect(!proposal.contains("X999") && !proposal.contains("Fictional"))
    #expect(proposal.contains("  weekly: fee × the line's weeks\n") && proposal.contains("  annual: the fee\n"))
    #expect(proposal.contains(" rows can be read as lines of payment\n  finance-not-a-line, 1× (row "))
    #expect(!FileManager.default.fileExists(atPath: home + "/maps"))

    let early = try SmallLondon.run("borough-agent", ["map", file, "--home", home, "--accept", "--set", "period=none"])
    #expect(early.exitCode == 1 && early.standardError.contains("period-missing"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: home + "/maps") == [])

    let kept = try SmallLondon.must("borough-agent", ["map", file, "--home", home, "--accept", "--json"])
    #expect(kept.contains("\"missing\":[]"))
    let names = try FileManager.default.contentsOfDirectory(atPath: home + "/maps")
    #expect(names.count == 1 && names[0].hasSuffix(".map"))
    #expect(try mode(home + "/maps/" + names[0]) == 0o600 && mode(home + "/maps") == 0o700)
    let map = try String(contentsOfFile: home + "/maps/" + names[0], encoding: .utf8)
    #expect(map.contains("column_upn = Pupil UPN\n") && map.hasPrefix("# How borough-agent"))

    let reports = try TemporaryFolder()
    let list = reports.file("unmatched.csv")
    let checked = try SmallLondon.run("borough-agent", ["check", "--home", home, "--json", "--unmatched", list])
    #expect(checked.exitCode == 5, "usable with warnings: \(checked.standardError)")
    let check = checked.standardOutput
    let before = try SmallLondon.must("borough-agent", ["check", "--home", plain, "--json"])
    func count(_ code: String, _ report: String) throws -> Int {
      let json = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
      let findings = json?["findings"] as? [[String: Any]] ?? []
      return findings.first { $0["code"] as? String == code }?["count"] as? Int ?? 0
    }
    for code in ["finance-not-on-day", "finance-not-on-roll"] { #expect(try count(code, check) == count(code, before)) }
    #expect(try count("finance-no-match", check) == 1 && count("finance-not-a-line", check) == 1)
    let unmatched = try String(contentsOfFile: list, encoding: .utf8)
    #expect(unmatched.contains("finance-no-match\r\n") && !unmatched.contains("X999") && unmatched.hasPrefix("file,row,reason\r\n"))
    #expect(try mode(list) == 0o600)

    let first = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    #expect(first.contains("\"repeat\":false"))
    #expect(try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"]).contains("\"repeat\":true"))
    // Another map reads the same file otherwise: that is other data, and the year's budget is spent.
    try SmallLondon.must("borough-agent", ["map", file, "--home", home, "--accept", "--set", "transport=counted"])
    let other = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(other.exitCode == 3 && other.standardError.contains("budget-year"), "\(other.standardError)")
  }

  /// What would read nothing, and what needs no map, is not kept: a map for what is read without one would make other
  /// data of the same file.
  @Test func mapsThatDoNoGoodAreNotKept() throws {
    let home = try london.agent("E09000001", named: "useless-maps")
    let vague = london.folder.file("vague.csv")
    try "UPN,Cost,Financial year\nX900000000001,tbc,2024-25\nX900000000002,tbc,2024-25\n"
      .write(toFile: vague, atomically: true, encoding: .utf8)
    let result = try SmallLondon.run(
      "borough-agent", ["map", vague, "--home", home, "--accept", "--set", "amount=Cost", "--period", "annual"])
    #expect(result.exitCode == 2 && result.standardError.contains("no row of the file can be read"))
    #expect(result.standardOutput.contains("trial      0 of 2 rows") && result.standardOutput.contains("bad-amount, 2× (rows 2, 3)"))
    let standard = london.recordsFolder("E09000001") + "/finance_2024-25.csv"
    let plain = try SmallLondon.must("borough-agent", ["map", standard, "--home", home, "--accept"])
    #expect(plain.contains("read without a map") && !plain.contains("kept "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: home + "/maps") == [])
  }

  @Test func theListOfUnmatchedLinesStaysOutOfRecordsAndOutbox() throws {
    let home = try london.agent("E09000001", named: "unmatched-places")
    for folder in [london.recordsFolder("E09000001"), home + "/outbox", home + "/ledger", home + "/keys"] {
      let result = try SmallLondon.run("borough-agent", ["check", "--home", home, "--unmatched", folder + "/list.csv"])
      #expect(result.exitCode == 1, "\(folder)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/list.csv"))
    }
  }

  /// Contract fees have a folder of their own: commands that read records refuse one that lies in or around theirs, and a
  /// map is for what was paid for children.
  @Test func rateCardsHaveAFolderOfTheirOwn() throws {
    let home = try london.agent("E09000001", named: "rate-cards")
    let conf = home + "/agent.conf"
    let settings = try String(contentsOfFile: conf, encoding: .utf8)
    for folder in [london.recordsFolder("E09000001"), london.london + "/boroughs", home + "/outbox", home + "/ledger"] {
      try (settings + "rate_cards_folder = \(folder)\n").write(toFile: conf, atomically: true, encoding: .utf8)
      for command in [["check"], ["ratecard", "check"]] {
        let result = try SmallLondon.run("borough-agent", command + ["--home", home])
        #expect(result.exitCode == 4 && result.standardError.contains("rate_cards_folder"), "\(command) \(folder)")
      }
    }
    let cards = london.folder.file("rate-cards")
    try FileManager.default.createDirectory(atPath: cards, withIntermediateDirectories: true)
    try "Provider,URN,Band,Day or residential,Weekly fee,Weeks\nFictional House,960001,A,Day,1234.56,39\n"
      .write(toFile: cards + "/card.csv", atomically: true, encoding: .utf8)
    try (settings + "rate_cards_folder = \(cards)\n").write(toFile: conf, atomically: true, encoding: .utf8)
    #expect(try SmallLondon.must("borough-agent", ["ratecard", "check", "--home", home]).contains("fees       1"))
    #expect(!(try SmallLondon.must("borough-agent", ["check", "--home", home, "--json"]).contains("card.csv")))
    let mapped = try SmallLondon.run("borough-agent", ["map", cards + "/card.csv", "--home", home, "--accept"])
    #expect(mapped.exitCode == 1 && mapped.standardError.contains("pupil-missing"))
  }

  /// Nothing of a file is shown whose first row may be about a child, and no value of one that has headings.
  @Test func mapsShowHeadingsOnly() throws {
    let canaries = Canaries.shared
    let home = try london.agent("E09000001", named: "map-canaries")
    let bare = london.folder.file("bare.csv")
    try canaries.children.map { "\($0.surname),\($0.upn),\($0.birth),tbc\n" }.joined().write(toFile: bare, atomically: true, encoding: .utf8)
    let headed = london.folder.file("headed.csv")
    try (Canaries.financeHeading + canaries.children.map { "\($0.upn),\($0.surname),,\($0.postcode),\($0.birth),,1,weekly,,2024-25\n" }.joined())
      .write(toFile: headed, atomically: true, encoding: .utf8)
    for arguments in [["map", bare], ["map", bare, "--json"], ["map", headed], ["map", headed, "--json"], ["ratecard", "check", headed], ["ratecard", "check", bare]] {
      let result = try SmallLondon.run("borough-agent", arguments + ["--home", home])
      for text in [result.standardOutput, result.standardError] { #expect(canaries.hits(Data(text.utf8)).count == 0, "\(arguments)") }
      if arguments[0] == "map" { #expect(result.exitCode == (arguments[1] == bare ? 2 : 0), "\(arguments): \(result.standardError)") }
    }
  }
}
