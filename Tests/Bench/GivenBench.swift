import ArgumentParser

/// Takes in two figures that other programs of this run measured of themselves or of each other.
struct GivenBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "given", abstract: "A result from figures that were measured by other programs in this run.")

  enum Better: String, ExpressibleByArgument { case larger, smaller }

  @OptionGroup var output: ResultsOption
  @Option(help: "Of the result.") var name: String
  @Option(help: "Our figure.") var ours: Double
  @Option(help: "What it is held against.") var theirs: Double
  @Option(help: "larger or smaller.") var better: Better
  @Option(help: "Of both.") var unit: String
  @Option(help: "What theirs is.") var versus: String

  func run() throws {
    try Figure(
      name: name, ours: ours, theirs: theirs, better: better == .larger ? .larger : .smaller, unit: unit, versus: versus
    ).report(to: output.results)
  }
}
