// link-bench: a round of boroughs against a running hub, for `make bench` (scripts/bench calls it).
//
// Plays the boroughs with the sender's own code, over real sockets, and measures how long it takes until each has the
// hub's receipt on disk. What is sent is invented: cells of noise by a plan of its own, with the forecast that follows
// from them, so that the hub has all the work that a real message gives it.

import ArgumentParser

@main
struct LinkBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link-bench", abstract: "How long a round of boroughs takes.", subcommands: [WritePlan.self, Round.self, Submits.self])
}

/// Why nothing was measured.
struct LinkBenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
