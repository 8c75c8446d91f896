import Foundation
import TestSupport
import Testing

/// JSON as an attacker writes it, in place of a message: as the envelope, and as the payload of an envelope that is signed
/// by the borough's own key. RFC 8259 readers differ over most of it; ours knows one spelling.
struct Hostile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var code = "malformed"
  var status = 400
  /// Made from a sound text: one JSON object.
  let text: @Sendable (_ sound: String) -> Data

  static let all: [Hostile] = [
    Hostile(testDescription: "100,000 deep", code: "too-large", status: 413) {
      inserted("\"a\":" + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), $0)
    },
    Hostile(testDescription: "100,000 deep and never closed", code: "too-large", status: 413) {
      inserted("\"a\":" + String(repeating: "{\"a\":", count: 100_000), $0)
    },
    Hostile(testDescription: "a key twice") { inserted("\"a\":1,\"a\":1", $0) },
    Hostile(testDescription: "a key twice, once escaped") { inserted("\"\\u0061\":1,\"a\":1", $0) },
    Hostile(testDescription: "a key of the message twice") { sound in
      inserted(String(sound.dropFirst().prefix { $0 != "," }), sound)
    },
    Hostile(testDescription: "not a number") { number("NaN", $0) },
    Hostile(testDescription: "infinity") { number("-Infinity", $0) },
    Hostile(testDescription: "1e400") { number("1e400", $0) },
    Hostile(testDescription: "2025.0") { number("2025.0", $0) },
    Hostile(testDescription: "2^63") { number("9223372036854775808", $0) },
    Hostile(testDescription: "2^53") { number("9007199254740992", $0) },
    Hostile(testDescription: "2^64 + 2025") { number("18446744073709553641", $0) },
    Hostile(testDescription: "a leading zero") { number("02025", $0) },
    Hostile(testDescription: "null") { number("null", $0) },
    Hostile(testDescription: "UTF-16") { $0.data(using: .utf16LittleEndian) ?? Data() },
    Hostile(testDescription: "UTF-16 that says so") { $0.data(using: .utf16) ?? Data() },
    Hostile(testDescription: "a byte order mark") { Data([0xEF, 0xBB, 0xBF]) + Data($0.utf8) },
    Hostile(testDescription: "a lone surrogate") { inserted("\"a\":\"\\ud800\"", $0) },
    Hostile(testDescription: "an overlong slash") { sound in
      Data("{\"a\":\"".utf8) + Data([0xC0, 0xAF]) + Data("\",".utf8) + Data(sound.dropFirst().utf8)
    },
    Hostile(testDescription: "a second document behind it") { Data(($0 + "{}").utf8) },
    Hostile(testDescription: "a zero byte behind it") { Data($0.utf8) + Data([0]) },
    Hostile(testDescription: "the last byte missing") { Data($0.utf8).dropLast() },
    Hostile(testDescription: "members in another order", code: "not-canonical") { sound in
      let parts = sound.dropFirst().split(separator: ",", maxSplits: 2)
      return Data("{\(parts[1]),\(parts[0]),\(parts[2])".utf8)
    },
    Hostile(testDescription: "an escape that is not needed", code: "not-canonical") {
      Data($0.replacing("\"payload", with: "\"\\u0070ayload").replacing("\"borough\"", with: "\"\\u0062orough\"").utf8)
    },
  ]

  /// With a member more at the front.
  private static func inserted(_ member: String, _ sound: String) -> Data { Data(("{" + member + "," + sound.dropFirst()).utf8) }

  /// In the place of the message's year; an envelope has no number.
  private static func number(_ text: String, _ sound: String) -> Data {
    guard sound.contains("\"censusYear\":2025") else { return inserted("\"a\":" + text, sound) }
    return Data(sound.replacing("\"censusYear\":2025", with: "\"censusYear\":" + text).utf8)
  }
}

/// An envelope by another hand than ours: DSSE by the openssl command.
struct ForeignEnvelope {
  private let keyFile: String
  private let keyID: String
  /// 32 bytes.
  let publicKey: Data
  private let scratch: TemporaryFolder
  /// The message inside the envelope that was given.
  let payload: String

  /// - Parameter agent: whose identity key signs.
  init(of envelope: Data, agent: String) throws {
    scratch = try TemporaryFolder()
    keyFile = scratch.file("key.der")
    let json = try JSONSerialization.jsonObject(with: envelope) as? [String: Any]
    guard let text = json?["payload"] as? String, let bytes = Data(base64Encoded: text),
      let signature = (json?["signatures"] as? [[String: Any]])?.first, let id = signature["keyid"] as? String
    else { throw JourneyFailure("no envelope") }
    (payload, keyID) = (String(decoding: bytes, as: UTF8.self), id)
    publicKey = try Self.writeKey(of: agent, to: keyFile)
  }

  /// - Parameter agent: whose identity key signs, with the id that follows from it.
  init(signing payload: String, agent: String) throws {
    scratch = try TemporaryFolder()
    keyFile = scratch.file("key.der")
    publicKey = try Self.writeKey(of: agent, to: keyFile)
    let id = try Self.sha256(publicKey).prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    (self.payload, keyID) = (payload, id.joined())
  }

  /// - Returns: the public key, 32 bytes.
  private static func writeKey(of agent: String, to file: String) throws -> Data {
    let key = try seed(agent + "/keys/identity.key")
    // PKCS #8 of an Ed25519 key (RFC 8410).
    try (Data([0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]) + key)
      .write(to: URL(fileURLWithPath: file))
    let result = try run(
      "/usr/bin/openssl", ["pkey", "-inform", "DER", "-in", file, "-pubout", "-outform", "DER", "-out", file + ".pub"])
    guard result.exitCode == 0 else { throw JourneyFailure("openssl pkey: \(result.standardError)") }
    return try Data(contentsOf: URL(fileURLWithPath: file + ".pub")).suffix(32)
  }

  /// By the openssl command.
  static func sha256(_ bytes: Data) throws -> Data {
    let scratch = try TemporaryFolder()
    try bytes.write(to: URL(fileURLWithPath: scratch.file("bytes")))
    let result = try run(
      "/usr/bin/openssl", ["dgst", "-sha256", "-binary", "-out", scratch.file("hash"), scratch.file("bytes")])
    guard result.exitCode == 0 else { throw JourneyFailure("openssl dgst: \(result.standardError)") }
    return try Data(contentsOf: URL(fileURLWithPath: scratch.file("hash")))
  }

  /// The message inside an envelope.
  static func payload(of envelope: Data) throws -> String {
    let json = try JSONSerialization.jsonObject(with: envelope) as? [String: Any]
    guard let bytes = (json?["payload"] as? String).flatMap({ Data(base64Encoded: $0) }) else { throw JourneyFailure("no envelope") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func seed(_ file: String) throws -> Data {
    let hex = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    var bytes = Data()
    var rest = hex[...]
    while let byte = UInt8(rest.prefix(2), radix: 16), !rest.isEmpty {
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    guard bytes.count == 32 else { throw JourneyFailure("not a key of 32 bytes in hex") }
    return bytes
  }

  func sealed(_ payload: Data) throws -> Data {
    let type = "application/vnd.boroughwise.release+json;v=1"
    let message = Data("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    try message.write(to: URL(fileURLWithPath: scratch.file("message")))
    let result = try run(
      "/usr/bin/openssl",
      ["pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", keyFile, "-in", scratch.file("message"), "-out", scratch.file("signature")])
    guard result.exitCode == 0 else { throw JourneyFailure("openssl pkeyutl: \(result.standardError)") }
    let signature = try Data(contentsOf: URL(fileURLWithPath: scratch.file("signature"))).base64EncodedString()
    return Data(
      "{\"payload\":\"\(payload.base64EncodedString())\",\"payloadType\":\"\(type)\",\"signatures\":[{\"keyid\":\"\(keyID)\",\"sig\":\"\(signature)\"}]}".utf8)
  }
}
