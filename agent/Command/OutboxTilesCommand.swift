import ArgumentParser
internal import Files
internal import MerkleLog
internal import Outbox
internal import ReleaseProtocol

extension OutboxCommand {
  struct Tiles: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the log of all that may leave as static files, which anybody can check.",
      discussion: """
        C2SP tlog-tiles: "checkpoint" and "tile/…" in the folder. Run it again after a release: only what is missing is \
        written, and a folder with another log in it is refused. An entry holds a message's SHA-256, its size and when it \
        was stored; no figure. Give the key that is printed by another way.

        Example: borough-agent outbox tiles /media/stick/egress-log
        """)
    @OptionGroup var home: HomeOption
    @Argument(help: "The folder.") var folder: String
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      let settings = try AgentSettings.load(home: home.home)
      let outbox = OutboxFolder(path: settings.outboxFolder)
      guard let head = try outbox.readable({ try $0.egressHead(borough: settings.borough) }) else {
        throw AgentFailure(.wrongUse, "nothing was ever stored", hint: "\"borough-agent release\" makes a message")
      }
      let files = FolderFiles(folder)
      let (written, size) = try OutboxCommand.trying {
        try LogFolder(read: files.read, write: files.write).publish(head.note, entries: outbox.egressEntries())
      }
      let key = try OutboxCommand.trying { try NoteVerifier(name: head.checkpoint.origin, key: head.key).text }
      guard !json else {
        return Voice.result(.object(["files_written": .integer(Int64(written)), "key": .string(key), "size": .integer(Int64(size))]))
      }
      Voice.result("\(size) entries in \(folder), \(written) files new\nkey \(key)")
    }
  }

  struct CheckTiles: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a log that lies in a folder as static files: the hub's, or this borough's on a stick.",
      discussion: """
        Every file is held against the head, and the head's signature against the key: of the log, or of a cosigner. Needs \
        no network. It ends with 3 and names the first file that does not fit.
        """)
    @Argument(help: "The folder.") var folder: String
    @Option(help: "Public key, as the log's owner gave it to you by another way: name+id+key.") var key: String
    @Flag(help: "Print the entries, one a line: exactly the bytes that are hashed.") var entries = false
    @Flag(help: "Print as JSON.") var json = false

    mutating func run() throws {
      if json && entries { throw AgentFailure(.wrongUse, "give --json or --entries, not both") }
      let files = FolderFiles(folder)
      let (head, found) = try OutboxCommand.trying { try LogFolder(read: files.read, write: files.write).check(key: key) }
      if entries { return Voice.result(found.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")) }
      guard !json else { return Voice.result(.object(["origin": .string(head.origin), "size": .integer(Int64(head.size))])) }
      Voice.result("\(head.origin): \(head.size) entries, as signed by \(key.prefix { $0 != "+" })")
    }
  }

  fileprivate static func trying<Value>(_ body: () throws -> Value) throws(AgentFailure) -> Value {
    do { return try body() } catch let error as MerkleLogError {
      throw AgentFailure(.refused, "\(error.code): \(error)", hint: "keep the folder to compare it; another one can be written")
    } catch { throw AgentFailure(.localFault, "\(error)") }
  }
}
