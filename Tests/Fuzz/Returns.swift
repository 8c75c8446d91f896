import Glibc
import Records
import TestSupport

@testable import Ingest

/// A folder with one borough's files, in memory where the machine allows it.
private let folder: String = {
  var path = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/boroughwise-fuzz-XXXXXX".utf8CString)
  precondition(mkdtemp(&path) != nil)
  let made = String(cString: path)
  created = made
  atexit {
    for name in written { unlink("\(created)/\(name)") }
    rmdir(created)
  }
  return made
}()
nonisolated(unsafe) private var created = ""
nonisolated(unsafe) private var written: Set<String> = []

private let providers = try! ProviderSectors(
  parsing: Array("urn,ukprn,sector\n100001,,MS\n100002,,SS\n100003,10000003,IN\n,10000004,FE\n".utf8))

/// A fictional child's values in the seeds. None may come back out.
let canaries = ["Quillfeather", "Zephyrine", "QX7 7XQ", "Q770077007700", "7711223344", "2011-07-23"]
private let planted = canaries.map { Array($0.utf8) }

/// Reads files as `borough-agent check` does. Traps when a row is lost, or a planted value spoken.
func check(_ files: [(name: String, content: [UInt8])], maps: ColumnMaps = ColumnMaps()) {
  replaceFiles(files)
  guard let ingested = try? Ingest.read(folder: folder, providers: providers, borough: "201", maps: maps) else { return }
  let report = ingested.report
  expectSilentAccount(report)
  precondition(report.verdict != .unusable || ingested.roll.persons.isEmpty, "a roll of an unusable return")
  precondition(ingested.roll.persons.count <= max(0, report.rowsUsed), "more persons than rows")
}

/// Replaces all files of the folder.
@discardableResult func replaceFiles(_ files: [(name: String, content: [UInt8])]) -> String {
  for name in written { unlink("\(folder)/\(name)") }
  written = []
  for (name, content) in files {
    write(content, "\(folder)/\(name)")
    written.insert(name)
  }
  return folder
}

func expectSilentAccount(_ report: IngestReport) {
  precondition(report.files.allSatisfy { $0.rowsListed >= 0 && $0.rowsListed <= $0.rowsRead }, "more listed than read")
  precondition(report.files.reduce(0) { $0 + $1.rowsRead } == report.rowsRead, "rows read")
  precondition(report.files.reduce(0) { $0 + $1.rowsListed } == report.rowsListed, "rows listed")
  expectSilence([report.text, report.json])
}

func expectSilence(_ texts: [String]) {
  for text in texts {
    let bytes = Array(text.utf8)
    for needle in planted { precondition(!contains(bytes, needle), "a value of a record was spoken") }
  }
}

private func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
  guard let first = needle.first, bytes.count >= needle.count else { return false }
  for start in 0...(bytes.count - needle.count) where bytes[start] == first {
    if bytes[start...].starts(with: needle) { return true }
  }
  return false
}

func fuzzXMLReturn(_ bytes: [UInt8]) { check([("r.xml", bytes)]) }

/// The nine files of an export and a finance extract.
func fuzzBlade(_ bytes: [UInt8]) {
  check(
    parts(of: bytes).enumerated().map { index, part in
      let isKnown = Module.allCases.contains { $0.rawValue == part.name } || part.name == "finance"
      return ("export_\(isKnown ? part.name : String(index)).csv", part.content)
    })
}

/// A workbook's bytes as they are.
func fuzzZip(_ bytes: [UInt8]) { check([("r.xlsx", bytes)]) }

/// A workbook's parts; sizes and checksums of the archive are made to fit.
func fuzzSheet(_ bytes: [UInt8]) {
  var workbook = TinyWorkbook()
  workbook.isStored = true
  check([("r.xlsx", workbook.zip(parts(of: bytes)))])
}

func fuzzProviders(_ bytes: [UInt8]) { _ = try? ProviderSectors(parsing: bytes) }

/// What passed the prolog holds no document type: libxml2 never meets one. More bytes never change what was decided. The
/// same in UTF-16 of both orders, of what is UTF-8.
func fuzzProlog(_ bytes: [UInt8]) {
  var text = UTF16Text()
  let (isUTF16, utf8) = (UTF16Text.begins(bytes), text.utf8(bytes.span) + text.finish())
  let whole = XMLProlog.inspect(utf8, wasUTF16: isUTF16)
  for count in stride(from: 0, to: utf8.count, by: max(1, utf8.count / 16)) {
    let part = XMLProlog.inspect(Array(utf8.prefix(count)), wasUTF16: isUTF16)
    precondition(part == .needsMore || part == whole, "more bytes changed what was decided")
  }
  let said = read(bytes)
  if case .passed = whole { precondition(!said.contains("doctype"), "a document type reached the parser") }
  guard !isUTF16, let sound = String(validating: bytes, as: UTF8.self) else { return }
  let units = Array(sound.utf16)
  let little = read([0xFF, 0xFE] + units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
  let big = read([0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] })
  precondition(little == big, "the order of bytes matters")
  if XMLProlog.inspect(bytes) == .refused(.doctype) {
    precondition(little.contains("doctype") || little == ["encoding", "no-finance", "no-return"], "UTF-16 hid a document type")
  }
}

/// The codes of what is found in a file of XML.
private func read(_ bytes: [UInt8]) -> [String] {
  write(bytes, "\(folder)/r.xml")
  written.insert("r.xml")
  let ingested = try? Ingest.read(folder: folder, providers: providers, borough: "201")
  return (ingested?.report.findings.map(\.code) ?? []).sorted()
}

/// The same records however the file is cut into pieces; each line counted.
func fuzzCSV(_ bytes: [UInt8]) {
  guard let size = bytes.first else { return }
  let text = Array(bytes.dropFirst())
  let (whole, pieces) = (CollectedCSV(text, piece: .max), CollectedCSV(text, piece: Int(size % 16) + 1))
  precondition(whole.records == pieces.records && whole.refusal == pieces.refusal, "pieces give other records")
  guard whole.refusal == nil, !text.contains(UInt8(ascii: "\"")), !text.starts(with: [0xEF]) else { return }
  let lines = text.split { $0 == 0x0A || $0 == 0x0D }
  let comments = lines.prefix { $0.first == UInt8(ascii: "#") }.count
  precondition(whole.records.count == lines.count - comments, "a line was lost")
}

private final class CollectedCSV: CSVHandler {
  var records: [[UInt8]] = []
  var refusal: String?

  init(_ text: [UInt8], piece: Int) {
    do throws(Refusal) {
      var reader = CSVReader(self)
      var start = 0
      while start < text.count {
        let end = start + min(piece, text.count - start)
        try reader.feed(text.span.extracting(start..<end))
        start = end
      }
      try reader.finish()
    } catch { refusal = "\(error.rule) \(error.line)" }
  }

  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    try self.record(record)
    return (0..<record.count).map { $0 % 3 != 2 }
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    var all = Array("\(record.line) \(record.lineCount) \(record.hasBadQuoting)".utf8)
    for index in 0..<record.count {
      all.append(0)
      all += record.bytes[record.range(index)]
    }
    records.append(all)
  }
}

/// A field's text in every reading of it.
func fuzzFields(_ bytes: [UInt8]) {
  let text = bytes.span
  if case .day(let day) = text.date {
    precondition((-1_000_000...10_000_000).contains(day), "a day outside the calendar")
    precondition(text.extracting(text.trimmed).date == .day(day), "spaces around a date matter")
  }
  if let number = text.number { precondition((0..<1_000_000_000_000).contains(number), "a number too large") }
  _ = (text.flag, text.isBlank, text.code)
  if let plain = text.plain(limit: 64) { precondition(plain.utf8.count <= 64) }
  if let identifier = text.identifier(limit: 20) { precondition(identifier.utf8.allSatisfy { (0x30...0x5A).contains($0) }) }
  _ = SheetHeading.normal(text)
}
