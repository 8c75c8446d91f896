import Foundation
import Testing

/// Whoever reads a code of `borough-sender doctor` finds it in agent/README.md, and some test has seen it.
@Suite struct DoctorRules {
  private func text(_ path: String) throws -> String { try String(contentsOfFile: Manifest.root + "/" + path, encoding: .utf8) }

  /// Codes that the doctor gives itself.
  private func own() throws -> Set<String> {
    var found: Set<String> = []
    for file in ["LocalChecks", "NetworkChecks"] {
      let code = try text("agent/Sender/\(file).swift")
      found.formUnion(code.matches(of: /\.(?:fault|warning)\(\s*"[a-z-]+",\s*"([a-z-]+)"/).map { String($0.output.1) })
    }
    return found
  }

  /// Codes of connections, with the names by which tests may call them.
  private func connections() throws -> [String: String] {
    let cases = try text("Sources/Outside/TLS/TLSError.swift").matches(of: /case ([A-Za-z]+) = "([a-z-]+)"/)
    return Dictionary(cases.map { (String($0.output.2), String($0.output.1)) }) { first, _ in first }
  }

  /// Codes of the sender's own errors: those of other modules' are not here.
  private func errors() throws -> Set<String> {
    Set(try text("agent/Uplink/UplinkError.swift").matches(of: /case \.[A-Za-z]+: "([a-z]+-[a-z-]+)"/).map { String($0.output.1) })
  }

  @Test func everyCodeIsInTheREADMEAndInATest() throws {
    let (own, connections, errors) = (try own(), try connections(), try errors())
    #expect(own.count >= 15 && own.contains("disk-full") && connections.count >= 15 && errors.contains("certificate-ends-soon"))
    let readme = try text("agent/README.md")
    let tests = try SourceFile.all(under: "Tests").filter { !$0.path.hasSuffix("/DoctorRules.swift") }
      .map { try text($0.path) }.joined()
    for code in own.union(connections.keys).union(errors).sorted() {
      #expect(readme.contains("`\(code)`"), "\(code) is not in agent/README.md")
      let words = ["\"\(code)\"", "(\(code))"] + (connections[code].map { ["." + $0] } ?? [])
      #expect(words.contains(where: tests.contains), "\(code) is in no test")
    }
  }
}
