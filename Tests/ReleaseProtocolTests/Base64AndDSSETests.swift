import Foundation
import ReleaseProtocol
import TestSupport
import Testing

@Suite struct Base64Tests {
  /// RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func agreesWithTheRFC(plain: String, encoded: String) throws {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(try Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test func everyByteSurvivesAtEveryLength() throws {
    for count in 0...260 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
      #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
      #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["A", "AA", "AAA", "A===", "====", "=AAA", "AA=A", "AB==", "AAB=", "AAAA=", "AA==AA==", "AAA\n", "AA-_", "ÄAA"])
  func otherSpellingsAreRefused(text: String) {
    #expect(throws: WireError.self) { try Base64.decode(text) }
  }
}

@Suite struct DSSETests {
  /// The example of the DSSE specification (protocol.md): payload type and body, with the encoding it prints.
  @Test func encodesWhatTheSpecificationPrints() {
    let bytes = DSSE.preAuthenticationEncoding(
      payloadType: "http://example.com/HelloWorld", payload: Array("hello world".utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
  }

  @Test func sealsAndOpens() throws {
    let payload = Array("{}".utf8)
    let type = Receipt.payloadType
    var signed: [UInt8] = []
    let envelope = DSSE.seal(payload: payload, payloadType: type, keyID: "0123456789abcdef") { message in
      signed = message
      return [UInt8](repeating: 7, count: 64)
    }
    let opened = try DSSE.open(envelope, payloadType: type) { keyID, message, signature in
      keyID == "0123456789abcdef" && message == signed && signature == [UInt8](repeating: 7, count: 64)
    }
    #expect(opened == payload)
    #expect(throws: WireError.badSignature) { try DSSE.open(envelope, payloadType: type) { _, _, _ in false } }
  }

  /// U+037E is ";" to Swift's `==`. The signature speaks of the type that the receiver expects, so it would hold, and
  /// whoever carries a message could give it a second spelling and with it a second hash.
  @Test func aTypeThatOnlyLooksTheSameIsRefused() {
    let type = ReleaseMessage.payloadType
    let forged = DSSE.seal(
      payload: [], payloadType: String(type.map { $0 == ";" ? "\u{37E}" : $0 }), keyID: "0123456789abcdef"
    ) { _ in [UInt8](repeating: 7, count: 64) }
    let honest = DSSE.seal(payload: [], payloadType: type, keyID: "0123456789abcdef") { _ in
      [UInt8](repeating: 7, count: 64)
    }
    #expect(forged != honest)
    #expect(throws: WireError.self) { try DSSE.open(forged, payloadType: type) { _, _, _ in true } }
  }

  @Test func aRefusalHasOneSpelling() throws {
    let honest = String(decoding: Refusal(code: .tryLater).canonicalBytes, as: UTF8.self)
    #expect(try Refusal(canonicalBytes: Array(honest.utf8)).code == .tryLater)
    let other = honest.unicodeScalars.map { $0 == ";" ? "\u{37E}" : String($0) }.joined()
    #expect(throws: WireError.self) { try Refusal(canonicalBytes: Array(other.utf8)) }
  }

  @Test func anotherTypeIsRefusedBeforeAnySignatureIsTried() {
    let envelope = DSSE.seal(payload: [], payloadType: Receipt.payloadType, keyID: "0123456789abcdef") { _ in
      [UInt8](repeating: 7, count: 64)
    }
    #expect(throws: WireError.otherPayloadType) {
      try DSSE.open(envelope, payloadType: ReleaseMessage.payloadType) { _, _, _ in
        Issue.record("asked for a signature")
        return true
      }
    }
  }
}
