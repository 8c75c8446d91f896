// bench: measures the product's own code, in release mode, for `make bench` (scripts/bench calls it).
//
// Each subcommand times one thing several times, takes the median, prints one row of the table and appends the same
// figures as one line of JSON. A peer written in Swift or C runs here, in turns with ours; figures of a Python peer
// (scripts/bench_peers.py) are handed in. It works on rehearsal files and public numbers only, never on a record.

import ArgumentParser
import Geography

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Figures of this machine, as ratios against a peer or a limit.",
    subcommands: [
      NoiseBench.self, ForecastBench.self, SimulationBench.self, IngestInput.self, IngestBench.self, IngestMemoryBench.self,
      ReleaseBench.self, GivenBench.self, MarginalsErrorBench.self, MarginalsGLSBench.self,
    ])
}

/// Where a result goes.
struct ResultsOption: ParsableArguments {
  @Option(help: "File to which the result is appended, one JSON object a line.") var results: String
}

/// Why nothing was measured.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The three-digit number under which DfE knows the borough.
func laNumber(of code: String) throws -> String {
  guard let borough = Geography.report2025.borough(code: code) else { throw BenchFailure("\(code) is no London borough") }
  return borough.laNumber
}
