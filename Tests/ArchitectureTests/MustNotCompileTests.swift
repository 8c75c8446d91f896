import Foundation
import TestSupport
import Testing

/// What the compiler itself refuses. Each snippet names the diagnostic that it must meet on its first line.
@Suite struct MustNotCompile {
  static let snippets = ["forge-released", "forge-charge", "spend-a-charge-twice", "read-a-bounded-table", "encode-a-record", "use-noise-twice"]

  @Test(arguments: snippets) func isRefused(_ name: String) throws {
    let text = try String(contentsOfFile: Self.folder + "/\(name).swift", encoding: .utf8)
    let expected = try #require(text.split(separator: "\n").first?.dropFirst("// expect: ".count))
    let result = try Self.compile(Self.folder + "/\(name).swift", searching: Self.modules)
    #expect(result.exitCode != 0, "\(name) compiled")
    #expect(result.standardError.contains(expected), "another diagnostic:\n\(result.standardError)")
  }

  /// Without this, every snippet could fail for want of a search path.
  @Test func theControlCompiles() throws {
    let result = try Self.compile(Self.folder + "/control.swift", searching: Self.modules)
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  /// With just the modules that `Uplink` may depend on in reach, a record can't be named; `Outbox` can.
  @Test func uplinkCannotNameARecord() throws {
    let reach = try TemporaryFolder()
    for module in Manifest.current.reach(of: "Uplink") {
      let file = Self.modules + "/\(module).swiftmodule"
      guard FileManager.default.fileExists(atPath: file) else { continue }
      try FileManager.default.createSymbolicLink(atPath: reach.path + "/\(module).swiftmodule", withDestinationPath: file)
    }
    let bad = reach.path + "/record.swift"
    try "import Records\n".write(toFile: bad, atomically: true, encoding: .utf8)
    let good = reach.path + "/outbox.swift"
    try "import Outbox\nfunc f(_ m: StoredMessage) -> String { m.sha256 }\n".write(toFile: good, atomically: true, encoding: .utf8)
    #expect(try Self.compile(bad, searching: reach.path).standardError.contains("no such module 'Records'"))
    let control = try Self.compile(good, searching: reach.path)
    #expect(control.exitCode == 0, "\(control.standardError)")
  }

  private static let folder = Manifest.root + "/Tests/ArchitectureTests/MustNotCompile"
  /// Compiled modules lie beside the built programs.
  private static let modules = (Built.path(of: "borough-agent").map { ($0 as NSString).deletingLastPathComponent } ?? "") + "/Modules"

  /// Compiles as far as ownership is checked (`-typecheck` does not look at it), in the package's language mode.
  private static func compile(_ file: String, searching modules: String) throws -> RunResult {
    let system = Manifest.root + "/Sources/System"
    let systemModules = try FileManager.default.contentsOfDirectory(atPath: system).sorted()
      .map { "\(system)/\($0)/module.modulemap" }.filter(FileManager.default.fileExists)
      .flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    return try run(
      "swiftc", ["-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", modules, "-Xcc", "-I/usr/include/libxml2"]
        + systemModules + [file])
  }
}
