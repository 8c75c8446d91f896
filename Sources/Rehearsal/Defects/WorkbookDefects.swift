/// Faults of the latest return as a supplier's workbook.
enum WorkbookDefects {
  static let all: [FolderDefect] = [
    stopped("workbook-wrong-type", { "sen2_\($0.year).xls" }) { copy in
      copy.put(copy.workbookBytes, "sen2_\(copy.year).xls")
      copy.files[copy.workbook] = nil
    },
    bytes("workbook-truncated") { Array($0.prefix($0.count * 2 / 3)) },
    bytes("workbook-damaged") { bytes in
      var bytes = bytes
      for place in 200..<260 { bytes[place] ^= 0x5A }
      return bytes
    },
    bytes("workbook-encrypted") { _ in
      // What Excel makes of a workbook with a password: a compound file whose directory names the encrypted package.
      let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
      let name = "EncryptedPackage".utf8.flatMap { letter -> [UInt8] in [letter, 0] }
      let blank = [UInt8](repeating: 0, count: 1024)
      return magic + blank[8...] + name + blank
    },
    bytes("workbook-too-large") { $0 + [UInt8](repeating: 0, count: 64 << 20) },
    part("workbook-macros", "xl/vbaProject.bin", "fictional"),
    part("workbook-external-links", "xl/externalLinks/externalLink1.xml", "<externalLink/>"),
    part("workbook-ratio", "xl/worksheets/sheet99.xml", String(repeating: " ", count: 24 << 20)),
    stopped("workbook-not-recognised", \.workbook) { try $0.putSheets([("Notes", ["FICTIONAL", "nothing"])]) },
    workbook("workbook-flattened", 2) { copy in
      let modules = ReturnElement.Module.allCases.filter { $0 != .sen2 }
      let sheets = modules.map { ExcelColumns($0, copy.header(copy.year)).sheet }
      try copy.putSheets(sheets.map { ($0, ["child_id", "requests_id", "upn"]) })
      for module in modules { copy.expectStop("workbook-flattened", copy.name(module), rows: [1], .unread) }
    },
    workbook("missing-sheet", 2) { copy in
      let sheet = ExcelColumns(.senneed, copy.header(copy.year)).sheet
      copy.put(try copy.modules().without(sheet).bytes().all, copy.workbook)
      let others = ReturnElement.Module.allCases.filter { $0 != .sen2 && $0 != .senneed }.map { copy.name($0) }
      copy.expectStop("missing-sheet", copy.name(.senneed), .header, refused: others)
    },
    workbook("cell-error", 5) { copy in
      copy.expect("census-day-derived", copy.name(.person))
      try copy.changeLatest { root in
        guard let place = root.children.firstIndex(where: { $0.children.count == 1 && $0.hasTwoNeeds }) else { return }
        root.children[place].editLastNeed { $0["sentype"] = WorkbookFile.error; $0.marks.append("cell-error") }
      }
    },
  ]

  private static func workbook(
    _ code: String, _ exitCode: Int, _ change: @escaping @Sendable (inout BoroughCopy) throws -> Void
  ) -> FolderDefect {
    FolderDefect(code, exitCode) { copy in
      try copy.respell(.modules)
      try change(&copy)
      return true
    }
  }

  /// A workbook that is not read at all.
  private static func stopped(
    _ code: String, _ name: @escaping @Sendable (BoroughCopy) -> String,
    _ change: @escaping @Sendable (inout BoroughCopy) throws -> Void
  ) -> FolderDefect {
    workbook(code, 2) { copy in
      try change(&copy)
      copy.expectStop(code, name(copy), .unread)
    }
  }

  private static func bytes(_ code: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]) -> FolderDefect {
    stopped(code, \.workbook) { $0.put(change($0.workbookBytes), $0.workbook) }
  }

  /// With a part that nobody asked for.
  private static func part(_ code: String, _ name: String, _ text: String) -> FolderDefect {
    stopped(code, \.workbook) { copy in
      var workbook = copy.modules()
      workbook.otherParts = [(name, text)]
      copy.put(try workbook.bytes().all, copy.workbook)
    }
  }
}

extension BoroughCopy {
  fileprivate var workbookBytes: [UInt8] { files[workbook]?.bytes.all ?? [] }
  fileprivate func modules() -> WorkbookFile {
    WorkbookFromElements.workbook(latest, header(year), SpellingStyle(), isTemplate: false).workbook
  }

  /// A workbook of headings alone.
  fileprivate mutating func putSheets(_ sheets: [(String, [String])]) throws {
    var workbook = WorkbookFile()
    for (name, headings) in sheets {
      workbook.addSheet(name)
      workbook.addRow(headings.map { .text($0) })
    }
    put(try workbook.bytes().all, self.workbook)
  }
}
