import ArgumentParser
import Files
import Ingest
import Records
import Threads

/// Megabytes a second from files to a roll with its report, against the least that a parser has to do on the same
/// bytes. Both read the files themselves, in turns; no digest is computed on either side.
///
/// A Blade export is read on all cores, so that CSV is measured by the clock on the wall, on both sides: a machine that
/// has other work spoils the figure. XML is read on one core, and measured in its time.
struct IngestBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Reading one borough's returns, against a bare parser on the same files.")

  enum Shape: String, ExpressibleByArgument { case xml, csv }

  @OptionGroup var output: ResultsOption
  @Option(help: "xml or csv.") var shape: Shape
  @Option(help: "Folder with the returns and nothing else.") var folder: String
  @Option(help: "The sector of each provider (CSV).") var providers: String
  @Option(help: "ONS code of the borough.") var borough: String
  @Option(help: "Repetitions.") var repeats = 9

  func run() throws {
    let sectors = try ProviderSectors(parsing: Files.read(providers, limit: 1 << 26))
    let files = try Self.files(in: folder, ending: ".\(shape.rawValue)")
    var bytes = 0
    for file in files { bytes += try Files.size(file) }
    let clock = shape == .xml ? processorSeconds : wallSeconds
    var (ours, bare): ([Double], [Double]) = ([], [])
    for round in 0...repeats {
      var persons = 0
      let whole = try time(on: clock) {
        persons = try Ingest.read(folder: folder, providers: sectors, borough: laNumber(of: borough)).roll.persons.count
      }
      guard persons > 0 else { throw BenchFailure("nobody was read from \(folder)") }
      var seen = 0
      let least = try time(on: clock) {
        for file in files { seen += try shape == .xml ? BareXML.elements(in: file) : BareCSV.fields(in: file) }
      }
      guard seen > persons else { throw BenchFailure("the bare parser saw nothing in \(folder)") }
      guard round > 0 else { continue }
      ours.append(Double(bytes) / 1e6 / whole)
      bare.append(Double(bytes) / 1e6 / least)
    }
    try Figure(
      name: "ingest-\(shape.rawValue)", ours: median(ours), theirs: median(bare), better: .larger, unit: "MB/s",
      versus: shape == .xml
        ? "bare libxml2 SAX2 push parser, empty handlers"
        : "plain byte scan for commas, quotes and line feeds on one core; both on the wall, ours on \(Threads.cores)"
    ).report(to: output.results)
  }

  /// Files of the folder and of those directly in it, whose names end so.
  private static func files(in folder: String, ending: String) throws -> [String] {
    var found: [String] = []
    for name in try Files.list(folder) {
      let path = folder + "/" + name
      let inner = Files.isFolder(path) ? try Files.list(path).map { path + "/" + $0 } : [path]
      found += inner.filter { $0.hasSuffix(ending) }
    }
    return found
  }
}
