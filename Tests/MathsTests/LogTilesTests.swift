import Cryptography
import Foundation
import MerkleLog
import TestSupport
import Testing

/// A log that was handed out as files is checked by whoever has them, and by nobody's word.
@Suite struct LogTilesTests {
  /// A folder in memory.
  private final class Store {
    var files: [String: [UInt8]] = [:]
    var writes: [String] = []
    var folder: LogFolder {
      LogFolder(
        read: { self.files[$0] },
        write: { bytes, path in
          self.files[path] = bytes
          self.writes.append(path)
        })
    }
  }

  private struct Log {
    let key: SigningKey
    let origin = "example.org/log"
    var entries: [[UInt8]]

    init(_ count: Int, salt: String = "") throws {
      key = try SigningKey()
      entries = (0..<count).map { [UInt8]("entry \($0)\(salt)".utf8) }
    }

    func head(_ size: Int) throws -> [UInt8] {
      let tree = MerkleTree(leafHashes: entries.prefix(size).map(TreeHash.leaf))
      return try SignedNote.sign(Checkpoint(origin: origin, size: size, root: tree.root).text, name: origin, key: key)
    }
    var verifier: String { get throws { try NoteVerifier(name: origin, key: key.publicKey).text } }
  }

  /// Byte for byte what Tessera wrote of the same log: all its tiles and bundles.
  @Test(.enabled(if: SharedFiles.folder != nil, "needs the shared files")) func writesWhatTesseraWrote() throws {
    let folder = try #require(SharedFiles.path("vectors/tlog-tiles-tessera/log"))
    func read(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: folder + "/" + path).map { [UInt8]($0) } }
    let key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    let (head, entries) = try LogFolder(read: read, write: { _, _ in }).check(key: key)
    #expect(head.size == 15 && entries.count == 15)
    var compared = 0
    for size in 1...15 {
      for file in try LogTiles(entries: entries).files(size: size) {
        guard let theirs = read(file.path) else { continue }
        #expect(file.bytes == theirs, "\(file.path)")
        compared += 1
      }
    }
    #expect(compared >= 16)
  }

  /// The specification's own examples of which tiles there are.
  @Test func tilesAreThoseOfTheSpecification() throws {
    let log = try LogTiles(entries: Array(repeating: [7], count: 70_000))
    let paths = try log.files(size: 70_000).map(\.path)
    func count(_ start: String) -> Int { paths.count { $0.hasPrefix(start) } }
    #expect(count("tile/0/") == 274 && count("tile/entries/") == 274)
    #expect(count("tile/1/") == 2 && count("tile/2/") == 1 && paths.count == 551)
    #expect(paths.contains("tile/0/273.p/112") && paths.contains("tile/1/000") && paths.contains("tile/1/001.p/17"))
    #expect(paths.contains("tile/2/000.p/1"))
    #expect(try log.files(size: 256).map(\.path) == ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"])
    #expect(try log.files(size: 0).isEmpty)
    #expect(throws: MerkleLogError.outOfRange) { try log.files(size: 70_001) }
    let many = try LogTiles(entries: Array(repeating: [], count: 256 * 1001)).files(size: 256 * 1001).map(\.path)
    #expect(many.contains("tile/0/x001/000") && many.contains("tile/entries/x001/000") && many.contains("tile/1/003.p/233"))
  }

  /// From the tiles alone, as another program would: the root is that of the entries.
  @Test func tilesLeadToTheRoot() throws {
    for size in [1, 2, 255, 256, 257, 511, 513, 1000] {
      let entries = try Log(size).entries
      let files = try Dictionary(uniqueKeysWithValues: LogTiles(entries: entries).files(size: size).map { ($0.path, $0.bytes) })
      let leaves = files.filter { $0.key.hasPrefix("tile/0/") }.sorted { $0.key < $1.key }.flatMap(\.value)
      let hashes = stride(from: 0, to: leaves.count, by: 32).map { Array(leaves[$0..<($0 + 32)]) }
      #expect(hashes == entries.map(TreeHash.leaf), "\(size)")
      if let above = files.first(where: { $0.key.hasPrefix("tile/1/") })?.value {
        #expect(Array(above.prefix(32)) == MerkleLogTests.naiveRoot(hashes[..<256]), "\(size)")
      }
    }
  }

  @Test func aGrowingLogAddsFilesAndChangesNone() throws {
    let (log, store) = (try Log(600), Store())
    for size in [1, 200, 256, 300, 600] {
      let before = store.files
      store.writes = []
      #expect(try store.folder.publish(log.head(size), entries: log.entries).size == size)
      #expect(store.writes.last == "checkpoint")
      for (path, bytes) in before where path != "checkpoint" { #expect(store.files[path] == bytes) }
      let (head, entries) = try store.folder.check(key: log.verifier)
      #expect(head.size == size && entries == Array(log.entries.prefix(size)))
    }
    #expect(try store.folder.publish(log.head(600), entries: log.entries).written == 0)
    // An older copy of the log, and another log under the same name.
    #expect(throws: MerkleLogError.self) { try store.folder.publish(log.head(300), entries: log.entries) }
    #expect(throws: MerkleLogError.self) { try store.folder.publish(Log(700, salt: "'").head(700), entries: log.entries) }
    let other = try Log(700, salt: "'")
    #expect(throws: MerkleLogError.self) { try store.folder.publish(other.head(700), entries: other.entries) }
    #expect(try store.folder.check(key: log.verifier).head.size == 600)
  }

  /// A crash between any two writes leaves a folder that is as it was, and that the next run completes.
  @Test func aCrashAtAnyWriteIsFinishedByTheNextRun() throws {
    struct Crash: Error {}
    let log = try Log(300)
    var finished = false
    for end in 0..<20 where !finished {
      let store = Store()
      _ = try store.folder.publish(log.head(100), entries: log.entries)
      var left = end
      let cut = LogFolder(
        read: { store.files[$0] },
        write: { bytes, path in
          if left == 0 { throw Crash() }
          left -= 1
          store.files[path] = bytes
        })
      do {
        _ = try cut.publish(log.head(300), entries: log.entries)
        finished = true
      } catch is Crash { #expect(try store.folder.check(key: log.verifier).head.size == 100) }
      _ = try store.folder.publish(log.head(300), entries: log.entries)
      #expect(try store.folder.check(key: log.verifier).head.size == 300)
    }
    #expect(finished)
  }

  @Test func everyChangedOrMissingFileIsFound() throws {
    let (log, store) = (try Log(300), Store())
    _ = try store.folder.publish(log.head(300), entries: log.entries)
    let whole = store.files
    for (path, bytes) in whole {
      store.files[path] = nil
      #expect(throws: MerkleLogError.self, "\(path) missing") { try store.folder.check(key: log.verifier) }
      for place in [0, bytes.count / 2, bytes.count - 1] {
        store.files[path] = bytes
        store.files[path]?[place] ^= 1
        #expect(throws: MerkleLogError.self, "\(path) at \(place)") { try store.folder.check(key: log.verifier) }
      }
      for other in [Array(bytes.dropLast()), bytes + [0]] {
        store.files[path] = other
        #expect(throws: MerkleLogError.self, "\(path) cut or longer") { try store.folder.check(key: log.verifier) }
      }
      store.files[path] = bytes
    }
    #expect(throws: MerkleLogError.noKnownSignature) { try store.folder.check(key: Log(0).verifier) }
    #expect(throws: MerkleLogError.badKey) { try store.folder.check(key: "example.org/log+00000000+AA") }
    #expect(throws: MerkleLogError.self) { try LogTiles(entries: [Array(repeating: 0, count: 65_536)]) }
  }

  @Test func aCosignersKeyServesAsWell() throws {
    let (log, store, witness) = (try Log(3), Store(), try SigningKey())
    let line = try Cosigner.line(under: log.head(3), name: "example.org/witness", key: witness, time: 1_767_225_600)
    _ = try store.folder.publish(log.head(3) + Array((line + "\n").utf8), entries: log.entries)
    let key = try Cosigner(name: "example.org/witness", key: witness.publicKey).text
    #expect(try Cosigner(parsing: key).text == key)
    #expect(try store.folder.check(key: key).head.size == 3)
    #expect(try store.folder.check(key: log.verifier).head.size == 3)
    let stranger = try Cosigner(name: "example.org/witness", key: SigningKey().publicKey).text
    #expect(throws: MerkleLogError.noKnownSignature) { try store.folder.check(key: stranger) }
  }
}
