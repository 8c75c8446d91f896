internal import Cryptography
internal import Files

/// A file with the seed of one signing key, in hex, that only the agent's user can read.
enum KeyFile {
  static func read(_ file: String) throws -> SigningKey {
    let text = String(decoding: try Files.read(file, limit: 4096), as: UTF8.self)
    guard let seed = Hex.decode(String(text.prefix { $0 != "\n" })) else {
      throw AgentFailure(.localFault, "\(file) does not hold a key", hint: "restore it from a copy")
    }
    return try SigningKey(seed: seed)
  }

  /// Makes a key, or keeps the one that an interrupted `init` left. Its public half is written for others to read.
  static func readOrMake(_ file: String, publicHalf: String) throws -> SigningKey {
    if !Files.exists(file) { try Files.writeNew(Array((Hex.encode(SigningKey().seed) + "\n").utf8), to: file) }
    let key = try read(file)
    try Files.writeDurably(Array((Hex.encode(key.publicKey.rawBytes) + "\n").utf8), to: publicHalf, mode: 0o644)
    return key
  }
}
