/// Turns text of two bytes a character (UTF-16, "Unicode Text" of Excel, what PowerShell writes) into UTF-8, piece by piece.
/// What begins with no byte order mark of UTF-16 goes through as it is.
struct UTF16Text {
  private enum Form { case unknown, other, littleEndian, bigEndian }

  private var form = Form.unknown
  /// The first byte of the file, or of a unit whose second byte comes with the next piece.
  private var half: UInt8?
  /// The first unit of a pair whose second one is still to come.
  private var high: UInt16?

  init() {}

  /// Whether a file begins so.
  static func begins(_ start: some Collection<UInt8>) -> Bool { start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) }

  /// - Returns: the piece as UTF-8, as far as its characters are whole.
  mutating func utf8(_ piece: Span<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(piece.count + 1)
    for index in piece.indices { take(piece[index], &out) }
    return out
  }

  /// Call once, at the end of the file.
  ///
  /// - Returns: what is left. Half a character is one that is not known.
  mutating func finish() -> [UInt8] {
    defer { (half, high) = (nil, nil) }
    switch form {
    case .unknown, .other: return half.map { [$0] } ?? []
    case .littleEndian, .bigEndian: return half == nil && high == nil ? [] : Self.unknown
    }
  }

  private static let unknown: [UInt8] = [0xEF, 0xBF, 0xBD]

  private mutating func take(_ byte: UInt8, _ out: inout [UInt8]) {
    if form == .other { return out.append(byte) }
    guard let first = half else {
      half = byte
      return
    }
    half = nil
    switch form {
    case .unknown:
      if first == 0xFF, byte == 0xFE { form = .littleEndian } else if first == 0xFE, byte == 0xFF { form = .bigEndian } else {
        form = .other
        out += [first, byte]
      }
    case .littleEndian: take(UInt16(byte) << 8 | UInt16(first), &out)
    case .bigEndian, .other: take(UInt16(first) << 8 | UInt16(byte), &out)
    }
  }

  private mutating func take(_ unit: UInt16, _ out: inout [UInt8]) {
    if let first = high {
      high = nil
      if 0xDC00...0xDFFF ~= unit {
        return Self.add(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), &out)
      }
      out += Self.unknown
    }
    switch unit {
    case 0xD800...0xDBFF: high = unit
    case 0xDC00...0xDFFF: out += Self.unknown
    default: Self.add(UInt32(unit), &out)
    }
  }

  private static func add(_ character: UInt32, _ out: inout [UInt8]) {
    if character < 0x80 { return out.append(UInt8(character)) }
    guard let scalar = Unicode.Scalar(character), let units = UTF8.encode(scalar) else { return }
    out += units
  }
}
