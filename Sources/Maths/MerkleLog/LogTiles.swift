/// A log as static files (C2SP tlog-tiles): hashes of the tree in tiles of 256, entries in bundles of 256.
///
/// Whoever has the files and the log's key can check all of it, and make any proof, without the program that wrote it.
/// Full files never change; a partial one stands for one size of the log.
public struct LogTiles: Sendable {
  /// One file of a log at some size.
  public struct File: Equatable, Sendable {
    /// Below the log's folder, as `tile/0/x001/234.p/17` or `tile/entries/000`.
    public let path: String
    public let bytes: [UInt8]
  }

  static let width = 256
  private static let largestEntry = 0xFFFF

  private let entries: [[UInt8]]
  public let tree: MerkleTree

  /// - Parameter entries: what is hashed, in order, each at most 65,535 bytes.
  public init(entries: [[UInt8]]) throws(MerkleLogError) {
    guard entries.allSatisfy({ $0.count <= Self.largestEntry }) else { throw .badTile("an entry is over 65,535 bytes") }
    (self.entries, tree) = (entries, MerkleTree(leafHashes: entries.map(TreeHash.leaf)))
  }

  /// All files of the log as it was with so many entries, but for its checkpoint.
  public func files(size: Int) throws(MerkleLogError) -> [File] {
    guard (0...tree.size).contains(size) else { throw .outOfRange }
    var (files, level, count): ([File], Int, Int) = ([], 0, size)
    // A level holds a hash for each full tile below it.
    while count > 0 {
      for tile in 0...((count - 1) / Self.width) {
        let part = (tile * Self.width)..<min(count, (tile + 1) * Self.width)
        files.append(File(path: "tile/\(level)/" + Self.name(part), bytes: tree.hashes(level: 8 * level, part)))
        if level == 0 { files.append(File(path: Self.bundlePath(part), bytes: entries[part].flatMap(Self.prefixed))) }
      }
      (level, count) = (level + 1, count / Self.width)
    }
    return files
  }

  /// The entries of a log of so many, as they lie in its bundles. Not checked against anything.
  /// - Parameter read: the bytes of a file, by its path; nil if there is none.
  static func entries(size: Int, read: (String) throws -> [UInt8]?) throws -> [[UInt8]] {
    var entries: [[UInt8]] = []
    while entries.count < size {
      let part = entries.count..<min(size, entries.count + width)
      let path = bundlePath(part)
      guard let bytes = try read(path) else { throw MerkleLogError.badTile("\(path) is missing") }
      var rest = bytes[...]
      for _ in part {
        guard rest.count >= 2 else { throw MerkleLogError.badTile("\(path) is cut short") }
        let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
        guard rest.count >= length else { throw MerkleLogError.badTile("\(path) is cut short") }
        entries.append(Array(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
      guard rest.isEmpty else { throw MerkleLogError.badTile("\(path) is too long") }
    }
    return entries
  }

  private static func bundlePath(_ part: Range<Int>) -> String { "tile/entries/" + name(part) }

  /// The tile's number in elements of three digits, all but the last led by `x`; its width where it is not full.
  private static func name(_ part: Range<Int>) -> String {
    var (number, path) = (part.lowerBound / width, "")
    repeat {
      let digits = String(number % 1000)
      let element = String(repeating: "0", count: 3 - digits.count) + digits
      path = path.isEmpty ? element : "x\(element)/\(path)"
      number /= 1000
    } while number > 0
    return part.count == width ? path : "\(path).p/\(part.count)"
  }

  private static func prefixed(_ entry: [UInt8]) -> [UInt8] { [UInt8(entry.count >> 8), UInt8(entry.count & 0xFF)] + entry }
}
