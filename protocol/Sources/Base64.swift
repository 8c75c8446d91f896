/// Base64 of RFC 4648 section 4, with padding, and with one spelling only.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let pad = UInt8(ascii: "=")
  /// Value of each byte as a base64 character; 255 for none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  public static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var at = 0
    while at < bytes.count {
      let left = bytes.count - at
      let a = bytes[at]
      let b = left > 1 ? bytes[at + 1] : 0
      let c = left > 2 ? bytes[at + 2] : 0
      out.append(alphabet[Int(a >> 2)])
      out.append(alphabet[Int((a & 3) << 4 | b >> 4)])
      out.append(left > 1 ? alphabet[Int((b & 15) << 2 | c >> 6)] : pad)
      out.append(left > 2 ? alphabet[Int(c & 63)] : pad)
      at += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Refuses line breaks, missing padding, other alphabets, and unused bits that are not zero.
  public static func decode(_ text: String) throws(WireError) -> [UInt8] {
    var characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 4) else { throw .base64(.length) }
    var padding = 0
    while padding < 2, characters.last == pad {
      characters.removeLast()
      padding += 1
    }
    var out: [UInt8] = []
    out.reserveCapacity(characters.count / 4 * 3 + 2)
    var buffer: UInt32 = 0
    var bits = 0
    for character in characters {
      let value = values[Int(character)]
      guard value < 64 else { throw .base64(.alphabet) }
      buffer = (buffer << 6 | UInt32(value)) & 0xFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    // One left-over character would be six bits of a byte that never comes; four of padding cannot occur here.
    guard bits < 6 else { throw .base64(.length) }
    guard buffer & ((1 << UInt32(bits)) - 1) == 0 else { throw .base64(.padding) }
    return out
  }
}
