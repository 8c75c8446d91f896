/// A folder that holds a log as static files: `checkpoint`, and `tile/` below it. Any web server can offer it.
///
/// It knows no file system: whoever calls says how a file is read and written.
public struct LogFolder {
  static let checkpoint = "checkpoint"

  private let read: (String) throws -> [UInt8]?
  private let write: ([UInt8], String) throws -> Void

  /// - Parameters:
  ///   - read: the bytes of a file, by its path below the folder; nil if there is none.
  ///   - write: makes a file, and the folders it lies in; one that is there is replaced in one step.
  public init(
    read: @escaping (String) throws -> [UInt8]?, write: @escaping (_ bytes: [UInt8], _ path: String) throws -> Void
  ) {
    (self.read, self.write) = (read, write)
  }

  /// Brings the folder up to the log, whose head goes last. Files that are there already stay as they are.
  ///
  /// - Parameters:
  ///   - note: the log's signed head, of at most as many entries as there are.
  ///   - entries: what is hashed, in order.
  /// - Returns: how many files were written, and the size of the head.
  /// - Throws: `.notProven` if the head is not the entries', `.badTile` if the folder holds another log.
  public func publish(_ note: [UInt8], entries: [[UInt8]]) throws -> (written: Int, size: Int) {
    let head = try Checkpoint(parsing: SignedNote.parts(note).text)
    let tiles = try LogTiles(entries: entries)
    guard head.size <= tiles.tree.size, try tiles.tree.root(size: head.size) == head.root else {
      throw MerkleLogError.notProven
    }
    let held = try read(Self.checkpoint)
    if let held {
      let before = try Checkpoint(parsing: SignedNote.parts(held).text)
      guard before.origin == head.origin, before.size <= head.size, try tiles.tree.root(size: before.size) == before.root
      else { throw MerkleLogError.badTile("\(Self.checkpoint) is of another log, or of a later head") }
    }
    var missing: [LogTiles.File] = []
    for file in try tiles.files(size: head.size) {
      guard let bytes = try read(file.path) else {
        missing.append(file)
        continue
      }
      guard bytes == file.bytes else { throw MerkleLogError.badTile("\(file.path) is of another log") }
    }
    for file in missing { try write(file.bytes, file.path) }
    if held != note { try write(note, Self.checkpoint) }
    return (missing.count + (held == note ? 0 : 1), head.size)
  }

  /// Holds every file of the log against its signed head.
  ///
  /// - Parameter key: of the log, or of one of its cosigners, in the format in which such keys are published.
  /// - Returns: the head, and all entries.
  /// - Throws: `.noKnownSignature`, `.badSignature`, or `.badTile` with the first file that does not fit.
  public func check(key: String) throws -> (head: Checkpoint, entries: [[UInt8]]) {
    guard let note = try read(Self.checkpoint) else { throw MerkleLogError.badTile("\(Self.checkpoint) is missing") }
    let head = try Self.head(note, key)
    let entries = try LogTiles.entries(size: head.size, read: read)
    let tiles = try LogTiles(entries: entries)
    for file in try tiles.files(size: head.size) where try read(file.path) != file.bytes {
      throw MerkleLogError.badTile("\(file.path) is missing, or not what the entries give")
    }
    guard tiles.tree.root == head.root else { throw MerkleLogError.badTile("the entries are not those of the signed head") }
    return (head, entries)
  }

  private static func head(_ note: [UInt8], _ key: String) throws(MerkleLogError) -> Checkpoint {
    if let cosigner = try? Cosigner(parsing: key) {
      guard let head = try cosigner.checkpoint(in: note)?.checkpoint else { throw .noKnownSignature }
      return head
    }
    let log = try NoteVerifier(parsing: key)
    let head = try Checkpoint(parsing: SignedNote(note, verifiers: [log]).text)
    guard head.origin == log.name else { throw .badCheckpoint("origin") }
    return head
  }
}
