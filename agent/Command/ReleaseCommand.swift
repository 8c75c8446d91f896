import ArgumentParser
internal import Cryptography
internal import Files
internal import Ingest
internal import Outbox
internal import PublicData
internal import ReleaseProtocol

struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Compute the plan's statistics, pay, add noise, sign, and put the message into the outbox.",
    discussion: """
      Nothing is sent: the message waits for "borough-agent outbox approve". The same records give the same \
      message again, byte for byte, at no further cost.
      """)

  @OptionGroup var home: HomeOption
  @Option(
    help: """
      A plan that both officers accepted, or that came with the program; default: the newest that came with it, or the one \
      of these by which this borough has already released.
      """)
  var plan: String?
  @Flag(help: "Print the outcome as JSON.") var json = false

  mutating func run() throws {
    let started = SystemClock.monotonicMilliseconds()
    let settings = try AgentSettings.load(home: home.home)
    try Enclosure.close(
      settings,
      reading: [settings.home + "/keys", settings.recordsFolder, settings.populationFile] + settings.providerFiles
        + [settings.home + "/plans", settings.inboxFolder].filter(Files.isFolder),
      writing: [settings.ledgerFolder, settings.outboxFolder])
    let outcome = try ReleaseRun(settings, plan: plan).run()
    let milliseconds = SystemClock.monotonicMilliseconds() - started
    if json { return Voice.result(Self.json(outcome, milliseconds)) }
    let next =
      outcome.message.approval == nil
      ? "look at it with \"borough-agent outbox show \(outcome.message.release)\", then approve it"
      : "none here: it is approved, and \"borough-sender send\" sends it"
    Voice.result(
      """
      \(outcome.isRepeat ? "the same records as before: the stored message, unchanged" : "released")
      message    \(outcome.message.release)
      sha-256    \(outcome.message.sha256)
      size       \(outcome.message.bytes.count) bytes
      next step  \(next)
      """)
  }

  private static func json(_ outcome: ReleaseRun.Outcome, _ milliseconds: Int) -> JSON {
    .object([
      "release": .string(outcome.message.release),
      "message_sha256": .string(outcome.message.sha256),
      "message_bytes": .integer(Int64(outcome.message.bytes.count)),
      "repeat": .bool(outcome.isRepeat),
      "milliseconds": .integer(Int64(milliseconds)),
      "peak_memory_kb": .integer(Int64(ProcessFigures.peakMemoryKB())),
    ])
  }
}
