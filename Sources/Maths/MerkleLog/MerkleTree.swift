/// An append-only tree over leaf hashes, with the hashes of all complete subtrees kept: 64 bytes for each leaf.
///
/// Roots and proofs of the present and of every earlier size take O(log² n) hashes.
public struct MerkleTree: Sendable {
  /// `levels[k][i]` is the hash of leaves `i·2^k ..< (i+1)·2^k`.
  private var levels: [[[UInt8]]] = [[]]

  public init() {}

  /// - Parameter leafHashes: in order, each by `TreeHash.leaf`.
  public init(leafHashes: [[UInt8]]) {
    for hash in leafHashes { append(leafHash: hash) }
  }

  public var size: Int { levels[0].count }

  /// - Parameter leafHash: 32 bytes by `TreeHash.leaf`.
  public mutating func append(leafHash: [UInt8]) {
    precondition(leafHash.count == TreeHash.length, "a leaf hash has 32 bytes")
    levels[0].append(leafHash)
    var level = 0
    while levels[level].count.isMultiple(of: 2) {
      let count = levels[level].count
      let parent = TreeHash.node(levels[level][count - 2], levels[level][count - 1])
      level += 1
      if levels.count == level { levels.append([]) }
      levels[level].append(parent)
    }
  }

  /// Root of the present tree.
  public var root: [UInt8] { size == 0 ? TreeHash.empty : hash(0, size) }

  /// Root at an earlier size.
  public func root(size: Int) throws(MerkleLogError) -> [UInt8] {
    guard (0...self.size).contains(size) else { throw .outOfRange }
    return size == 0 ? TreeHash.empty : hash(0, size)
  }

  /// The audit path of RFC 6962 section 2.1.1 for the leaf `index` in the tree of `size` leaves.
  public func inclusionProof(index: Int, size: Int) throws(MerkleLogError) -> [[UInt8]] {
    guard (1...max(1, self.size)).contains(size), size <= self.size, (0..<size).contains(index) else {
      throw .outOfRange
    }
    var proof: [[UInt8]] = []
    var (start, end) = (0, size)
    while end - start > 1 {
      let middle = start + Self.split(end - start)
      if index < middle {
        proof.append(hash(middle, end))
        end = middle
      } else {
        proof.append(hash(start, middle))
        start = middle
      }
    }
    return proof.reversed()
  }

  /// The proof of RFC 6962 section 2.1.2 that the tree of `old` leaves is a beginning of that of `new` leaves.
  /// Empty if the sizes are equal. `old` is at least 1: nothing can be proved about the empty tree.
  public func consistencyProof(from old: Int, to new: Int) throws(MerkleLogError) -> [[UInt8]] {
    guard 0 < old, old <= new, new <= size else { throw .outOfRange }
    if old == new { return [] }
    var proof: [[UInt8]] = []
    var (start, end) = (0, new)
    // Down to the subtree that ends where the old tree ends.
    while end != old {
      let middle = start + Self.split(end - start)
      if old <= middle {
        proof.append(hash(middle, end))
        end = middle
      } else {
        proof.append(hash(start, middle))
        start = middle
      }
    }
    // The whole old tree need not be told: the verifier has its root.
    if start > 0 { proof.append(hash(start, end)) }
    return proof.reversed()
  }

  /// Hashes of complete subtrees of `2^level` leaves, one after the other. The tree must have them.
  func hashes(level: Int, _ part: Range<Int>) -> [UInt8] { levels[level][part].flatMap { $0 } }

  /// Root of the leaves `start ..< end`, which are a subtree as RFC 6962 splits it.
  private func hash(_ start: Int, _ end: Int) -> [UInt8] {
    let count = end - start
    if count & (count - 1) == 0, start.isMultiple(of: count) {
      let level = count.trailingZeroBitCount
      return levels[level][start >> level]
    }
    let middle = start + Self.split(count)
    return TreeHash.node(hash(start, middle), hash(middle, end))
  }

  /// The largest power of two below `count`, for `count` of at least 2.
  private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
