import Foundation
import TestSupport
import Testing

/// Values planted in the records of a thousand children go through every command of the built agent that could meet them,
/// good files and spoilt ones, and through crashes. None comes out: not in text, JSON, pages, lists, errors, the agent's
/// own folder or a core file.
@Suite struct CanaryJourneys {
  let london: SmallLondon
  let canaries = Canaries.shared
  init() throws { london = try SmallLondon.shared.get() }

  private func expectSilence(_ bytes: Data, _ place: @autoclosure () -> String) {
    let (count, first) = canaries.hits(bytes)
    #expect(count == 0, "\(count) values of records in \(place()), the first at byte \(first ?? 0)")
  }

  /// Everything below a folder.
  private func expectSilence(below folder: String, _ place: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      expectSilence(Data(name.utf8), "\(place): the name \(name)")
      if let bytes = FileManager.default.contents(atPath: folder + "/" + name) { expectSilence(bytes, "\(place): \(name)") }
    }
  }

  /// One agent, its records, and a folder for what it writes for its officer.
  private struct Place {
    let name, home, records, reports: String

    /// What `map` and `ratecard` are given: the finance extract.
    var extract: String { records + (FileManager.default.fileExists(atPath: records + "/finance.csv") ? "/finance.csv" : "/finance.xlsx") }
  }

  private func place(_ name: String, _ files: Canaries.Files) throws -> Place {
    let records = london.folder.file("canaries-\(name)")
    for (file, bytes) in files {
      let path = records + "/" + file
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    let reports = london.folder.file("canaries-\(name)-reports")
    try FileManager.default.createDirectory(atPath: reports, withIntermediateDirectories: true)
    return Place(
      name: name, home: try london.agent("E09000001", named: "canaries-\(name)", records: records), records: records, reports: reports)
  }

  // MARK: commands

  private static let look = ["check", "--html", "PAGE", "--unmatched", "LIST"]
  /// Commands that read records or files of the borough's.
  private static let reading = [
    ["check"], ["check", "--json"], look, ["check", "EXTRACT"], ["map", "EXTRACT"], ["map", "EXTRACT", "--json"],
    ["ratecard", "check", "EXTRACT"], ["ratecard", "check", "RECORDS", "--json"], ["reconcile", "--json"],
    ["forecast", "--json", "--draws", "20"], ["backtest", "--draws", "20"],
    ["release", "--json"],
  ]
  /// The rest, which see what those left.
  private static let others = [
    ["reconcile"], ["forecast", "--draws", "20"], ["release"], ["outbox", "list"], ["outbox", "list", "--json"], ["outbox", "show", "--all"],
    ["outbox", "show", "--raw"], ["outbox", "show", "--json"], ["outbox", "approve", "--json"], ["budget"], ["budget", "--json"], ["plan", "show", "--json"], ["plan", "list"],
    ["officer", "list"], ["officer", "list", "--json"], ["map", "EXTRACT", "--accept"], ["check", "--json"],
  ]
  /// A file of records handed in where another kind of file belongs.
  private static let mistakes = [
    ["plan", "show", "EXTRACT"], ["plan", "accept", "EXTRACT", "--as", "privacy-officer"],
    ["plan", "accept", "PLAN", "--as", "privacy-officer"], ["plan", "show", "PLAN"], ["plan", "show", "KEY"],
    ["officer", "add", "EXTRACT", "--as", "privacy-officer"], ["officer", "add", "KEY", "--as", "privacy-officer"],
    ["outbox", "approve", "--signature", "EXTRACT"], ["release", "--plan", "KEY"], ["public", "KEY"],
    ["forecast", "--scenario", "EXTRACT"], ["forecast", "--scenario", "KEY"], ["forecast", "--places", "EXTRACT"],
    ["places", "--census-year", "2025", "--providers", "EXTRACT"],
    ["check", "--html", "EXTRACT/x"], ["public", "EXTRACT"], ["map", "RECORDS"], ["map", "EXTRACT", "--set", "upn=EXTRACT"],
  ]
  private static let withoutHome: Set<[String]> = [["plan", "show", "--json"], ["plan", "show", "EXTRACT"], ["plan", "show", "PLAN"], ["plan", "show", "KEY"], ["public", "EXTRACT"], ["public", "KEY"],
    ["places", "--census-year", "2025", "--providers", "EXTRACT"]]
  private static let published = ["dfe_2025_caseload.csv", "dfe_2025_sen_needs_all_plans.csv", "dfe_2025_requests.csv"]

  /// Runs commands in order, with the environment that a user has, and looks through all that they say and leave.
  @discardableResult private func run(_ commands: [[String]], _ place: Place) throws -> [[String]: RunResult] {
    var results: [[String]: RunResult] = [:]
    for command in commands {
      let words = command.map {
        $0.replacingOccurrences(of: "EXTRACT", with: place.extract).replacingOccurrences(of: "RECORDS", with: place.records)
          .replacingOccurrences(of: "PLAN", with: place.records + "-plan.json").replacingOccurrences(of: "KEY", with: place.records + "-key.pub")
          .replacingOccurrences(of: "PAGE", with: place.reports + "/check.html").replacingOccurrences(of: "LIST", with: place.reports + "/list.csv")
      }
      var home = Self.withoutHome.contains(command) ? [] : ["--home", place.home]
      if command.first == "reconcile" { home += ["--published"] + Self.published.map { london.london + "/public/" + $0 } }
      let result = try TestSupport.run("env", ["-u", "SWIFT_BACKTRACE", SmallLondon.program("borough-agent")] + words + home)
      expectSilence(Data(result.standardOutput.utf8), "\(place.name): output of \(command)")
      expectSilence(Data(result.standardError.utf8), "\(place.name): errors of \(command)")
      #expect(result.exitCode >= 0, "\(place.name): \(command) ended by a signal: \(result.standardError)")
      results[command] = result
    }
    try expectSilence(below: place.home, place.name)
    try expectSilence(below: place.reports, place.name)
    return results
  }

  // MARK: tests

  /// The search finds what it looks for, in every form.
  @Test func theSearchFindsEveryForm() throws {
    #expect(canaries.children.count == 1_000)
    for values in [\Canaries.Child.surname, \.forename, \.upn, \.uln, \.postcode, \.birth, \.birthInWords, \.birthWithSlashes] {
      #expect(Set(canaries.children.map { $0[keyPath: values] }).count == 1_000)
    }
    for value in canaries.children[77].values + canaries.children[999].values {
      let plain = Array(value.utf8)
      let forms: [[UInt8]] = [
        plain, plain.reversed(), Array(value.uppercased().utf8), Array(plain.map { String(format: "%02X", $0) }.joined().utf8),
        Array(value.data(using: .utf16LittleEndian) ?? Data()), Array(value.data(using: .utf16BigEndian) ?? Data()),
      ] + (0..<3).map { Array(Data(Array("abc".utf8.prefix($0)) + plain + Array("x".utf8)).base64EncodedString().utf8) }
      for form in forms {
        #expect(canaries.hits(Data(Array("before ".utf8) + form + Array(" after".utf8))).count >= 1, "\(value): \(form)")
        #expect(canaries.hits(Data(form)).count >= 1, "\(value): \(form) alone")
      }
    }
    for shape in ["xml", "blade"] {
      for (name, bytes) in canaries.good(shape) where name.hasSuffix("person.csv") || name.hasSuffix("xml") || name.hasPrefix("finance") {
        #expect(canaries.hits(bytes).count >= 1_000, "\(name)")
      }
    }
    #expect(canaries.hits(Data("2025-01-16 and Quillfather, 123 £".utf8)).count == 0)
  }

  @Test(arguments: Canaries.shapes) func goodFilesSayNothing(shape: String) throws {
    let place = try place(shape, canaries.good(shape))
    let results = try run(Self.reading + Self.others, place)
    // The made-up children have no requests of the year and no right check letters: warnings. One extract is no folder of
    // returns, and no rate card. No DfE published them.
    for (command, result) in results {
      let hasWarnings = command.first == "check" || command.first == "reconcile"
      let code: Int32 = command == ["check", "EXTRACT"] || command.first == "ratecard" ? 2 : hasWarnings ? 5 : 0
      #expect(result.exitCode == code, "\(command): \(result.standardError)")
    }
    #expect(results[["check", "--json"]]?.standardOutput.contains("\"rows_listed\":0,") == true)
    #expect(results[["outbox", "show", "--all"]].map { $0.standardOutput.utf8.count > 100_000 } == true)
    #expect(SmallLondon.messages(place.home).count == 1)
    let page = try String(contentsOfFile: place.reports + "/check.html", encoding: .utf8)
    #expect(page.contains("upn-check-letter"))
    #expect(FileManager.default.fileExists(atPath: place.reports + "/list.csv"))
    // What looks like a plan and a key, and holds values.
    let child = canaries.children[8]
    let plan = #"{"censusYear":2025,"forecastYears":16,"format":"\#(child.upn)","id":"\#(child.surname)","statistics":[]}"#
    try plan.write(toFile: place.records + "-plan.json", atomically: true, encoding: .utf8)
    try "ssh-ed25519 \(child.upn) \(child.forename)\n".write(toFile: place.records + "-key.pub", atomically: true, encoding: .utf8)
    for (command, result) in try run(Self.mistakes, place) {
      // Nothing waits for approval any more, which is no mistake.
      #expect(result.exitCode > 0 || command.first == "outbox", "\(command): \(result.standardOutput)")
    }
  }

  @Test(arguments: Canaries.kinds) func spoiltFilesSayNothing(kind: String) throws {
    let place = try place(kind, canaries.spoilt(kind))
    let results = try run(Self.reading + [["outbox", "list"], ["budget", "--json"]], place)
    let report = try #require(results[["check"]])
    #expect(report.exitCode == 2 || report.standardOutput.contains(": "), "\(kind) is reported")
    let isNoticed = report.exitCode == 2 || !report.standardOutput.contains(", listed 0\n")
    #expect(isNoticed == (kind != "a stray file"), "\(kind) is noticed")
  }

  /// Records handed over as public files are refused without a word of them.
  @Test func recordsTakenForPublicFilesSayNothing() throws {
    let files = canaries.good("xml").merging(canaries.good("blade")) { first, _ in first }
      .merging(canaries.spoilt("no table at all")) { first, _ in first }.merging(canaries.good("workbook")) { first, _ in first }
    let place = try place("as-public", files)
    for name in files.keys.sorted() {
      for words in [["public"], ["reconcile", "--home", place.home, "--published"]] {
        let result = try SmallLondon.run("borough-agent", words + ["\(place.records)/\(name)"])
        #expect(result.exitCode == 2 && result.standardError.contains("public file"), "\(words) \(name): \(result.standardError)")
        expectSilence(Data(result.standardOutput.utf8), "output of \(words) of \(name)")
        expectSilence(Data(result.standardError.utf8), "errors of \(words) of \(name)")
      }
    }
  }

  /// Files that came out wrong between two programs, in any way.
  @Test(arguments: 0..<8) func damagedFilesSayNothing(batch: Int) throws {
    let files = canaries.good(Canaries.shapes[batch % Canaries.shapes.count])
    let place = try place("damaged-\(batch)", files)
    let names = files.keys.sorted()
    for number in 0..<4 {
      var dice = Dice(seed: batch * 4 + number)
      let name = names.randomElement(using: &dice) ?? ""
      let path = URL(fileURLWithPath: place.records + "/" + name)
      let sound = files[name] ?? Data()
      try Data(Damage.some(to: Array(sound), &dice)).write(to: path)
      try run([["check"], ["check", "--json"] + Self.look.dropFirst()] + (number == 0 ? [["map", "EXTRACT"], ["release"]] : []), place)
      try sound.write(to: path)
    }
  }

  /// Settings that lead to records in the place of public files.
  @Test func recordsInThePlaceOfPublicFilesSayNothing() throws {
    let place = try place("mixed-up", canaries.good("xml"))
    let path = place.home + "/agent.conf"
    let sound = try String(contentsOfFile: path, encoding: .utf8)
    for key in ["providers_file", "population_file"] {
      let lines = sound.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix(key) ? "\(key) = \(place.extract)" : String(line)
      }
      #expect(lines.joined(separator: "\n") != sound, "\(key)")
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      let results = try run([["check"], ["forecast"], ["release"], ["budget"]], place)
      #expect(results[["release"]].map { $0.exitCode > 0 } == true, "\(key)")
    }
    // And records in the place of the settings themselves.
    let odd = place.reports + "/odd"
    try FileManager.default.createDirectory(atPath: odd, withIntermediateDirectories: false)
    let lines = canaries.children.prefix(50).map { "\($0.surname) = \($0.upn)\n" }
    try lines.joined().write(toFile: odd + "/agent.conf", atomically: true, encoding: .utf8)
    for command in ["check", "release", "budget"] {
      let result = try SmallLondon.run("borough-agent", [command, "--home", odd])
      #expect(result.exitCode > 0 && !result.standardError.isEmpty, "\(command)")
      expectSilence(Data((result.standardOutput + result.standardError).utf8), "settings made of values, \(command)")
    }
  }

  private static let all = "enable=yes,sanitize=no,registers=all,threads=all,images=all,interactive=no,color=no"

  /// A crash while the records are in memory: default settings, cores allowed, the Swift runtime asked for all it can say.
  @Test(arguments: [("xml", nil), ("xml", all), ("blade", all), ("template", nil)])
  func aCrashSaysNothing(shape: String, backtrace: String?) throws {
    let name = "crash-\(shape)-\(backtrace == nil ? "default" : "asked")"
    let place = try place(name, canaries.good(shape))
    let whole = try ContinuousClock().measure { try SmallLondon.must("borough-agent", ["release", "--home", place.home]) }
    var crashes = 0
    for (number, signal) in [SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGTRAP, SIGFPE, SIGQUIT, SIGSYS, SIGSEGV, SIGSEGV].enumerated() {
      let home = try london.agent("E09000001", named: "\(name)-\(number)", records: place.records)
      let here = home + "/here"
      try FileManager.default.createDirectory(atPath: here, withIntermediateDirectories: false)
      let settings = backtrace.map { ["SWIFT_BACKTRACE=\($0),output-to=\(here)/backtrace.txt"] } ?? ["-u", "SWIFT_BACKTRACE"]
      let command = number % 3 == 1 ? ["check", "--html", here + "/check.html", "--unmatched", here + "/list.csv"] : ["release"]
      let program = try StartedProgram(
        "/bin/sh", ["-c", "ulimit -c unlimited; exec env \"$@\"", "sh"] + settings
          + [SmallLondon.program("borough-agent")] + command + ["--home", home], folder: here)
      // `check` ends sooner.
      let (seconds, fraction) = (whole * (number % 3 == 1 ? 0.2 + 0.02 * Double(number) : 0.15 + 0.085 * Double(number))).components
      Thread.sleep(forTimeInterval: Double(seconds) + Double(fraction) / 1e18)
      kill(program.processID, signal)
      let result = program.waitForExit()
      if result.exitCode == -signal { crashes += 1 }
      expectSilence(Data(result.standardOutput.utf8), "\(name) \(number): output")
      expectSilence(Data(result.standardError.utf8), "\(name) \(number): errors")
      try expectSilence(below: home, "\(name) \(number)")
    }
    #expect(crashes > 3, "most were met in the middle")
  }
}
