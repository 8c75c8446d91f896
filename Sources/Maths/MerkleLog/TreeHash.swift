internal import Cryptography

/// Hashes of RFC 6962 section 2.1. A hash is 32 bytes.
public enum TreeHash {
  public static let length = 32

  /// Root of the tree without leaves: SHA-256 of nothing.
  public static let empty = SHA256.hash([])

  /// `SHA-256(0x00 || entry)`.
  public static func leaf(_ entry: [UInt8]) -> [UInt8] { SHA256.hash([0] + entry) }

  /// `SHA-256(0x01 || left || right)`.
  public static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { SHA256.hash([1] + left + right) }
}
