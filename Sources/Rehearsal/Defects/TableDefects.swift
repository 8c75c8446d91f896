/// Faults of the latest return as COLLECT's tables.
enum TableDefects {
  static let all: [FolderDefect] =
    files + [
      line("bad-quoting") { "\($0.free),\($0.free),1,\($0.la),\($0.plan),\"A\"SD,2" },
      line("column-count") { "\($0.free),\($0.free),1,\($0.la),\($0.plan),ASD" },
      line("bad-key") { ",\($0.free),1,\($0.la),\($0.plan),ASD,2" },
      line("duplicate-key") { "\($0.need),\($0.need),1,\($0.la),\($0.plan),ASD,2" },
      line("orphan-row") { "\($0.free),\($0.free),1,\($0.la),99999999,ASD,1" },
    ]

  private static let files: [FolderDefect] = [
    blade("missing-module", 2) { copy in
      copy.files[copy.name(.senneed)] = nil
      copy.expectStop("missing-module", copy.name(.activeplans), .header, refused: copy.tables)
    },
    blade("module-absent", 5) { copy in
      copy.files[copy.name(.plandetail)] = nil
      copy.expect("module-absent", copy.name(.person))
    },
    blade("census-day-derived", 5) { copy in
      copy.files[copy.name(.sen2)] = nil
      copy.expect("census-day-derived", copy.name(.person))
    },
    blade("module-twice", 2) { copy in
      let own = copy.name(.senneed)
      copy.put(copy.text(own), own.replacing("_senneed", with: "-senneed"))
      copy.expectStop("module-twice", own, .header, refused: copy.tables.filter { $0 != own })
    },
    heading("missing-column", "sentype,", "kind,"), heading("duplicate-column", "sourceid,", "sentype,"),
    blade("unterminated-quote", 2) { copy in
      let own = copy.name(.senneed)
      let text = copy.text(own)
      copy.put(text + "\"open", own)
      let line = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      copy.expectStop("unterminated-quote", own, rows: [line], .header, refused: copy.tables)
    },
    blade("census-day-unclear", 2) { copy in
      try copy.changeLatest { root in
        for person in root.children.indices {
          for request in root.children[person].children.indices {
            root.children[person].children[request]["receiveddate"] = ""
          }
        }
      }
      copy.files[copy.name(.sen2)] = nil
      copy.expectStop("census-day-unclear", copy.name(.activeplans), .header, refused: copy.tables)
    },
  ]

  private static func blade(
    _ code: String, _ exitCode: Int, _ change: @escaping @Sendable (inout BoroughCopy) throws -> Void
  ) -> FolderDefect {
    FolderDefect(code, exitCode) { copy in
      try copy.respell(.blade)
      try change(&copy)
      return true
    }
  }

  /// Another name in the heading of the needs.
  private static func heading(_ code: String, _ name: String, _ other: String) -> FolderDefect {
    blade(code, 2) { copy in
      let own = copy.name(.senneed)
      copy.replace(name, other, in: own)
      copy.expectStop(code, own, rows: [1], .header, refused: copy.tables.filter { $0 != own })
    }
  }

  /// Table ids of the first plan and the first need that a return has, and one that it does not have.
  private struct Keys {
    let plan, need, free: Int
    let la: String

    init(_ header: ReturnHeader) {
      let base = (header.year - 2000) * 1_000_000
      (plan, need, free, la) = (base + 600_001, base + 800_001, base + 899_000, header.laNumber)
    }
  }

  /// One line after all others of the needs.
  private static func line(_ code: String, _ text: @escaping @Sendable (Keys) -> String) -> FolderDefect {
    blade(code, 5) { copy in
      let line = BladeFromElements.Line(module: .senneed, text: text(Keys(copy.header(copy.year))), code: code)
      try copy.change(copy.year) { $0.lines.append(line) }
    }
  }
}

extension BoroughCopy {
  /// The tables of the latest return that are there.
  fileprivate var tables: [String] { files.keys.filter { $0.hasPrefix("sen2_\(year)/") }.sorted() }
}
