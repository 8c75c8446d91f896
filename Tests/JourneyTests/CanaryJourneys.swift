import Foundation
import TestSupport
import Testing

/// Values planted in the records of two hundred children go through every command of the built agent, good files and
/// spoilt ones, and through crashes. None comes out: not in text, JSON, errors, the agent's own folder or a core file.
@Suite struct CanaryJourneys {
  let london: SmallLondon
  let canaries = Canaries()
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

  private func records(_ name: String, _ files: [String: String]) throws -> String {
    let folder = london.folder.file("canaries-\(name)")
    for (file, text) in files {
      let path = folder + "/" + file
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    return folder
  }

  private var goodXML: [String: String] {
    [
      "2024.xml": canaries.xml(2024, "2024-01-18"), "2025.xml": canaries.xml(2025, "2025-01-16"),
      "finance.csv": canaries.finance(),
    ]
  }

  private var goodBlade: [String: String] {
    var files = ["finance.csv": canaries.finance()]
    for (year, day) in [(2024, "2024-01-18"), (2025, "2025-01-16")] {
      for (name, text) in canaries.blade(year, day) { files["export \(year)/\(name)"] = text }
    }
    return files
  }

  /// What is wrong with each is a value where it does not belong, so that whoever quotes the fault quotes the value.
  private func spoilt(_ kind: String) -> [String: String] {
    var xml = goodXML
    var blade = goodBlade
    switch kind {
    case "values in wrong places":
      xml["finance.csv"] = canaries.financeOfValuesInWrongPlaces()
      xml["2025.xml"] = canaries.xml(2025, "2025-01-16") { index, person in
        let child = canaries.children[index]
        let swaps = [
          ("2019-09-01", child.surname), ("ASD", child.upn), ("<PlacementRank>1", "<PlacementRank>\(child.uln)"),
          ("<SENtypeRank>1", "<SENtypeRank>\(child.forename)"), (child.birth, child.postcode), (child.upn, child.surname),
          ("900001", child.upn), ("2019-05-02", child.forename),
        ]
        let (old, new) = swaps[index % swaps.count]
        return person.replacingOccurrences(of: old, with: new)
      }
    case "markup of values":
      xml["2025.xml"] = canaries.xml(2025, "2025-01-16") { index, person in
        index == 150 ? person + "<\(canaries.children[150].surname) \(canaries.children[150].upn)>&\(canaries.children[9].surname);" : person
      }
    case "a document type of values":
      xml["2024.xml"] = "<!DOCTYPE \(canaries.children[0].surname) [<!ENTITY a \"\(canaries.children[0].upn)\">]>" + (xml["2024.xml"] ?? "")
    case "cut off": xml["2025.xml"] = String((xml["2025.xml"] ?? "").dropLast(70_007))
    case "a header of values":
      xml["2025.xml"] = canaries.xml(2025, canaries.children[3].birth)
        .replacingOccurrences(of: "<LEA>201", with: "<LEA>\(canaries.children[3].surname)")
    case "nested too deep":
      xml["2025.xml"] = canaries.xml(2025, "2025-01-16") { index, person in
        index == 5 ? String(repeating: "<\(canaries.children[5].surname)>", count: 500) : person
      }
    case "stray quotes":
      for (name, text) in blade where name.hasSuffix("person.csv") {
        blade[name] = text.replacingOccurrences(of: ",Zephyrine", with: ",\"Zephyrine\"x")
      }
      return blade
    case "an open quote":
      for (name, text) in blade where name.hasSuffix("2025_person.csv") {
        blade[name] = text.replacingOccurrences(of: "\n17,", with: "\n17,\"")
      }
      return blade
    case "headings of values":
      for (name, text) in blade where name.hasSuffix("2025_person.csv") {
        blade[name] = text.replacingOccurrences(of: "upn,", with: "\(canaries.children[1].upn),")
      }
      return blade
    case "ids of values":
      for (name, text) in blade {
        blade[name] = text.replacingOccurrences(of: "\n17,", with: "\n\(canaries.children[17].upn),")
          .replacingOccurrences(of: "\n18,", with: "\n\(canaries.children[17].upn),")
      }
      return blade
    case "no table at all": blade["finance.csv"] = canaries.children.map { "\($0.surname),\($0.upn),\($0.birth)\n" }.joined()
      return blade
    default: xml["notes.txt"] = canaries.finance()
    }
    return xml
  }

  private static let commands = [
    ["check"], ["check", "--json"], ["reconcile"], ["reconcile", "--json"], ["forecast"], ["forecast", "--json"], ["release"], ["release", "--json"],
    ["outbox", "list"], ["outbox", "list", "--json"], ["outbox", "show", "--all"], ["outbox", "show", "--raw"],
    ["outbox", "approve"], ["budget"], ["budget", "--json"], ["plan", "show"],
  ]

  private static let published = ["dfe_2025_caseload.csv", "dfe_2025_sen_needs_all_plans.csv", "dfe_2025_requests.csv"]

  /// Runs every command, in order, with the environment that a user has.
  private func runAll(_ home: String, _ place: String) throws -> [[String]: RunResult] {
    var results: [[String]: RunResult] = [:]
    for command in Self.commands {
      let words =
        switch command.first {
        case "plan": command
        case "reconcile": command + ["--home", home, "--published"] + Self.published.map { london.london + "/public/" + $0 }
        default: command + ["--home", home]
        }
      let result = try run("env", ["-u", "SWIFT_BACKTRACE", SmallLondon.program("borough-agent")] + words)
      expectSilence(Data(result.standardOutput.utf8), "\(place): output of \(command)")
      expectSilence(Data(result.standardError.utf8), "\(place): errors of \(command)")
      #expect(result.exitCode >= 0, "\(place): \(command) ended by a signal: \(result.standardError)")
      results[command] = result
    }
    try expectSilence(below: home, place)
    return results
  }

  /// The search finds what it looks for, in every form.
  @Test func theSearchFindsEveryForm() throws {
    let child = canaries.children[77]
    for value in [child.surname, child.forename, child.upn, child.uln, child.postcode, child.birth, child.birthInWords] {
      let plain = Array(value.utf8)
      let forms: [[UInt8]] = [
        plain, plain.reversed(), Array(value.uppercased().utf8), Array(plain.map { String(format: "%02X", $0) }.joined().utf8),
        Array(value.data(using: .utf16LittleEndian) ?? Data()), Array(value.data(using: .utf16BigEndian) ?? Data()),
      ] + (0..<3).map { Array(Data(Array("abc".utf8.prefix($0)) + plain + Array("x".utf8)).base64EncodedString().utf8) }
      for form in forms {
        #expect(canaries.hits(Data(Array("before ".utf8) + form + Array(" after".utf8))).count >= 1, "\(value): \(form)")
      }
    }
    #expect(Set(canaries.children.map(\.upn)).count == 200 && Set(canaries.children.map(\.uln)).count == 200)
    for (name, text) in goodXML.merging(goodBlade, uniquingKeysWith: { first, _ in first }) {
      #expect(canaries.hits(Data(text.utf8)).count >= 200 || !name.hasSuffix("person.csv") && !name.hasSuffix("xml"), "\(name)")
    }
    #expect(canaries.hits(Data("2025-01-16 and Quillfather, 123 £".utf8)).count == 0)
  }

  @Test(arguments: ["xml", "blade"]) func goodFilesSayNothing(shape: String) throws {
    let home = try london.agent(
      "E09000001", named: "canaries-\(shape)", records: records(shape, shape == "xml" ? goodXML : goodBlade))
    let results = try runAll(home, shape)
    // The made-up children have no requests of the year and no right check letters: warnings. No DfE published them.
    for (command, result) in results {
      let hasWarnings = command.first == "check" || command.first == "reconcile"
      #expect(result.exitCode == (hasWarnings ? 5 : 0), "\(command): \(result.standardError)")
    }
    #expect(results[["check", "--json"]]?.standardOutput.contains("\"rows_listed\":0,") == true)
    #expect(results[["outbox", "show", "--all"]].map { $0.standardOutput.utf8.count > 100_000 } == true)
    #expect(SmallLondon.messages(home).count == 1)
  }

  @Test(arguments: [
    "values in wrong places", "markup of values", "a document type of values", "cut off", "a header of values",
    "nested too deep", "stray quotes", "an open quote", "headings of values", "ids of values", "no table at all", "a stray file",
  ])
  func spoiltFilesSayNothing(kind: String) throws {
    let home = try london.agent("E09000001", named: "canaries-\(kind)", records: records(kind, spoilt(kind)))
    let results = try runAll(home, kind)
    let report = try #require(results[["check"]])
    #expect(report.exitCode == 2 || report.standardOutput.contains(": "), "\(kind) is reported")
    let isNoticed = report.exitCode == 2 || !report.standardOutput.contains(", listed 0\n")
    #expect(isNoticed == (kind != "a stray file"), "\(kind) is noticed")
  }

  /// Records handed over as public files are refused without a word of them.
  @Test func recordsTakenForPublicFilesSayNothing() throws {
    let files = goodXML.merging(goodBlade) { first, _ in first }.merging(spoilt("no table at all")) { first, _ in first }
    let folder = try records("as-public", files)
    let home = try london.agent("E09000001", named: "canaries-as-public")
    for name in files.keys.sorted() {
      for words in [["public"], ["reconcile", "--home", home, "--published"]] {
        let result = try SmallLondon.run("borough-agent", words + ["\(folder)/\(name)"])
        #expect(result.exitCode == 2 && result.standardError.contains("public file"), "\(words) \(name): \(result.standardError)")
        expectSilence(Data(result.standardOutput.utf8), "output of \(words) of \(name)")
        expectSilence(Data(result.standardError.utf8), "errors of \(words) of \(name)")
      }
    }
  }

  /// A crash while the records are in memory: default settings, cores allowed, the Swift runtime asked for all it can say.
  @Test(arguments: [nil, "enable=yes,sanitize=no,registers=all,threads=all,images=all,interactive=no,color=no"])
  func aCrashSaysNothing(backtrace: String?) throws {
    var files = goodXML
    // Longer files, so that most of a run is spent among records.
    for number in 1...4 {
      let more = Canaries(salt: number * 1_000)
      for (name, year, day) in [("2024.xml", 2024, "2024-01-18"), ("2025.xml", 2025, "2025-01-16")] {
        let persons = more.xml(year, day).components(separatedBy: "<Persons>\n")[1]
        files[name] = (files[name] ?? "").replacingOccurrences(of: "</Persons></Message>\n", with: persons)
      }
    }
    let name = "crash-\(backtrace == nil ? "default" : "asked")"
    let folder = try records(name, files)
    let whole = try ContinuousClock().measure {
      try SmallLondon.must("borough-agent", ["release", "--home", london.agent("E09000001", named: "\(name)-whole", records: folder)])
    }
    var crashes = 0
    for (number, signal) in [SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGTRAP, SIGFPE, SIGQUIT, SIGSYS, SIGSEGV, SIGSEGV].enumerated() {
      let home = try london.agent("E09000001", named: "\(name)-\(number)", records: folder)
      let here = home + "/here"
      try FileManager.default.createDirectory(atPath: here, withIntermediateDirectories: false)
      let settings = backtrace.map { ["SWIFT_BACKTRACE=\($0),output-to=\(here)/backtrace.txt"] } ?? ["-u", "SWIFT_BACKTRACE"]
      let release = try StartedProgram(
        "/bin/sh", ["-c", "ulimit -c unlimited; exec env \"$@\"", "sh"] + settings
          + [SmallLondon.program("borough-agent"), "release", "--home", home], folder: here)
      let (seconds, fraction) = (whole * (0.15 + 0.085 * Double(number))).components
      Thread.sleep(forTimeInterval: Double(seconds) + Double(fraction) / 1e18)
      kill(release.processID, signal)
      let result = release.waitForExit()
      if result.exitCode == -signal { crashes += 1 }
      expectSilence(Data(result.standardOutput.utf8), "\(name) \(number): output")
      expectSilence(Data(result.standardError.utf8), "\(name) \(number): errors")
      try expectSilence(below: home, "\(name) \(number)")
    }
    #expect(crashes > 3, "most were met in the middle")
  }
}
