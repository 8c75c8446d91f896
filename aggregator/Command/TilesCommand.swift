import ArgumentParser
internal import Files
internal import MerkleLog
internal import Register
internal import ReleaseProtocol
internal import Store

struct LogTilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tiles", abstract: "Write the log as static files, for whoever is to check all of it.",
    discussion: """
      C2SP tlog-tiles: "checkpoint" and "tile/…" in the folder, which a web server can offer or a stick can carry. Run it \
      again after new entries: only what is missing is written, and a folder with another log in it is refused. The \
      files say which borough did what when, and hold no figure. Give the key that is printed by another way.

      Example: aggregator log tiles --home hub /srv/www/register
      """)
  @OptionGroup var home: HomeOption
  @Argument(help: "The folder.") var folder: String
  @Flag(help: "Write JSON.") var json = false

  mutating func run() async throws {
    let hub = try Hub.open(home)
    // The head first: entries that come in between are behind it.
    let head = try await hub.log.cosignedHead()
    let entries = try await hub.store.logEntries().map(\.bytes)
    try hub.store.close()
    let (written, size) = try LogTilesCommand.trying { try LogFolder(at: folder).publish(head, entries: entries) }
    if json {
      let members: [String: JSON] = [
        "files_written": .integer(Int64(written)), "key": .string(hub.log.verifier.text), "size": .integer(Int64(size)),
      ]
      return Voice.result(.object(members))
    }
    Voice.result("\(size) entries in \(folder), \(written) files new\nkey \(hub.log.verifier.text)")
  }

  static func trying<Value>(_ body: () throws -> Value) throws(HubFailure) -> Value {
    do { return try body() } catch let error as MerkleLogError {
      throw HubFailure(.refused, "\(error.code): \(error)", hint: "keep the folder to compare it; another one can be written")
    } catch { throw HubFailure(.localFault, "\(error)") }
  }
}

struct LogCheckTilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-tiles",
    abstract: "Check a log that lies in a folder as static files, a borough's or another hub's.",
    discussion: """
      Every file is held against the head, and the head's signature against the key: of the log, or of a cosigner. Needs \
      no hub. It ends with 2 and names the first file that does not fit.
      """)
  @Argument(help: "The folder.") var folder: String
  @Option(help: "Public key, as the log's owner gave it to you by another way: name+id+key.") var key: String
  @Flag(help: "Print the entries, one a line: exactly the bytes that are hashed.") var entries = false
  @Flag(help: "Write JSON.") var json = false

  mutating func run() throws {
    if json && entries { throw HubFailure(.wrongUse, "give --json or --entries, not both") }
    let (head, found) = try LogTilesCommand.trying { try LogFolder(at: folder).check(key: key) }
    if entries { return Voice.result(found.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")) }
    guard !json else { return Voice.result(.object(["origin": .string(head.origin), "size": .integer(Int64(head.size))])) }
    Voice.result("\(head.origin): \(head.size) entries, as signed by \(key.prefix { $0 != "+" })")
  }
}

extension LogFolder {
  fileprivate init(at path: String) {
    let files = FolderFiles(path)
    self.init(read: files.read, write: files.write)
  }
}
