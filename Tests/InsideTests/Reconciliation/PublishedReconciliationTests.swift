import Files
import Foundation
import Geography
@testable import Ingest
@testable import PublicData
import Records
import TestSupport
import Testing
import Vocabulary

/// The best test there is: DfE's tables as the rehearsal publishes them for each borough, and the same tables as the
/// agent counts them from that borough's returns, are equal in every cell. The two share no code and no definition in
/// code; both follow DfE's guidance.
@Suite struct PublishedReconciliationTests {
  static let years = [2023, 2024, 2025, 2026]
  static let shapes = ["xml", "blade", "template", "modules"]
  /// Kinds of which a return knows the counts.
  static let kinds: Set<PublishedKind> = [.caseload, .needOfPlans, .newPlans, .needOfNewPlans, .ceased, .requests]

  @Test func everyBoroughReproducesItsPublishedTables() throws {
    let london = try Written(boroughs: "all", shapes: "xml", collections: [2025])
    for borough in Geography.report2025.boroughs { try london.reconcile(borough) }
    #expect(london.cells > 100_000, "\(london.cells)")
    try london.reconcileRoll(Geography.report2025.boroughs[1])
  }

  @Test(arguments: shapes)
  func everyShapeAndCollectionReproducesThePublishedTables(shape: String) throws {
    let written = try Written(boroughs: "E09000020", shapes: shape, collections: Self.years)
    let borough = try #require(Geography.report2025.borough(code: "E09000020"))
    try written.reconcile(borough)
    try written.reconcileRoll(borough)
    #expect(written.cells > 10_000, "\(written.cells)")
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["BOROUGHWISE_LONG"] != nil, "make check-long"), arguments: shapes)
  func everyBoroughInEveryShapeAndCollection(shape: String) throws {
    let london = try Written(boroughs: "all", shapes: shape, collections: Self.years)
    for borough in Geography.report2025.boroughs {
      try london.reconcile(borough)
      try london.reconcileRoll(borough)
    }
    #expect(london.cells > 500_000, "\(london.cells)")
  }

  /// With the hub's list of providers, six sectors are compared instead of settings.
  @Test func theListOfProvidersGivesSectors() throws {
    let written = try Written(boroughs: "E09000020", shapes: "blade", collections: [2024, 2025], providers: "providers.csv")
    let borough = try #require(Geography.report2025.borough(code: "E09000020"))
    try written.reconcile(borough)
    try written.reconcileRoll(borough)
    #expect(written.cells > 3000, "\(written.cells)")
  }
}

/// A rehearsal on disk, what DfE would publish for it, and how many cells were compared.
private final class Written {
  private let folder: TemporaryFolder
  private let providers: ProviderSectors
  private let tables: [(name: String, table: PublishedTable)]
  private let collections: [Int]
  private(set) var cells = 0

  init(boroughs: String, shapes: String, collections: [Int], providers file: String? = nil) throws {
    folder = try TemporaryFolder()
    self.collections = collections
    let rehearsal = try #require(Built.path(of: "rehearsal"), "the rehearsal program is built with the tests")
    let written = try run(
      rehearsal,
      [
        "write", "--out", folder.file("london"), "--boroughs", boroughs, "--shapes", shapes, "--collections",
        collections.map(String.init).joined(separator: ","),
      ])
    try #require(written.exitCode == 0, "\(written.standardError)")
    let root = folder.file("london/public/")
    func bytes(_ name: String) throws -> [UInt8] { try Files.read(root + name, limit: 256 << 20) }
    var providers = try ProviderSectors(parsing: bytes(file ?? "edubasealldata_fictional.csv"))
    providers.add(try EstablishmentLinks(parsing: bytes("links_edubasealldata_fictional.csv")))
    self.providers = providers
    tables = try Files.list(root).filter { $0.hasPrefix("dfe_2025") || $0.hasPrefix("dfe_2026") }.sorted().map {
      ($0, try PublishedTable(parsing: bytes($0)))
    }
    #expect(Set(tables.map(\.table.kind)) == PublishedReconciliationTests.kinds)
    #expect(tables.count == (collections.contains(2026) ? 12 : 6))
  }

  func reconcile(_ borough: Borough) throws {
    let records = folder.file("london/boroughs/\(borough.code)")
    let tallied = try Ingest.tally(folder: records, providers: providers, borough: borough.laNumber)
    #expect(tallied.report.verdict != .unusable, "\(borough.code): \(tallied.report.text)")
    #expect(tallied.counts.map(\.year) == collections)
    for (name, table) in tables {
      for counts in tallied.counts where counts.year <= table.reportingYear {
        let own = counts.cells(of: table, borough: borough.code)
        let compared = PublishedComparison(table, borough: borough.code, own: own)
        let told = compared.differences.prefix(5).map {
          "\($0.cell.period) \($0.cell.breakdown) \($0.cell.measure.name) published \($0.published) own \($0.own)"
        }
        #expect(told.isEmpty, "\(borough.code) \(name): \(compared.differences.count)")
        #expect(compared.cells > 9, "\(borough.code) \(name) \(counts.year)")
        cells += compared.cells
      }
    }
  }

  /// What releases are made of says the same: each latest presence counted by age, sector and need.
  func reconcileRoll(_ borough: Borough) throws {
    let records = folder.file("london/boroughs/\(borough.code)")
    let roll = try Ingest.read(folder: records, providers: providers, borough: borough.laNumber).roll
    for (name, table) in tables where table.kind == .caseload || table.kind == .needOfPlans {
      for year in collections where year <= table.reportingYear {
        var own: [PublishedCell: Int] = [:]
        for person in roll.persons {
          guard let presence = person.presences.first(where: { $0.year == year }) else { continue }
          let age = AcademicAge.at(census: year, bornIn: person.birthYear, month: person.birthMonth)
          let group = PublishedAges.ages(age < 3 ? 0...2 : age...age)
          let measure: PublishedMeasure = table.kind == .caseload ? .sector(presence.sector) : .need(presence.need)
          for breakdown in [PublishedBreakdown.everybody, .age(group)] {
            own[PublishedCell(.january(year), breakdown, measure), default: 0] += 1
          }
        }
        let compared = PublishedComparison(table, borough: borough.code, own: own)
        #expect(compared.differences.count == 0, "\(borough.code) \(name) \(year): \(compared.differences.count)")
        #expect(compared.cells > 20 && compared.notComparable.isEmpty)
        cells += compared.cells
      }
    }
  }
}
