import ArgumentParser
internal import Cryptography
internal import Files
internal import Register
internal import ReleaseProtocol
internal import Store

struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Messages that are well-formed and signed, and implausible: in no figure until a person decides.",
    discussion: """
      The borough has a receipt that says why, and is told the decision when it next asks. A decision can be changed by \
      another one; the last one holds, and all are kept. docs/operations.md says what holds a message back.
      """,
    subcommands: [QuarantineListCommand.self, QuarantineShowCommand.self, AcceptCommand.self, RejectCommand.self])
}

struct QuarantineListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Messages that wait for a decision; with --all those decided upon as well.")
  @OptionGroup var home: HomeOption
  @Flag(help: "Decided ones too.") var all = false
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let messages = try await hub.store.quarantine().filter { all || $0.isWaiting }
    try hub.store.close()
    if json {
      return Voice.result(.array(messages.map { .object(QuarantineText.json($0)) }))
    }
    if messages.isEmpty { return Voice.result(all ? "nothing was ever in quarantine" : "nothing waits for a decision") }
    Voice.result(messages.map(QuarantineText.line).joined(separator: "\n"))
  }
}

struct QuarantineShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Why a message is held back, what was decided on it by whom, and its figures in short.")
  @OptionGroup var home: HomeOption
  @Argument(help: "Release id; may be left out when only one message waits.") var release: String?
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let message = try await QuarantineText.choose(release, nil, hub)
    try hub.store.close()
    if json { return Voice.result(try QuarantineText.wholeJSON(message, hub.plans)) }
    Voice.result(try QuarantineText.whole(message, hub.plans))
  }
}

struct AcceptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Let a message count from now on.",
    discussion: """
      Grounds: confirmed (the borough confirmed the figures), explained (a known change explains them), false-alarm.

      Example: aggregator quarantine accept 9f…31 --because confirmed --by a.smith --note "telephone call of 3 March"
      """)
  @OptionGroup var home: HomeOption
  @OptionGroup var words: DecisionOptions

  mutating func run() async throws { try await words.decide(.accepted, home) }
}

struct RejectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Keep a message out of every figure. Nothing is deleted: it can be accepted later.",
    discussion: """
      Grounds: wrong-data (made from wrong or incomplete records), not-explained, superseded (another message comes in \
      its place).

      Example: aggregator quarantine reject 9f…31 --because wrong-data --by a.smith
      """)
  @OptionGroup var home: HomeOption
  @OptionGroup var words: DecisionOptions

  mutating func run() async throws { try await words.decide(.rejected, home) }
}

struct DecisionOptions: ParsableArguments {
  @Argument(help: "Release id.") var release: String
  @Option(help: "ONS code, where two boroughs use the same release id.") var borough: String?
  @Option(help: "The ground: see \"--help\".") var because: String
  @Option(help: "Who decides: a log-in name or an address.") var by: String
  @Option(help: "What is to be remembered; stays at the hub.") var note = ""
  @Option(help: "That person's signature, where officers_file in aggregator.conf registers officers.") var signature: String?
  @Flag(help: "Write JSON.") var json = false

  func decide(_ verdict: Decision.Verdict, _ home: HomeOption) async throws {
    guard let ground = Decision.Ground(rawValue: because), ground.verdict == verdict else {
      let grounds = Decision.Ground.allCases.filter { $0.verdict == verdict }.map(\.rawValue)
      throw HubFailure(.wrongUse, "\"\(because)\" is no ground for this", hint: "one of " + grounds.joined(separator: ", "))
    }
    let hub = try Hub.open(home)
    let message = try await QuarantineText.choose(release, borough, hub)
    do {
      let decision = try OfficerDecision(ground: ground, officer: by, note: note)
      if !hub.officers.isEmpty, signature == nil { return try ask(decision, message, hub) }
      let signed = try signature.map { try SSHSignature(armoured: Files.read($0, limit: 1 << 14)) }
      try await hub.register.decide(decision, on: message, officers: hub.officers, signature: signed, now: SystemClock.now())
    } catch let fault as RegisterFault {
      throw HubFailure(.refused, "\(fault)", hint: "nothing was decided")
    } catch let error as CryptographyError {
      throw HubFailure(.refused, "\(error)", hint: "nothing was decided")
    }
    try hub.store.close()
    guard !json else {
      return Voice.result(
        .object([
          "borough": .string(message.borough), "release": .string(message.release), "verdict": .string(verdict.rawValue),
          "ground": .string(ground.rawValue),
        ]))
    }
    Voice.result("\(message.borough) \(message.release) \(verdict.rawValue): \(ground.detail)")
  }

  /// Writes the statement that the officer signs, and says what comes next.
  private func ask(_ decision: OfficerDecision, _ message: QuarantinedMessage, _ hub: Hub) throws {
    guard hub.officers.contains(where: { $0.name == by }) else {
      throw HubFailure(.refused, "\(by) is not in officers_file", hint: "nothing was decided")
    }
    let statement = decision.statement(on: message, number: message.decisions.count + 1)
    let file = hub.home.path + "/statements/\(message.release)-\(message.decisions.count + 1).txt"
    try Files.makeFolder(hub.home.path + "/statements")
    try Files.writeDurably(statement, to: file, mode: 0o644)
    try hub.store.close()
    guard !json else {
      return Voice.result(
        .object([
          "signers": .array([.string(by)]), "namespace": .string(OfficerDecision.namespace), "file": .string(file),
          "statement": .string(String(decoding: statement, as: UTF8.self)),
        ]))
    }
    Voice.result(
      """
      \(by) signs this statement:

      \(String(decoding: statement, as: UTF8.self))
      next step  ssh-keygen -Y sign -f KEY -n \(OfficerDecision.namespace) \(file)
      then       the same command with --signature \(file).sig
      """)
  }
}
