/// The parts of a zip archive that is whole in memory, by its central directory alone.
///
/// Stricter than zip: one disk, no zip64, stored or deflated parts only, no two parts of one name, no two parts that
/// share bytes, nothing between the directory and the end. Every size is known, and judged, before a byte is unpacked.
struct ZipArchive {
  struct Part {
    /// As it is written; compared in lower case, as the package format wants it.
    let name: String
    /// Where its bytes lie in the archive.
    let range: Range<Int>
    /// Unpacked.
    let size: Int
    let checksum: UInt32
    let isDeflated: Bool
  }

  let bytes: [UInt8]
  /// By names in lower case.
  private(set) var parts: [String: Part] = [:]

  init(_ bytes: [UInt8], limits: Workbook.Limits) throws(SpreadsheetError) {
    self.bytes = bytes
    guard bytes.count <= limits.file else { throw SpreadsheetError(.tooLarge) }
    if bytes.starts(with: Self.compoundFile) { throw SpreadsheetError(compoundFileReason) }
    guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { throw SpreadsheetError(.wrongType) }
    try readDirectory(limits)
  }

  private static let compoundFile: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  /// A workbook with a password is an old-style compound file that holds the encrypted one; others are .xls.
  private var compoundFileReason: SpreadsheetError.Reason {
    // In UTF-16, at an even place.
    let mark = "EncryptedPackage".utf8.flatMap { (letter: UInt8) -> [UInt8] in [letter, 0] }
    var index = 0
    while index + mark.count <= bytes.count {
      if bytes[index] == mark[0], bytes[index...].starts(with: mark) { return .encrypted }
      index += 2
    }
    return .wrongType
  }

  private mutating func readDirectory(_ limits: Workbook.Limits) throws(SpreadsheetError) {
    let end = try endRecord()
    let (count, size, start) = (number(2, at: end + 10), number(4, at: end + 12), number(4, at: end + 16))
    guard number(2, at: end + 4) == 0, number(2, at: end + 6) == 0, number(2, at: end + 8) == count else {
      throw SpreadsheetError(.damaged)
    }
    guard count <= limits.parts, start != 0xFFFF_FFFF else { throw SpreadsheetError(.tooLarge) }
    guard start + size == end else { throw SpreadsheetError(.damaged) }
    var at = start
    var total = 0
    var used: [Range<Int>] = []
    for _ in 0..<count {
      let part = try entry(&at, end: end, directory: start, limits, &used)
      total += part.size
      guard total <= limits.total else { throw SpreadsheetError(.tooLarge) }
      guard parts.updateValue(part, forKey: part.name.lowercased()) == nil else { throw SpreadsheetError(.damaged) }
    }
    guard at == end else { throw SpreadsheetError(.damaged) }
    used.sort { $0.lowerBound < $1.lowerBound }
    for (first, next) in zip(used, used.dropFirst()) where first.upperBound > next.lowerBound {
      throw SpreadsheetError(.damaged)
    }
  }

  /// Where the end-of-directory record stands: the last 22 bytes, or earlier by the length of its comment.
  private func endRecord() throws(SpreadsheetError) -> Int {
    var at = bytes.count - 22
    while at >= max(4, bytes.count - 22 - 0xFFFF) {
      if number(4, at: at) == 0x0605_4B50, at + 22 + number(2, at: at + 20) == bytes.count { return at }
      at -= 1
    }
    throw SpreadsheetError(.truncated)
  }

  /// Reads one entry of the directory, and moves `at` behind it.
  private func entry(
    _ at: inout Int, end: Int, directory: Int, _ limits: Workbook.Limits, _ used: inout [Range<Int>]
  ) throws(SpreadsheetError) -> Part {
    guard at + 46 <= end, number(4, at: at) == 0x0201_4B50 else { throw SpreadsheetError(.damaged) }
    let (flags, method) = (number(2, at: at + 8), number(2, at: at + 10))
    // Encrypted; strongly encrypted; with a masked directory.
    guard flags & (1 | 1 << 6 | 1 << 13) == 0, method != 99 else { throw SpreadsheetError(.encrypted) }
    guard method == 0 || method == 8 else { throw SpreadsheetError(.damaged) }
    let (packed, size) = (number(4, at: at + 20), number(4, at: at + 24))
    guard size <= limits.part else { throw SpreadsheetError(.tooLarge) }
    guard size <= limits.ratioFloor || size / max(1, packed) < limits.ratio else { throw SpreadsheetError(.ratio) }
    let (nameLength, offset) = (number(2, at: at + 28), number(4, at: at + 42))
    let next = at + 46 + nameLength + number(2, at: at + 30) + number(2, at: at + 32)
    guard next <= end, let name = name(at: at + 46, nameLength) else { throw SpreadsheetError(.damaged) }

    // The part's own header must say the same: programs differ in which of the two they believe.
    guard offset + 30 <= directory, number(4, at: offset) == 0x0403_4B50, number(2, at: offset + 8) == method,
      number(2, at: offset + 6) & 1 == 0, number(2, at: offset + 26) == nameLength,
      bytes[(offset + 30)...].prefix(nameLength) == bytes[(at + 46)...].prefix(nameLength)
    else { throw SpreadsheetError(.damaged) }
    let start = offset + 30 + nameLength + number(2, at: offset + 28)
    guard start + packed <= directory, method == 8 || packed == size else { throw SpreadsheetError(.damaged) }
    used.append(offset..<(start + packed))
    defer { at = next }
    return Part(
      name: name, range: start..<(start + packed), size: size, checksum: UInt32(truncatingIfNeeded: number(4, at: at + 16)),
      isDeflated: method == 8)
  }

  /// A relative path of printable ASCII (or other UTF-8) without steps upwards.
  private func name(at start: Int, _ length: Int) -> String? {
    guard (1...512).contains(length) else { return nil }
    let name = String(decoding: bytes[start..<(start + length)], as: UTF8.self)
    let steps = name.split(separator: "/", omittingEmptySubsequences: false)
    let isSound = !name.hasPrefix("/") && !steps.contains("..") && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x5C }
    return isSound ? name : nil
  }

  /// Little-endian, of 2 or 4 bytes; 0 beyond the end.
  private func number(_ count: Int, at start: Int) -> Int {
    guard start >= 0, start + count <= bytes.count else { return 0 }
    var value = 0
    for index in 0..<count { value |= Int(bytes[start + index]) << (8 * index) }
    return value
  }
}
