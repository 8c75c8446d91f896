// rehearsal: writes a fictional London in the real formats, and judges what came out at the other end.
//
// It knows public statistics and invents everything else from a seed: the same seed gives the same bytes. It reads no
// clock and no record of a real person; every file it writes says that it is fictional.

import ArgumentParser

@main
struct Rehearsal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearsal",
    abstract: "A fictional London: 33 boroughs' files in the real formats, and the truth to judge a run by.",
    subcommands: [Write.self, Judge.self])
}
