import Foundation
import TestSupport
import Testing

/// The whole way for three boroughs: from returns on a borough's disk to a page in a browser.
@Suite(.serialized) struct HubJourneys {
  /// Walked once, for all tests here.
  static let way = Result { try WholeWay() }
  let way: WholeWay
  init() throws { way = try Self.way.get() }

  @Test func threeBoroughsAreCountedAsThree() throws {
    #expect(way.hub.log.components(separatedBy: "message taken in").count == 4)
    #expect(try way.hub.messagesCounted() == Dictionary(SmallLondon.codes.map { ($0, 1) }) { $1 })
    #expect(try way.hub.refusals() == [:])
    let tables = try way.tables()
    #expect(tables.coverage["london"] == Tables.Coverage(received: 3, members: 33))
    #expect(tables.coverage["NWL"] == Tables.Coverage(received: 1, members: 8))
    #expect(tables.coverage["NCL"] == Tables.Coverage(received: 0, members: 5))
    #expect(tables.generated_from.releases.map(\.borough).sorted() == SmallLondon.codes)
    #expect(tables.headlines.allSatisfy { $0.geography != "NCL" }, "no figure where nobody was heard")
  }

  /// Counts within 6 standard errors of the truth, costs and forecasts, which are only nearly Gaussian, within 8: about
  /// one false alarm in 10⁶ runs. The judge's own bound of 4, asked of some 190 figures, would give one in a hundred.
  /// Mean costs and shares are ratios, whose denominators may be mostly noise in three small boroughs; they are left out.
  @Test func theFiguresLieBesideTheTruth() throws {
    let file = way.london.folder.file("tables.json")
    try Data(way.tablesText().utf8).write(to: URL(fileURLWithPath: file))
    let judged = try SmallLondon.run(
      "rehearsal", ["judge", "--truth", way.london.london + "/truth", "--tables", file, "--json"])
    #expect([0, 1].contains(judged.exitCode), "\(judged.standardError)")
    let verdicts = try JSONDecoder().decode([Verdict].self, from: Data(judged.standardOutput.utf8))
    #expect(try verdicts.count == way.tables().headlines.count, "every headline was judged")
    for verdict in verdicts where !verdict.id.hasPrefix("mean-cost") && verdict.unit != "percent" {
      let isCount = verdict.unit == "plans" && !verdict.id.hasPrefix("forecast")
      #expect(abs(verdict.z) < (isCount ? 6 : 8), "\(verdict)")
    }
  }

  /// DfE's tables of the same fictional returns make the totals exact, and the truth is met to the plan.
  @Test func withDfEsTablesTheTotalsAreExact() throws {
    let settings = way.hub.home + "/aggregator.conf"
    let before = try String(contentsOfFile: settings, encoding: .utf8)
    defer { try? before.write(toFile: settings, atomically: true, encoding: .utf8) }
    func set(_ files: [String]) throws {
      let paths = files.map { way.london.london + "/public/" + $0 }
      try (before + "\npublished_tables = \(paths.joined(separator: ", "))\n")
        .write(toFile: settings, atomically: true, encoding: .utf8)
    }
    try set(["dfe_2025_caseload.csv", "dfe_2025_sen_needs_all_plans.csv"])
    let file = way.london.folder.file("published.json")
    try Data(way.tablesText().utf8).write(to: URL(fileURLWithPath: file))
    let judged = try SmallLondon.run(
      "rehearsal", ["judge", "--truth", way.london.london + "/truth", "--tables", file, "--json"])
    let verdicts = try JSONDecoder().decode([Verdict].self, from: Data(judged.standardOutput.utf8))
    let plans = verdicts.filter { $0.id.hasPrefix("plans-2025") }
    #expect(plans.count > 60)
    for verdict in plans { #expect(abs(verdict.released - verdict.truth) < 1e-6 && verdict.standard_error < 1e-6, "\(verdict)") }
    let text = try SmallLondon.must("aggregator", ["tables", "--home", way.hub.home])
    #expect(text.contains("DfE's published totals, exact, are used for 3 of 3 boroughs"), "\(text)")
    #expect(text.contains("of the noise alone"), "who reads ± behind a forecast must not take it for the future's")

    // A table without plans in January is a mistake that is said, not passed over.
    try set(["dfe_2025_requests.csv"])
    let refused = try SmallLondon.run("aggregator", ["tables", "--home", way.hub.home])
    #expect(refused.exitCode == 4 && refused.standardError.contains("which has no plans in January"), "\(refused)")
  }

  @Test(.enabled(if: Curl.isPossible, Curl.why)) func thePageShowsChartTableAndCoverage() throws {
    let page = try Curl([way.hub.web + "/"])
    #expect(page.status == 200 && page.headers.contains("content-type: text/html; charset=utf-8"))
    #expect(page.body.contains("<span class=\"number\">3</span> of 33 boroughs"))
    #expect(page.body.contains("<svg class=\"chart wide\"") && page.body.contains("role=\"img\" aria-labelledby="))
    #expect(page.body.contains("North West London") && page.body.contains("fictional"))
    #expect(page.body.contains("href=\"/style.css\""))
    #expect(!page.body.contains("<script") && !page.body.contains(" style="))
    // No borough by name: the page is about London and its groups.
    #expect(!page.body.contains("Kensington") && !page.body.contains("E09000020"))
  }

  @Test(.enabled(if: Curl.isPossible, Curl.why)) func theTablesAreServedAsTheyArePrinted() throws {
    let csv = try Curl([way.hub.web + "/tables.csv"])
    #expect(csv.status == 200 && csv.headers.contains("content-type: text/csv; charset=utf-8"))
    #expect(try csv.body == SmallLondon.must("aggregator", ["tables", "--home", way.hub.home, "--csv"]))
    #expect(csv.body.hasPrefix("id,name,geography,geography_name,measure,") && csv.body.contains("\"forecast-2040\""))
    #expect(csv.body.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasSuffix(",fictional") }, "a rehearsal says so on every row")
    let json = try Curl([way.hub.web + "/tables.json"])
    #expect(try json.body == way.tablesText())
    // Files keep their names on a desk, and say there whose they are.
    #expect(csv.headers.contains("content-disposition: attachment; filename=\"boroughwise-rehearsal-2025-3of33-tables.csv\""))
    for (path, head) in [("forecast", "geography,geography_name,scenario,measure,"), ("gap", "geography,"), ("figures", "figure,title,")] {
      // The first of them draws the futures of all three, which takes its time in a debug build.
      let file = try Curl(["--max-time", "180", way.hub.web + "/\(path).csv"])
      #expect(file.status == 200 && file.body.hasPrefix(head), "\(path): \(file.status)")
      #expect(file.headers.contains("content-disposition: attachment; filename=\"boroughwise-rehearsal-2025-3of33-\(path).csv\""))
      #expect(file.body.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasSuffix(",\"fictional\"") })
    }
    let health = try Curl([way.hub.web + "/health"])
    #expect(health.status == 200 && health.body.hasPrefix("{\"boroughs\":3,\"certificates_ending\":0,"))
    #expect(health.body.contains("\"log_conflicts\":0,\"ok\":true,"))
    let said = try SmallLondon.must("aggregator", ["health", "--home", way.hub.home])
    #expect(said.contains("certificate  hub, 364 days left") && said.hasSuffix("all is well\n"), "\(said)")
  }

  @Test func scenariosAreForecastFromWhatWasReleased() throws {
    func forecast(_ words: [String]) throws -> String {
      try SmallLondon.must(
        "aggregator", ["forecast", "--home", way.hub.home, "--draws", "10", "--scenario", "further-growth"] + words)
    }
    let text = try forecast([])
    #expect(text.hasPrefix("REHEARSAL") && text.contains("London, 3 of 33 boroughs") && text.contains("  2040  "))
    let csv = try forecast(["--csv", "--area", "all", "--until", "2032"])
    #expect(csv.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasSuffix(",\"fictional\"") })
    #expect(csv.contains("\"NWL\"") && !csv.contains("\"NCL\""), "no figure where nobody was heard")
    let json = try JSONSerialization.jsonObject(with: Data(forecast(["--json", "--until", "2027"]).utf8)) as? [String: Any]
    #expect((json?["scenarios"] as? [Any])?.count == 2)
    let unknown = try SmallLondon.run("aggregator", ["forecast", "--home", way.hub.home, "--area", "E09000020"])
    #expect(unknown.exitCode == 1, "no borough by itself")
  }

  /// A release of two flow years tells of one year ahead, and says so.
  @Test func forecastsOfTheEarlierFlowYearAreHeldAgainstTheLatestCensus() throws {
    let text = try SmallLondon.must("aggregator", ["backtest", "--home", way.hub.home, "--draws", "30"])
    #expect(text.hasPrefix("REHEARSAL") && text.contains("3 boroughs together: all plans"))
    #expect(text.contains("one flow year") && text.contains("Nothing is known of 2 years ahead"))
    let json = try SmallLondon.must("aggregator", ["backtest", "--home", way.hub.home, "--draws", "30", "--json"])
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
  }

  /// Answers of every kind, failures too, say what a browser may do with them: nothing but show them.
  @Test(.enabled(if: Curl.isPossible, Curl.why), arguments: ["/", "/style.css", "/tables.csv", "/health", "/nothing"])
  func everyAnswerOfTheWebPortIsStrict(path: String) throws {
    let answer = try Curl(["--path-as-is", way.hub.web + path])
    #expect(answer.status == (path == "/nothing" ? 404 : 200))
    let policy = "content-security-policy: default-src 'none'; style-src 'self'; base-uri 'none'; "
    #expect(answer.headers.contains(policy + "form-action 'none'; frame-ancestors 'none'"))
    #expect(answer.headers.contains("x-content-type-options: nosniff"))
    #expect(answer.headers.contains("referrer-policy: no-referrer"))
    #expect(!answer.headers.contains { $0.hasPrefix("set-cookie") || $0.hasPrefix("server:") })
  }

  @Test(.enabled(if: Curl.isPossible, Curl.why)) func theWebPortTakesNothingIn() throws {
    for method in ["POST", "PUT", "DELETE"] {
      #expect(try Curl(["-X", method, "-d", "x", way.hub.web + "/"]).status == 404)
      #expect(try Curl(["-X", method, "-d", "x", way.hub.web + "/v1/releases"]).status == 404)
    }
    for path in ["/../aggregator.conf", "/%2e%2e/keys/hub.key", "/store/hub.sqlite"] {
      #expect(try Curl(["--path-as-is", way.hub.web + path]).status == 404)
    }
  }
}

/// What three boroughs did, each step as its README has it.
final class WholeWay: Sendable {
  let london: SmallLondon
  let hub: RunningHub

  init() throws {
    hub = try RunningHub(named: "whole")
    london = hub.london
    for code in SmallLondon.codes {
      let home = try london.agent(code, named: "whole-\(code)")
      try SmallLondon.must("borough-agent", ["check", "--home", home])
      try SmallLondon.must("borough-agent", ["release", "--home", home])
      try SmallLondon.must("borough-agent", ["outbox", "approve", "--home", home])
      try hub.enrol(home, code, named: "whole-\(code)")
      try SmallLondon.must("borough-sender", ["send", "--home", home])
      try SmallLondon.must("borough-sender", ["status", "--home", home])
    }
  }

  func tablesText() throws -> String { try SmallLondon.must("aggregator", ["tables", "--home", hub.home, "--json"]) }

  func tables() throws -> Tables { try JSONDecoder().decode(Tables.self, from: Data(tablesText().utf8)) }
}

/// `aggregator tables --json` as a reader takes it.
struct Tables: Decodable {
  struct Coverage: Decodable, Equatable { let received, members: Int }
  struct Headline: Decodable { let id, geography: String }
  struct Source: Decodable {
    struct Release: Decodable { let borough: String }
    let releases: [Release]
  }
  let coverage: [String: Coverage]
  let headlines: [Headline]
  let generated_from: Source
}

/// A line of `rehearsal judge --json`.
struct Verdict: Decodable {
  let id, geography, unit: String
  let truth, released, standard_error, z: Double
}
