// MerkleLog: an append-only log as others can check it: tree hashes, proofs, signed notes and checkpoints.
//
// What it is for: the egress log of each agent and the hub's log. Formats are those of C2SP (signed-note v1.0.0,
// tlog-checkpoint v1.0.0, tlog-cosignature v1, tlog-proof v1, tlog-tiles) over the tree of RFC 6962, so that stock tools
// can verify.
//
// What it may assume: hashes are SHA-256, signatures Ed25519; both come from Cryptography.
//
// What it never does: read or write files, know a clock, or know what an entry says.

/// Why a log's bytes or proofs were refused.
public enum MerkleLogError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An index or size that the tree does not have.
  case outOfRange
  /// Not a signed note, by the line or part named.
  case badNote(String)
  /// Not a verifier key, or a key name that the format does not allow.
  case badKey
  /// No signature by a known key.
  case noKnownSignature
  /// A line that claims a known key, and does not verify.
  case badSignature(key: String)
  /// Not a checkpoint, by the line named.
  case badCheckpoint(String)
  /// Not a proof file, by the line named.
  case badProof(String)
  /// Not a log as static files, by the file named or what is wrong with it.
  case badTile(String)
  /// A proof that leads to another root.
  case notProven

  public var code: String {
    switch self {
    case .outOfRange: "log-out-of-range"
    case .badNote: "note-malformed"
    case .badKey: "note-bad-key"
    case .noKnownSignature: "note-no-known-signature"
    case .badSignature: "note-bad-signature"
    case .badCheckpoint: "checkpoint-malformed"
    case .badProof: "log-proof-malformed"
    case .badTile: "log-tiles-bad"
    case .notProven: "log-not-proven"
    }
  }

  public var description: String {
    switch self {
    case .outOfRange: "the log has no such entry or size"
    case .badNote(let part): "not a signed note: \(part)"
    case .badKey: "not a verifier key of the signed-note format, or a name with a space or plus sign"
    case .noKnownSignature: "the note carries no signature by a known key"
    case .badSignature(let key): "the note's signature by \(key) does not verify"
    case .badCheckpoint(let part): "not a checkpoint: \(part)"
    case .badProof(let part): "not a proof of inclusion: \(part)"
    case .badTile(let part): "not a log as static files: \(part)"
    case .notProven: "the proof does not lead to the checkpoint's root"
    }
  }
}
