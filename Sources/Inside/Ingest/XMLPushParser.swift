internal import CXML2

/// Takes the elements of a document in order. Text comes in pieces.
protocol XMLHandler: AnyObject {
  /// A number for an element's name, asked once per name. The name is without its prefix.
  func token(for name: String) -> Int
  func start(_ token: Int, line: Int) throws(Refusal)
  func text(_ bytes: Span<UInt8>)
  func end() throws(Refusal)
}

/// libxml2's push parser (SAX2) with everything switched off that reaches outside the document.
///
/// No tree is built. There is no entity loading, no network and no DTD: a document type declaration is refused
/// here once more. libxml2's own messages can quote the document, so that they are dropped; only the
/// number of an error is looked at. Text and names are bounded by libxml2 itself (XML_PARSE_HUGE is off).
@safe final class XMLPushParser {
  private let context: xmlParserCtxtPtr
  private let handler: any XMLHandler
  private var tokens: [UInt: Int] = [:]
  private var failure: Refusal?

  /// More distinct names than any real return has; beyond it names are looked up each time.
  private static let tokenLimit = 4096

  init(_ handler: any XMLHandler) throws(IngestError) {
    self.handler = handler
    unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
    var sax = unsafe xmlSAXHandler()
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { user, name, _, _, _, _, _, _, _ in unsafe XMLPushParser.from(user)?.start(name) }
    unsafe sax.endElementNs = { user, _, _, _ in unsafe XMLPushParser.from(user)?.end() }
    unsafe sax.characters = { user, text, count in unsafe XMLPushParser.from(user)?.text(text, count) }
    unsafe sax.cdataBlock = { user, text, count in unsafe XMLPushParser.from(user)?.text(text, count) }
    unsafe sax.internalSubset = { user, _, _, _ in unsafe XMLPushParser.from(user)?.stop(Refusal(rule: .doctype)) }
    unsafe sax.serror = { _, _ in }
    guard let context = unsafe xmlCreatePushParserCtxt(&sax, nil, nil, 0, nil) else { throw .noMemory }
    unsafe self.context = unsafe context
    unsafe context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    // The encoding was decided on before (`XMLProlog`).
    unsafe xmlCtxtUseOptions(
      context, Int32(bitPattern: XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_COMPACT.rawValue))
  }

  deinit { unsafe xmlFreeParserCtxt(context) }

  func feed(_ bytes: Span<UInt8>) throws(Refusal) {
    guard !bytes.isEmpty else { return }
    unsafe bytes.withUnsafeBytes { piece in
      _ = unsafe xmlParseChunk(
        context, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(truncatingIfNeeded: piece.count), 0)
    }
    try check(atEnd: false)
  }

  /// Call once, at the end of the file.
  func finish() throws(Refusal) {
    _ = unsafe xmlParseChunk(context, nil, 0, 1)
    try check(atEnd: true)
  }

  private func check(atEnd: Bool) throws(Refusal) {
    if let failure { throw failure }
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
    throw Refusal(rule: rule, line: line)
  }

  private var line: Int {
    guard let input = unsafe context.pointee.input else { return 0 }
    return unsafe Int(input.pointee.line)
  }

  // What libxml2 calls. `userData` is the parser itself, which outlives its context.

  private static func from(_ user: UnsafeMutableRawPointer?) -> XMLPushParser? {
    guard let user = unsafe user else { return nil }
    return unsafe Unmanaged<XMLPushParser>.fromOpaque(user).takeUnretainedValue()
  }

  /// - Parameter name: interned by libxml2 for the life of the context, so that its address stands for it.
  private func start(_ name: UnsafePointer<xmlChar>?) {
    guard failure == nil, let name = unsafe name else { return }
    let address = UInt(bitPattern: name)
    let token: Int
    if let known = tokens[address] {
      token = known
    } else {
      token = handler.token(for: unsafe String(cString: name))
      if tokens.count < Self.tokenLimit { tokens[address] = token }
    }
    do throws(Refusal) { try handler.start(token, line: line) } catch { stop(error) }
  }

  private func text(_ text: UnsafePointer<xmlChar>?, _ count: Int32) {
    guard failure == nil, let text = unsafe text, count > 0 else { return }
    unsafe handler.text(UnsafeBufferPointer(start: text, count: Int(count)).span)
  }

  private func end() {
    guard failure == nil else { return }
    do throws(Refusal) { try handler.end() } catch { stop(error) }
  }

  private func stop(_ refusal: Refusal) {
    guard failure == nil else { return }
    failure = Refusal(rule: refusal.rule, line: refusal.line > 0 ? refusal.line : line)
    unsafe xmlStopParser(context)
  }
}
