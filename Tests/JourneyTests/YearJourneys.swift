import Foundation
import TestSupport
import Testing

/// A year goes by: the next return comes, and the borough releases again.
@Suite struct YearJourneys {
  static let hub = Result { try RunningHub(named: "year-by-year") }
  static let code = "E09000001"
  let (hub, london, files): (RunningHub, SmallLondon, FileManager)
  /// Two returns and the finance extract of the later year.
  let later: String

  init() throws {
    hub = try Self.hub.get()
    (london, files) = (try SmallLondon.shared.get(), FileManager.default)
    later = london.folder.file("later-\(UUID().uuidString)")
    try SmallLondon.must(
      "rehearsal", ["write", "--out", later, "--boroughs", "\(Self.code),E09000020", "--collections", "2025,2026"])
  }

  private func agent(_ home: String, _ words: String...) throws -> RunResult {
    try SmallLondon.run("borough-agent", words + ["--home", home])
  }

  /// The next return and finance extract are laid beside those of before.
  private func layTheNextYearBeside(_ records: String) throws {
    for name in ["sen2_2026.xml", "finance_2025-26.csv"] {
      try files.copyItem(atPath: "\(later)/boroughs/\(Self.code)/\(name)", toPath: records + "/" + name)
    }
  }

  /// - Parameter file: settings of an agent or a hub.
  private func turnToTheNextJanuary(_ file: String) throws {
    let settings = try String(contentsOfFile: file, encoding: .utf8)
    #expect(settings.contains("\ncensus_year = 2025\n"))
    try settings.replacingOccurrences(of: "census_year = 2025", with: "census_year = 2026")
      .write(toFile: file, atomically: true, encoding: .utf8)
  }

  private func hubSays(_ words: String...) throws -> RunResult { try SmallLondon.run("aggregator", words + ["--home", hub.home]) }

  /// A message as it lies in the outbox.
  private struct Message {
    let release, plan: String
    let years: Int
    /// By statistic, as text.
    let tables: [String: String]
  }

  private func message(_ home: String, besides known: Set<String> = []) throws -> Message {
    let found = try #require(SmallLondon.messages(home).first { !known.contains(String($0.key.dropLast(5))) })
    func object(_ data: Data) throws -> [String: Any] { try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]) }
    let payload = try #require(try object(found.value)["payload"] as? String)
    let message = try object(try #require(Data(base64Encoded: payload)))
    var tables: [String: String] = [:]
    for table in try #require(message["tables"] as? [[String: Any]]) {
      let text = try JSONSerialization.data(withJSONObject: table, options: .sortedKeys)
      tables[try #require(table["statistic"] as? String)] = String(decoding: text, as: UTF8.self)
    }
    return Message(
      release: try #require(message["release"] as? String), plan: try #require(message["planID"] as? String),
      years: try #require((message["forecast"] as? [String: Any])?["years"] as? Int), tables: tables)
  }

  @Test func theNextYearAsksOnlyWhatIsNew() throws {
    let records = try london.copyOfRecords(Self.code, named: "year-by-year")
    let home = try london.agent(Self.code, named: "year-by-year", records: records)
    try hub.enrol(home, Self.code, named: "year-by-year")
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
    #expect(try SmallLondon.send(home).delivered.count == 1)
    let first = try message(home)

    // Who forgets the setting is told which it is, and nothing is spent.
    try layTheNextYearBeside(records)
    let forgotten = try agent(home, "release")
    #expect(forgotten.exitCode == 2 && forgotten.standardError.contains("set census_year = 2026 in agent.conf"), "\(forgotten)")
    #expect(try agent(home, "budget", "--json").standardOutput.contains("\"lifetime\":{\"left\":[1,2],\"spent\":[3,10]}"))
    try turnToTheNextJanuary(home + "/agent.conf")
    let planned = try agent(home, "budget").standardOutput
    #expect(planned.contains("london-send-3-2026  for the data of 2026 ρ 1/5"), "\(planned)")
    #expect(planned.contains("of 2025 nothing is asked: what was released then is given again, at no cost"))
    #expect(planned.contains("lifetime   ρ 1/2 ") && planned.contains("data 2025  ρ 1/5 "))
    let released = try agent(home, "release")
    #expect(released.exitCode == 0 && !released.standardError.contains("census_year"), "\(released)")
    let second = try message(home, besides: [first.release])
    #expect(second.plan == "london-send-3-2026" && second.years == 15)
    for id in ["flow-2025-cross", "flow-2025-margin"] {
      #expect(first.tables[id] != nil && first.tables[id] == second.tables[id], "\(id) is given as it was")
    }
    let budget = try agent(home, "budget", "--json").standardOutput
    #expect(
      budget.contains("{\"left\":[0,1],\"spent\":[1,5],\"year\":2025}")
        && budget.contains("{\"left\":[0,1],\"spent\":[1,5],\"year\":2026}"), "\(budget)")
    #expect(try agent(home, "release", "--json").standardOutput.contains("\"repeat\":true"))

    // The officer sees which tables are those of the year before, and the hub takes the message.
    let shown = try agent(home, "outbox", "show", second.release).standardOutput
    #expect(shown.components(separatedBy: "as released before, in message \(first.release)").count == 3, "\(shown)")
    let listed = try agent(home, "outbox", "list").standardOutput
    #expect(listed.contains("\(first.release)  January 2025") && listed.contains("\(second.release)  January 2026"), "\(listed)")
    try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
    let sent = try SmallLondon.send(home)
    #expect(sent.delivered == [second.release], "\(sent)")

    // Until its operator turns to the next January the hub shows this one, and says that there is more.
    let tables = try hubSays("tables", "--json")
    #expect(tables.standardOutput.contains("\"census_year\":2025"), "\(tables.standardOutput.prefix(300))")
    #expect(tables.standardOutput.contains("\"boroughs_about_later_january\":1"))
    #expect(tables.standardError.contains("1 borough has sent about a later January than 2025"))
    #expect(try hubSays("health").standardOutput.contains("figures are about January 2025; sent about a later one: 1 borough "))
    #expect(try hubSays("boroughs").standardOutput.contains("1 of 33 have sent: 1 about January 2026"))
    if Curl.isPossible { #expect(try Curl([hub.web + "/"]).body.contains("One borough has sent a release about a later January")) }
    let conf = hub.home + "/aggregator.conf"
    let settings = try String(contentsOfFile: conf, encoding: .utf8)
    try turnToTheNextJanuary(conf)
    let next = try hubSays("tables", "--json")
    #expect(next.standardOutput.contains("\"census_year\":2026") && next.standardError.isEmpty, "\(next.standardError)")
    #expect(next.standardOutput.contains("\"boroughs_about_earlier_january_only\":0"))

    // Both releases are history now: three flow years, of which 2025 was told twice and counts once.
    let longer = try hubSays("forecast", "--lever", "window_weights=1 1 1", "--draws", "10", "--json")
    let years = [2024, 2025, 2026].map { "{\"year\":\($0),\"boroughs\":1}" }.joined(separator: ",\n")
    #expect(longer.exitCode == 0 && longer.standardOutput.contains("\"flow_years\":[\n\(years)\n]"), "\(longer.standardError)")
    #expect(longer.standardError.isEmpty)
    // Another from what DfE publishes: the file that the hub makes is the file that it reads.
    let published = ["caseload", "newplans", "ceased_plans"].map { "\(london.london)/public/dfe_2025_\($0).csv" }
      + ["caseload", "sen_needs_caseload", "newplans", "ceased_plans"].map { "\(later)/public/dfe_2026_\($0).csv" }
    let made = try SmallLondon.run(
      "aggregator", ["margins", "--rehearsal", "--census-year", "2026"] + published.flatMap { ["--table", $0] })
    #expect(made.exitCode == 0 && made.standardOutput.contains("# REHEARSAL: fictional children"), "\(made.standardError)")
    #expect(made.standardError.contains("left out: E09000003 Barnet: not-published: caseload of January 2026"))
    #expect(made.standardOutput.contains("E09000020,kept,2025,8,,") && !made.standardOutput.contains("without ages"))
    let margins = hub.home + "/margins-2026.csv"
    try made.standardOutput.write(toFile: margins, atomically: true, encoding: .utf8)
    let filled = try hubSays("forecast", "--margins", margins, "--draws", "4")
    #expect(filled.standardOutput.contains("London, 1 of 33 boroughs and 1 from published margins"), "\(filled)")
    try settings.write(toFile: conf, atomically: true, encoding: .utf8)
    let shorter = try hubSays("forecast", "--lever", "window_weights=1 1 1", "--draws", "10")
    #expect(shorter.exitCode == 2 && shorter.standardError.contains("missing-flows"), "\(shorter)")
    #expect(shorter.standardError.contains("for the year to January 2023"))
  }

  /// A hub may turn to a January that nobody has sent about, or name a plan about another one.
  @Test func aHubSaysWhichJanuaryItHasNothingAbout() throws {
    let hub = try RunningHub(named: "turned-early")
    defer { _ = hub.stop() }
    let home = try hub.enrolledAgent(Self.code, named: "turned-early")
    #expect(try SmallLondon.send(home).delivered.count == 1)
    func says(_ words: String...) throws -> RunResult { try SmallLondon.run("aggregator", words + ["--home", hub.home]) }
    try turnToTheNextJanuary(hub.home + "/aggregator.conf")
    let tables = try says("tables")
    #expect(tables.standardOutput.contains("no borough has sent anything about January 2026 yet"), "\(tables)")
    #expect(tables.standardOutput.contains("1 of 33 boroughs have sent about an earlier January only, and are in no figure"))
    // Margins of the year before fill nobody in.
    let margins = hub.home + "/margins.csv"
    try "code,measure,year,age,need,plans\nE09000002,plans,2025,5,ASD,3\n"
      .write(toFile: margins, atomically: true, encoding: .utf8)
    let forecast = try says("forecast", "--margins", margins)
    #expect(forecast.exitCode == 2 && forecast.standardError.contains("no-boroughs: no borough has sent anything about January 2026"), "\(forecast)")
    #expect(forecast.standardError.contains("1 of 33 boroughs have sent about an earlier January only, and are in no figure"))
    #expect(forecast.standardError.contains("fills no borough that has not sent: of each it needs plans of January 2026"))

    let plan = hub.home + "/plan.json"
    try SmallLondon.must(
      "aggregator", ["propose", "--id", "sectors", "--want", "phase,sector", "--rho", "1/25", "--census-year", "2025", "--out", plan])
    let conf = try String(contentsOfFile: hub.home + "/aggregator.conf", encoding: .utf8)
    try (conf + "plan_file = \(plan)\n").write(toFile: hub.home + "/aggregator.conf", atomically: true, encoding: .utf8)
    let refused = try says("tables")
    #expect(refused.exitCode == 4 && refused.standardError.contains("is about the census of January 2025, and census_year says 2026"), "\(refused)")
  }

  /// Without the message of the year before its tables would have to be asked again, and paid again.
  @Test func withoutTheEarlierMessageNothingIsAskedASecondTime() throws {
    let records = try london.copyOfRecords(Self.code, named: "year-forgotten")
    let home = try london.agent(Self.code, named: "year-forgotten", records: records)
    try SmallLondon.must("borough-agent", ["release", "--home", home])
    let first = try message(home)
    try layTheNextYearBeside(records)
    try turnToTheNextJanuary(home + "/agent.conf")
    let (file, away) = (home + "/outbox/messages/\(first.release).dsse", home + "/message-away")
    try files.moveItem(atPath: file, toPath: away)
    // The budget is stated in any case.
    let stated = try agent(home, "budget")
    #expect(stated.exitCode == 0 && stated.standardOutput.contains("now refused: message \(first.release)"), "\(stated)")
    #expect(try agent(home, "budget", "--json").standardOutput.contains("\"refused\":\"earlier-release-missing\""))
    let refused = try agent(home, "release")
    #expect(refused.exitCode == 3 && refused.standardError.contains("is not in the outbox as it was released"), "\(refused)")
    #expect(refused.standardError.contains("no record was read") && refused.standardError.contains("hint: restore the outbox"))
    #expect(SmallLondon.messages(home).isEmpty)
    try files.moveItem(atPath: away, toPath: file)
    #expect(try agent(home, "release").exitCode == 0)
  }

  /// Settings from before name no census; what a program has no plan about, it says.
  @Test func theCensusIsThatOfTheSettings() throws {
    let home = london.folder.file("agent-census-\(UUID().uuidString)")
    func start(_ more: String...) throws -> RunResult {
      try SmallLondon.run(
        "borough-agent",
        [
          "init", "--home", home, "--borough", Self.code, "--records", "\(later)/boroughs/\(Self.code)",
          "--population", london.population, "--providers", london.london + "/public/providers.csv",
        ] + more)
    }
    let unknown = try start("--census-year", "2031")
    #expect(unknown.exitCode == 4 && unknown.standardError.contains("it has plans about 2025, 2026"), "\(unknown)")
    let made = try start()
    #expect(made.exitCode == 0 && made.standardOutput.contains("about the census of January 2026"), "\(made)")
    #expect(try agent(home, "plan", "show").standardOutput.hasPrefix("release plan london-send-3-2026,"))
    let first = try agent(home, "budget").standardOutput
    #expect(first.contains("london-send-3-2026  for the data of 2025 ρ 1/10 ") && first.contains(", and of 2026 ρ 1/5 "), "\(first)")
    let settings = try String(contentsOfFile: home + "/agent.conf", encoding: .utf8)
    let old = settings.replacingOccurrences(of: "census_year = 2026\n", with: "")
    try old.write(toFile: home + "/agent.conf", atomically: true, encoding: .utf8)
    #expect(try agent(home, "plan", "show").standardOutput.hasPrefix("release plan london-send-3,"))
    #expect(try agent(home, "check").standardError.contains("the records show January 2026, and releases are about January 2025"))
  }
}
