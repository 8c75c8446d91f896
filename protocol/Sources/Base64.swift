/// Base64 of RFC 4648 section 4, with padding, and with one spelling only.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let pad = UInt8(ascii: "=")
  /// Value of each byte as a base64 character; 255 for none.
  static let values: [UInt8] = {
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
    let characters = text.utf8.span
    guard characters.count.isMultiple(of: 4) else { throw .base64(.length) }
    var count = characters.count
    while count > characters.count - 2, count > 0, characters[count - 1] == pad { count -= 1 }
    let values = values
    var out = [UInt8](repeating: 0, count: count * 3 / 4)
    let whole = count / 4
    for group in 0..<whole {
      let (at, to) = (group * 4, group * 3)
      let (a, b) = (values[Int(characters[at])], values[Int(characters[at + 1])])
      let (c, d) = (values[Int(characters[at + 2])], values[Int(characters[at + 3])])
      guard (a | b | c | d) < 64 else { throw .base64(.alphabet) }
      out[to] = a << 2 | b >> 4
      out[to + 1] = b << 4 | c >> 2
      out[to + 2] = c << 6 | d
    }
    // Two or three characters before padding: one or two bytes, and bits that say nothing.
    var rest: [UInt8] = []
    for place in whole * 4..<count { rest.append(values[Int(characters[place])]) }
    guard rest.allSatisfy({ $0 < 64 }) else { throw .base64(.alphabet) }
    guard let a = rest.first else { return out }
    guard rest.count > 1 else { throw .base64(.length) }
    out[whole * 3] = a << 2 | rest[1] >> 4
    if rest.count > 2 { out[whole * 3 + 1] = rest[1] << 4 | rest[2] >> 2 }
    guard (rest.count > 2 ? rest[2] & 3 : rest[1] & 15) == 0 else { throw .base64(.padding) }
    return out
  }
}
