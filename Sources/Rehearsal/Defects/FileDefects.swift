/// Faults of the latest return as an XML file, each of which stops it.
enum FileDefects {
  static let all: [FolderDefect] = [
    text("empty-file") { _ in "" },
    text("not-xml") { _ in "upn,surname\r\nfictional,fictional\r\n" },
    text("not-a-return", row: 2) { _ in
      "<?xml version=\"1.0\"?>\n<html><!-- FICTIONAL --><body>nothing</body></html>\n"
    },
    first("doctype", "<Message>", "<!DOCTYPE Message [<!ENTITY a \"b\">]>\n<Message>", .unread),
    first("nul-byte", ">Fictional-", ">Fictional\u{0}", .unread),
    first("xml-malformed", "</Person>", "</Pearson>", .rows),
    first("xml-too-deep", "<UPN>", String(repeating: "<a>", count: 40) + "<UPN>", .rows),
    first("too-large", "<SENneed>", String(repeating: "<SENneed/>", count: 10_001) + "<SENneed>", .rows),
    first("other-collection", "<Collection>SEN2<", "<Collection>CIN<", .header),
    first("wrong-borough", "<LEA>", "<LEA>9", .header),
    xml("encoding") { copy in
      // Two bytes a character, and no mark that says so.
      copy.put(copy.text(copy.xml).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, copy.xml)
      copy.expectStop("encoding", copy.xml, .unread)
      return true
    },
    xml("xml-truncated") { copy in
      let text = copy.text(copy.xml)
      copy.put(String(text.dropLast(text.count / 3)), copy.xml)
      copy.expectStop("xml-truncated", copy.xml, rows: [copy.text(copy.xml).utf8.count { $0 == 10 } + 1], .rows)
      return true
    },
    header("missing-header") { ("<LEA>\($0.latest["lea"])</LEA>", "") },
    header("header-year") { ("<Year>\($0.year)", "<Year>\($0.year - 3)") },
    header("reference-date") { copy in
      let day = copy.latest["referencedate"]
      return ("<ReferenceDate>\(day)", "<ReferenceDate>\(copy.days.shifted(day, by: 1))")
    },
    xml("dates-month-first") { copy in
      // 2003-05-15 is 05/15/2003 then.
      try copy.changeLatest { root in
        for place in root.children.indices {
          let day = root.children[place]["personbirthdate"].split(separator: "-")
          if day.count == 3 { root.children[place]["personbirthdate"] = "\(day[1])/\(day[2])/\(day[0])" }
        }
      }
      copy.expectStop("dates-month-first", copy.xml, .rows)
      return true
    },
    xml("no-persons") { copy in
      try copy.changeLatest { $0.children = [] }
      copy.expectStop("no-persons", copy.xml, .rows)
      return true
    },
  ]

  private static func xml(_ code: String, _ change: @escaping FolderDefect.Change) -> FolderDefect {
    FolderDefect(code, 2) { copy in
      try copy.respell(.xml)
      return try change(&copy)
    }
  }

  /// Another text altogether.
  private static func text(
    _ code: String, row: Int? = nil, _ change: @escaping @Sendable (String) -> String
  ) -> FolderDefect {
    xml(code) { copy in
      copy.put(change(copy.text(copy.xml)), copy.xml)
      copy.expectStop(code, copy.xml, rows: row.map { [$0] } ?? [], .unread)
      return true
    }
  }

  /// Another text in the first place of one.
  private static func first(
    _ code: String, _ text: String, _ other: String, _ reach: BoroughCopy.Reach
  ) -> FolderDefect {
    xml(code) { copy in
      guard let line = copy.replace(text, other, in: copy.xml) else { return false }
      copy.expectStop(code, copy.xml, rows: reach == .rows ? [line] : reach == .header ? [headerLine] : [], reach)
      return true
    }
  }

  private static func header(
    _ code: String, _ change: @escaping @Sendable (BoroughCopy) -> (String, String)
  ) -> FolderDefect {
    xml(code) { copy in
      let (text, other) = change(copy)
      copy.expectStop(code, copy.xml, rows: [headerLine], .header)
      return copy.replace(text, other, in: copy.xml) != nil
    }
  }

  /// After the declaration, the notice and Message.
  private static let headerLine = 4
}
