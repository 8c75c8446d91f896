import Foundation
import TestSupport
import Testing

/// From GIAS's extract to a file of places, and from there to where places must open, with the built programs.
@Suite struct PlacesJourneys {
  let london: SmallLondon
  init() throws { london = try SmallLondon.shared.get() }

  private var extract: String { london.london + "/public/edubasealldata_fictional.csv" }

  /// State special schools of the extract, counted again without our reader: authority, and places where stated.
  private func stateSpecial() throws -> [(authority: String, places: Int?)] {
    let text = try #require(String(data: Data(contentsOf: URL(fileURLWithPath: extract)), encoding: .windowsCP1252))
    let lines = text.components(separatedBy: "\r\n").filter { !$0.isEmpty }.map(Self.fields)
    let column = Dictionary(lines[0].enumerated().map { ($1, $0) }) { first, _ in first }
    func value(_ row: [String], _ name: String) -> String { column[name].map { row[$0] } ?? "" }
    // The fictional London closed no school in a year of these returns.
    return lines.dropFirst().filter {
      ["07", "12", "33", "36", "44"].contains(value($0, "TypeOfEstablishment (code)")) && value($0, "EstablishmentStatus (name)") == "Open"
    }.map { (value($0, "LA (code)"), Int(value($0, "SchoolCapacity"))) }
  }

  private static func fields(_ line: String) -> [String] {
    var (fields, isQuoted) = ([""], false)
    for letter in line {
      switch letter {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(letter)
      }
    }
    return fields
  }

  /// The extract's places, and what the borough plans on top, stand against what its plans need.
  @Test func whatTheExtractStatesStandsBesideTheForecast() throws {
    let (file, planned) = (london.folder.file("gias-places.csv"), london.folder.file("planned-places.csv"))
    try Data("code,sector,phase,year,additional\nE09000021,SS,SEC,2028,40\n".utf8).write(to: URL(fileURLWithPath: planned))
    let made = try SmallLondon.run(
      "borough-agent", ["places", "--providers", extract, "--census-year", "2025", "--planned", planned])
    try #require(made.exitCode == 0, "\(made.standardError)")
    try Data(made.standardOutput.utf8).write(to: URL(fileURLWithPath: file))
    let schools = try stateSpecial()
    let silent = schools.count { $0.places == nil }
    let said = "SS: \(silent) of \(schools.count) establishments do not state all their places (empty: SchoolCapacity \(silent))"
    #expect(silent > 0 && made.standardOutput.contains("# Not in the rows: " + said), "\(made.standardOutput.prefix(3000))")
    #expect(made.standardError.contains("borough-agent: not in the rows: " + said))
    #expect(made.standardOutput.contains("# REHEARSAL: fictional schools\n") && made.standardOutput.contains("1 row of planned-places.csv"))

    let home = try london.agent("E09000021", named: "gias-places")
    let csv = try SmallLondon.must(
      "borough-agent",
      ["forecast", "--home", home, "--draws", "20", "--until", "2031", "--places", file, "--year", "2026", "--year", "2031", "--csv"])
    let rows = csv.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }.map(Self.fields)
    let own = schools.filter { $0.authority == "314" }.reduce(0) { $0 + ($1.places ?? 0) }
    for (year, more) in [("2026", 0), ("2031", 40)] {
      let places = rows.filter { $0[3] == year && $0[5] == "SS" }.compactMap { Double($0[9]) }
      #expect(places.count == 5 && places.reduce(0, +) == Double(own + more), "\(year): \(places)")
    }
    #expect(own > 50 && Set(rows.map { $0[5] }) == ["RP", "SS", "IN"])
  }

  @Test func theReportsFiguresOfSchoolsComeFromTheExtract() throws {
    let words = ["places", "--providers", extract, "--census-year", "2025", "--figures"]
    #expect(try SmallLondon.must("aggregator", words).contains("London: specialist places (figure 32)\n"))
    let csv = try SmallLondon.must("aggregator", words + ["--csv", "--area", "all"])
    let rows = csv.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }.map(Self.fields)
    let special = rows.filter { $0[0] == "32" && $0[2] == "london" && $0[4] == "SS" }
    let schools = try stateSpecial()
    let counts = [schools.count, schools.reduce(0) { $0 + ($1.places ?? 0) }, schools.count { $0.places == nil }]
    #expect(special.prefix(3).map { Int($0[7]) } == counts)
    #expect(Set(rows.map { $0[0] }) == ["32", "33", "34", "35"] && rows.allSatisfy { $0.last == "fictional" })
    #expect(Set(rows.map { $0[2] }).count == 8 + 33)
    // A borough's own, by its own program: the same.
    let json = try SmallLondon.must("borough-agent", words + ["--json", "--area", "E09000021"])
    let figures = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect((figures?["figures"] as? [[String: Any]])?.compactMap { $0["figure"] as? String } == ["32", "33", "34", "35"])
  }

  @Test(arguments: [
    ([], "which January"), (["--census-year", "2025", "--json"], "has one form"), (["--census-year", "25"], "1990 to 2150"),
    (["--census-year", "2025", "--figures", "--area", "atlantis"], "no area"),
    (["--census-year", "2025", "--planned", "EXTRACT"], "bad-header: planned places"),
  ] as [([String], String)])
  func whatCannotBeMeantIsRefusedInWords(words: [String], part: String) throws {
    let asked = ["places", "--providers", extract] + words.map { $0 == "EXTRACT" ? extract : $0 }
    for program in ["borough-agent", "aggregator"] {
      let result = try SmallLondon.run(program, asked)
      #expect(result.exitCode == 1 && result.standardError.contains(part) && result.standardOutput.isEmpty, "\(result.standardError)")
    }
    let other = try SmallLondon.run("aggregator", ["places", "--providers", london.population, "--census-year", "2025"])
    #expect(other.exitCode == 1 && other.standardError.contains("unknown-table"), "\(other.standardError)")
  }
}

extension HubJourneys {
  /// The hub's forecast of the boroughs that it heard takes the same file.
  @Test func theHubTakesTheSameFileOfPlaces() throws {
    let file = way.london.folder.file("hub-places.csv")
    let extract = way.london.london + "/public/edubasealldata_fictional.csv"
    let text = try SmallLondon.must("aggregator", ["places", "--providers", extract, "--census-year", "2025", "--alternative"])
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let missing = try SmallLondon.must(
      "aggregator", ["forecast", "--home", way.hub.home, "--draws", "10", "--places", file, "--year", "2030"])
    #expect(missing.contains("London, 3 of 33 boroughs, base, January 2030: where places must open"))
    #expect(missing.split(separator: "\n").count { $0.hasPrefix("  SS ") } == 5 && missing.contains("\n  OT "))
  }
}
