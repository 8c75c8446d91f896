/// Reads the subset of JSON that travels, in any spelling, and notes whether it was the one spelling, on which
/// `CanonicalJSON.decode` insists.
struct JSONParser {
  let bytes: [UInt8]
  let limits: Limits
  var at = 0
  private var values = 0
  /// False once anything was read that `CanonicalJSON.encode` would not have written in that way: spaces, keys out of
  /// order, a string with other escapes, or -0. There is nothing else of which the subset has two spellings.
  var isCanonical = true

  init(bytes: [UInt8], limits: Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// One value and nothing behind it but spaces.
  mutating func document() throws(WireError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw .syntax(.byteOrderMark, offset: 0) }
    skipSpaces()
    let value = try self.value(depth: 0)
    skipSpaces()
    guard at == bytes.count else { throw fault(.trailingBytes) }
    return value
  }

  private mutating func value(depth: Int) throws(WireError) -> JSON {
    values += 1
    guard values <= limits.values else { throw .tooLarge(.values) }
    guard let byte = peek else { throw fault(.truncated) }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): throw fault(.null)
    default: throw fault(.unexpectedByte)
    }
  }

  private mutating func object(depth: Int) throws(WireError) -> JSON {
    guard depth <= limits.depth else { throw .tooLarge(.depth) }
    at += 1
    skipSpaces()
    var members: [String: JSON] = [:]
    var last: String?
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      guard peek == UInt8(ascii: "\"") else { throw fault(at == bytes.count ? .truncated : .unexpectedByte) }
      let start = at
      let key = try string()
      guard key.utf8.allSatisfy({ $0 < 0x80 }) else { throw .syntax(.keyNotASCII, offset: start) }
      guard members[key] == nil else { throw .syntax(.duplicateKey, offset: start) }
      guard members.count < limits.memberCount else { throw .tooLarge(.members) }
      if let last, !CanonicalJSON.precedes(last, key) { isCanonical = false }
      last = key
      skipSpaces()
      try expect(UInt8(ascii: ":"))
      skipSpaces()
      members[key] = try value(depth: depth)
      skipSpaces()
      if take(UInt8(ascii: "}")) { return .object(members) }
      try expect(UInt8(ascii: ","))
      skipSpaces()
    }
  }

  private mutating func array(depth: Int) throws(WireError) -> JSON {
    guard depth <= limits.depth else { throw .tooLarge(.depth) }
    at += 1
    if let numbers = integers() { return .integers(numbers) }
    skipSpaces()
    var elements: [JSON] = []
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      guard elements.count < limits.arrayCount else { throw .tooLarge(.elements) }
      elements.append(try value(depth: depth))
      skipSpaces()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      try expect(UInt8(ascii: ","))
      skipSpaces()
    }
  }

  /// The rest of an array that holds integers alone, at least one, each in its one spelling, within the limits. Most of a
  /// message is that. Nil for anything else, also for what is at fault; then nothing has been read.
  private mutating func integers() -> [Int64]? {
    let text = self.bytes
    let bytes = text.span
    var (at, numbers) = (self.at, [Int64]())
    while true {
      let start = at
      var number: Int64 = 0
      let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
      if isNegative { at += 1 }
      let digits = at
      while at < bytes.count, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
        number = number * 10 + Int64(digit)
        guard number <= Wire.largestInteger else { return nil }
        at += 1
      }
      // Neither "" nor "-", "-0" or "07"; "0" is its own spelling.
      guard at > digits, bytes[digits] != UInt8(ascii: "0") || at == start + 1, at < bytes.count else { return nil }
      guard numbers.count < limits.arrayCount else { return nil }
      numbers.append(isNegative ? -number : number)
      let end = bytes[at]
      at += 1
      if end == UInt8(ascii: "]") { break }
      guard end == UInt8(ascii: ",") else { return nil }
    }
    guard values + numbers.count <= limits.values else { return nil }
    (self.at, values) = (at, values + numbers.count)
    return numbers
  }

  /// Digits only: JSON's fraction and exponent parts are outside the subset and named as such.
  private mutating func integer() throws(WireError) -> Int64 {
    let start = at
    let isNegative = take(UInt8(ascii: "-"))
    let digits = at
    var number: Int64 = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      // 17 digits hold in Int64, so the sum cannot overflow before it is refused.
      number = number * 10 + Int64(byte - UInt8(ascii: "0"))
      guard number <= Wire.largestInteger else { throw .syntax(.numberTooLarge, offset: start) }
      at += 1
    }
    guard at > digits else { throw fault(at == bytes.count ? .truncated : .unexpectedByte) }
    if bytes[digits] == UInt8(ascii: "0"), at > digits + 1 { throw .syntax(.leadingZero, offset: start) }
    switch peek {
    case UInt8(ascii: "."): throw fault(.fraction)
    case UInt8(ascii: "e"), UInt8(ascii: "E"): throw fault(.exponent)
    default:
      if isNegative, number == 0 { isCanonical = false }
      return isNegative ? -number : number
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(WireError) -> JSON {
    for byte in word.utf8 { try expect(byte) }
    return value
  }

  var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(WireError) {
    guard take(byte) else { throw fault(at == bytes.count ? .truncated : .unexpectedByte) }
  }

  private mutating func skipSpaces() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      isCanonical = false
      at += 1
    }
  }

  func fault(_ fault: WireError.SyntaxFault) -> WireError { .syntax(fault, offset: at) }
}
