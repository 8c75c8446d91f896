import ArgumentParser
import Files
import Ingest
import Records

/// The most memory that reading takes above the records that come of it, in a process of its own.
///
/// What is measured: the most that was ever resident, less what was resident before the reading, less a `Person` for
/// each who was read. These are all of a roll of one return without costs, whose persons own no memory outside. Beside a
/// finance extract each line that nobody was found for counts with its 8 bytes as well.
struct IngestMemoryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest-memory", abstract: "Peak memory of reading returns above the records kept, against the limit.")

  static let limit = 64 * 1024.0

  @OptionGroup var output: ResultsOption
  @Option(help: "xml, csv or finance, in the result's name.") var shape: String
  @Option(help: "Folder with one return and nothing else but, perhaps, a finance extract.") var folder: String
  @Option(help: "The sector of each provider (CSV).") var providers: String
  @Option(help: "ONS code of the borough.") var borough: String

  func run() throws {
    let sectors = try ProviderSectors(parsing: Files.read(providers, limit: 1 << 26))
    let before = ProcessFigures.peakMemoryKB()
    let ingested = try Ingest.read(folder: folder, providers: sectors, borough: laNumber(of: borough))
    let roll = ingested.roll
    let peak = ProcessFigures.peakMemoryKB()
    guard !roll.persons.isEmpty, roll.censusYears.count == 2 else { throw BenchFailure("\(folder) is not one return") }
    let kept = (roll.persons.count * MemoryLayout<Person>.stride + ingested.unmatched.count * 8) / 1024
    try Figure(
      name: "ingest-\(shape)-memory", ours: Double(peak - before - kept), theirs: Self.limit, better: .smaller,
      unit: "KB", versus: "limit"
    ).report(to: output.results)
  }
}
