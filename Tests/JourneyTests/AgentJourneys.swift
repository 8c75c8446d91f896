import Foundation
import TestSupport
import Testing

/// What a borough's own machine does, with the built programs.
@Suite struct AgentJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private func folder(_ path: String) -> [String] {
    (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
  }

  @Test func theSameRecordsGiveTheSameBytesAndCostNothingMore() throws {
    let home = try london.agent("E09000001", named: "twice")
    let first = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    let stored = folder(home + "/outbox/messages")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: home + "/outbox/messages/" + (stored.first ?? "")))
    let budget = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])

    let second = try SmallLondon.must("borough-agent", ["release", "--home", home, "--json"])
    #expect(first.contains("\"repeat\":false") && second.contains("\"repeat\":true"))
    #expect(folder(home + "/outbox/messages") == stored)
    #expect(try Data(contentsOf: URL(fileURLWithPath: home + "/outbox/messages/" + (stored.first ?? ""))) == bytes)
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]) == budget)
    #expect(budget.contains("\"lifetime\":{\"left\":[1,2],\"spent\":[3,10]}"))
  }

  /// Before and after the first release: the same worst case, told in the same words; planned becomes spent.
  @Test func theBudgetSaysWhatIsSpentPlannedAndAtMostFound() throws {
    let home = try london.agent("E09000001", named: "budget")
    let before = try SmallLondon.must("borough-agent", ["budget", "--home", home])
    #expect(before.contains("london-send-3  for the data of 2024 ρ 1/10 (ε 2.15); by its exact noise ε 2.00, and of 2025 ρ 1/5 (ε 3.14)"), "\(before)")
    for line in [
      "    of it flows 1/5, plans in January 1/25, who has a cost 1/100, costs 1/50, bands of cost 3/200, clamped costs 1/200, plans on quarter days 1/100",
      "  lifetime   ρ 3/10 (ε 3.93) of 4/5", "  data 2024  ρ 1/10 (ε 2.15) of 1/5", "  data 2025  ρ 1/5 (ε 3.14) of 1/5",
      "  after what is spent                       5.0 of 100", "  after every planned release               24.0 of 100",
      "  when the whole lifetime's budget is spent 46.6 of 100",
      "afterwards, if the data of each later year cost as much as those of 2025 (ρ 1/5)",
      "  data 2026  lifetime then ρ 1/2 (ε 5.23)", "  data 2027  lifetime then ρ 7/10 (ε 6.33)",
      "  data 2028  refused, and all later ones: ρ 1/10 (ε 2.15) left of a lifetime",
    ] { #expect(before.split(separator: "\n").contains(Substring(line)), "\(line) in \(before)") }
    let planned = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
    #expect(planned.contains(#""plan":"london-send-3","refused":false"#), "\(planned)")
    let worst = #""worst_case":{"epsilon_hundredths":393,"found_per_1000_at_most":240}"#
    #expect(planned.contains(worst), "\(planned)")
    let later = #"{"data_years":[{"lifetime":[1,2],"year":2026},{"lifetime":[7,10],"year":2027}],"first_refused":2028"#
    #expect(planned.contains(#""afterwards":"# + later), "\(planned)")

    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let after = try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"])
    #expect(after.contains(#""planned":[]"#) && after.contains(worst), "\(after)")
    #expect(after.contains(#""spent":{"epsilon_hundredths":393,"found_per_1000_at_most":240}"#), "\(after)")
  }

  /// The return of 2026 shows the census of 2025, and not who left in the year before it: no noise around nothing.
  @Test func quarterDaysWithoutTheirReturnAreRefused() throws {
    let records = london.folder.file("records-without-2025")
    try ChildrenByCoin.write(to: records, present: ChildrenByCoin.children.map { _ in true }, years: [2024, 2026])
    let home = try london.agent("E09000001", named: "without-2025", records: records, census: 2025)
    let budget = try SmallLondon.must("borough-agent", ["budget", "--home", home])
    let refused = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(
      refused.exitCode != 0 && refused.standardError.contains("needs the quarter days before the census of 2025"), "\(refused)")
    let after = try SmallLondon.must("borough-agent", ["budget", "--home", home])
    #expect(SmallLondon.messages(home).isEmpty && after == budget)
  }

  /// The officer sees plans on each quarter day as they follow from the noised sums.
  @Test func theOfficerReadsTheQuarterDays() throws {
    let home = try london.agent("E09000020", named: "quarters")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home])
    #expect(shown.contains("quarter-stock-2025-total: 4 cells, sum; weighted sums of the quarter days"), "\(shown)")
    let lines = shown.split(separator: "\n")
    for day in ["31 March 2024", "30 June 2024", "30 September 2024", "31 December 2024"] {
      // ± 1.96 · 13.6
      #expect(lines.contains { $0.hasPrefix("  \(day)  ") && $0.hasSuffix(" ± 27") }, "\(day) in \(shown)")
    }
    let plan = try SmallLondon.must("borough-agent", ["plan", "show"])
    #expect(plan.contains("changes the 4 sums of one row, squares of the changes at most 148 together"), "\(plan)")
    #expect(plan.contains("variance 14800\n               in 95 of 100 cases within ± 239\n               standard error 122; "), "\(plan)")
    #expect(plan.contains(" within ± 195997, 293995, 391993, 1469973, 391993, 391993 pounds\n"), "\(plan)")
    #expect(plan.contains(" pounds, but for a probability below 10⁻⁹\n"), "\(plan)")
    #expect(plan.hasSuffix("(need, cost, days here): wrong of 5 in 100, right of 40.3 of 100\n"), "\(plan)")
  }

  @Test func otherRecordsOfTheSameYearAreRefusedByTheBudget() throws {
    let records = try london.copyOfRecords("E09000001", named: "revised")
    let home = try london.agent("E09000001", named: "revised", records: records)
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let before = folder(home + "/outbox")
    let finance = records + "/finance_2024-25.csv"
    try (Data(contentsOf: URL(fileURLWithPath: finance)) + Data("\r\n".utf8)).write(to: URL(fileURLWithPath: finance))
    let again = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(again.exitCode == 3, "\(again.standardError)")
    #expect(again.standardError.contains("budget-year") && again.standardError.contains("borough-agent: hint:"))
    #expect(folder(home + "/outbox") == before)
  }

  /// An empty folder is not an unspent budget: with the ledger gone nothing is released, and no new ledger appears.
  @Test func withoutItsLedgerTheAgentReleasesNothing() throws {
    let home = try london.agent("E09000001", named: "bare")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let before = folder(home + "/outbox")
    for name in folder(home + "/ledger") { try FileManager.default.removeItem(atPath: home + "/ledger/" + name) }
    let again = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(again.exitCode == 3 && again.standardError.contains("ledger-missing"), "\(again)")
    #expect(folder(home + "/outbox") == before)
    #expect(!FileManager.default.fileExists(atPath: home + "/ledger/ledger.log"))
  }

  @Test func unusableRecordsReleaseNothingAndSpendNothing() throws {
    let records = try london.copyOfRecords("E09000001", named: "spoilt")
    for name in folder(records) where name.hasSuffix("person.csv") || name.hasSuffix(".xml") {
      try "this is not a return".write(toFile: records + "/" + name, atomically: true, encoding: .utf8)
    }
    let home = try london.agent("E09000001", named: "spoilt", records: records)
    let release = try SmallLondon.run("borough-agent", ["release", "--home", home])
    #expect(release.exitCode == 2, "\(release.standardError)")
    #expect(folder(home + "/outbox") == ["borough", "egress-log.pub", "identity.pub"])
    #expect(try SmallLondon.must("borough-agent", ["budget", "--home", home, "--json"]).contains("\"spent\":[0,1]"))
    let check = try SmallLondon.run("borough-agent", ["check", "--home", home, "--json"])
    #expect(check.exitCode == 2 && check.standardOutput.contains("\"verdict\":\"unusable\""))
  }

  @Test func anOfficerSeesEveryFigureBeforeItGoes() throws {
    let home = try london.agent("E09000001", named: "seen")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let shown = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home, "--all"])
    let costs = ["cost-persons-2025", "cost-pence-2025", "cost-bands-2025", "cost-clamped-2025"]
    let quarters = ["quarter-stock-2025-cohort", "quarter-stock-2025-total"]
    for table in ["flow-2024-cross", "flow-2025-margin", "stock-2025"] + costs + quarters {
      #expect(shown.contains("\n\(table): "))
    }
    // What they say together: beside each mean how many costs were clamped, and the quartiles.
    let means = shown.split(separator: "\n").filter { $0.contains("  mean ") && $0.contains(", cap ") }
    #expect(shown.contains("\ncosts by sector, from the tables above") && means.count == 6, "\(means)")
    for word in ["below 0 ", "above the cap ", "lower quartile ", "median ", "upper quartile "] {
      let lines = shown.split(separator: "\n").filter { $0.hasPrefix("      ") && $0.contains(word) }
      #expect(lines.count == 6, "\(word)")
    }
    let figures = shown.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.contains(" ± ") }
    // Of each quarter day a line for all and one for the phases, beside the sums.
    // Of the forecast each January's total.
    let ahead = figures.count { $0.hasPrefix("  January 20") }
    #expect(ahead == 16 && shown.contains("\n  ± is what the noise above does to a total, in 95 of 100 cases"), "\(shown)")
    let released = figures.count - ahead - 1
    #expect(released == 2 * 1248 + 2 * 104 + 360 + 2 * 30 + 6 * 40 + 6 * 2 + 27 * 4 + 4 + 4 * 2)
    // What is no larger than its bound is marked, and no other count.
    let (flow, rest) = try (#require(shown.range(of: "\nflow-2025-cross: ")), #require(shown.range(of: "\nflow-2025-margin: ")))
    var marked = 0
    for line in shown[flow.upperBound..<rest.lowerBound].split(separator: "\n").filter({ $0.contains(" · ") }) {
      let words = line.split(separator: " ")
      let place = try #require(words.firstIndex(of: "±"))
      let (value, isMarked) = (try #require(Int(words[place - 1])), words.last == "u")
      #expect(isMarked == (value.magnitude <= 6), "\(line)")
      marked += isMarked ? 1 : 0
    }
    #expect(marked > 100)
    #expect(shown.contains("\n  standard error 3.17; no cell of the table errs by more than 23."), "\(shown)")
    // Above all figures what leaves, what it cost each child, and what it can tell of one at most.
    let words = shown.split(separator: "\n").joined(separator: " ")
    #expect(words.contains("these bytes leave and nothing else: 11 tables with \(released - 8) noised figures"), "\(shown)")
    for line in [
      "It has cost each child ρ 3/10 (ε 3.93), paid before the noise was added; to approve and send it costs nothing more.",
      "  whether the child is in the records: wrong of 5 in 100 who are not, right of 24.0 of 100 who are",
      "  which of two descriptions of a child is true (need, cost, days here): wrong of 5 in 100, right of 40.3 of 100",
    ] { #expect(shown.split(separator: "\n").contains(Substring(line)), "\(line)") }
    let raw = try SmallLondon.must("borough-agent", ["outbox", "show", "--home", home, "--raw"])
    let stored = try #require(folder(home + "/outbox/messages").first)
    #expect(raw == (try String(contentsOfFile: home + "/outbox/messages/" + stored, encoding: .utf8)))
  }

  @Test func theExactForecastStaysOnTheScreen() throws {
    let home = try london.agent("E09000001", named: "exact")
    let text = try SmallLondon.must("borough-agent", ["forecast", "--home", home, "--draws", "50"])
    #expect(text.hasPrefix("exact, for this borough's own staff only") && text.contains("  2040  "))
    #expect(folder(home + "/outbox") == ["borough", "egress-log.pub", "identity.pub"])
  }

  /// A policy written down once as a file is held against the base; the same levers as words give the same figures.
  @Test func aScenarioIsHeldAgainstTheBase() throws {
    let home = try london.agent("E09000021", named: "scenario")
    let words = ["--lever", "eligibility_factor=0.5", "--lever", "eligibility_from_year=2028", "--lever", "name=narrow"]
    let file = london.folder.file("narrow.scenario")
    let kept = try SmallLondon.must("borough-agent", ["forecast", "--print-scenario"] + words)
    try Data(kept.utf8).write(to: URL(fileURLWithPath: file))
    func csv(_ scenario: [String]) throws -> String {
      try SmallLondon.must("borough-agent", ["forecast", "--home", home, "--draws", "20", "--until", "2032", "--csv"] + scenario)
    }
    let fromFile = try csv(["--scenario", file])
    #expect(try csv(words) == fromFile)
    let rows = fromFile.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let totals = rows.filter { $0[2] == "\"narrow\"" && $0[3] == "\"plans\"" && $0[5...7].allSatisfy { $0 == "\"\"" } }
    #expect(totals.count == 8 && totals.allSatisfy { $0.last == "\"exact\"" })
    for row in totals {
      let (year, difference) = (try #require(Int(row[4])), try #require(Double(row[12])))
      #expect(year < 2028 ? difference == 0 : difference < 0, "\(year)")
    }
    let text = try SmallLondon.must(
      "borough-agent", ["forecast", "--home", home, "--draws", "20", "--scenario", "pre-pandemic", "--scenario", file])
    #expect(text.contains("pre-pandemic") && text.contains("narrow") && text.contains("difference"))
    // Two saved scenarios side by side, held against each other.
    let other = london.folder.file("half.scenario")
    try Data(kept.replacingOccurrences(of: "name = narrow", with: "name = half").utf8).write(to: URL(fileURLWithPath: other))
    let pair = ["forecast", "--home", home, "--draws", "20", "--scenario", file, "--scenario", other, "--against"]
    #expect(try SmallLondon.must("borough-agent", pair + ["half"]).contains("less half"))
    let wrong = try SmallLondon.run("borough-agent", pair + ["third"])
    #expect(wrong.exitCode == 1 && wrong.standardError.contains("one of base, narrow, half"))
    #expect(folder(home + "/outbox") == ["borough", "egress-log.pub", "identity.pub"])
  }

  /// What the department asks for, and where places must open, from the same exact forecast.
  @Test func tablesForOthersComeFromTheSameForecast() throws {
    let home = try london.agent("E09000021", named: "tables")
    func forecast(_ words: [String]) throws -> String {
      try SmallLondon.must("borough-agent", ["forecast", "--home", home, "--draws", "20", "--until", "2031"] + words)
    }
    let pasted = try forecast(["--reform-plan", "--csv"])
    #expect(pasted.components(separatedBy: "\"Calendar Year\",2025,2026,2027,2028,2029").count == 14)
    #expect(pasted.hasPrefix("\"exact, for this borough's own staff only\"\r\n\"Kingston upon Thames, base\"\r\n\r\n"))
    // The returns of January 2024 and 2025 tell the requests of the years before, so the ratios are the borough's own.
    #expect(pasted.contains("this borough's own of 2023 and 2024 by age"))
    #expect(try forecast(["--gap"]).contains("provision gap, in places"))
    // Who asks for a file gets one.
    #expect(try forecast(["--gap", "--csv"]).hasPrefix("geography,geography_name,scenario,year,phase,need,independent,"))
    for words in [["--gap", "--json"], ["--reform-plan", "--json"]] {
      #expect(try JSONSerialization.jsonObject(with: Data(forecast(words).utf8)) is [String: Any])
    }
    let figures = try forecast(["--figures", "--csv"])
    #expect(figures.contains("\"39\",") && figures.contains("\"further-growth\"") && figures.contains("\"T1\","))
    #expect(figures.contains("\"28\",") && figures.contains("\"granted\",2024,"))
    #expect(try forecast(["--figures"]).contains("Not here: figure 41, 42"))
    let births = london.folder.file("births.csv")
    try Data("code,year,births\nE09000021,2024,1900\n".utf8).write(to: URL(fileURLWithPath: births))
    #expect(try forecast(["--figures", "--csv", "--births", births]).contains("\"births\",2024,\"births\",1900.0"))
    for words in [["--births", births], ["--figures", "--requests", births]] {
      let refused = try SmallLondon.run("borough-agent", ["forecast", "--home", home] + words)
      #expect(refused.exitCode == 1 && refused.standardOutput.isEmpty, "for --figures alone, and a file of the right kind")
    }
    let file = london.folder.file("places.csv")
    try Data("code,sector,phase,year,places\nE09000021,SS,SEC,2020,1\n".utf8).write(to: URL(fileURLWithPath: file))
    let missing = try forecast(["--places", file, "--year", "2030"])
    #expect(missing.contains("January 2030: where places must open") && missing.contains("100% of futures"))
  }

  /// Returns of four years give origins of three; of one year none, and the program says what is missing.
  @Test func forecastsOfEarlierYearsAreHeldAgainstWhatHappened() throws {
    let long = try TemporaryFolder()
    try SmallLondon.must(
      "rehearsal",
      ["write", "--out", long.file("london"), "--boroughs", "E09000021", "--collections", "2023,2024,2025"])
    let home = long.file("agent")
    try SmallLondon.must(
      "borough-agent",
      ["init", "--home", home, "--borough", "E09000021", "--records", long.file("london/boroughs/E09000021"),
        "--population", long.file("london/public/population.csv"), "--providers", long.file("london/public/providers.csv")])
    let text = try SmallLondon.must("borough-agent", ["backtest", "--home", home, "--draws", "50"])
    #expect(text.hasPrefix("exact, for this borough's own staff only"))
    #expect(text.contains("Forecasts from January 2023, 2024") && text.contains("linear trend"))
    #expect(text.contains("Fewer than 10 forecasts") && text.contains("Nothing is known of 3 years ahead"))
    let csv = try SmallLondon.must("borough-agent", ["backtest", "--home", home, "--draws", "50", "--csv"])
    #expect(csv.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasSuffix(",\"exact\"") })
  }

  @Test(arguments: [["--scenario", "no-such-file"], ["--lever", "eligibility=1"], ["--draws", "1"], ["--json", "--csv"]])
  func aForecastThatCannotBeMeantIsRefusedInWords(words: [String]) throws {
    let home = try london.agent("E09000001", named: "meant\(words.joined())")
    let result = try SmallLondon.run("borough-agent", ["forecast", "--home", home] + words)
    #expect(result.exitCode == 1 && result.standardError.hasPrefix("borough-agent: error: "), "\(result.standardError)")
  }

  /// Every system call of a whole run: no socket, nothing opened outside its own folders and the input, nothing
  /// written but ledger and outbox.
  @Test(.enabled(if: Trace.isPossible, Trace.why)) func aWholeRunOpensNoSocketAndNoStrangersFile() throws {
    let home = try london.agent("E09000001", named: "traced")
    let trace = try Trace("borough-agent", ["release", "--home", home], calls: "%network,%file")
    #expect(trace.result.exitCode == 0, "\(trace.result.standardError)")
    #expect(trace.calls.count > 20, "the trace holds the run")
    #expect(trace.calls.filter(\.reachesOut).map(\.text) == [])

    let opened = trace.calls.filter { $0.opens && !$0.failed }
    let own = [home, london.recordsFolder("E09000001"), london.london + "/public"]
    let agent = try SmallLondon.program("borough-agent")
    let strangers = opened.flatMap(\.paths).filter { path in
      !own.contains { path == $0 || path.hasPrefix($0 + "/") } && !Self.belongsToTheLoader(path, agent)
    }
    #expect(Set(strangers) == [])
    let written = opened.filter(\.writes).flatMap(\.paths)
    #expect(!written.isEmpty)
    #expect(written.filter { !$0.hasPrefix(home + "/ledger/") && !$0.hasPrefix(home + "/outbox/") } == [])
  }

  /// Shared libraries and what the C library and the Swift runtime read as a program starts, before its first line.
  private static func belongsToTheLoader(_ path: String, _ program: String) -> Bool {
    path.contains(".so") || path == program || path.hasPrefix("/etc/ld.so") || path.hasPrefix("/proc/self/")
      || path.hasPrefix("/sys/fs/cgroup") || path.hasPrefix("/sys/devices/system/cpu")
      || path.hasPrefix("/etc/ssl/openssl.cnf") || path.hasPrefix("/usr/lib/ssl/openssl.cnf")
  }
}
