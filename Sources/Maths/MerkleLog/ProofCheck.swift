/// Verification of proofs, by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. Needs no tree.
public enum ProofCheck {
  /// Whether `leafHash` is leaf `index` of the tree with `size` leaves and this root.
  public static func isIncluded(
    leafHash: [UInt8], index: Int, size: Int, proof: [[UInt8]], root: [UInt8]
  ) -> Bool {
    guard index >= 0, index < size, isHash(leafHash), isHash(root), proof.allSatisfy(isHash) else { return false }
    var (node, last) = (index, size - 1)
    var hash = leafHash
    for sibling in proof {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        hash = TreeHash.node(sibling, hash)
        while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
      } else {
        hash = TreeHash.node(hash, sibling)
      }
      (node, last) = (node >> 1, last >> 1)
    }
    return last == 0 && hash == root
  }

  /// Whether the tree of `old` leaves with root `oldRoot` is a beginning of that of `new` leaves with `newRoot`.
  ///
  /// False for `old` 0: the empty tree is a beginning of every tree, which proves nothing and needs no proof.
  public static func isConsistent(
    old: Int, oldRoot: [UInt8], new: Int, newRoot: [UInt8], proof: [[UInt8]]
  ) -> Bool {
    guard 0 < old, old <= new, isHash(oldRoot), isHash(newRoot), proof.allSatisfy(isHash) else { return false }
    if old == new { return proof.isEmpty && oldRoot == newRoot }
    var (node, last) = (old - 1, new - 1)
    while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
    // If the old tree is one complete subtree, its root is where the path begins and is not in the proof.
    var path = proof[...]
    let first: [UInt8]
    if old & (old - 1) == 0 {
      first = oldRoot
    } else {
      guard let told = path.popFirst() else { return false }
      first = told
    }
    var (oldHash, newHash) = (first, first)
    for sibling in path {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        oldHash = TreeHash.node(sibling, oldHash)
        newHash = TreeHash.node(sibling, newHash)
        while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
      } else {
        newHash = TreeHash.node(newHash, sibling)
      }
      (node, last) = (node >> 1, last >> 1)
    }
    return last == 0 && oldHash == oldRoot && newHash == newRoot
  }

  private static func isHash(_ bytes: [UInt8]) -> Bool { bytes.count == TreeHash.length }
}
