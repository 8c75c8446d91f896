import Cryptography
import Foundation
import TestSupport
import Testing

/// Signatures that people make with `ssh-keygen`, checked here, and the other way round.
@Suite struct SSHSignatureTests {
  /// FIPS 180-4: the empty text and "abc".
  @Test func sha512KnownAnswers() {
    #expect(
      Hex.encode(SHA512.hash([])).hasPrefix("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"))
    #expect(
      Hex.encode(SHA512.hash(Array("abc".utf8)))
        == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
  }

  @Test(.enabled(if: SharedFiles.folder != nil, "needs the shared vectors"))
  func theVectorsOfOpenSSHAgree() throws {
    func file(_ name: String) throws -> [UInt8] {
      let path = try #require(SharedFiles.path("vectors/sshsig/" + name))
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
    let key = try SSHPublicKey.key(line: file("ed25519.pub"))
    let signature = try SSHSignature(armoured: file("ed25519.sig"))
    let namespace = String(decoding: try file("namespace"), as: UTF8.self)
    let message = try file("signed-data")
    #expect(signature.isValid(by: key, for: message, namespace: namespace))
    #expect(!signature.isValid(by: key, for: message + [0], namespace: namespace))
    #expect(!signature.isValid(by: key, for: message, namespace: namespace + "x"))
    for other in ["ecdsa.sig", "rsa.sig"] {
      #expect(throws: CryptographyError.self) { _ = try SSHSignature(armoured: file(other)) }
    }
    for other in ["ecdsa.pub", "rsa.pub"] {
      #expect(throws: CryptographyError.self) { _ = try SSHPublicKey.key(line: file(other)) }
    }
  }

  private static let hasTool = FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen")

  @Test(.enabled(if: hasTool, "needs ssh-keygen (openssh-client)"))
  func whatTheStockToolSignsIsValidForThatAndNothingElse() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "other"] {
      #expect(try run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder.file(name)]).exitCode == 0)
    }
    let message = Array("boroughwise 1: approve a message\n".utf8)
    try Data(message).write(to: URL(fileURLWithPath: folder.file("statement")))
    #expect(try run("ssh-keygen", ["-Y", "sign", "-f", folder.file("one"), "-n", "boroughwise-officer", folder.file("statement")]).exitCode == 0)
    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))) }
    let (one, other) = (try SSHPublicKey.key(line: read("one.pub")), try SSHPublicKey.key(line: read("other.pub")))
    let armoured = try read("statement.sig")
    let signature = try SSHSignature(armoured: armoured)
    #expect(signature.isValid(by: one, for: message, namespace: "boroughwise-officer"))
    #expect(!signature.isValid(by: other, for: message, namespace: "boroughwise-officer"))
    #expect(try SSHSignature(bytes: signature.bytes) == signature)

    // Not one changed, missing or added byte of the blob passes.
    for index in signature.bytes.indices {
      var changed = signature.bytes
      changed[index] ^= 1
      let made = try? SSHSignature(bytes: changed)
      #expect(made?.isValid(by: one, for: message, namespace: "boroughwise-officer") != true, "byte \(index)")
      #expect((try? SSHSignature(bytes: Array(signature.bytes[..<index]))) == nil)
    }
    #expect((try? SSHSignature(bytes: signature.bytes + [0])) == nil)
  }
}
