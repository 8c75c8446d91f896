// swift-tools-version: 6.2
// The dependency lists below are the architecture: `ArchitectureTests` reads this manifest and fails
// when a module could both see people and reach a peer.
import PackageDescription

/// In CI a warning ends the build.
let inCI = Context.environment["CI"] != nil

/// Settings of every target of ours.
let settings: [SwiftSetting] = (inCI ? [.treatAllWarnings(as: .error)] : []) + [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
]

/// What is tested is optimised as what is shipped: a test of a program that nobody runs says less, and takes four times as long.
/// The tests themselves are not, for their build would cost more than that saves.
let optimised: [SwiftSetting] = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

typealias Need = Target.Dependency

let argumentParser: Need = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Need = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: [Need] = [
  .product(name: "Hummingbird", package: "hummingbird"),
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "Logging", package: "swift-log"),
]
func nio(_ name: String) -> Need { .product(name: name, package: "swift-nio") }

func module(_ name: String, _ path: String, _ needs: [Need] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: needs, path: path, resources: resources, swiftSettings: optimised)
}
func program(_ name: String, _ path: String, _ needs: [Need], exclude: [String] = []) -> Target {
  .executableTarget(name: name, dependencies: needs, path: path, exclude: exclude, swiftSettings: optimised)
}
func tests(_ name: String, _ needs: [Need], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: needs, path: "Tests/\(name)", exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "boroughwise",
  products: [
    .executable(name: "borough-agent", targets: ["borough-agent"]),
    .executable(name: "borough-sender", targets: ["borough-sender"]),
    .executable(name: "aggregator", targets: ["aggregator"]),
    .executable(name: "rehearsal", targets: ["rehearsal"]),
    .library(name: "ReleaseProtocol", targets: ["ReleaseProtocol"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
  ],
  targets: [
    // System: the operating system's libraries behind small typed modules. Knows nothing of ours.
    .systemLibrary(name: "CCrypto", path: "Sources/System/CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSSL", path: "Sources/System/CSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
    .target(name: "CNarrow", path: "Sources/System/CNarrow", linkerSettings: [.linkedLibrary("crypto")]),
    .systemLibrary(name: "CZlib", path: "Sources/System/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CXML2", path: "Sources/System/CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CSandbox", path: "Sources/System/CSandbox"),
    .systemLibrary(name: "CRandom", path: "Sources/System/CRandom"),
    .systemLibrary(name: "CScan", path: "Sources/System/CScan"),
    .systemLibrary(name: "CThreads", path: "Sources/System/CThreads"),
    module("Files", "Sources/System/Files"),
    module("Settings", "Sources/System/Settings", ["Files"]),
    module("Cryptography", "Sources/System/Cryptography", ["CCrypto"]),
    module("Compression", "Sources/System/Compression", ["CZlib"]),
    module("Spreadsheet", "Sources/System/Spreadsheet", ["Compression", "CXML2", "CZlib"]),
    module("Sandbox", "Sources/System/Sandbox", ["CSandbox"]),
    module("Randomness", "Sources/System/Randomness", ["CRandom"]),
    module("Threads", "Sources/System/Threads", ["CThreads"]),

    // Protocol: what travels. Depends on nothing of ours, so that others can build on it.
    module("ReleaseProtocol", "protocol/Sources"),

    // Maths: numbers only. No people, no clock, no randomness of its own.
    module("Vocabulary", "Sources/Maths/Vocabulary"),
    module("Geography", "Sources/Maths/Geography"),
    module("PublicData", "Sources/Maths/PublicData", ["Vocabulary", "Geography", "Forecasting"]),
    module("Forecasting", "Sources/Maths/Forecasting", ["Vocabulary", "Estimation", "Threads"]),
    module("ForecastTables", "Sources/Maths/ForecastTables", ["Forecasting", "Geography", "PublicData", "Vocabulary"]),
    module("Costing", "Sources/Maths/Costing", ["Vocabulary"]),
    module("Layout", "Sources/Maths/Layout"),
    module("Estimation", "Sources/Maths/Estimation"),
    module("Marginals", "Sources/Maths/Marginals"),
    module("MerkleLog", "Sources/Maths/MerkleLog", ["Cryptography", "ReleaseProtocol"]),

    // Gate: turns inside values into releasable ones.
    module("Noise", "Sources/Gate/Noise", ["Randomness"]),
    module("Ledger", "Sources/Gate/Ledger", ["Noise", "Files", "Cryptography"]),
    module("Disclosure", "Sources/Gate/Disclosure", ["Noise", "Randomness", "Ledger", "ReleaseProtocol", "Cryptography"]),
    module("Outbox", "Sources/Gate/Outbox", ["Disclosure", "ReleaseProtocol", "Forecasting", "PublicData", "Cryptography", "Files", "MerkleLog"]),

    // Inside: can see people. Opens no socket, prints no value.
    module("Records", "Sources/Inside/Records", ["Vocabulary", "Threads"]),
    module("Ingest", "Sources/Inside/Ingest", ["Records", "Vocabulary", "Costing", "Layout", "PublicData", "Spreadsheet", "CScan", "CXML2", "Files", "Settings", "Threads"]),
    module("Contributions", "Sources/Inside/Contributions", ["Records", "Vocabulary", "Disclosure", "ReleaseProtocol", "Forecasting"]),

    // Outside: can reach a peer. Cannot name a person.
    module("TLS", "Sources/Outside/TLS", ["CSSL", "CNarrow", "Cryptography", nio("NIOCore"), nio("NIOTLS"), nio("NIOPosix"), nio("NIOHTTP1"),
      .product(name: "NIOExtras", package: "swift-nio-extras"),
    ]),
    module("Identity", "Sources/Outside/Identity", ["Cryptography", "Files", "ReleaseProtocol"]),

    // Words that both sides' commands share. Knows nobody, reaches nobody.
    module("ForecastOptions", "Sources/Command/ForecastOptions", [
      "Forecasting", "ForecastTables", "Geography", "PublicData", "Vocabulary", "Files", "Settings", argumentParser,
    ]),

    // The borough's two programs.
    program("borough-agent", "agent/Command", [
      "ForecastOptions",
      "Records", "Ingest", "Contributions", "Disclosure", "Ledger", "Noise", "Outbox", "Forecasting", "ForecastTables", "Estimation",
      "PublicData", "Geography", "Vocabulary", "Costing", "Layout", "MerkleLog", "ReleaseProtocol", "Cryptography", "Files", "Settings",
      "Sandbox", argumentParser,
    ]),
    module("Uplink", "agent/Uplink", [
      "Outbox", "MerkleLog", "ReleaseProtocol", "TLS", "Identity", "Cryptography", "Compression", "Files",
    ]),
    program("borough-sender", "agent/Sender", [
      "Uplink", "Outbox", "ReleaseProtocol", "Identity", "TLS", "Cryptography", "Files", "Settings", "Sandbox", "Vocabulary", argumentParser,
    ]),

    // The hub.
    module("Store", "aggregator/Store", ["Files", "Cryptography", "MerkleLog", "ReleaseProtocol", grdb]),
    module("Register", "aggregator/Register", ["Store", "Identity", "MerkleLog", "ReleaseProtocol", "Cryptography", "Geography"]),
    module("Intake", "aggregator/Intake", [
      "Store", "Register", "Pooling", "ReleaseProtocol", "PublicData", "Compression", "Cryptography",
    ]),
    module("Pooling", "aggregator/Pooling", ["ReleaseProtocol", "Geography", "PublicData", "Forecasting", "ForecastTables", "Estimation", "Marginals", "Vocabulary", "Threads"]),
    module("Views", "aggregator/Views", ["Pooling", "Forecasting", "ForecastTables", "Geography", "Vocabulary", "Estimation"]),
    module("Door", "aggregator/Door", ["TLS", nio("NIOCore"), nio("NIOHTTP1")] + hummingbird),
    program("aggregator", "aggregator/Command", [
      "ForecastOptions",
      "Store", "Register", "MerkleLog", "Intake", "Pooling", "Forecasting", "ForecastTables", "Views", "Door", "TLS", "Identity", "ReleaseProtocol", "Geography", "PublicData",
      "Vocabulary", "Cryptography", "Files", "Settings", argumentParser, nio("NIOCore"),
    ] + hummingbird),

    // A fictional London.
    program("rehearsal", "Sources/Rehearsal", ["Vocabulary", "Geography", "PublicData", "Forecasting", "Costing", "Files", "Compression", argumentParser]),

    // Tests: one folder per module, then the architecture and whole journeys.
    module("TestSupport", "Tests/TestSupport", ["Files", "Compression"]),
    program("sandbox-probe", "Tests/SandboxProbe", ["Sandbox", "CSandbox", "Files", "Threads"]),
    program("bench", "Tests/Bench", [
      "Noise", "Randomness", "Marginals", "Forecasting", "Ingest", "Records", "Contributions", "Disclosure", "Ledger", "Outbox", "PublicData", "Geography",
      "Vocabulary", "ReleaseProtocol", "Cryptography", "Files", "Threads", "CXML2", argumentParser,
    ]),
    program("link-bench", "Tests/LinkBench", [
      "Uplink", "Identity", "ReleaseProtocol", "Forecasting", "PublicData", "Cryptography", "Files", "TestSupport",
      argumentParser,
    ], exclude: ["Floor"]),
    tests("SystemTests", ["Files", "Settings", "Cryptography", "Compression", "Randomness", "Sandbox", "Threads", "CSandbox", "TestSupport", "sandbox-probe"]),
    tests("ReleaseProtocolTests", ["ReleaseProtocol", "MerkleLog", "Cryptography", "TestSupport"]),
    tests("MathsTests", [
      "Vocabulary", "Geography", "PublicData", "Forecasting", "ForecastTables", "Costing", "Layout", "Estimation", "Marginals", "MerkleLog", "Cryptography",
      "Noise", "Files", "TestSupport",
    ], exclude: ["forecast_oracle.py", "forecast_released_oracle.py", "forecast_world.py"]),
    tests("NoiseTests", ["Noise", "Randomness", "TestSupport"]),
    tests("LedgerTests", ["Ledger", "Noise", "Cryptography", "TestSupport"]),
    tests("GateTests", ["Disclosure", "Estimation", "Outbox", "Ledger", "Noise", "ReleaseProtocol", "PublicData", "MerkleLog", "Files", "Cryptography", "TestSupport"]),
    tests("InsideTests", [
      "Records", "Ingest", "Contributions", "Costing", "Disclosure", "Forecasting", "Files", "Spreadsheet", "ReleaseProtocol", "Vocabulary",
      "Compression", "Cryptography", "Geography", "Ledger", "Noise", "PublicData", "Threads", "TestSupport",
    ]),
    tests("OutsideTests", [
      "TLS", "Identity", "Uplink", "Outbox", "MerkleLog", "Door", "Cryptography", "Compression", "Files", "ReleaseProtocol", "borough-sender", "TestSupport",
      nio("NIOCore"), nio("NIOPosix"), nio("NIOEmbedded"), nio("NIOHTTP1"), nio("NIOTLS"),
    ] + hummingbird),
    tests("AggregatorTests", ["aggregator", "Store", "Register", "MerkleLog", "Intake", "Pooling", "Views", "ReleaseProtocol", "Geography", "Vocabulary", "Forecasting", "ForecastTables", "PublicData", "Marginals", "Cryptography", "Compression", "Identity", "TestSupport"]),
    // 33 boroughs and a hub in one process, on simulated disks.
    .target(name: "SimulatedDisk", path: "Tests/SimulatedDisk"),
    tests("EstateTests", [
      "Uplink", "Outbox", "MerkleLog", "Identity", "TLS", "aggregator", "Door", "Intake", "Pooling", "Register", "Store",
      "ReleaseProtocol", "Cryptography", "Files", "SimulatedDisk", "TestSupport", grdb, nio("NIOCore"),
      nio("NIOEmbedded"),
    ] + hummingbird),
    tests("ArchitectureTests", ["TestSupport"], exclude: ["MustNotCompile"]),
    // The programs are built with the tests and run as processes.
    tests("JourneyTests", ["TestSupport"]),
  ]
)
