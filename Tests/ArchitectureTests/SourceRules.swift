import Foundation
import Testing

/// What source files may import and call. Each exception stands here with its reason, and must still be needed.
@Suite struct SourceRules {
  /// Folders in which people are near, or money is spent: no operating-system module comes in.
  static let quiet = ["Sources/Inside", "Sources/Maths", "Sources/Gate", "protocol/Sources"]

  /// On Linux each of these brings `socket()` or file access along.
  static let loudImports = ["Foundation", "FoundationNetworking", "FoundationXML", "Glibc", "Dispatch", "Musl"]

  /// Calls that write, or that print a value.
  static let writingCalls = [
    "print", "debugPrint", "dump", "FileHandle", "fputs", "fwrite", "fopen", "NSLog", "fatalError", "creat", "popen",
  ]

  static let exceptions: [Exception] = [
    Exception("Sources/System/Files", "Glibc", "the one place where files are opened"),
    Exception("Sources/System/Sandbox", "Glibc", "system calls that give up rights"),
  ]

  struct Exception {
    let folder: String
    let module: String
    let reason: String
    init(_ folder: String, _ module: String, _ reason: String) {
      (self.folder, self.module, self.reason) = (folder, module, reason)
    }
  }

  @Test func theQuietFoldersImportNoOperatingSystem() throws {
    for folder in Self.quiet {
      for file in try sources(under: folder) {
        for name in file.imports where Self.loudImports.contains(name) {
          Issue.record("\(file.path) imports \(name)")
        }
      }
    }
  }

  @Test func theSystemLayerImportsOnlyWhatIsListed() throws {
    var unused = Set(Self.exceptions.map { "\($0.folder) \($0.module)" })
    for file in try sources(under: "Sources/System") {
      for name in file.imports where Self.loudImports.contains(name) {
        let exception = Self.exceptions.first { file.path.hasPrefix($0.folder + "/") && $0.module == name }
        #expect(exception != nil, "\(file.path) imports \(name)")
        if let exception { unused.remove("\(exception.folder) \(exception.module)") }
      }
    }
    #expect(unused.isEmpty, "exceptions that nothing needs any more: \(unused)")
  }

  /// What is sealed with a payment is made and read by the gate alone: whoever could make a seal could release without
  /// noise.
  @Test func onlyTheGateSealsNoise() throws {
    var found: [String] = []
    for folder in ["Sources", "agent", "aggregator", "protocol/Sources"] {
      for file in try sources(under: folder) where file.code.contains("@_spi(Gate) public import") || file.code.contains("@_spi(Gate) internal import") || file.code.contains("@_spi(Gate) import") {
        found.append(file.path)
      }
    }
    #expect(found == ["Sources/Gate/Disclosure/Gate.swift"])
  }

  @Test func theQuietFoldersWriteNothing() throws {
    for folder in Self.quiet {
      for file in try sources(under: folder) {
        for call in Self.writingCalls where file.calls(call) { Issue.record("\(file.path) calls \(call)") }
        #expect(!file.code.contains(".write(to:"), "\(file.path) writes a file")
      }
    }
  }

  @Test func noFloatingPointNearNoiseOrBudget() throws {
    for folder in ["Sources/Gate", "protocol/Sources"] {
      for file in try sources(under: folder) {
        #expect(!file.mentions("Double") && !file.mentions("Float"), "\(file.path) uses floating point")
      }
    }
  }

  @Test func exactlyOneTypeStandsForAPerson() throws {
    let adopters = try ["Sources", "agent", "aggregator", "protocol"].flatMap { try sources(under: $0) }
      .flatMap { file in file.code.split(separator: "\n").filter { $0.contains(": UnitOfProtection {") } }
      .filter { !$0.contains("<") }
    #expect(adopters.map(String.init) == ["extension PersonKey: UnitOfProtection {}"])
  }

  @Test func recordsEncodeToNothing() throws {
    for file in try sources(under: "Sources/Inside") {
      for word in ["Codable", "Encodable", "JSONEncoder"] { #expect(!file.mentions(word), "\(file.path) mentions \(word)") }
    }
  }

  /// A trap's text can hold a value of a record.
  @Test func noTrapNearRecords() throws {
    for folder in ["Sources/Inside", "Sources/Gate"] {
      for file in try sources(under: folder) {
        for trap in ["try!", "as!", "uniqueKeysWithValues"] {
          #expect(!file.code.contains(trap), "\(file.path) uses \(trap)")
        }
      }
    }
  }

  @Test func theRulesWouldCatchAnOffender() {
    let offender = SourceFile(path: "x.swift", text: "public import Foundation\nfunc f() { print(1); let d = Double(2) }\n")
    #expect(offender.imports == ["Foundation"] && offender.calls("print") && offender.mentions("Double"))
    let innocent = SourceFile(path: "x.swift", text: "// import Foundation\n/// print(x) as Double\nlet blueprint = \"print(1)\"\n")
    #expect(innocent.imports.isEmpty && !innocent.calls("print") && !innocent.mentions("Double"))
  }

  private func sources(under folder: String) throws -> [SourceFile] { try SourceFile.all(under: folder) }
}
