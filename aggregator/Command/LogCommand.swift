import ArgumentParser
internal import Cryptography
internal import Files
internal import MerkleLog
internal import Register
internal import ReleaseProtocol
internal import Store

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "The hub's register as a log: what was received, decided, enrolled, renewed and revoked.",
    discussion: """
      A C2SP transparency log: an entry can't be changed or taken out without everybody noticing who holds a later signed \
      head. Formats: signed note and checkpoint, tlog-proof. docs/operations.md says what each kind of entry means.
      """,
    subcommands: [
      LogShowCommand.self, LogHeadCommand.self, LogVerifyCommand.self, LogProveCommand.self, LogConflictsCommand.self,
      LogSettleCommand.self, LogTilesCommand.self, LogCheckTilesCommand.self,
    ])
}

struct LogShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The entries; with --entries exactly the bytes that are hashed, one entry a line.")
  @OptionGroup var home: HomeOption
  @Option(help: "Number of the first entry, from 0.") var from = 0
  @Option(help: "At most so many.") var count: Int?
  @Flag(help: "Exactly the bytes that are hashed, one entry a line.") var entries = false
  @Flag(help: "Write JSON: an array of the entries.") var json = false

  mutating func run() async throws {
    if json && entries { throw HubFailure(.wrongUse, "give --json or --entries, not both") }
    guard from >= 0, count ?? 1 > 0 else { throw HubFailure(.wrongUse, "--from is 0 or more, --count 1 or more") }
    let hub = try Hub.open(home)
    let found = try await hub.store.logEntries(from: from, count: count)
    try hub.store.close()
    if found.isEmpty { throw HubFailure(.notFound, "no entry \(from) or later") }
    if json { return Voice.result(.array(try found.map { try CanonicalJSON.decode($0.bytes) })) }
    Voice.result(found.map { entries ? String(decoding: $0.bytes, as: UTF8.self) : Self.line($0) }.joined(separator: "\n"))
  }

  private static func line(_ entry: StoredLogEntry) -> String {
    var cells = ["\(entry.sequence)", entry.kind]
    guard case .object(let members)? = try? CanonicalJSON.decode(entry.bytes) else { return cells.joined(separator: "  ") }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) where !["kind", "sequence"].contains(name) {
      switch value {
      case .string(let text): cells.append("\(name)=\(text)")
      case .integer(let number):
        cells.append("\(name)=" + (name.hasSuffix("_at") ? Moment.text(Int(number)) : "\(number)"))
      default: break
      }
    }
    return cells.joined(separator: "  ")
  }
}

struct LogHeadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "The signed head, a few lines to keep or to send, with the line of each borough that has cosigned this one.",
    discussion: "A C2SP checkpoint. The log's public key, as stock tools take it, goes to standard error.")
  @OptionGroup var home: HomeOption
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    let (size, head) = (try await hub.log.head().tree.size, try await hub.log.cosignedHead())
    try hub.store.close()
    let (note, key) = (String(decoding: head, as: UTF8.self), hub.log.verifier.text)
    if json {
      return Voice.result(.object(["checkpoint": .string(note), "key": .string(key), "size": .integer(Int64(size))]))
    }
    Voice.note("key \(key)")
    Voice.result(note)
  }
}

struct LogVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every entry against the signed head, the register, and the heads that boroughs have cosigned.",
    discussion: """
      Ends with 2 and says what differs, if anything does. With --against also: that the log continues a head that was \
      written down earlier ("log head") or that a borough holds; so a restored older copy is found, which is whole in itself.
      """)
  @OptionGroup var home: HomeOption
  @Option(help: "A file with a signed head of this log.") var against: String?
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let held: [UInt8]?
    do { held = try against.map { try Files.read($0, limit: 1 << 16) } } catch { throw HubFailure(.notFound, "\(error)") }
    let hub = try Hub.open(home)
    let verdict: HubLog.Verdict
    do {
      verdict = try await hub.log.verify(against: held)
    } catch let error as MerkleLogError {
      throw HubFailure(
        .refused, "\(against ?? "") is no head of this log: \(error)", hint: "\"aggregator log head\" writes one")
    }
    try hub.store.close()
    if json {
      Voice.result(.object(["faults": .array(verdict.faults.map(JSON.string)), "size": .integer(Int64(verdict.size))]))
    }
    guard verdict.faults.isEmpty else { throw Self.failure(verdict) }
    if !json { Voice.result("\(verdict.size) entries, as signed, and the register is what they say") }
  }

  private static func failure(_ verdict: HubLog.Verdict) -> HubFailure {
    let more = verdict.faults.count > 5 ? "; and \(verdict.faults.count - 5) more" : ""
    return HubFailure(
      .refused, "log-damaged: " + verdict.faults.prefix(5).joined(separator: "; ") + more,
      hint: "the store was changed by hand, or another file was put in its place: keep it, and compare with a back-up")
  }

  /// A hub that would take nothing in doesn't start.
  static func require(_ hub: Hub) async throws {
    let verdict = try await hub.log.verify()
    if !verdict.faults.isEmpty { throw failure(verdict) }
  }
}

struct LogProveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Prove that an entry is in the log, or that the log continues an earlier head.",
    discussion: """
      An entry: a C2SP tlog-proof, which stands alone. An earlier size: the hashes of the consistency proof (RFC 6962), an \
      empty line, and the present head. Whoever holds the earlier head can check it.

      Examples: aggregator log prove --home hub --entry 12
                aggregator log prove --home hub --from 7
      """)
  @OptionGroup var home: HomeOption
  @Option(help: "Number of the entry, from 0.") var entry: Int?
  @Option(help: "Size of the earlier head, at least 1.") var from: Int?
  @Flag(help: "Write JSON.") var json = false

  func validate() throws {
    guard (entry == nil) != (from == nil) else { throw ValidationError("give either --entry or --from") }
  }

  mutating func run() async throws {
    let hub = try Hub.open(home)
    do {
      if let entry {
        let proof = try await hub.log.proof(of: entry)
        say(proof.hashes, proof.checkpoint, String(decoding: proof.bytes, as: UTF8.self), ["index": .integer(Int64(entry))])
      } else if let from {
        let (head, proof) = try await hub.log.consistency(from: from)
        let lines = proof.map { Base64.encode($0) + "\n" }.joined()
        say(proof, head.note, lines + "\n" + String(decoding: head.note, as: UTF8.self), ["from": .integer(Int64(from))])
      }
    } catch let fault as RegisterFault {
      throw HubFailure(.notFound, "\(fault)", hint: "\"aggregator log show\" lists the entries")
    }
    try hub.store.close()
  }

  private func say(_ hashes: [[UInt8]], _ checkpoint: [UInt8], _ text: String, _ what: [String: JSON]) {
    guard json else { return Voice.result(text) }
    let members: [String: JSON] = [
      "checkpoint": .string(String(decoding: checkpoint, as: UTF8.self)),
      "hashes": .array(hashes.map { .string(Base64.encode($0)) }),
    ]
    Voice.result(.object(members.merging(what) { $1 }))
  }
}
