import Records
import Testing

@testable import Ingest

/// XML made to do harm: refused before a parser sees it, or in bounded time and memory.
@Suite struct HostileXMLTests {
  static let sound = TinyReturn(children: [CanaryTests.child, WorkbookTests.recent]).xml

  /// The sound return with something before its first element.
  private static func before(_ text: String) -> String { sound.replacing("<Message>", with: text + "<Message>") }
  private static func inside(_ text: String) -> String { sound.replacing("<Surname>", with: text + "<Surname>") }

  static let laughs =
    "<!DOCTYPE a [<!ENTITY l0 \"ha\">" + (1...9).map { n in "<!ENTITY l\(n) \"" + String(repeating: "&l\(n - 1);", count: 10) + "\">" }.joined() + "]>"

  /// Each way to a document type, and to what it opens.
  static let documentTypes: [(what: String, xml: String)] = [
    ("a billion laughs", before(laughs).replacing("<Surname>", with: "<Surname>&l9;")),
    ("quadratic growth", before("<!DOCTYPE a [<!ENTITY a \"\(String(repeating: "a", count: 50_000))\">]>")),
    ("an external entity", before("<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>").replacing("<Surname>", with: "<Surname>&a;")),
    ("an external document type", before("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\">")),
    ("a public document type", before("<!DOCTYPE a PUBLIC \"-//A//B\" \"http://127.0.0.1:1/a.dtd\">")),
    ("a parameter entity", before("<!DOCTYPE a [<!ENTITY % a SYSTEM \"file:///etc/hostname\"> %a;]>")),
    ("default attributes", before("<!DOCTYPE a [<!ATTLIST Surname b CDATA \"c\">]>")),
    ("behind a comment", before("<!-- <Message> --><?a <b>?><!DOCTYPE a>")),
    ("behind a mark", "\u{FEFF}" + before("<!DOCTYPE a>")), ("in lower case", before("<!doctype a>")),
    ("alone", "<!DOCTYPE a>"), ("no document type", before("<!ENTITY a \"b\">")), ("a section", before("<![CDATA[a]]>")),
  ]

  @Test(arguments: documentTypes.indices) func aDocumentTypeIsRefusedBeforeTheParser(index: Int) throws {
    let (what, xml) = Self.documentTypes[index]
    #expect(XMLProlog.inspect(Array(xml.utf8)) == .refused(.doctype), "\(what)")
    let ingested = try TinyFolder(["r.xml": xml]).read()
    #expect(ingested.finding("doctype") != nil && ingested.report.verdict == .unusable, "\(what): \(ingested.codes)")
    // Nothing was parsed: no row was seen.
    #expect(ingested.report.rowsRead == 0, "\(what)")
    CanaryTests.expectSilence(ingested)
  }

  /// "Smith & Jones" as it is. The library waits for a semicolon, which a large file may not have in a megabyte: neither
  /// is the file too large then, nor was it cut off.
  @Test(arguments: [1, 5_000]) func aBareAmpersandIsNamedAsWhatItIs(children: Int) throws {
    let many = TinyReturn(children: [CanaryTests.child] + (0..<children).map { TinyReturn.Child(upn: "X\(900_000_000_000 + $0)") }).xml
    let line = try #require(many.split(separator: "\n").firstIndex { $0.contains("<Surname>") }) + 1
    let mark = try #require(many.firstRange(of: "</Surname>"))
    for text in ["Smith & Jones", "R&D", "&"] {
      let ingested = try TinyFolder(["r.xml": String(many[..<mark.lowerBound] + text + many[mark.lowerBound...])]).read()
      let finding = try #require(ingested.finding("xml-malformed"), "\(text): \(ingested.codes)")
      #expect(finding.rows == [line] && finding.fix.contains("&amp;"))
      CanaryTests.expectSilence(ingested)
    }
    #expect(try TinyFolder(["r.xml": String(many[..<mark.lowerBound] + "&am")]).read().finding("xml-truncated") != nil)
  }

  /// In an encoding in which its letters are other bytes, a document type could pass unseen.
  @Test(arguments: ["UTF-16", "UTF-7", "IBM037", "UCS-4", "hz-gb-2312", "x"]) func noEncodingHidesADocumentType(name: String) throws {
    let said = Self.sound.replacing("UTF-8", with: name)
    #expect(try TinyFolder(["r.xml": said]).read().finding("encoding") != nil)
    #expect(try TinyFolder(["r.xml": said.replacing("<?xml ", with: "<?xml\t")]).read().report.rowsUsed == 0)
  }

  @Test func bytesOfAnotherEncodingAreRefused() throws {
    let text = Self.before("<!DOCTYPE a>")
    let ebcdic: [UInt8] = [0x4C, 0x6F, 0xA7, 0x94, 0x93, 0x40]
    let all: [[UInt8]] = [
      text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
      text.unicodeScalars.flatMap { [0, 0, 0, UInt8(truncatingIfNeeded: $0.value)] }, ebcdic,
    ]
    for bytes in all {
      let tiny = try TinyFolder()
      try tiny.write(bytes, "r.xml")
      let ingested = try tiny.read()
      #expect(ingested.report.verdict == .unusable && ingested.report.rowsRead == 0)
      #expect(!Set(ingested.codes).isDisjoint(with: ["encoding", "not-xml"]), "\(ingested.codes)")
    }
  }

  private static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  /// As .NET and "Unicode" of Windows' editor write it. The same records and the same digest of the file's own bytes.
  @Test(arguments: [true, false]) func aReturnInUTF16IsReadAsTheSameInUTF8(isBig: Bool) throws {
    let expected = try TinyFolder(["r.xml": Self.sound]).read()
    // A pair of units within a name, and another name of the encoding.
    let text = Self.sound.replacing("<Surname>", with: "<Surname>\u{1F600}é")
    for name in ["UTF-16", "utf-16", "UTF-8", isBig ? "UTF-16BE" : "UTF-16LE"] {
      let bytes = Self.utf16(text.replacing("UTF-8", with: name), isBig: isBig)
      let tiny = try TinyFolder()
      try tiny.write(bytes, "r.xml")
      var digested: [UInt8] = []
      let ingested = try tiny.read { FileDigest { for index in $0.indices { digested.append($0[index]) } } end: {} }
      #expect(ingested.roll == expected.roll && ingested.codes == expected.codes && digested == bytes, "\(name)")
      CanaryTests.expectSilence(ingested)
      // Cut off anywhere, also within a character.
      for count in [bytes.count - 1, bytes.count - 4, bytes.count / 2, bytes.count / 2 + 1] {
        try tiny.write(Array(bytes[..<count]), "r.xml")
        let cut = try tiny.read()
        #expect(cut.report.verdict == .unusable && cut.isBalanced, "\(name) \(count): \(cut.codes)")
        CanaryTests.expectSilence(cut)
      }
    }
  }

  @Test(arguments: documentTypes.indices) func utf16HidesNoDocumentType(index: Int) throws {
    let (what, xml) = Self.documentTypes[index]
    for (isBig, said) in [(true, xml), (false, xml), (false, xml.replacing("UTF-8", with: "UTF-16"))] {
      let tiny = try TinyFolder()
      try tiny.write(Self.utf16(said, isBig: isBig), "r.xml")
      let ingested = try tiny.read()
      #expect(ingested.finding("doctype") != nil && ingested.report.rowsRead == 0, "\(what): \(ingested.codes)")
      CanaryTests.expectSilence(ingested)
    }
  }

  /// A mark of UTF-16 and text of another encoding, or one that is said to be: nothing of it is parsed.
  @Test func noOtherEncodingPassesForUTF16() throws {
    let utf32 = { (isBig: Bool) -> [UInt8] in
      ("\u{FEFF}" + Self.sound).unicodeScalars.flatMap { scalar -> [UInt8] in
        let bytes: [UInt8] = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: scalar.value >> $0) }
        return isBig ? bytes : bytes.reversed()
      }
    }
    let others = ["UTF-7", "UTF-32", "IBM037", "windows-1252", "UCS-4"].map {
      Self.utf16(Self.sound.replacing("UTF-8", with: $0), isBig: false)
    }
    let mixed = [[0xFF, 0xFE] + Array(Self.sound.utf8), Self.utf16(Self.sound.replacing("Fictional", with: "Ficti\u{0}onal"), isBig: false)]
    for bytes in others + mixed + [utf32(true), utf32(false), [0xFF, 0xFE], [0xFF]] {
      let tiny = try TinyFolder()
      try tiny.write(bytes, "r.xml")
      let ingested = try tiny.read()
      #expect(ingested.report.verdict == .unusable && ingested.roll.persons.isEmpty && ingested.isBalanced)
      #expect(!Set(ingested.codes).isDisjoint(with: ["encoding", "not-xml", "nul-byte", "empty-file"]), "\(ingested.codes)")
    }
  }

  private static func attributes(_ name: String) -> String { (0..<20_000).map { "\(name)\($0)=\"u\"" }.joined(separator: " ") }

  /// What grows without end in depth, width or length. Each is read or refused at once, in little memory.
  static let growing: [(what: String, code: String?, xml: @Sendable () -> String)] = [
    ("elements in elements", "xml-too-deep", { inside(String(repeating: "<a>", count: 1_000_000)) }),
    ("requests in requests", "xml-too-deep", { inside(String(repeating: "<Requests>", count: 100_000)) }),
    ("rows of one person", "too-large", { inside(String(repeating: "<Requests/>", count: 20_000)) }),
    ("one text", nil, { inside("<a>" + String(repeating: "text ", count: 1_500_000) + "</a>") }),
    ("one text of a field", nil, { sound.replacing("<Forename>", with: "<Forename>" + String(repeating: "x", count: 3_000_000)) }),
    ("one name", "too-large", { inside("<" + String(repeating: "a", count: 2_000_000) + "/>") }),
    ("one attribute", "too-large", { inside("<a b=\"" + String(repeating: "c", count: 11_000_000) + "\"/>") }),
    ("an instruction", "too-large", { inside("<?a " + String(repeating: "b ", count: 1_000_000) + "?>") }),
    ("attributes", "too-large", { inside("<a " + attributes("b") + "/>") }),
    ("names", nil, { inside((0..<100_000).map { "<n\($0)/>" }.joined()) }),
    ("attributes in many tags", "too-large", { inside(String(repeating: "<a " + attributes("b") + "/>", count: 50)) }),
    ("namespaces of one element", "too-large", { inside("<a " + attributes("xmlns:b") + "/>") }),
    ("namespaces", nil, { inside((0..<20_000).map { "<p\($0):a xmlns:p\($0)=\"u\"/>" }.joined()) }),
    ("a comment", "too-large", { inside("<!--" + String(repeating: " comment", count: 1_000_000) + "-->") }),
    ("before the first element", "not-xml", { before(String(repeating: "<!-- comment -->", count: 40_000)) }),
    ("references", nil, { inside("<a>" + String(repeating: "&#65;&amp;", count: 200_000) + "</a>") }),
  ]

  @Test(.timeLimit(.minutes(2)), arguments: growing.indices) func whatGrowsIsBounded(index: Int) throws {
    let (what, code, xml) = Self.growing[index]
    let tiny = try TinyFolder(["r.xml": xml()])
    var ingested: Ingested?
    let time = try ContinuousClock().measure { ingested = try tiny.read() }
    let read = try #require(ingested)
    #expect(time < .seconds(20), "\(what)")
    if let code {
      #expect(read.finding(code) != nil && read.report.rowsUsed == 0, "\(what): \(read.codes)")
    } else {
      #expect(read.roll.persons.count == 2, "\(what): \(read.codes)")
    }
    #expect(read.isBalanced, "\(what)")
  }
}
