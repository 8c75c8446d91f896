internal import CXML2

/// libxml2's push parser (SAX2) with everything switched off that reaches outside the document.
///
/// No tree is built. There is no entity loading, no network and no DTD: a document type declaration is refused
/// here once more. libxml2's own messages can quote the document, so that they are dropped; only the
/// number of an error is looked at. Text and names are bounded by libxml2 itself (XML_PARSE_HUGE is off); a tag is
/// bounded here, because libxml2 compares each attribute of it with every other.
@safe final class XMLPushParser {
  private let context: xmlParserCtxtPtr
  /// The library moves what it was given to the front of its buffer again and again: the less, the quicker.
  private static let piece = 1 << 14
  /// Bytes of a tag, comment or instruction, which the library holds until it ends.
  private static let tagLimit = 1 << 18
  private let events: UnsafeMutablePointer<XMLEvents>

  init(_ reading: consuming XMLReturn) throws(IngestError) {
    unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
    var sax = unsafe xmlSAXHandler()
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { user, name, _, _, namespaces, _, attributes, _, _ in
      unsafe XMLEvents.with(user) { unsafe $0.start(name, max(namespaces, attributes)) }
    }
    unsafe sax.endElementNs = { user, _, _, _ in unsafe XMLEvents.with(user) { $0.end() } }
    unsafe sax.characters = { user, text, count in unsafe XMLEvents.with(user) { unsafe $0.text(text, count) } }
    // The same function, or each text would be looked through for blanks first.
    unsafe sax.ignorableWhitespace = unsafe sax.characters
    unsafe sax.cdataBlock = { user, text, count in unsafe XMLEvents.with(user) { unsafe $0.text(text, count) } }
    unsafe sax.internalSubset = { user, _, _, _ in
      unsafe XMLEvents.with(user) { $0.stop(Refusal(rule: .doctype)) }
    }
    unsafe sax.serror = { _, _ in }
    guard let context = unsafe xmlCreatePushParserCtxt(&sax, nil, nil, 0, nil) else { throw .noMemory }
    unsafe self.context = unsafe context
    unsafe events = .allocate(capacity: 1)
    unsafe events.initialize(to: XMLEvents(context, reading))
    unsafe context.pointee.userData = UnsafeMutableRawPointer(events)
    // The encoding was decided on before (`XMLProlog`).
    unsafe xmlCtxtUseOptions(
      context, Int32(bitPattern: XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_COMPACT.rawValue))
  }

  deinit {
    unsafe xmlFreeParserCtxt(context)
    unsafe events.deinitialize(count: 1)
    unsafe events.deallocate()
  }

  /// What the return's persons came to; nil if it has no header.
  var reducer: CensusReducer? { unsafe events.pointee.reading.reducer }

  func feed(_ bytes: Span<UInt8>) throws(Refusal) {
    var start = 0
    while start < bytes.count {
      let piece = bytes.extracting(start..<min(start + Self.piece, bytes.count))
      unsafe piece.withUnsafeBytes { piece in
        _ = unsafe xmlParseChunk(
          context, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(truncatingIfNeeded: piece.count), 0)
      }
      try check(atEnd: false)
      guard let input = unsafe context.pointee.input, unsafe input.pointee.end - input.pointee.cur <= Self.tagLimit else {
        throw Refusal(rule: hasBareAmpersand ? .xmlMalformed : .tooLarge, line: unsafe events.pointee.line)
      }
      start += piece.count
    }
  }

  /// Call once, at the end of the file.
  func finish() throws(Refusal) {
    let isCutOff = !hasBareAmpersand
    _ = unsafe xmlParseChunk(context, nil, 0, 1)
    try check(atEnd: isCutOff)
  }

  /// The library holds what follows an ampersand until there is a semicolon. A tag never comes before that, but where a
  /// person or a program wrote "Smith & Jones" as it is.
  private var hasBareAmpersand: Bool {
    guard let input = unsafe context.pointee.input, let held = unsafe input.pointee.cur, let end = unsafe input.pointee.end,
      unsafe held < end, unsafe held.pointee == UInt8(ascii: "&")
    else { return false }
    return unsafe UnsafeBufferPointer(start: held, count: end - held).contains(UInt8(ascii: "<"))
  }

  private func check(atEnd: Bool) throws(Refusal) {
    if let failure = unsafe events.pointee.failure { throw failure }
    guard unsafe context.pointee.wellFormed == 0 else { return }
    let number = unsafe UInt32(bitPattern: context.pointee.errNo)
    let rule: Rule =
      switch number {
      case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_ENCODING.rawValue, XML_ERR_UNKNOWN_ENCODING.rawValue,
        XML_ERR_UNSUPPORTED_ENCODING.rawValue:
        .encoding
      case _ where atEnd: .xmlTruncated
      default: .xmlMalformed
      }
    throw Refusal(rule: rule, line: unsafe events.pointee.line)
  }
}

/// What libxml2 calls. A struct behind a pointer, for there are a hundred calls a child, and each access to an object's
/// variables is checked anew.
@safe private struct XMLEvents {
  let context: xmlParserCtxtPtr
  var reading: XMLReturn
  private var tokens = NameTokens()
  private(set) var failure: Refusal?
  private static let attributeLimit: Int32 = 1_000

  init(_ context: xmlParserCtxtPtr, _ reading: consuming XMLReturn) {
    unsafe self.context = unsafe context
    self.reading = reading
  }

  var line: Int {
    guard let input = unsafe context.pointee.input else { return 0 }
    return unsafe Int(input.pointee.line)
  }

  /// - Parameter user: the events themselves, which outlive the parser's context.
  @inline(__always)
  static func with(_ user: UnsafeMutableRawPointer?, _ body: (inout XMLEvents) -> Void) {
    guard let user = unsafe user else { return }
    unsafe body(&user.assumingMemoryBound(to: XMLEvents.self).pointee)
  }

  /// - Parameter name: interned by libxml2 for the life of the context, so that its address stands for it.
  mutating func start(_ name: UnsafePointer<xmlChar>?, _ attributes: Int32) {
    guard failure == nil, let name = unsafe name else { return }
    guard attributes <= Self.attributeLimit else { return stop(Refusal(rule: .tooLarge)) }
    let address = UInt(bitPattern: name)
    let token = tokens[address] ?? tokens.add(address, XMLReturn.token(for: unsafe String(cString: name)))
    do throws(Refusal) { try reading.start(token, line: line) } catch { stop(error) }
  }

  mutating func text(_ text: UnsafePointer<xmlChar>?, _ count: Int32) {
    guard failure == nil, let text = unsafe text, count > 0 else { return }
    unsafe reading.text(UnsafeBufferPointer(start: text, count: Int(count)).span)
  }

  mutating func end() {
    guard failure == nil else { return }
    do throws(Refusal) { try reading.end() } catch { stop(error) }
  }

  mutating func stop(_ refusal: Refusal) {
    guard failure == nil else { return }
    failure = Refusal(rule: refusal.rule, line: refusal.line > 0 ? refusal.line : line)
    unsafe xmlStopParser(context)
  }
}

/// The tokens of names by the names' addresses.
private struct NameTokens {
  private var slots = [(address: UInt, token: Int)](repeating: (0, 0), count: 1024)
  private var count = 0

  subscript(address: UInt) -> Int? {
    var slot = Self.slot(address)
    while slots[slot].address != address {
      if slots[slot].address == 0 { return nil }
      slot = (slot + 1) % 1024
    }
    return slots[slot].token
  }

  /// A return has some hundred names; where there are many more, the rest is looked up each time.
  mutating func add(_ address: UInt, _ token: Int) -> Int {
    guard count < 512 else { return token }
    count += 1
    var slot = Self.slot(address)
    while slots[slot].address != 0 { slot = (slot + 1) % 1024 }
    slots[slot] = (address, token)
    return token
  }

  private static func slot(_ address: UInt) -> Int {
    Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 54)
  }
}
