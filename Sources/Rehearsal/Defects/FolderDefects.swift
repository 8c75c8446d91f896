/// Faults of the folder, and of two returns together.
enum FolderDefects {
  static let all: [FolderDefect] = [
    FolderDefect("csv-not-recognised", 2) { copy in
      copy.put("FICTIONAL,notes\r\n1,2\r\n", "notes.csv")
      copy.expect("csv-not-recognised", "notes.csv")
      return true
    },
    FolderDefect("file-not-recognised", 0) { copy in
      copy.put("FICTIONAL\n", "notes.txt")
      copy.expect("file-not-recognised", "notes.txt")
      return true
    },
    FolderDefect("packed-file", 5) { copy in
      // The first bytes of an archive.
      copy.put([0x50, 0x4B, 0x03, 0x04] + Array("FICTIONAL".utf8), "Blade-Export.zip")
      copy.expect("packed-file", "Blade-Export.zip")
      return true
    },
    FolderDefect("file-wrong-type", 2) { copy in
      copy.put("%PDF-1.7\nFICTIONAL\n", "fees.csv")
      copy.expect("file-wrong-type", "fees.csv")
      return true
    },
    FolderDefect("folder-not-read", 0) { copy in
      copy.put("FICTIONAL\n", "a/b/c/d/notes.txt")
      copy.expect("folder-not-read", "a/b/c/d")
      return true
    },
    FolderDefect("no-return", 2) { copy in
      for year in [copy.year - 1, copy.year] { try copy.removeReturn(year) }
      copy.expect("no-return")
      copy.expect("return-refused", copy.financeName, rows: nil)
      return true
    },
    FolderDefect("same-year-twice", 2) { copy in
      try copy.respell(.xml)
      copy.put(copy.text(copy.xml), "copy of \(copy.xml)")
      // Of the two, the one that is read later.
      copy.expect("same-year-twice", copy.xml, rows: [4])
      copy.expect("return-refused", copy.xml, rows: nil)
      return true
    },
    FolderDefect("single-return", 5) { copy in
      try copy.removeReturn(copy.year - 1)
      copy.expect("single-return")
      return true
    },
    FolderDefect("collection-missing", 5) { copy in
      guard copy.year - 2 >= 2023 else { return false }
      try copy.removeReturn(copy.year - 1)
      try copy.addReturn(copy.year - 2)
      copy.expect("collection-missing")
      return true
    },
    FolderDefect("no-finance", 5) { copy in
      copy.files[copy.financeName] = nil
      copy.expect("no-finance")
      return true
    },
    FolderDefect("sheet-not-read", 0) { copy in
      var workbook = WorkbookFile()
      workbook.addSheet("Fees")
      for line in copy.financeLines {
        workbook.addRow(FinanceDefect.fields(line).map { .text($0.filter { $0 != "\"" }) })
      }
      workbook.addSheet("Notes")
      workbook.addRow([.text("FICTIONAL")])
      copy.files[copy.financeName] = nil
      let name = "\(copy.financeName.dropLast(4)).xlsx"
      copy.put(try workbook.bytes().all, name)
      copy.expect("sheet-not-read", "\(name), sheet 2")
      copy.expect("finance-not-on-day", "\(name), sheet 1", rows: nil)
      return true
    },
    FolderDefect("sheet-hidden", 5) { copy in
      var workbook = WorkbookFile()
      workbook.addSheet("Notes")
      workbook.addRow([.text("FICTIONAL")])
      workbook.addSheet("Fees", isHidden: true)
      for line in copy.financeLines {
        workbook.addRow(FinanceDefect.fields(line).map { .text($0.filter { $0 != "\"" }) })
      }
      copy.files[copy.financeName] = nil
      let name = "\(copy.financeName.dropLast(4)).xlsx"
      copy.put(try workbook.bytes().all, name)
      copy.expect("sheet-not-read", "\(name), sheet 1")
      copy.expect("sheet-hidden", "\(name), sheet 2")
      copy.expect("finance-not-on-day", "\(name), sheet 2", rows: nil)
      return true
    },
    FolderDefect("finance-not-mapped", 2) { copy in
      copy.replace("Fee,", "Price,", in: copy.financeName)
      copy.expect("finance-not-mapped", copy.financeName, rows: [1])
      return true
    },
    FolderDefect("finance-no-pupil-column", 2) { copy in
      copy.replace("UPN,", "Notes,", in: copy.financeName)
      copy.expect("finance-no-pupil-column", copy.financeName, rows: [1])
      return true
    },
    ids("cross-reference-conflict", 5) { "F1,\($0)\r\nF1,\($1)\r\n" },
    ids("cross-reference-blank", 0) { "F1,\($0)\r\n,\($1)\r\n" },
    FolderDefect("nobody-on-roll", 2) { copy in
      for year in [copy.year - 1, copy.year] {
        // Plans tell the census day where nothing else does.
        if copy.shape == .modules { try copy.change(year) { $0.shape = .xml } }
        try copy.change(year) { $0.root.children.removeAll { $0.first(.namedplan) != nil } }
      }
      copy.expect("nobody-on-roll")
      copy.putFinance(Array(copy.financeLines.prefix(1)))
      return !copy.latest.children.isEmpty && !copy.before.children.isEmpty
    },
    both("upn-changed", 0, where: { !$0["uniquelearnernumber"].isEmpty }) { person, _ in
      person["upn"] = Planting.upn(100)
    },
    both("birth-disagrees", 5) { person, _ in
      let parts = person["personbirthdate"].split(separator: "-")
      guard parts.count == 3 else { return }
      // The month beside it, on the same side of the start of the school year.
      let month = parts[1] == "01" ? "02" : parts[1] == "09" ? "10" : "0\((Int(parts[1]) ?? 0) - 1)".suffix(2)
      person["personbirthdate"] = "\(parts[0])-\(month)-\(parts[2])"
    },
    both("years-disagree", 5) { person, days in
      person.edit(.namedplan) { $0["ceasedate"] = days.shifted(days.censusBefore, by: -30); $0["ceasereason"] = "6" }
    },
    both("years-differ-in-detail", 0) { person, _ in
      let other = person.first(.senneed)?["sentype"] == "HI" ? "VI" : "HI"
      person.edit(.senneed) { $0["sentype"] = other }
    },
  ]

  /// A table from local ids to UPNs, with a fault in its second line.
  private static func ids(
    _ code: String, _ exitCode: Int, _ lines: @escaping @Sendable (String, String) -> String
  ) -> FolderDefect {
    FolderDefect(code, exitCode) { copy in
      let upns = copy.latest.children.map { $0["upn"] }.filter { !$0.isEmpty }
      guard upns.count > 1 else { return false }
      copy.put("Local id,UPN\r\n" + lines(upns[0], upns[1]), "ids.csv")
      copy.expect(code, "ids.csv", rows: [3])
      return true
    }
  }

  /// Changes in the latest return one person whom both returns show on roll, for whom nothing was paid.
  private static func both(
    _ code: String, _ exitCode: Int, where suits: @escaping RowDefect.Suits = { _ in true },
    _ change: @escaping RowDefect.Change
  ) -> FolderDefect {
    FolderDefect(code, exitCode) { copy in
      let days = copy.days
      let longAgo = days.shifted(days.censusBefore, by: -400)
      func isSettled(_ person: ReturnElement) -> Bool {
        let plan = person.first(.namedplan)
        return person.children.count == 1 && plan?["ceasedate"] == "" && (plan?["startdate"] ?? "9") < longAgo
          && person.first(.activeplans)?["transferla"] == "" && person.hasOneNeed
          && person.placements.allSatisfy { $0["entrydate"] < longAgo } && suits(person)
      }
      let known = Set(copy.before.children.filter(isSettled).map { $0["upn"] })
      guard let place = copy.latest.children.firstIndex(where: { isSettled($0) && known.contains($0["upn"]) })
      else { return false }
      copy.dropFinance(of: [copy.latest.children[place]["upn"]])
      try copy.changeLatest { root in
        change(&root.children[place], days)
        root.children[place].marks.append(code)
      }
      return true
    }
  }
}
