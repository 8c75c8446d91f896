internal import Files

/// What a file is taken for.
enum FileKind: String {
  case xml = "sen2-xml"
  case blade = "sen2-blade"
  /// DfE's data-entry template.
  case template = "sen2-template"
  /// A workbook with a sheet per module, or one that could not be opened.
  case workbook = "sen2-workbook"
  case finance
  case crossReference = "cross-reference"
  case rateCard = "rate-card"
  case providers
  case notRead = "not-read"

  var isReturn: Bool {
    switch self {
    case .xml, .blade, .template, .workbook: true
    case .finance, .crossReference, .rateCard, .providers, .notRead: false
    }
  }
}

/// A file of the folder and what it was recognised as.
struct FoundFile {
  enum Role: Equatable {
    case xml, workbook, providers
    /// A CSV file that is no module of a return: what it is its headings say, wherever they stand.
    case table
    /// A file of text that may be such a table, or somebody's note.
    case text
    /// - Parameter set: which export it belongs to, of several in one folder.
    case blade(Module, set: String, TextForm)
    case refused(Rule)
    case notRead(Rule)
  }

  /// Path below the folder; also the order in which files are read and digested.
  let name: String
  let path: String
  let role: Role
}

extension String {
  /// Files so named are read.
  fileprivate var hasText: Bool { (ForeignFile.tables + [".xml"]).contains(where: hasSuffix) }
}

/// Recognises the files of a folder, and of those at most three levels below, by names and first lines. Nothing is asked.
struct Discovery {
  let folder: String

  private static let peek = 1 << 13
  private static let depth = 3

  /// In the order of their names' bytes.
  ///
  /// The folder may also be one file.
  func files() throws(FileError) -> [FoundFile] {
    if Files.exists(folder), !Files.isFolder(folder) {
      let name = String(folder.split(separator: "/").last ?? "")
      return [FoundFile(name: name, path: folder, role: try role(name, folder))]
    }
    let found = try files(below: "", depth: 0)
    return BladeSets.grouped(found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
  }

  /// - Parameter prefix: of names below the folder; empty or with a slash at its end.
  private func files(below prefix: String, depth: Int) throws(FileError) -> [FoundFile] {
    var found: [FoundFile] = []
    for inner in try Files.list(folder + "/" + prefix) where !inner.hasPrefix(".") {
      let name = prefix + inner
      let path = folder + "/" + name
      if !Files.isFolder(path) {
        found.append(FoundFile(name: name, path: path, role: try role(name, path)))
      } else if depth < Self.depth {
        found += try files(below: name + "/", depth: depth + 1)
      } else {
        found.append(FoundFile(name: name, path: path, role: .notRead(.folderNotRead)))
      }
    }
    return found
  }

  private func role(_ name: String, _ path: String) throws(FileError) -> FoundFile.Role {
    let first = try FileStart(path, atLeast: Self.peek)
    let start = first.bytes
    let lower = name.lowercased()
    if isWorkbook(lower) { return start.isEmpty ? .refused(.emptyFile) : .workbook }
    if isPacked(lower, start) { return .notRead(.packedFile) }
    if let rule = ForeignFile.rule(lower, lower.hasText ? start[...] : []) { return .refused(rule) }
    let isCSV = lower.hasSuffix(".csv")
    if !looksLikeXML(start), !start.isEmpty, let module = module(start, lower, isUTF16: first.isUTF16, isCSV: isCSV) { return module }
    if [".txt", ".tsv", ".tab"].contains(where: lower.hasSuffix), !start.isEmpty, !looksLikeXML(start) { return .text }
    if isCSV, !looksLikeXML(start) { return csvRole(headings(start, .comma), lower, isEmpty: start.isEmpty) }
    guard isCSV || lower.hasSuffix(".xml") || looksLikeXML(start) else { return .notRead(.fileNotRecognised) }
    return start.isEmpty ? .refused(.emptyFile) : .xml
  }

  /// Not the small file with which Excel marks that a workbook is open (~$name.xlsx).
  private func isWorkbook(_ name: String) -> Bool {
    let file = name.split(separator: "/").last ?? ""
    return (file.hasSuffix(".xlsx") || file.hasSuffix(".xlsm")) && !file.hasPrefix("~$")
  }

  /// An archive by its name, or by how it begins where the name says nothing. Not read: a return may lie in it.
  private func isPacked(_ name: String, _ start: [UInt8]) -> Bool {
    let hasType = name.split(separator: "/").last?.contains(".") ?? false
    return ForeignFile.archives.contains(where: name.hasSuffix)
      || !hasType && start.starts(with: [0x50, 0x4B, 0x03, 0x04])
  }

  /// A module of a return by its heading, whatever separates the fields: of a CSV file, and of a text that says it.
  private func module(_ start: [UInt8], _ name: String, isUTF16: Bool, isCSV: Bool) -> FoundFile.Role? {
    guard isCSV || [".txt", ".tsv", ".tab"].contains(where: name.hasSuffix) else { return nil }
    for delimiter in Delimiter.allCases {
      let names = headings(start, delimiter)
      // The deepest key that it has is its own.
      if let module = Module.allCases.last(where: {
        names.contains($0.key) && ($0.parent == nil || $0.link(among: names) != nil)
      }) {
        return .blade(module, set: BladeSets.export(name, module), TextForm(delimiter: delimiter, isUTF16: isUTF16))
      }
    }
    return nil
  }

  /// A CSV file that is no module by its heading; a module without one by its name, so that it is missed where it belongs.
  private func csvRole(_ names: [String], _ name: String, isEmpty: Bool) -> FoundFile.Role {
    if isProviders(names) { return .providers }
    if let module = Module.allCases.first(where: { name.hasSuffix("_\($0.rawValue).csv") }) {
      return .blade(module, set: BladeSets.export(name, module), TextForm())
    }
    return isEmpty ? .refused(.emptyFile) : .table
  }

  /// Our list of providers, GIAS's extract or its links.
  private func isProviders(_ names: [String]) -> Bool {
    guard names.contains("urn"), !names.contains("upn") else { return false }
    return names.contains("ukprn") && names.contains("sector") || names.contains("linkurn")
      || names.contains { $0.hasPrefix("typeofestablishment (") }
  }

  private func looksLikeXML(_ start: [UInt8]) -> Bool {
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
    return text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
  }

  /// The names in the first line that is neither blank nor begins with #, in lower case. Rough, to tell kinds
  /// apart: the reader of that kind reads the line again.
  private func headings(_ start: [UInt8], _ delimiter: Delimiter) -> [String] {
    let lines = start.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard let line = lines.first(where: { $0.first != UInt8(ascii: "#") }) else { return [] }
    let junk: Set<Character> = ["\"", " ", "\u{FEFF}"]
    return String(decoding: line, as: UTF8.self).lowercased()
      .split(separator: Character(Unicode.Scalar(delimiter.byte)), omittingEmptySubsequences: false)
      .map { name in
        String(name.drop { junk.contains($0) }.reversed().drop { junk.contains($0) }.reversed())
      }
  }
}
