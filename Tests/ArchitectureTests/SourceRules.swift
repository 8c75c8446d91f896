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
    Exception("Sources/System/Threads", "Glibc", "pthreads"),
  ]

  /// Names by which floating point comes in.
  static let floatingPoint = [
    "Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat", "FloatingPoint", "BinaryFloatingPoint",
    "FloatLiteralType", "squareRoot", "sqrt",
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
        for name in Self.floatingPoint { #expect(!file.mentions(name), "\(file.path) uses \(name)") }
        #expect(!file.hasFloatLiteral, "\(file.path) holds a floating-point literal")
      }
    }
  }

  /// Wherever it came from, it would be arithmetic in the compiled code.
  @Test(.enabled(if: MachineCode.canBeRead, "skipped: needs objdump and x86_64"))
  func noFloatingPointInTheCompiledNoise() throws {
    for module in ["Noise", "Randomness", "Ledger", "Disclosure"] {
      let found = try MachineCode.floatingPoint(of: module)
      #expect(found == [], "\(module) computes in floating point")
    }
    #expect(try !MachineCode.floatingPoint(of: "Estimation").isEmpty, "the search finds nothing anywhere")
  }

  /// All noise is drawn in `Gate.drawNoise`, which is called before a record is read (`ReleaseRun`). A sampler that was
  /// used after that would take a time that depends on its values while records are near.
  @Test func onlyTheGateDrawsNoise() throws {
    let allowed = ["Sources/Gate/Noise/", "Sources/System/Randomness/"]
    var drawing: [String] = []
    for folder in ["Sources", "agent", "aggregator", "protocol"] {
      for file in try sources(under: folder) where !allowed.contains(where: file.path.hasPrefix) {
        if ["KernelRandom", "DiscreteGaussian", "DiscreteLaplace"].contains(where: file.mentions) { drawing.append(file.path) }
        #expect(!file.mentions("SystemRandomNumberGenerator"), "\(file.path) has a random source of its own")
      }
    }
    #expect(drawing == ["Sources/Gate/Disclosure/Gate.swift"])
    let gate = try #require(try sources(under: "Sources/Gate/Disclosure").first { $0.path.hasSuffix("Gate.swift") })
    #expect(gate.code.components(separatedBy: ".samples(").count == 2, "one place samples")
  }

  /// Its settings come with the confinement, and no other way: see `Enclosure`.
  @Test func everyCommandOfTheSenderIsConfined() throws {
    var loading: [String] = []
    for file in try sources(under: "agent/Sender") {
      if file.code.contains("SenderSettings.load(") { loading.append(file.path) }
      guard !["BoroughSender.swift", "Enclosure.swift"].contains(where: { file.path.hasSuffix("/" + $0) }) else { continue }
      #expect(!file.code.contains("ParsableCommand"), "\(file.path) has a command that is not confined")
    }
    #expect(loading == ["agent/Sender/Enclosure.swift"])
    #expect(Manifest.current.targets["borough-sender"]?.needs.contains("Sandbox") == true)
  }

  /// A child process would share the random words that its parent has not used yet.
  @Test func nothingForks() throws {
    for folder in ["Sources", "agent", "aggregator", "protocol"] {
      for file in try sources(under: folder) {
        for call in ["fork", "vfork", "clone", "posix_spawn", "posix_spawnp", "Process", "system"] {
          #expect(!file.calls(call), "\(file.path) calls \(call)")
        }
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

  /// Contract fees are about no child and what was paid is: no file knows both, so neither can become the other.
  @Test func rateCardsAndPaidCostsAreApartInType() throws {
    let contracts = ["RateCard", "RateCards", "RateCardsRead", "RateCardTable", "ContractFee"]
    let paid = [
      "FinanceLine", "FinanceMatch", "FinanceFiles", "PupilReference", "PlacementCost", "Person", "Roll", "ColumnMap",
      "MapProposal", "Ingested",
    ]
    var places: Set<String> = []
    for folder in ["Sources/Inside", "Sources/Maths", "Sources/Gate", "Sources/Outside", "agent", "aggregator", "protocol"] {
      for file in try sources(under: folder) where contracts.contains(where: file.mentions) {
        places.insert(String(file.path.prefix { $0 != "." }))
        for name in paid { #expect(!file.mentions(name), "\(file.path) mentions \(name)") }
      }
    }
    #expect(
      places == [
        "Sources/Inside/Ingest/RateCards/RateCardTable", "Sources/Inside/Ingest/RateCards/RateCards",
        "Sources/Inside/Ingest/RateCards/FeeHeading", "Sources/Maths/Costing/RateCard", "agent/Command/RateCardCommand",
      ])
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
    for text in ["let x = 0.5", "let x = 1e-3", "let x = 0x1p-4", "x * 2.0"] {
      #expect(SourceFile(path: "x.swift", text: text).hasFloatLiteral, "\(text)")
    }
    for text in ["let x = 0..<5", "t.0.magnitude", "(a.0, b.1)", "0x1e5", "let e3 = 1", "1_000", "$0.1"] {
      #expect(!SourceFile(path: "x.swift", text: text).hasFloatLiteral, "\(text)")
    }
    let innocent = SourceFile(path: "x.swift", text: "// import Foundation\n/// print(x) as Double\nlet blueprint = \"print(1)\"\n")
    #expect(innocent.imports.isEmpty && !innocent.calls("print") && !innocent.mentions("Double"))
  }

  private func sources(under folder: String) throws -> [SourceFile] { try SourceFile.all(under: folder) }
}
