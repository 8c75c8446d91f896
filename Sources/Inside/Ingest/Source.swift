internal import CScan
internal import Files

/// One file to be read: streams it once, through the digest and the parser together, so that what was
/// digested is what was read.
struct Source {
  /// Index in the log.
  let file: Int
  let path: String
  var form = TextForm()
  let makeDigest: () -> FileDigest

  /// No file has more lines than a `RowPlace` can count.
  static let sizeLimit = Int(UInt32.max)

  /// - Returns: why the file cannot be used; nil if it can.
  func readCSV(_ handler: some CSVHandler) throws(IngestError) -> Refusal? {
    form.isPlain ? try stream(CSVReader(handler)) : try stream(DelimitedReader(handler, form.delimiter))
  }

  /// The same, of fields that anything may separate; see `DelimitedReader`.
  func readCSV(_ handler: some CSVHandler, _ delimiter: Delimiter) throws(IngestError) -> Refusal? {
    try stream(DelimitedReader(handler, delimiter))
  }

  /// - Returns: what its persons came to, nil if there is no header; and why the file cannot be used, nil if it can.
  func readXML(_ reading: consuming XMLReturn) throws(IngestError) -> (reducer: CensusReducer?, refusal: Refusal?) {
    let parser = try XMLPushParser(reading)
    let refusal = try stream(XMLDocument(parser))
    return (parser.reducer, refusal)
  }

  /// The whole file, as zip archives are read from their end.
  func readWhole(limit: Int) throws(IngestError) -> (bytes: [UInt8], refusal: Refusal?) {
    let whole = WholeFile(limit: limit)
    let refusal = try stream(whole)
    return (whole.bytes, refusal)
  }

  /// After a refusal the rest of the file still goes through the digest.
  private func stream(_ parser: some ByteParser) throws(IngestError) -> Refusal? {
    var parser = parser
    let digest = makeDigest()
    var count = 0
    var refusal: Refusal?
    do {
      try Files.stream(path) { chunk in
        digest.update(chunk)
        count += chunk.count
        guard refusal == nil else { return }
        refusal = count > Self.sizeLimit ? Refusal(rule: .tooLarge) : parser.refusal(of: chunk)
      }
    } catch let error as FileError {
      throw .cannotRead(error)
    } catch {
      preconditionFailure("the body of the stream throws nothing")
    }
    digest.end()
    if count == 0 { return Refusal(rule: .emptyFile) }
    if let refusal { return refusal }
    do throws(Refusal) { try parser.finish() } catch { return error }
    return nil
  }
}

/// Takes a file's bytes in pieces.
protocol ByteParser {
  mutating func feed(_ bytes: Span<UInt8>) throws(Refusal)
  mutating func finish() throws(Refusal)
}

extension CSVReader: ByteParser {}

private final class WholeFile: ByteParser {
  private(set) var bytes: [UInt8] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func feed(_ chunk: Span<UInt8>) throws(Refusal) {
    guard bytes.count + chunk.count <= limit else { throw Refusal(rule: .workbookTooLarge) }
    for index in chunk.indices { bytes.append(chunk[index]) }
  }

  func finish() {}
}

extension ByteParser {
  fileprivate mutating func refusal(of bytes: Span<UInt8>) -> Refusal? {
    do throws(Refusal) {
      try feed(bytes)
      return nil
    } catch {
      return error
    }
  }
}

/// The bytes of an XML file on their way to the parser: held back until the prolog has passed. What begins with a byte order
/// mark of UTF-16 is turned into UTF-8 first, so that what is looked at and what is parsed are the same bytes.
private final class XMLDocument: ByteParser {
  private let parser: XMLPushParser
  /// The first byte of a file of which no more has come.
  private var first: [UInt8] = []
  private var hasBegun = false
  /// Nil for a file that is not UTF-16.
  private var text: UTF16Text?
  private var held: [UInt8] = []
  /// Nil until the prolog has passed.
  private var isUTF8: Bool?

  init(_ parser: XMLPushParser) { self.parser = parser }

  func feed(_ chunk: Span<UInt8>) throws(Refusal) {
    guard hasBegun else { return try begin(chunk) }
    guard text != nil else { return try take(chunk) }
    let bytes = text?.utf8(chunk) ?? []
    try take(bytes.span)
  }

  private func begin(_ chunk: Span<UInt8>) throws(Refusal) {
    for index in chunk.indices { first.append(chunk[index]) }
    guard first.count >= 2 else { return }
    hasBegun = true
    if UTF16Text.begins(first) { text = UTF16Text() }
    let bytes = first
    first = []
    try feed(bytes.span)
  }

  private func take(_ chunk: Span<UInt8>) throws(Refusal) {
    let hasNUL = unsafe chunk.withUnsafeBytes { unsafe boroughwise_has_nul($0.baseAddress, $0.count) } != 0
    guard isUTF8 == nil else {
      if hasNUL { throw Refusal(rule: .nulByte) }
      return try parse(chunk)
    }
    for index in chunk.indices { held.append(chunk[index]) }
    guard try passes() else { return }
    if hasNUL { throw Refusal(rule: .nulByte) }
    let first = held
    held = []
    try parse(first.span)
  }

  /// False as long as more of the prolog must be seen.
  private func passes() throws(Refusal) -> Bool {
    switch XMLProlog.inspect(held, wasUTF16: text != nil) {
    case .needsMore:
      if held.count > XMLProlog.limit { throw Refusal(rule: .notXML) }
      return false
    case .refused(let rule): throw Refusal(rule: rule)
    case .passed(let isUTF8):
      self.isUTF8 = isUTF8
      return true
    }
  }

  func finish() throws(Refusal) {
    if let rest = text?.finish(), !rest.isEmpty { try take(rest.span) }
    guard isUTF8 != nil else { throw Refusal(rule: .notXML) }
    try parser.finish()
  }

  private func parse(_ bytes: Span<UInt8>) throws(Refusal) {
    if isUTF8 == true { return try parser.feed(bytes) }
    // One byte per character, of which only ASCII is needed: what is not becomes a question mark.
    var ascii: [UInt8] = []
    ascii.reserveCapacity(bytes.count)
    for index in bytes.indices { ascii.append(bytes[index] < 0x80 ? bytes[index] : UInt8(ascii: "?")) }
    try parser.feed(ascii.span)
  }
}
