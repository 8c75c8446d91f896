/// What separates the fields of a text file. The raw value is the word on the command line and in a map's file.
public enum Delimiter: String, CaseIterable, Sendable {
  case comma, semicolon, tab, pipe

  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .pipe: UInt8(ascii: "|")
    }
  }

  /// A comma in the place of this, and this in the place of a comma: done twice, all is as before. So whatever separates
  /// the fields, one reader knows where they end, quotes included.
  func swapped(_ byte: UInt8) -> UInt8 {
    byte == UInt8(ascii: ",") ? self.byte : byte == self.byte ? UInt8(ascii: ",") : byte
  }

  /// In words, for people: "semicolons".
  public var plural: String { rawValue + "s" }

  static func text(_ delimiters: Set<Delimiter>) -> String {
    allCases.filter(delimiters.contains).map(\.rawValue).joined(separator: " + ")
  }

  /// "tab", or several with " + " between.
  static func set(_ text: String) -> Set<Delimiter>? {
    let words = text.split(separator: "+").map { $0.filter { $0 != " " } }
    let found = words.compactMap { Delimiter(rawValue: $0) }
    return found.count == words.count && !found.isEmpty ? Set(found) : nil
  }
}

/// How the text of a file is to be read.
struct TextForm: Equatable {
  var delimiter = Delimiter.comma
  /// Two bytes a character.
  var isUTF16 = false

  /// Its bytes are those of CSV as they are.
  var isPlain: Bool { delimiter == .comma && !isUTF16 }
}

/// Reads CSV whose fields are separated by something else than commas, and of two bytes a character. The handler gets
/// records as if they were: it swaps their bytes back.
struct DelimitedReader<Handler: CSVHandler>: ByteParser {
  private var reader: CSVReader<Handler>
  private let delimiter: Delimiter
  private var text = UTF16Text()

  init(_ handler: Handler, _ delimiter: Delimiter) { (reader, self.delimiter) = (CSVReader(handler), delimiter) }

  mutating func feed(_ bytes: Span<UInt8>) throws(Refusal) {
    try give(text.utf8(bytes))
  }

  mutating func finish() throws(Refusal) {
    try give(text.finish())
    try reader.finish()
  }

  private mutating func give(_ bytes: [UInt8]) throws(Refusal) {
    var bytes = bytes
    if delimiter != .comma { for index in bytes.indices { bytes[index] = delimiter.swapped(bytes[index]) } }
    try reader.feed(bytes.span)
  }
}
