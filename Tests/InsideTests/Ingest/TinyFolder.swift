import Files
import Ingest
import Records
import TestSupport

/// A borough's folder with a few files, and what reading it gave.
struct TinyFolder {
  let folder: TemporaryFolder

  static let providerList = """
    # fictional
    urn,ukprn,sector,name
    100001,,MS,Fictional Primary School
    100002,,SS,"Fictional Special School, East"
    100003,10000003,IN,Fictional House
    ,10000004,FE,Fictional College

    """

  init(_ files: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    for (name, text) in files { try write(Array(text.utf8), name) }
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    if let slash = name.lastIndex(of: "/") { try Files.makeFolder(folder.file(String(name[..<slash]))) }
    try Files.writeDurably(bytes, to: folder.file(name))
  }

  func read(
    borough: String = "201", providers: ProviderSectors? = nil, maps: ColumnMaps = ColumnMaps(),
    digest: @escaping () -> FileDigest = { FileDigest(update: { _ in }, end: {}) }
  ) throws -> Ingested {
    let list = try providers ?? ProviderSectors(parsing: Array(Self.providerList.utf8))
    return try Ingest.read(
      folder: folder.path, providers: list, borough: borough, maps: maps, digest: digest)
  }

  /// Both shapes of the same returns.
  static func bothShapes(_ returns: [TinyReturn]) throws -> [TinyFolder] {
    let xml = try TinyFolder()
    let blade = try TinyFolder()
    for one in returns {
      try xml.write(Array(one.xml.utf8), "return-\(one.year).xml")
      for (name, text) in one.blade { try blade.write(Array(text.utf8), "blade-\(one.year)/\(name)") }
    }
    return [xml, blade]
  }
}

extension Ingested {
  func finding(_ code: String) -> Finding? { report.findings.first { $0.code == code } }

  /// Codes of findings that matter; sorted. The UPNs of tests are made by hand and have no right check letter.
  var codes: [String] {
    Set(report.findings.map(\.code)).subtracting(["no-finance", "single-return", "upn-check-letter"]).sorted()
  }

  /// The account that every reading must keep: each row used or listed once under a rule that drops rows.
  var isBalanced: Bool {
    report.rowsRead == report.rowsUsed + report.rowsListed && report.rowsUsed >= 0
      && report.files.reduce(0) { $0 + $1.rowsRead } == report.rowsRead
  }
}
