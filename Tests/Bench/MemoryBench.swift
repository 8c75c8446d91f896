import ArgumentParser

/// Takes in what a run of `borough-agent release --json` says of itself.
struct MemoryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent-memory", abstract: "Peak memory of one release of the largest borough, against the limit.")

  static let limit = 102_400.0

  @OptionGroup var output: ResultsOption
  @Option(help: "Peak kilobytes of the agent.") var ours: Double

  func run() throws {
    try Figure(
      name: "agent-memory", ours: ours, theirs: Self.limit, better: .smaller, unit: "KB", versus: "limit"
    ).report(to: output.results)
  }
}
