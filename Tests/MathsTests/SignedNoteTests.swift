import Cryptography
import Foundation
import MerkleLog
import TestSupport
import Testing

@Suite struct SignedNoteTests {
  private func key(_ byte: UInt8) throws -> SigningKey { try SigningKey(seed: [UInt8](repeating: byte, count: 32)) }

  @Test func aCheckpointSurvivesSigningAndReading() throws {
    let origin = "demo/egress/E09000005"
    let checkpoint = try Checkpoint(origin: origin, size: 3, root: TreeHash.empty)
    #expect(checkpoint.text == "demo/egress/E09000005\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    let note = try SignedNote.sign(checkpoint.text, name: origin, key: key(1))
    let verifier = try NoteVerifier(name: origin, key: key(1).publicKey)
    #expect(try NoteVerifier(parsing: verifier.text) == verifier)
    let read = try SignedNote(note, verifiers: [verifier])
    #expect(read.signers == [origin])
    #expect(try Checkpoint(parsing: read.text) == checkpoint)
    #expect(throws: MerkleLogError.noKnownSignature) {
      try SignedNote(note, verifiers: [NoteVerifier(name: origin, key: key(2).publicKey)])
    }
  }

  @Test func noSingleByteChangeIsAccepted() throws {
    let name = "log"
    let note = try SignedNote.sign("log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", name: name, key: key(1))
    let verifier = try NoteVerifier(name: name, key: key(1).publicKey)
    for index in note.indices {
      for bit in [UInt8(1), 0x20, 0x80] {
        var changed = note
        changed[index] ^= bit
        #expect(throws: MerkleLogError.self, "byte \(index)") { try SignedNote(changed, verifiers: [verifier]) }
      }
    }
  }

  @Test(arguments: [
    "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "log\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log\n1\n47DEQpj8\n", "log\n1\n",
    "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n",
    "log\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
  ])
  func otherCheckpointsAreRefused(text: String) {
    #expect(throws: MerkleLogError.self) { try Checkpoint(parsing: text) }
  }

  @Test(arguments: ["", "log", "log+00000000+AA==", "lo g+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"])
  func otherVerifierKeysAreRefused(text: String) {
    #expect(throws: MerkleLogError.badKey) { try NoteVerifier(parsing: text) }
  }

  /// The example of C2SP signed-note, the fixed notes of golang.org/x/mod, and cases derived from them.
  @Test(.enabled(if: SharedFiles.folder != nil, "needs the shared files")) func agreesWithThePublishedNotes() throws {
    let notes = try #require(SharedFiles.json("vectors/signed-note/notes.json") as? [[String: Any]])
    for one in notes {
      let name = try #require(one["id"] as? String)
      if let bad = one["badVkey"] as? String {
        #expect(throws: MerkleLogError.badKey, "\(name)") { try NoteVerifier(parsing: bad) }
        continue
      }
      let keys = try (one["vkeys"] as? [String] ?? []).map { try NoteVerifier(parsing: $0) }
      let bytes = Array(try #require(one["note"] as? String).utf8)
      let isValid = (try? SignedNote(bytes, verifiers: keys)) != nil
      #expect(isValid == (one["valid"] as? Bool), "\(name)")
    }
  }
}
