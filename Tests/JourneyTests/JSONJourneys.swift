import Foundation
import TestSupport
import Testing

/// Every command of the three programs, as the programs themselves list them, answers a program with one JSON document.
///
/// The commands are told as one year of a borough and its hub. A command that is added and not told here fails the test, and
/// so does one that does not take `--json`.
struct JSONJourneys {
  static let code = "E09000021"
  let london: SmallLondon
  let home, hub, card: String
  let ports: [Int]
  init() throws {
    london = try SmallLondon.shared.get()
    (home, hub) = (london.folder.file("agent-json"), london.folder.file("hub-json"))
    card = london.folder.file("json-card.csv")
    let first = try FreePorts.three()
    ports = [first, first + 1, first + 2]
  }

  private static let programs = ["borough-agent", "borough-sender", "aggregator"]

  /// Commands without commands below them: `borough-agent outbox list`.
  private static func commands(of program: String) throws -> Set<String> {
    struct Command: Decodable {
      let commandName: String
      let subcommands: [Command]?
      func leaves(_ path: String) -> [String] {
        let below = (subcommands ?? []).filter { $0.commandName != "help" }
        return below.isEmpty ? [path] : below.flatMap { $0.leaves(path + " " + $0.commandName) }
      }
    }
    struct Whole: Decodable { let command: Command }
    let told = try SmallLondon.must(program, ["--experimental-dump-help"])
    return try Set(JSONDecoder().decode(Whole.self, from: Data(told.utf8)).command.leaves(program))
  }

  @Test(.enabled(if: TwoOfficers.hasTool, "skipped: needs ssh-keygen"))
  func everyCommandAnswersWithOneDocument() throws {
    var told = Told(london: london)
    try prepare()
    try told.hear("aggregator init", deployment)
    try told.hear("borough-agent init", agent)
    let serving = try told.serve(hub)
    try figuresOfTheBorough(&told)
    try messages(&told)
    try figuresOfLondon(&told)
    try officers(&told)
    try boroughsAndKeys(&told)
    serving.terminate()
    _ = serving.waitForExit()
    try conflict(&told)
    for program in Self.programs {
      let commands = try Self.commands(of: program)
      #expect(commands.count > 5 && commands == told.commands.filter { $0.hasPrefix(program + " ") }, "\(program)")
    }
  }

  // MARK: what is told

  private func prepare() throws {
    try "Provider,URN,Band,Day or residential,Weekly fee,Weeks\nFictional House,960001,A,Day,1234.56,39\n"
      .write(toFile: card, atomically: true, encoding: .utf8)
    try QuarantineJourneys.trebled(Self.code, in: published("caseload"), to: home + "-trebled.csv")
    // Margins need the January of 2023, too: as in the one after it.
    let table = try String(contentsOfFile: published("caseload"), encoding: .utf8)
    let before = table.split(separator: "\r\n").filter { $0.hasPrefix("202324,") }.map { "202223" + $0.dropFirst(6) }
    try (table + before.joined(separator: "\r\n") + "\r\n").write(toFile: home + "-caseload.csv", atomically: true, encoding: .utf8)
  }

  private func published(_ name: String) -> String { london.london + "/public/dfe_2025_\(name).csv" }
  private var providers: String { london.london + "/public/edubasealldata_fictional.csv" }

  private var deployment: [String] {
    [
      "--home", hub, "--deployment", "rehearsal", "--hub-name", "localhost", "--address", "127.0.0.1", "--agent-port", "\(ports[0])",
      "--enrol-port", "\(ports[1])", "--web-port", "\(ports[2])", "--rehearsal", "--population", london.population,
      "--published", home + "-trebled.csv",
    ]
  }

  private var agent: [String] {
    [
      "--home", home, "--borough", Self.code, "--records", london.recordsFolder(Self.code), "--population", london.population,
      "--providers", london.london + "/public/providers.csv",
    ]
  }

  private func figuresOfTheBorough(_ told: inout Told) throws {
    let own = ["--home", home]
    let names = try FileManager.default.contentsOfDirectory(atPath: london.recordsFolder(Self.code))
    let extract = try london.recordsFolder(Self.code) + "/" + #require(names.first { $0.hasPrefix("finance_") })
    try told.hear("borough-agent check", own, exits: [0, 5])
    try told.hear("borough-agent reconcile", own + ["--published", published("caseload")], exits: [0, 5])
    try told.hear("borough-agent public", [published("caseload")])
    try told.hear("borough-agent map", [extract] + own)
    try told.hear("borough-agent ratecard check", [card] + own, exits: [0, 5])
    try told.hear("borough-agent plan show", own)
    let contrasts = home + "-contrasts.json"
    try SmallLondon.must(
      "aggregator", ["propose", "--id", "json-contrasts", "--want", "phase,sector", "--published", "phase", "--contrasts", "--out", contrasts])
    let chosen = [contrasts, "--statistic", "stock-2025-contrasts-phase-sector"]
    #expect(try told.hear("borough-agent plan contrasts", chosen)["squared_change"] as? Int == 5 * 4 * 6 * 5)
    try told.hear("borough-agent plan list", own)
    try told.hear("borough-agent release", own)
    try told.hear("borough-agent budget", own)
    try told.hear("borough-agent forecast", own + ["--draws", "20"])
    try told.hear("borough-agent backtest", own + ["--draws", "20"])
    try told.hear("borough-agent places", ["--providers", providers, "--census-year", "2025", "--figures"])
    try told.hear("borough-agent outbox list", own)
    let shown = try told.hear("borough-agent outbox show", own)
    #expect((shown["message"] as? [String: Any])?["tables"] is [Any])
    try told.hear("borough-agent outbox approve", own)
    let key = try told.hear("borough-agent outbox tiles", [home + "-tiles"] + own)["key"] as? String
    try told.hear("borough-agent outbox check-tiles", [home + "-tiles", "--key", #require(key)])
  }

  /// The borough's message is one that a published total contradicts.
  private func messages(_ told: inout Told) throws {
    let (own, hubs) = (["--home", home], ["--home", hub])
    let invitation = home + "-invitation.json"
    try told.hear("aggregator invite", ["--borough", Self.code, "--out", invitation] + hubs)
    try told.hear("borough-sender netcheck", ["--invitation", invitation] + own)
    try told.hear("borough-sender enrol", ["--invitation", invitation] + own)
    try told.hear("borough-sender send", own, exits: [2])
    try told.hear("borough-sender status", own, exits: [2])
    try told.hear("borough-sender renew", ["--now"] + own)
    try told.hear("borough-sender doctor", own, exits: [0, 2])
    try told.hear("borough-sender contacts", own)
    try told.hear("aggregator quarantine list", hubs)
    let held = try told.hear("aggregator quarantine show", hubs)
    let release = try #require(held["release"] as? String)
    #expect((held["sums"] as? [Any])?.isEmpty == false)
    try told.hear("aggregator quarantine reject", [release, "--because", "not-explained", "--by", "a.smith"] + hubs)
    try told.hear("aggregator quarantine accept", [release, "--because", "explained", "--by", "b.jones"] + hubs)
  }

  private func figuresOfLondon(_ told: inout Told) throws {
    let hubs = ["--home", hub]
    try told.hear("aggregator boroughs", hubs)
    try told.hear("aggregator tables", hubs)
    try told.hear("aggregator forecast", hubs + ["--draws", "20"])
    try told.hear("aggregator backtest", hubs + ["--draws", "20"])
    try told.hear("aggregator places", ["--providers", providers, "--census-year", "2025", "--figures"])
    let tables = [home + "-caseload.csv"] + ["newplans", "ceased_plans", "sen_needs_all_plans"].map(published)
    let margins = try told.hear("aggregator margins", ["--rehearsal", "--census-year", "2025"] + tables.flatMap { ["--table", $0] })
    #expect((margins["file"] as? String)?.contains("code,measure,year,age,need,plans\n") == true, "\(margins)")
    try told.hear("aggregator propose", ["--id", "json-plan", "--want", "phase,need", "--out", home + "-plan.json"])
    try told.hear("aggregator health", hubs, exits: [0, 2])
    try told.hear("aggregator log show", hubs)
    try told.hear("aggregator log head", hubs)
    try told.hear("aggregator log verify", hubs)
    try told.hear("aggregator log prove", ["--entry", "0"] + hubs)
    let key = try told.hear("aggregator log tiles", [hub + "-tiles"] + hubs)["key"] as? String
    try told.hear("aggregator log check-tiles", [hub + "-tiles", "--key", #require(key)])
  }

  private func officers(_ told: inout Told) throws {
    let own = ["--home", home, "--as", "privacy-officer"]
    let pen = try TwoOfficers(london, named: "json")
    func signed(_ asked: [String: Any]) throws -> [String] {
      ["--signature", try pen.sign(#require(asked["file"] as? String), with: pen.privacy)]
    }
    try told.hear("borough-agent officer add", [pen.privacy + ".pub"] + own)
    try told.hear("borough-agent officer list", ["--home", home])
    try told.hear("borough-agent officer keep", own)
    let accept = [home + "-plan.json"] + own
    let asked = try told.hear("borough-agent plan accept", accept)
    #expect((asked["plan"] as? [String: Any])?["statistics"] is [Any])
    try told.hear("borough-agent plan accept", accept + signed(asked))
    let withdraw = ["json-plan"] + own
    try told.hear("borough-agent plan withdraw", withdraw + signed(told.hear("borough-agent plan withdraw", withdraw)))
  }

  private func boroughsAndKeys(_ told: inout Told) throws {
    let hubs = ["--home", hub]
    try told.hear("aggregator ca show", hubs)
    try told.hear("aggregator ca renew", hubs)
    try told.hear("aggregator keys next", ["--tls"] + hubs)
    try told.hear("aggregator keys show", hubs)
    try told.hear("aggregator keys withdraw", hubs)
    try told.hear("aggregator keys restore", ["--from", hub + "/keys/statements"] + hubs)
    try told.hear("aggregator approve", ["--borough", "E09000020", "--fingerprint", String(repeating: "0123", count: 10)] + hubs)
  }

  /// A copy of the hub's store is put back, and the borough has seen what came after it.
  private func conflict(_ told: inout Told) throws {
    let (own, hubs, files) = (["--home", home], ["--home", hub], FileManager.default)
    try told.hear("aggregator keys next", ["--receipt"] + hubs)
    try files.copyItem(atPath: hub + "/store", toPath: hub + "-older")
    let release = try #require(SmallLondon.messages(home).keys.first?.dropLast(".dsse".count))
    try told.hear("aggregator quarantine accept", [String(release), "--because", "confirmed", "--by", "a.smith"] + hubs)
    var serving = try told.serve(hub)
    try told.hear("borough-sender status", own)
    serving.terminate()
    _ = serving.waitForExit()
    try files.removeItem(atPath: hub + "/store")
    try files.moveItem(atPath: hub + "-older", toPath: hub + "/store")
    serving = try told.serve(hub)
    try told.hear("borough-sender status", own, exits: [5])
    serving.terminate()
    _ = serving.waitForExit()
    try told.hear("aggregator log conflicts", hubs)
    try told.hear("aggregator log settle", ["--borough", Self.code, "--by", "a.smith", "--note", "an older copy"] + hubs)
    try told.hear("aggregator keys switch", ["--although-unheard"] + hubs)
    try told.hear("aggregator revoke", ["--borough", Self.code] + hubs)
  }
}
