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
  case providers
  case notRead = "not-read"
}

/// A file of the folder and what it was recognised as.
struct FoundFile {
  enum Role: Equatable {
    case xml, workbook, finance, providers
    /// - Parameter set: tells the exports in a folder apart.
    case blade(Module, set: String)
    case refused(Rule)
    case notRead(Rule)
  }

  /// Path below the folder; also the order in which files are read and digested.
  let name: String
  let path: String
  let role: Role
}

/// Recognises the files of a folder, and of those one level below, by names and first lines. Nothing is asked.
struct Discovery {
  let folder: String

  private static let peek = 1 << 13

  /// In the order of their names' bytes.
  func files() throws(FileError) -> [FoundFile] {
    var found: [FoundFile] = []
    for name in try visible(folder) {
      let path = folder + "/" + name
      if Files.isFolder(path) {
        for inner in try visible(path) { found.append(try file("\(name)/\(inner)")) }
      } else {
        found.append(try file(name))
      }
    }
    return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func visible(_ folder: String) throws(FileError) -> [String] {
    try Files.list(folder).filter { !$0.hasPrefix(".") }
  }

  private func file(_ name: String) throws(FileError) -> FoundFile {
    let path = folder + "/" + name
    if Files.isFolder(path) { return FoundFile(name: name, path: path, role: .notRead(.folderNotRead)) }
    return FoundFile(name: name, path: path, role: try role(name, path))
  }

  private func role(_ name: String, _ path: String) throws(FileError) -> FoundFile.Role {
    let start = try first(path)
    let lower = name.lowercased()
    if isWorkbook(lower) { return start.isEmpty ? .refused(.emptyFile) : .workbook }
    if [".xls", ".xlsb", ".ods"].contains(where: lower.hasSuffix) { return .refused(.workbookWrongType) }
    let isCSV = lower.hasSuffix(".csv")
    if isCSV, let (module, set) = bladeName(lower) { return .blade(module, set: set) }
    guard isCSV || lower.hasSuffix(".xml") || looksLikeXML(start) else { return .notRead(.fileNotRecognised) }
    guard !start.isEmpty else { return .refused(.emptyFile) }
    if !isCSV || looksLikeXML(start) { return .xml }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return .refused(.encoding) }
    return csvRole(headings(start), lower)
  }

  /// Not the small file with which Excel marks that a workbook is open (~$name.xlsx).
  private func isWorkbook(_ name: String) -> Bool {
    let file = name.split(separator: "/").last ?? ""
    return (file.hasSuffix(".xlsx") || file.hasSuffix(".xlsm")) && !file.hasPrefix("~$")
  }

  /// `Blade-Export_DD-MM-YYYY_<module>.csv`: the module and all of the path before it.
  private func bladeName(_ name: String) -> (Module, set: String)? {
    for module in Module.allCases where name.hasSuffix("_\(module.rawValue).csv") {
      return (module, String(name.dropLast(module.rawValue.utf8.count + 4)))
    }
    return nil
  }

  private func csvRole(_ names: [String], _ name: String) -> FoundFile.Role {
    if FinanceTable.isHeading(names) { return .finance }
    if ["urn", "ukprn", "sector"].allSatisfy(names.contains) { return .providers }
    // A renamed module: the deepest key that it has is its own.
    if let module = Module.allCases.last(where: {
      names.contains($0.key) && ($0.parent.map { names.contains($0.key) } ?? true)
    }),
      let folder = name.utf8.lastIndex(of: UInt8(ascii: "/"))
    {
      return .blade(module, set: String(name[...folder]))
    }
    return .refused(.csvNotRecognised)
  }

  private func looksLikeXML(_ start: [UInt8]) -> Bool {
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
    return text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
  }

  /// The names in the first line that is neither blank nor begins with #, in lower case. Rough, to tell kinds
  /// apart: the reader of that kind reads the line again.
  private func headings(_ start: [UInt8]) -> [String] {
    let lines = start.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard let line = lines.first(where: { $0.first != UInt8(ascii: "#") }) else { return [] }
    let junk: Set<Character> = ["\"", " ", "\u{FEFF}"]
    return String(decoding: line, as: UTF8.self).lowercased().split(separator: ",", omittingEmptySubsequences: false)
      .map { name in
        String(name.drop { junk.contains($0) }.reversed().drop { junk.contains($0) }.reversed())
      }
  }

  /// The first bytes of a file.
  private func first(_ path: String) throws(FileError) -> [UInt8] {
    struct Enough: Error {}
    var bytes: [UInt8] = []
    do {
      try Files.stream(path, chunk: Self.peek) { chunk in
        for index in chunk.indices { bytes.append(chunk[index]) }
        if bytes.count >= Self.peek { throw Enough() }
      }
    } catch let error as FileError {
      throw error
    } catch {}
    return bytes
  }
}
