internal import ReleaseProtocol

/// A proof that an entry is in a log, as a file that stands alone (C2SP tlog-proof v1).
public struct TlogProof: Equatable, Sendable {
  private static let head = "c2sp.org/tlog-proof@v1"
  private static let mostBytes = 1 << 16

  public let index: Int
  public let hashes: [[UInt8]]
  /// A signed note, cosignatures included.
  public let checkpoint: [UInt8]

  public init(index: Int, hashes: [[UInt8]], checkpoint: [UInt8]) {
    (self.index, self.hashes, self.checkpoint) = (index, hashes, checkpoint)
  }

  public var bytes: [UInt8] {
    let lines = [Self.head, "index \(index)"] + hashes.map { Base64.encode($0) }
    return Array((lines.map { $0 + "\n" }.joined() + "\n").utf8) + checkpoint
  }

  /// Reads a file; what `bytes` would not write is refused, extra data included.
  public init(parsing file: [UInt8]) throws(MerkleLogError) {
    guard file.count <= Self.mostBytes else { throw .badProof("size") }
    guard let gap = file.indices.dropLast().first(where: { file[$0] == 0x0A && file[$0 + 1] == 0x0A }) else {
      throw .badProof("no empty line before the checkpoint")
    }
    let lines = String(decoding: file[..<gap], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2, lines[0] == Self.head else { throw .badProof("first line") }
    guard lines[1].hasPrefix("index "), let index = Int(lines[1].dropFirst(6)), index >= 0 else { throw .badProof("index") }
    var hashes: [[UInt8]] = []
    for line in lines.dropFirst(2) {
      guard let hash = try? Base64.decode(String(line)), hash.count == TreeHash.length, hashes.count < 63 else {
        throw .badProof("hash")
      }
      hashes.append(hash)
    }
    self.init(index: index, hashes: hashes, checkpoint: Array(file[(gap + 2)...]))
    guard bytes == file else { throw .badProof("spelling") }
  }

  /// The log's checkpoint, after checking its signature and that this entry is in the tree.
  /// - Throws: `.notProven` if it is not.
  public func verify(entry: [UInt8], log: NoteVerifier) throws(MerkleLogError) -> Checkpoint {
    let found = try Checkpoint(parsing: SignedNote(checkpoint, verifiers: [log]).text)
    guard found.origin == log.name,
      ProofCheck.isIncluded(
        leafHash: TreeHash.leaf(entry), index: index, size: found.size, proof: hashes, root: found.root)
    else { throw .notProven }
    return found
  }
}
