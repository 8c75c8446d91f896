@testable import PublicData
import Vocabulary

/// Extracts of GIAS for tests: a school is what differs from an open community special school of Camden.
struct SchoolRows {
  static let columns = [
    "URN", "LA (code)", "EstablishmentName", "TypeOfEstablishment (code)", "EstablishmentStatus (code)", "OpenDate", "CloseDate",
    "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "NumberOfPupils", "SEN1 (name)", "SEN2 (name)",
    "TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity", "SenUnitOnRoll", "SenUnitCapacity",
  ]
  private static let usual = [
    "LA (code)": "202", "EstablishmentName": "Hill", "TypeOfEstablishment (code)": "7", "EstablishmentStatus (code)": "1",
    "StatutoryLowAge": "4", "StatutoryHighAge": "16", "SchoolCapacity": "60",
  ]

  /// The schools' differences, by column.
  var schools: [[String: String]]
  /// Columns that the extract lacks, and those that it calls otherwise.
  var without: Set<String> = []
  var renamed: [String: String] = [:]

  init(_ schools: [String: String]...) { self.schools = schools }

  var bytes: [UInt8] {
    let columns = Self.columns.filter { !without.contains($0) }
    let rows = schools.enumerated().map { number, own in
      let school = Self.usual.merging(own) { $1 }
      return columns.map { $0 == "URN" ? "\(100_001 + number)" : school[$0] ?? "" }
    }
    return Array(([columns.map { renamed[$0] ?? $0 }] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined().utf8)
  }

  /// On the census day of 2025.
  func places() throws -> SpecialistPlaces {
    try SpecialistPlaces(EstablishmentRegister(parsing: bytes), on: Census.day(2025))
  }
}
