/// Looks at what stands before a document's first element, before any parser sees it.
///
/// A DOCTYPE, the way to entities, external files and their expansion, is refused here. So is any encoding in
/// which ASCII text is not its own bytes.
enum XMLProlog {
  enum Outcome: Equatable {
    /// The first element was not seen yet.
    case needsMore
    case passed(isUTF8: Bool)
    case refused(Rule)
  }

  /// More than any real file has before its first element.
  static let limit = 1 << 16

  /// - Parameters:
  ///   - bytes: from the file's beginning; of UTF-16, as UTF-8.
  ///   - wasUTF16: a byte order mark said so, which is then gone.
  static func inspect(_ bytes: [UInt8], wasUTF16: Bool = false) -> Outcome {
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes.count - index >= 4 else { return .needsMore }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(4).contains(0) {
      return .refused(.encoding)
    }
    var isUTF8 = true
    while true {
      while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
      guard index + 1 < bytes.count else {
        return index < bytes.count && bytes[index] != UInt8(ascii: "<") ? .refused(.notXML) : .needsMore
      }
      guard bytes[index] == UInt8(ascii: "<") else { return .refused(.notXML) }
      switch bytes[index + 1] {
      case UInt8(ascii: "?"):
        guard let end = find("?>", in: bytes, from: index + 2) else { return .needsMore }
        if starts("<?xml", bytes, at: index), [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index + 5]) {
          let name = encoding(Array(bytes[index..<end])) ?? "utf-8"
          // An editor that writes UTF-16 leaves "UTF-8" there: the mark is certain, and every byte was turned.
          let isKnown = ["utf-8", "utf8", "us-ascii", "ascii"].contains(name) || wasUTF16 && name.hasPrefix("utf-16")
          guard isKnown || !wasUTF16 && ["iso-8859-1", "iso-8859-15", "windows-1252", "latin1"].contains(name) else {
            return .refused(.encoding)
          }
          if !isKnown { isUTF8 = false }
        }
        index = end
      case UInt8(ascii: "!"):
        guard index + 4 <= bytes.count else { return .needsMore }
        guard starts("<!--", bytes, at: index) else { return .refused(.doctype) }
        guard let end = find("-->", in: bytes, from: index + 4) else { return .needsMore }
        index = end
      default:
        return .passed(isUTF8: isUTF8)
      }
    }
  }

  /// The encoding that an XML declaration gives, in lower case.
  private static func encoding(_ declaration: [UInt8]) -> String? {
    guard var index = find("encoding", in: declaration, from: 0) else { return nil }
    let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    while index < declaration.count, !quotes.contains(declaration[index]) { index += 1 }
    guard index < declaration.count else { return "" }
    let name = declaration[(index + 1)...].prefix { $0 != declaration[index] }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  private static func starts(_ text: StaticString, _ bytes: [UInt8], at index: Int) -> Bool {
    bytes[index...].starts(with: "\(text)".utf8)
  }

  /// The index behind the next occurrence.
  private static func find(_ text: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
    let wanted = Array("\(text)".utf8)
    var index = start
    while index + wanted.count <= bytes.count {
      if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) { return index + wanted.count }
      index += 1
    }
    return nil
  }
}
