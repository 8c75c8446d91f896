import ArgumentParser
internal import Cryptography
internal import Files
internal import Ledger
internal import Outbox
internal import ReleaseProtocol

struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "See exactly what may leave, and approve it.",
    subcommands: [List.self, Show.self, Approve.self, Tiles.self, CheckTiles.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every stored message with the January it is about, approved or waiting.")
    @OptionGroup var home: HomeOption
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let messages = try SettledMessages(home).all()
      if json {
        return Voice.result(
          .array(
            messages.map {
              var members: [String: JSON] = [
                "release": .string($0.release), "sha256": .string($0.sha256),
                "bytes": .integer(Int64($0.bytes.count)), "approved": .bool($0.approval != nil),
              ]
              members["census_year"] = (try? $0.message()).map { .integer(Int64($0.censusYear)) }
              return .object(members)
            }))
      }
      if messages.isEmpty { return Voice.result("the outbox is empty") }
      Voice.result(
        messages.map {
          // One that can't be read is listed all the same; `show` says what is wrong with it.
          let about = (try? $0.message()).map { "January \($0.censusYear)" } ?? "unreadable"
          return "\($0.release)  \(about)  \($0.bytes.count) bytes  \($0.approval == nil ? "waiting" : "approved")"
        }.joined(separator: "\n"))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a message: every figure in words, or with --raw the exact bytes that would be sent.")
    @OptionGroup var home: HomeOption
    @Argument(help: "Release id; default: the latest.") var release: String?
    @Flag(help: "The exact bytes, nothing added: their SHA-256 is the one shown and approved.") var raw = false
    @Flag(help: "Every cell, not only the first of each table.") var all = false
    @Flag(help: "Print as JSON: the message as it was signed, and what is known of it here.") var json = false

    mutating func run() throws {
      if json && raw { throw AgentFailure(.wrongUse, "give --json or --raw, not both") }
      let message = try OutboxCommand.find(release, SettledMessages(home))
      if raw { return Voice.bytes(message.bytes) }
      let plans = AcceptedPlans(settings: try AgentSettings.load(home: home.home))
      let text = try MessageText.of(message, plans: plans, all: all)
      guard json else { return Voice.result(text) }
      Voice.result(try MessageText.json(of: message))
    }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Allow a message to be sent. The approval names the bytes by their SHA-256.")
    @OptionGroup var home: HomeOption
    @Argument(help: "Release id; may be left out when only one message waits.") var release: String?
    @Option(name: .customLong("as"), help: "Who approves: privacy-officer or data-officer.")
    var role: String = Approval.Role.privacyOfficer.rawValue
    @Option(help: "The officer's signature under the approval, where the officer is registered.") var signature: String?
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      guard let role = Approval.Role(rawValue: role) else {
        throw AgentFailure(.wrongUse, "unknown role", hint: "use --as privacy-officer or --as data-officer")
      }
      let messages = try SettledMessages(home)
      let folder = messages.folder
      try folder.readable { try $0.closeWaiting() }
      let message = try Self.choose(release, messages)
      try messages.requireSettled(message)
      if let earlier = message.approval {
        try folder.readable { try $0.approve(message, as: earlier.role, at: SystemClock.now()) }
        guard !json else { return Voice.result(Self.json(message, by: earlier.role, isNew: false)) }
        return Voice.result("\(message.release) was approved before, by the \(earlier.role.rawValue); nothing changes")
      }
      try messages.requirePlan(of: message)
      let officer = try officerRole(role.rawValue)
      let officers = messages.ledger.officers
      let key = officers[officer]
      if key == nil, let registered = officers.keys.first {
        throw AgentFailure(
          .refused, "no \(role.rawValue) is registered, and a \(registered.rawValue) is: nothing was approved",
          hint: "\"borough-agent outbox approve --as \(registered.rawValue)\"")
      }
      if key != nil, signature == nil {
        return try SigningRequest(
          statement: Approval.statement(release: message.release, messageSHA256: message.sha256, role: role),
          name: "approve-\(message.release)", signers: [officer]
        ).ask(home: home.home, "borough-agent outbox approve \(message.release) --as \(role.rawValue) --signature",
          json: json ? [:] : nil)
      }
      let signed = try signature.map { file throws(AgentFailure) in
        try Self.signature(file, by: key, under: message, as: role)
      }
      try folder.readable { try $0.approve(message, as: role, signature: signed, at: SystemClock.now()) }
      guard !json else { return Voice.result(Self.json(message, by: role, isNew: true)) }
      Voice.result(
        """
        approved   \(message.release), sha-256 \(message.sha256)
        next step  "borough-sender send", as the sender's user
        """)
    }

    private static func json(_ message: StoredMessage, by role: Approval.Role, isNew: Bool) -> JSON {
      .object([
        "release": .string(message.release), "sha256": .string(message.sha256), "approved_by": .string(role.rawValue),
        "before": .bool(!isNew),
      ])
    }

    /// The registered officer's signature, and nobody else's.
    private static func signature(
      _ file: String, by key: VerifyingKey?, under message: StoredMessage, as role: Approval.Role
    ) throws(AgentFailure) -> [UInt8] {
      guard let key else {
        throw AgentFailure(
          .refused, "no \(role.rawValue) is registered, so a signature can't be checked",
          hint: "\"borough-agent officer add --as \(role.rawValue) KEY.pub\"")
      }
      do {
        let signature = try SSHSignature(armoured: Files.read(file, limit: 1 << 14))
        let statement = Approval.statement(release: message.release, messageSHA256: message.sha256, role: role)
        guard signature.isValid(by: key, for: statement, namespace: OfficerStatement.namespace) else {
          throw AgentFailure(
            .refused, "the signature is not the registered \(role.rawValue)'s under this message; nothing was approved")
        }
        return signature.bytes
      } catch let failure as AgentFailure { throw failure } catch { throw AgentFailure(.wrongUse, "\(error)") }
    }

    /// The named message, or the only one that waits: which of several is meant is never guessed.
    private static func choose(_ release: String?, _ messages: SettledMessages) throws(AgentFailure) -> StoredMessage {
      guard release == nil else { return try OutboxCommand.find(release, messages) }
      let waiting = try messages.all().filter { $0.approval == nil }
      guard waiting.count < 2 else {
        throw AgentFailure(
          .wrongUse, "\(waiting.count) messages wait for approval", hint: "name one; \"borough-agent outbox list\" shows them")
      }
      if let only = waiting.first { return only }
      return try OutboxCommand.find(nil, messages)
    }
  }

  static func find(_ release: String?, _ settled: SettledMessages) throws(AgentFailure) -> StoredMessage {
    let messages = try settled.all()
    if let release {
      if let found = messages.first(where: { $0.release == release }) { return found }
      throw AgentFailure(.wrongUse, "no message \(release)", hint: "\"borough-agent outbox list\" shows them")
    }
    guard let latest = messages.last else {
      throw AgentFailure(.wrongUse, "the outbox is empty", hint: "\"borough-agent release\" makes a message")
    }
    return latest
  }
}

extension OutboxFolder {
  /// Runs `body`, turning its errors into this program's.
  func readable<Value>(_ body: (OutboxFolder) throws -> Value) throws(AgentFailure) -> Value {
    do { return try body(self) } catch { throw AgentFailure(.localFault, "\(error)") }
  }
}
