import Cryptography
import Foundation
import TestSupport
import Testing

@Suite struct SignatureTests {
  /// RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
  static let rfc8032 = [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
  ]

  func bytes(_ hex: Any?) throws -> [UInt8] { try #require(Hex.decode(hex as? String ?? "?")) }

  func check(_ seed: String, _ publicKey: String, _ message: String, _ signature: String) throws {
    let key = try SigningKey(seed: bytes(seed))
    let message = try bytes(message)
    #expect(Hex.encode(key.seed) == seed)
    #expect(Hex.encode(key.publicKey.rawBytes) == publicKey)
    #expect(Hex.encode(try key.sign(message)) == signature)
    #expect(key.publicKey.isValid(try bytes(signature), for: message))
    #expect(!key.publicKey.isValid(try bytes(signature), for: message + [0]))
  }

  @Test func knownAnswers() throws {
    for (seed, publicKey, message, signature) in Self.rfc8032 { try check(seed, publicKey, message, signature) }
  }

  @Test(.enabled(if: SharedFiles.folder != nil, "needs the shared vectors"))
  func allKnownAnswersOfTheRFC() throws {
    let root = try #require(try SharedFiles.json("vectors/rfc-kats/rfc8032-ed25519.json") as? [String: Any])
    let tests = try #require(root["tests"] as? [[String: String]])
    #expect(tests.count >= 4)
    for test in tests {
      try check(
        #require(test["secret"]), #require(test["public"]), #require(test["msg"]), #require(test["sig"]))
    }
  }

  @Test(.enabled(if: SharedFiles.folder != nil, "needs the shared vectors"))
  func wycheproofAgrees() throws {
    let root = try #require(try SharedFiles.json("vectors/wycheproof/ed25519_test.json") as? [String: Any])
    var checked = 0
    for group in try #require(root["testGroups"] as? [[String: Any]]) {
      let described = try #require(group["publicKey"] as? [String: Any])
      let raw = try bytes(described["pk"])
      let key = try? VerifyingKey(rawBytes: raw)
      for test in try #require(group["tests"] as? [[String: Any]]) {
        let message = try bytes(test["msg"])
        let signature = try bytes(test["sig"])
        let isValid = key?.isValid(signature, for: message) ?? false
        #expect(isValid == (test["result"] as? String == "valid"), "tcId \(test["tcId"] ?? "?")")
        checked += 1
      }
    }
    #expect(checked == root["numberOfTests"] as? Int)
  }

  @Test func everyChangedBitIsNoticed() throws {
    let key = try SigningKey()
    let signature = try key.sign([1, 2, 3])
    for bit in 0..<512 {
      var changed = signature
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(!key.publicKey.isValid(changed, for: [1, 2, 3]))
    }
    #expect(!key.publicKey.isValid(signature + [0], for: [1, 2, 3]))
    #expect(!key.publicKey.isValid([], for: [1, 2, 3]))
    #expect(try !SigningKey().publicKey.isValid(signature, for: [1, 2, 3]))
  }

  /// Under the neutral point the signature (R neutral, S zero) would fit every message.
  @Test func weakAndAmbiguousKeysAreRefused() throws {
    let zeros = [UInt8](repeating: 0, count: 31)
    let ones = [UInt8](repeating: 0xff, count: 30)
    var bad: [[UInt8]] = [[1], [], zeros + zeros]
    bad += [[1] + zeros, [1] + zeros.dropLast() + [0x80], [0] + zeros]
    for (first, last) in [(0xec, 0x7f), (0xec, 0xff), (0xed, 0x7f), (0xee, 0xff), (0xff, 0x7f)] as [(UInt8, UInt8)] {
      bad.append([first] + ones + [last])
    }
    for key in bad {
      #expect(throws: CryptographyError.self) { try VerifyingKey(rawBytes: key) }
    }
  }

  @Test func keysAreNamedByTheirHashAndSayNothingElse() throws {
    let (seed, publicKey, _, _) = Self.rfc8032[0]
    let key = try SigningKey(seed: bytes(seed))
    #expect(key.publicKey.id == String(Hex.encode(SHA256.hash(try bytes(publicKey))).prefix(16)))
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("9d61") && !text.contains("157, 97")) }
    #expect(throws: CryptographyError.self) { try SigningKey(seed: [1, 2, 3]) }
  }
}
