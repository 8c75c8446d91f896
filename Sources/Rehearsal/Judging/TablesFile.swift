import FoundationEssentials

/// What the aggregator shows under `/tables.json`, as far as the judge needs it.
struct TablesFile: Decodable {
  struct Headline: Decodable {
    let id: String
    let name: String
    let geography: String
    let unit: String
    let released: Double
    let standard_error: Double
  }
  struct Source: Decodable {
    struct Release: Decodable { let borough: String }
    let census_year: Int
    let releases: [Release]?
  }

  let headlines: [Headline]
  let generated_from: Source

  /// Boroughs whose messages are in the figures; nil if the file does not say.
  var boroughs: Set<String>? { generated_from.releases.map { Set($0.map(\.borough)) } }

  init(bytes: [UInt8], path: String) throws {
    do { self = try JSONDecoder().decode(TablesFile.self, from: Data(bytes)) } catch {
      throw RehearsalError.notTables(path)
    }
  }
}

/// `truth.json`, read back.
struct ReadTruth: Decodable {
  struct Borough: Decodable {
    let code: String
    let statistics: [String: [Int]]
    /// By census year and sector's code: each person's pence a year, ascending.
    let costs: [String: [String: [Int]]]
  }

  let version: Int
  let censusYears: [Int]
  let boroughs: [Borough]

  init(bytes: [UInt8], path: String) throws {
    do { self = try JSONDecoder().decode(ReadTruth.self, from: Data(bytes)) } catch {
      throw RehearsalError.notTruth(path)
    }
    guard version == TruthFile.version else { throw RehearsalError.notTruth(path) }
  }
}
