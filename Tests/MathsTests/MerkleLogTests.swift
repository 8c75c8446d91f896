import Cryptography
import Foundation
import MerkleLog
import TestSupport
import Testing

@Suite struct MerkleLogTests {
  static let shared = SharedFiles.folder != nil

  /// RFC 6962's own recursion, written down as it stands there: slow, and nothing in common with the product.
  static func naiveRoot(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    if leaves.isEmpty { return TreeHash.empty }
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return TreeHash.node(naiveRoot(leaves[..<middle]), naiveRoot(leaves[middle...]))
  }

  static let leaves = (0..<70).map { TreeHash.leaf([UInt8($0)]) }

  @Test func rootsOfEverySizeEqualTheDefinition() throws {
    var tree = MerkleTree()
    #expect(Hex.encode(tree.root) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for size in 1...Self.leaves.count {
      tree.append(leafHash: Self.leaves[size - 1])
      #expect(tree.root == Self.naiveRoot(Self.leaves[..<size]))
    }
    for size in 0...Self.leaves.count { #expect(try tree.root(size: size) == Self.naiveRoot(Self.leaves[..<size])) }
  }

  @Test func everyInclusionProofVerifiesAndNoOtherDoes() throws {
    let tree = MerkleTree(leafHashes: Self.leaves)
    for size in [1, 2, 3, 7, 8, 9, 31, 33, 64, 70] {
      let root = try tree.root(size: size)
      for index in 0..<size {
        let proof = try tree.inclusionProof(index: index, size: size)
        let leaf = Self.leaves[index]
        func holds(_ index: Int, _ size: Int, _ proof: [[UInt8]]) -> Bool {
          ProofCheck.isIncluded(leafHash: leaf, index: index, size: size, proof: proof, root: root)
        }
        #expect(holds(index, size, proof))
        #expect(!holds(index + 1, size, proof) && !holds(index - 1, size, proof))
        #expect(!holds(index, size, proof + [leaf]) && !holds(index, size, [leaf] + proof))
        for part in proof.indices {
          var changed = proof
          changed[part][0] ^= 1
          #expect(!holds(index, size, changed))
          changed.remove(at: part)
          #expect(!holds(index, size, changed))
        }
      }
    }
  }

  @Test func everyConsistencyProofVerifiesAndNoOtherDoes() throws {
    let tree = MerkleTree(leafHashes: Self.leaves)
    for new in [1, 2, 5, 8, 13, 32, 33, 70] {
      let newRoot = try tree.root(size: new)
      for old in 1...new {
        let oldRoot = try tree.root(size: old)
        let proof = try tree.consistencyProof(from: old, to: new)
        func holds(_ proof: [[UInt8]]) -> Bool {
          ProofCheck.isConsistent(old: old, oldRoot: oldRoot, new: new, newRoot: newRoot, proof: proof)
        }
        #expect(holds(proof))
        #expect(!holds(proof + [oldRoot]))
        if old < new { #expect(!ProofCheck.isConsistent(old: old, oldRoot: newRoot, new: new, newRoot: newRoot, proof: proof)) }
        for part in proof.indices {
          var changed = proof
          changed[part][31] ^= 0x80
          #expect(!holds(changed))
        }
      }
    }
  }

  @Test func whatTheTreeDoesNotHaveIsRefused() {
    let tree = MerkleTree(leafHashes: Array(Self.leaves.prefix(3)))
    #expect(throws: MerkleLogError.outOfRange) { try tree.root(size: 4) }
    #expect(throws: MerkleLogError.outOfRange) { try tree.root(size: -1) }
    #expect(throws: MerkleLogError.outOfRange) { try tree.inclusionProof(index: 3, size: 3) }
    #expect(throws: MerkleLogError.outOfRange) { try tree.inclusionProof(index: 0, size: 4) }
    #expect(throws: MerkleLogError.outOfRange) { try tree.consistencyProof(from: 3, to: 2) }
    #expect(throws: MerkleLogError.outOfRange) { try tree.consistencyProof(from: 0, to: 2) }
    #expect(!ProofCheck.isConsistent(old: 0, oldRoot: TreeHash.empty, new: 3, newRoot: tree.root, proof: []))
    #expect(throws: MerkleLogError.outOfRange) { try MerkleTree().inclusionProof(index: 0, size: 0) }
  }

  private func bytes(_ value: Any?) throws -> [UInt8] {
    let text = try #require(value as? String)
    return [UInt8](try #require(Data(base64Encoded: text)))
  }

  private func hashes(_ value: Any?) throws -> [[UInt8]] { try (value as? [String] ?? []).map { try bytes($0) } }

  @Test(.enabled(if: shared, "needs the shared files")) func agreesWithThePublishedTree() throws {
    let file = try #require(SharedFiles.json("vectors/merkle-rfc6962/tree-8-leaves.json") as? [String: Any])
    let inputs = try #require(file["leafInputsHex"] as? [String])
    let roots = try #require(file["rootHashesHexBySize0to8"] as? [String])
    let tree = MerkleTree(leafHashes: try inputs.map { TreeHash.leaf(try #require(Hex.decode($0))) })
    for (size, root) in roots.enumerated() { #expect(try Hex.encode(tree.root(size: size)) == root) }
  }

  /// 98 inclusion and 98 consistency cases of transparency-dev/merkle, most of them wrong in one way each.
  @Test(.enabled(if: shared, "needs the shared files")) func agreesWithThePublishedProofs() throws {
    let inclusion = try #require(SharedFiles.json("vectors/merkle-rfc6962/inclusion.json") as? [String: [String: Any]])
    for (name, one) in inclusion {
      // Indexes beyond Int are no index of ours either.
      let index = one["leafIdx"] as? Int ?? -1
      let size = one["treeSize"] as? Int ?? -1
      let holds = try ProofCheck.isIncluded(
        leafHash: bytes(one["leafHash"]), index: index, size: size, proof: hashes(one["proof"]), root: bytes(one["root"]))
      #expect(holds == (one["wantErr"] as? Bool == false), "\(name)")
    }
    let consistency = try #require(
      try SharedFiles.json("vectors/merkle-rfc6962/consistency.json") as? [String: [String: Any]])
    for (name, one) in consistency {
      // The one good case whose roots are texts and no hashes: a root that is not 32 bytes long is refused here.
      if name == "additional/sizes-are-equal-one-and-proof-is-empty.json" { continue }
      let holds = try ProofCheck.isConsistent(
        old: one["size1"] as? Int ?? -1, oldRoot: bytes(one["root1"]), new: one["size2"] as? Int ?? -1,
        newRoot: bytes(one["root2"]), proof: hashes(one["proof"]))
      #expect(holds == (one["wantErr"] as? Bool == false), "\(name)")
    }
    #expect(inclusion.count + consistency.count == 196)
  }

  /// A log of 15 entries written by another implementation: its checkpoints at every size, its leaves, its roots.
  @Test(.enabled(if: shared, "needs the shared files")) func readsALogWrittenByTessera() throws {
    let folder = try #require(SharedFiles.path("vectors/tlog-tiles-tessera/log"))
    func read(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }
    let key = try NoteVerifier(
      parsing: "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
    let entries = try read("tile/entries/000.p/15")
    var tree = MerkleTree()
    var at = 0
    while at < entries.count {
      let length = Int(entries[at]) << 8 | Int(entries[at + 1])
      tree.append(leafHash: TreeHash.leaf(Array(entries[(at + 2)..<(at + 2 + length)])))
      at += 2 + length
    }
    for size in 0...15 {
      let note = try SignedNote(read("checkpoint.\(size)"), verifiers: [key])
      let checkpoint = try Checkpoint(parsing: note.text)
      #expect(checkpoint.size == size)
      #expect(checkpoint.origin == key.name)
      #expect(try checkpoint.root == tree.root(size: size))
    }
  }

  @Test func aProofFileStandsAlone() throws {
    let key = try SigningKey()
    let entries = (0..<9).map { [UInt8]("entry \($0)".utf8) }
    let tree = MerkleTree(leafHashes: entries.map(TreeHash.leaf))
    let head = try Checkpoint(origin: "example.org/log", size: 9, root: tree.root)
    let note = try SignedNote.sign(head.text, name: head.origin, key: key)
    let log = try NoteVerifier(name: head.origin, key: key.publicKey)
    for (index, entry) in entries.enumerated() {
      let proof = TlogProof(index: index, hashes: try tree.inclusionProof(index: index, size: 9), checkpoint: note)
      let text = String(decoding: proof.bytes, as: UTF8.self)
      #expect(text.hasPrefix("c2sp.org/tlog-proof@v1\nindex \(index)\n") && text.hasSuffix(String(decoding: note, as: UTF8.self)))
      #expect(try TlogProof(parsing: proof.bytes) == proof)
      #expect(try proof.verify(entry: entry, log: log) == head)
      #expect(throws: MerkleLogError.notProven) { try proof.verify(entry: entry + [0], log: log) }
      let stranger = try NoteVerifier(name: head.origin, key: SigningKey().publicKey)
      #expect(throws: MerkleLogError.noKnownSignature) { try proof.verify(entry: entry, log: stranger) }
      // Cut anywhere before the signature it is no proof, or none that holds.
      for end in 0..<(proof.bytes.count - note.count + head.text.utf8.count) {
        #expect(throws: MerkleLogError.self) {
          try TlogProof(parsing: Array(proof.bytes.prefix(end))).verify(entry: entry, log: log)
        }
      }
    }
    for wrong in ["index 01", "index -1", "index +1", "index 1 ", "Index 1"] {
      let text = "c2sp.org/tlog-proof@v1\n\(wrong)\n\n" + String(decoding: note, as: UTF8.self)
      #expect(throws: MerkleLogError.self) { try TlogProof(parsing: Array(text.utf8)) }
    }
  }

  /// C2SP tlog-cosignature v1 has no published vectors: the message that is signed is spelled out here.
  @Test func aCosignatureIsOverTheTimeAndTheWholeText() throws {
    let (log, key) = (try SigningKey(), try SigningKey())
    let head = try Checkpoint(origin: "example.org/log", size: 3, root: [UInt8](repeating: 7, count: 32))
    let note = try SignedNote.sign(head.text, name: head.origin, key: log)
    let line = try Cosigner.line(under: note, name: "example.org/cosigner", key: key, time: 1_700_000_000)
    let cosigner = try Cosigner(name: "example.org/cosigner", key: key.publicKey)
    #expect(try cosigner.time(of: line, under: note) == 1_700_000_000)

    let fields = line.split(separator: " ")
    #expect(fields.count == 3 && fields[0] == "\u{2014}" && fields[1] == "example.org/cosigner")
    let bytes = try [UInt8](#require(Data(base64Encoded: String(fields[2]))))
    #expect(Array(bytes.prefix(4)) == Array(SHA256.hash(Array("example.org/cosigner\n\u{4}".utf8) + key.publicKey.rawBytes).prefix(4)))
    #expect(Array(bytes[4..<12]) == [0, 0, 0, 0, 0x65, 0x53, 0xF1, 0x00])
    #expect(key.publicKey.isValid(Array(bytes[12...]), for: Array("cosignature/v1\ntime 1700000000\n\(head.text)".utf8)))

    // A note with the line is still the log's, and the line is found in it; another text, name or key refuses it.
    let cosigned = note + Array((line + "\n").utf8)
    #expect(try SignedNote(cosigned, verifiers: [NoteVerifier(name: head.origin, key: log.publicKey)]).text == head.text)
    #expect(try cosigner.time(in: cosigned) == 1_700_000_000 && cosigner.time(in: note) == nil)
    let other = try Checkpoint(origin: "example.org/log", size: 4, root: head.root)
    let otherNote = try SignedNote.sign(other.text, name: other.origin, key: log)
    #expect(throws: MerkleLogError.badSignature(key: cosigner.name)) { try cosigner.time(of: line, under: otherNote) }
    let stranger = try Cosigner(name: cosigner.name, key: SigningKey().publicKey)
    #expect(throws: MerkleLogError.noKnownSignature) { try stranger.time(of: line, under: note) }
  }
}
