import CXML2
import Files

/// libxml2's SAX2 push parser with handlers that do nothing, in the pieces that `Ingest` gives it, and spared
/// the same search for blanks.
enum BareXML {
  /// The library is quicker with small pieces than with large ones.
  private static let piece = 1 << 14

  /// - Returns: the number of elements, counted so that the handler is called and not skipped.
  static func elements(in file: String) throws -> Int {
    var count = 0
    var sax = unsafe xmlSAXHandler()
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { user, _, _, _, _, _, _, _, _ in
      unsafe user?.assumingMemoryBound(to: Int.self).pointee += 1
    }
    unsafe sax.endElementNs = { _, _, _, _ in }
    unsafe sax.characters = { _, _, _ in }
    unsafe sax.ignorableWhitespace = unsafe sax.characters
    unsafe sax.cdataBlock = { _, _, _ in }
    unsafe sax.serror = { _, _ in }
    try unsafe withUnsafeMutablePointer(to: &count) { counter in
      guard let context = unsafe xmlCreatePushParserCtxt(&sax, counter, nil, 0, nil) else {
        throw BenchFailure("libxml2 has no memory")
      }
      defer { unsafe xmlFreeParserCtxt(context) }
      unsafe xmlCtxtUseOptions(context, Int32(bitPattern: XML_PARSE_NONET.rawValue))
      try Files.stream(file) { chunk in
        var start = 0
        while start < chunk.count {
          let piece = chunk.extracting(start..<min(start + Self.piece, chunk.count))
          unsafe piece.withUnsafeBytes { piece in
            _ = unsafe xmlParseChunk(
              context, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(truncatingIfNeeded: piece.count), 0)
          }
          start += piece.count
        }
      }
      guard unsafe xmlParseChunk(context, nil, 0, 1) == 0 else { throw BenchFailure("\(file) is not well formed") }
    }
    return count
  }
}

/// Finds fields and records and does nothing with them: a comma or a line feed counts outside quotes only. One byte
/// after the other, without vector instructions.
enum BareCSV {
  /// - Returns: the number of fields.
  static func fields(in file: String) throws -> Int {
    var count = 0
    var isQuoted = false
    try Files.stream(file) { chunk in
      for index in chunk.indices {
        switch chunk[index] {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: ","), UInt8(ascii: "\n"): if !isQuoted { count += 1 }
        default: break
        }
      }
    }
    return count
  }
}
