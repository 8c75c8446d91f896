internal import CXML2

/// The attributes of one element, valid while it is started.
@safe struct PartAttributes: ~Copyable {
  fileprivate let parser: PartParser
  /// Five pointers each: name, prefix, namespace, value, end of the value.
  fileprivate let pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  fileprivate let count: Int

  fileprivate init(
    _ parser: PartParser, _ pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int
  ) {
    self.parser = parser
    unsafe self.pointers = unsafe pointers
    self.count = count
  }

  /// Replaces `value` with an attribute's bytes; empty if it is not there.
  func read(_ name: PartName, into value: inout [UInt8]) {
    value.removeAll(keepingCapacity: true)
    guard let pointers = unsafe pointers else { return }
    for index in 0..<count where unsafe parser.name(pointers[5 * index]) == name {
      guard let start = unsafe pointers[5 * index + 3], let end = unsafe pointers[5 * index + 4] else { return }
      return unsafe value.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  func string(_ name: PartName) -> String {
    var value: [UInt8] = []
    read(name, into: &value)
    return String(decoding: value, as: UTF8.self)
  }
}

/// libxml2's push parser (SAX2) for the parts of a workbook: no tree, no entities, no network, no DTD.
///
/// libxml2's own messages can quote the document and are dropped. Names and text are bounded by libxml2 itself
/// (XML_PARSE_HUGE is off); a tag is bounded here, because libxml2 compares each attribute of it with every other.
@safe final class PartParser {
  private let context: xmlParserCtxtPtr
  private let handler: any PartHandler
  private var names: [UInt: PartName] = [:]
  private var open: [PartName] = []
  private var failure: SpreadsheetError?

  private static let known: [String: PartName] = {
    var known: [String: PartName] = [:]
    for name in PartName.allCases { known[name.rawValue] = name }
    return known
  }()
  private static let nameLimit = 4096
  private static let depthLimit = 64
  /// Bytes of a tag, comment or instruction that goes on beyond the piece it began in, and attributes of one element.
  private static let tagLimit = 1 << 18
  private static let attributeLimit: Int32 = 1_000

  /// Reads one part from its first byte to its last.
  static func read(
    _ part: ZipArchive.Part, in archive: ZipArchive, _ handler: any PartHandler
  ) throws(SpreadsheetError) {
    let parser = try PartParser(handler)
    var bytes = try PartBytes(part, in: archive)
    var piece: [UInt8] = []
    var isFirst = true
    while try bytes.next(&piece) {
      if isFirst { try PartProlog.check(piece) }
      isFirst = false
      try parser.feed(piece)
    }
    try parser.feed([])
  }

  private init(_ handler: any PartHandler) throws(SpreadsheetError) {
    self.handler = handler
    unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
    var sax = unsafe xmlSAXHandler()
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { user, name, _, _, namespaces, _, count, _, attributes in
      if max(namespaces, count) > PartParser.attributeLimit { unsafe PartParser.from(user)?.stop(SpreadsheetError(.tooLarge)) }
      unsafe PartParser.from(user)?.start(name, count, attributes)
    }
    unsafe sax.endElementNs = { user, _, _, _ in unsafe PartParser.from(user)?.end() }
    unsafe sax.characters = { user, text, count in unsafe PartParser.from(user)?.text(text, count) }
    unsafe sax.cdataBlock = { user, text, count in unsafe PartParser.from(user)?.text(text, count) }
    unsafe sax.internalSubset = { user, _, _, _ in unsafe PartParser.from(user)?.stop(SpreadsheetError(.doctype)) }
    unsafe sax.serror = { _, _ in }
    guard let context = unsafe xmlCreatePushParserCtxt(&sax, nil, nil, 0, nil) else { throw SpreadsheetError(.noMemory) }
    unsafe self.context = unsafe context
    unsafe context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    unsafe xmlCtxtUseOptions(
      context, Int32(bitPattern: XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_COMPACT.rawValue))
  }

  deinit { unsafe xmlFreeParserCtxt(context) }

  /// - Parameter piece: empty at the end of the part.
  private func feed(_ piece: [UInt8]) throws(SpreadsheetError) {
    unsafe piece.withUnsafeBytes { bytes in
      _ = unsafe xmlParseChunk(
        context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(truncatingIfNeeded: bytes.count),
        piece.isEmpty ? 1 : 0)
    }
    if let failure { throw failure }
    guard unsafe context.pointee.wellFormed == 1 else { throw SpreadsheetError(.damaged) }
    guard let input = unsafe context.pointee.input else { return }
    let waiting = unsafe input.pointee.end - input.pointee.cur
    if waiting > Self.tagLimit { throw SpreadsheetError(.tooLarge) }
  }

  // What libxml2 calls. `userData` is the parser itself, which outlives its context.

  private static func from(_ user: UnsafeMutableRawPointer?) -> PartParser? {
    guard let user = unsafe user else { return nil }
    return unsafe Unmanaged<PartParser>.fromOpaque(user).takeUnretainedValue()
  }

  /// - Parameter pointer: interned by libxml2 for the life of the context, so that its address stands for the name.
  fileprivate func name(_ pointer: UnsafePointer<xmlChar>?) -> PartName {
    guard let pointer = unsafe pointer else { return .other }
    let address = UInt(bitPattern: pointer)
    if let known = names[address] { return known }
    let name = Self.known[unsafe String(cString: pointer)] ?? .other
    if names.count < Self.nameLimit { names[address] = name }
    return name
  }

  private func start(
    _ name: UnsafePointer<xmlChar>?, _ count: Int32, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    guard failure == nil else { return }
    let element = unsafe self.name(name)
    open.append(element)
    guard open.count <= Self.depthLimit else { return stop(SpreadsheetError(.damaged)) }
    do throws(SpreadsheetError) {
      try handler.start(element, unsafe PartAttributes(self, attributes, Int(count)))
    } catch { stop(error) }
  }

  private func text(_ text: UnsafePointer<xmlChar>?, _ count: Int32) {
    guard failure == nil, let text = unsafe text, count > 0 else { return }
    do throws(SpreadsheetError) {
      try unsafe handler.text(UnsafeBufferPointer(start: text, count: Int(count)).span)
    } catch { stop(error) }
  }

  private func end() {
    guard failure == nil, let element = open.popLast() else { return }
    do throws(SpreadsheetError) { try handler.end(element) } catch { stop(error) }
  }

  private func stop(_ error: SpreadsheetError) {
    guard failure == nil else { return }
    failure = error
    unsafe xmlStopParser(context)
  }
}
