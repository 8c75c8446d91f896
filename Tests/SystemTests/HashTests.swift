import Cryptography
import Testing

@Suite struct HashTests {
  /// FIPS 180-4 examples (NIST "SHA256.pdf"): one block, two blocks, a million letters; and the empty text.
  @Test func knownAnswers() {
    let answers = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ]
    for (text, hash) in answers { #expect(Hex.encode(SHA256.hash(Array(text.utf8))) == hash) }
  }

  @Test func aStreamOfAnyPiecesGivesTheSameHash() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
    for piece in 1...150 {
      var stream = SHA256.Stream()
      for start in stride(from: 0, to: 300, by: piece) { stream.update(bytes[start..<min(300, start + piece)].span) }
      #expect(stream.finish() == SHA256.hash(bytes))
    }
  }

  @Test func aCopyOfAStreamGoesItsOwnWay() {
    var first = SHA256.Stream()
    first.update([1])
    var second = first
    second.update([2])
    #expect(first.finish() == SHA256.hash([1]))
    #expect(second.finish() == SHA256.hash([1, 2]))
    #expect(first.finish() == SHA256.hash([]))
  }

  @Test func hexHasOneSpelling() {
    #expect(Hex.encode([0, 15, 160, 255]) == "000fa0ff")
    #expect(Hex.decode("000fa0ff") == [0, 15, 160, 255])
    #expect(Hex.decode("") == [])
    for bad in ["0", "0G", "FF", "0x00", " 00", "é0"] { #expect(Hex.decode(bad) == nil) }
  }

  @Test func equalityIsOfLengthAndContent() {
    #expect(constantTimeEqual([], []))
    #expect(constantTimeEqual([1, 2], [1, 2]))
    #expect(!constantTimeEqual([1, 2], [1, 3]))
    #expect(!constantTimeEqual([1], [1, 2]))
  }

  /// Two equal draws of 32 bytes have a probability of 2^-256.
  @Test func randomBytesDiffer() throws {
    #expect(try RandomBytes.make(32) != RandomBytes.make(32))
    #expect(try RandomBytes.make(0) == [])
    #expect(throws: CryptographyError.self) { try RandomBytes.make(-1) }
  }
}
