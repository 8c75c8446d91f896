import Foundation
import TestSupport
import Testing

/// A commissioner composes a policy on the hub's page, over TLS, keeps it, and gets the command's own numbers.
@Suite(.serialized, .enabled(if: Curl.isPossible && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "skipped: needs curl and openssl"))
struct ScenarioJourneys {
  /// The hub of three boroughs' whole way, copied, with a certificate for readers, kept scenarios and a file of places.
  private final class Reader {
    let hub: RunningHub
    let chain: String
    let london: SmallLondon

    init() throws {
      let way = try HubJourneys.way.get()
      london = way.london
      let home = way.london.folder.file("hub-scenarios")
      try FileManager.default.copyItem(atPath: way.hub.home, toPath: home)
      let first = try FreePorts.three()
      chain = home + "/web.pem"
      let made = try TestSupport.run(
        "/usr/bin/openssl",
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", home + "/web.key", "-out", chain,
          "-days", "365", "-subj", "/CN=hub.example", "-addext", "subjectAltName=DNS:hub.example",
        ])
      guard made.exitCode == 0 else { throw JourneyFailure("no certificate: \(made)") }
      let places = try SmallLondon.must("aggregator", ["places", "--providers", way.london.london + "/public/edubasealldata_fictional.csv", "--census-year", "2025"])
      try Data(places.utf8).write(to: URL(fileURLWithPath: home + "/places.csv"))
      try FileManager.default.createDirectory(atPath: home + "/scenarios", withIntermediateDirectories: true)
      for (name, text) in [
        ("white-paper", "name = White paper\ninclusion_percent = 30\ninclusion_from_year = 2027\n"),
        ("broken", "name = Broken\nsecret_word_of_mine = 1\n"), ("taken", "name = rising-rates\ngrowth_percent_a_year = 1\n"),
      ] { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(home)/scenarios/\(name).scenario")) }
      let ports = ["agent_port": first, "enrol_port": first + 1, "web_port": first + 2]
      let settings = try String(contentsOfFile: home + "/aggregator.conf", encoding: .utf8).components(separatedBy: "\n").map { line in
        let key = String(line.prefix { $0 != " " })
        return ports[key].map { "\(key) = \($0)" } ?? line
      }
      let more = [
        "web_certificate_file = \(chain)", "web_key_file = \(home)/web.key", "scenarios_folder = \(home)/scenarios",
        "places_file = \(home)/places.csv",
      ]
      try (settings + more).joined(separator: "\n").appending("\n").write(toFile: home + "/aggregator.conf", atomically: true, encoding: .utf8)
      hub = try RunningHub(at: home, ports: (first, first + 1, first + 2))
    }

    /// With what a browser would do about a redirect.
    func get(_ path: String, _ more: [String] = ["-L"]) throws -> Curl {
      try Curl(more + ["--max-time", "100", "--cacert", chain, "--resolve", "hub.example:\(hub.ports.web):127.0.0.1", "https://hub.example:\(hub.ports.web)\(path)"])
    }

    func links(_ page: Curl) -> [String] {
      page.body.components(separatedBy: "href=\"").dropFirst().map {
        String($0.prefix { $0 != "\"" }).replacingOccurrences(of: "&amp;", with: "&")
      }
    }

    func forecast(_ words: [String]) throws -> String {
      try SmallLondon.must("aggregator", ["forecast", "--home", hub.home, "--draws", "\(RunningHub.pageFutures)", "--csv"] + words)
    }
  }

  @Test func aPolicyIsComposedSeenKeptAndComparedByAddress() throws {
    let reader = try Reader()
    let form = try reader.get("/scenarios")
    #expect(form.status == 200 && form.body.contains("name=\"eligibility_factor\"") && !form.body.contains("<table"))
    #expect(form.headers.contains { $0.hasPrefix("content-security-policy: default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self';") })
    // What the hub keeps is offered; what is no scenario, or has another's name, is not, and the log says which file.
    #expect(form.body.contains("value=\"White paper\"") && !form.body.contains("Broken"))
    #expect(reader.hub.log.contains("broken.scenario, line 2") && reader.hub.log.contains("taken.scenario") && !reader.hub.log.contains("secret_word_of_mine"))

    // A browser sends every field of the form. The answer is one short address that can be kept.
    let names = form.body.components(separatedBy: " name=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }.filter { $0 != "with" }
    let filled = ["name": "Narrow", "eligibility_factor": "0.80", "eligibility_from_year": "2027", "area": "london", "show": "all", "january": "2031", "against": "base"]
    let sent = Set(names).sorted().map { "\($0)=\(filled[$0] ?? "")" }.joined(separator: "&") + "&with=White+paper"
    let moved = try reader.get("/scenarios?" + sent, [])
    let kept = "/scenarios?name=Narrow&eligibility_factor=0.8&eligibility_from_year=2027&with=White+paper"
    #expect(moved.status == 303 && moved.headers.contains("location: " + kept.lowercased()), "\(moved.headers)")
    let page = try reader.get("/scenarios?" + sent)
    #expect(page.status == 200, "\(page.status) \(page.complaint)")
    for wanted in ["Narrow", "White paper", "3 of 33 boroughs", "class=\"chart wide\"", "Narrow less base", "<th scope=\"row\">2040</th>"] {
      #expect(page.body.contains(wanted), "\(wanted)")
    }
    #expect(try reader.get(kept).body == page.body, "a bookmark is the page")

    // The file that is kept gives the command the page's own numbers, to the last digit.
    let files = reader.links(page).filter { $0.hasPrefix("/scenarios/file?") }
    #expect(files.count == 2)
    var paths: [String] = []
    for (place, link) in files.enumerated() {
      let file = try reader.get(link)
      #expect(file.status == 200 && file.headers.contains { $0.hasPrefix("content-disposition: attachment; filename=\"") && $0.hasSuffix(".scenario\"") })
      paths.append(reader.hub.home + "/kept-\(place).scenario")
      try Data(file.body.utf8).write(to: URL(fileURLWithPath: paths[place]))
    }
    let csv = try reader.get(try #require(reader.links(page).first { $0.hasPrefix("/scenarios.csv?") }))
    #expect(csv.headers.contains("content-disposition: attachment; filename=\"boroughwise-rehearsal-2025-london-3of33-scenarios.csv\""))
    let said = try reader.forecast(paths.flatMap { ["--scenario", $0] })
    let apart = zip(csv.body.split(separator: "\r\n"), said.split(separator: "\r\n")).first { $0 != $1 }
    #expect(csv.body == said.trimmingCharacters(in: .newlines) + "\r\n", "\(apart.map { "\($0)\n\($1)" } ?? "another length")")
    #expect(csv.body.contains("\"Narrow\""))

    try theCensusHasOneNumber(reader, page, csv)
    try whatCannotBeMeantIsRefused(reader)
    try placesAreThoseOfTheCommand(reader)
    _ = reader.hub.stop()
  }

  /// Plans in January 2025, whole, as every page, file and command says them.
  private func theCensusHasOneNumber(_ reader: Reader, _ compared: Curl, _ csv: Curl) throws {
    func whole(_ text: String?) -> Int? { text.map { $0.filter(\.isNumber) }.flatMap(Int.init) }
    func shown(_ page: String, after mark: String, _ open: String) -> Int? {
      let parts = page.components(separatedBy: mark)
      return parts.count < 2 ? nil : whole(parts[1].components(separatedBy: open).dropFirst().first.map { String($0.prefix { $0 != "<" }) })
    }
    func written(_ csv: String, _ holds: ([String]) -> Bool) -> Int? {
      // What is in quotation marks keeps its commas.
      let rows = csv.split(separator: "\r\n").map { line in
        line.components(separatedBy: "\"").enumerated().map { $0.isMultiple(of: 2) ? $1.replacingOccurrences(of: ",", with: "\t") : $1 }
          .joined().components(separatedBy: "\t")
      }
      guard let head = rows.first, let column = head.firstIndex(of: "value") ?? head.firstIndex(of: "released"),
        let row = rows.first(where: holds)
      else { return nil }
      return Double(row[column]).map { Int($0.rounded()) }
    }
    let page = try reader.get("/").body
    let tile = try #require(shown(page, after: "<dt>Plans, January 2025</dt>", "<span class=\"figure\">"))
    #expect(shown(page, after: "<th scope=\"row\">2025</th>", "<td>") == tile, "the forecast as a table")
    #expect(shown(compared.body, after: "<th scope=\"row\">2025</th>", "<td>") == tile, "scenarios")
    func isCensus(_ row: [String]) -> Bool { row.contains("2025") && row[0] == "london" && row.contains("plans") }
    #expect(written(csv.body, isCensus) == tile, "scenarios.csv")
    #expect(written(try reader.get("/forecast.csv").body, isCensus) == tile, "forecast.csv")
    let tables = try reader.get("/tables.csv").body
    for id in ["plans-2025", "forecast-2025"] { #expect(written(tables) { $0[0] == id } == tile, "\(id)") }
    let text = try SmallLondon.must("aggregator", ["forecast", "--home", reader.hub.home, "--draws", "10"])
    let row = text.split(separator: "\n").first { $0.trimmingCharacters(in: .whitespaces).hasPrefix("2025 ") }
    #expect(whole(row?.split(separator: " ").dropFirst().first.map(String.init)) == tile, "\(text.prefix(400))")
  }

  /// A code, a sentence and the form: no figure, and nothing of what was sent but in its own field.
  private func whatCannotBeMeantIsRefused(_ reader: Reader) throws {
    for (query, code) in [
      ("eligibility_factor=%22%3E%3Cscript%3E", "bad-scenario"), ("nonsense=1", "unknown-key"), ("area=E09000020", "no-such-area"),
      ("area=NCL&growth_percent_a_year=1", "no-boroughs"), ("growth_to_plans=9999999&growth_to_year=2030", "level-not-reachable"),
      ("return_flow_year=2010", "missing-flows"), ("growth_percent_a_year=%zz", "bad-query"),
    ] {
      let page = try reader.get("/scenarios?" + query)
      #expect(page.status == 400 && page.body.contains("<code>\(code)</code>"), "\(query): \(page.status)")
      #expect(!page.body.contains("<table") && !page.body.contains("<svg") && !page.body.contains("<script") && !page.body.contains("E09"))
      #expect(page.headers.contains { $0.hasPrefix("content-security-policy: default-src 'none';") })
      let file = try reader.get("/scenarios.csv?" + query)
      #expect(file.status == 400 && file.body.hasPrefix(code) && file.body.split(separator: "\n").count == 1, "\(query): \(file.body)")
    }
    #expect(try reader.get("/scenarios?growth_percent_a_year=1", ["-X", "POST", "-d", "x"]).status == 404)
  }

  private func placesAreThoseOfTheCommand(_ reader: Reader) throws {
    let page = try reader.get("/")
    #expect(page.body.contains("href=\"/places.csv\"") && page.body.contains("href=\"/scenarios\""))
    let file = try reader.get("/places.csv")
    #expect(file.headers.contains("content-disposition: attachment; filename=\"boroughwise-rehearsal-2025-3of33-places.csv\""))
    let said = try reader.forecast(
      ["--area", "all", "--places", reader.hub.home + "/places.csv"] + ["pre-pandemic", "further-growth", "rising-rates"].flatMap { ["--scenario", $0] }
        + (2025...2031).flatMap { ["--year", "\($0)"] })
    #expect(file.status == 200 && file.body == said.trimmingCharacters(in: .newlines) + "\r\n")
    #expect(file.body.contains("missing_low_90") && file.body.split(separator: "\r\n").count > 100)
  }
}
