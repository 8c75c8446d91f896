/// Faults of finance extracts of other layouts than the rehearsal's own, which an officer confirmed before. The extract
/// is a short one of two children who are on roll.
enum LayoutDefects {
  static let all: [FolderDefect] = [
    layout("finance-delimiter", 2, DefectMap(name: "semicolons.csv", text: LayoutRows.sample.fees(";"))) { copy, rows in
      copy.put(rows.fees("\t"), copy.financeName)
      copy.expect("finance-delimiter", copy.financeName, rows: [1])
    },
    layout("amount-unclear", 5, DefectMap(name: "semicolons.csv", text: LayoutRows.sample.fees(";"))) { copy, rows in
      copy.put(rows.fees(";").replacing(";1002;", with: ";1.002;"), copy.financeName)
      copy.expect("amount-unclear", copy.financeName, rows: [3])
    },
    FolderDefect("amount-scale", 2) { copy in
      let lines = copy.financeLines.enumerated().map { place, line in
        var fields = FinanceDefect.fields(line)
        if place > 0 { fields[6] = "€" + fields[6] }
        return fields.joined(separator: ",")
      }
      copy.putFinance(lines)
      copy.expect("amount-scale", copy.financeName, rows: [2])
      copy.expect("return-refused", copy.financeName, rows: nil)
      return lines.count > 1
    },
    layout(
      "finance-file-year", 2,
      DefectMap(name: "fees 2024-25.csv", text: LayoutRows.sample.withoutYear, options: ["--year", "file-name"])
    ) { copy, rows in
      copy.files[copy.financeName] = nil
      copy.put(rows.withoutYear, "fees.csv")
      copy.expect("finance-file-year", "fees.csv")
    },
    layout("cross-reference-missing", 2, DefectMap(name: "ids.csv", text: LayoutRows.sample.byID)) { copy, rows in
      copy.put(rows.byID, copy.financeName)
      copy.expect("cross-reference-missing", copy.financeName)
      copy.expect("finance-id-unknown", copy.financeName, rows: [2, 3])
    },
    layout("finance-id-unknown", 5, DefectMap(name: "ids.csv", text: LayoutRows.sample.byID)) { copy, rows in
      copy.put(rows.byID, copy.financeName)
      copy.put(rows.firstID, "ids.csv")
      copy.expect("finance-id-unknown", copy.financeName, rows: [3])
    },
    layout("finance-ids-disagree", 5, DefectMap(name: "two numbers.csv", text: LayoutRows.sample.byTwoNumbers)) { copy, rows in
      copy.put(rows.byTwoNumbers, copy.financeName)
      copy.put(rows.firstID, "ids.csv")
      copy.expect("finance-ids-disagree", copy.financeName, rows: [3])
    },
    layout("split-mismatch", 5, DefectMap(name: "shares.csv", text: LayoutRows.sample.shares, options: ["--set", "split=amounts"])) { copy, rows in
      copy.put(rows.shares.replacing("1002,600,300,102", with: "1002,600,300,50"), copy.financeName)
      copy.expect("split-mismatch", copy.financeName, rows: [3])
    },
    layout("finance-replaced", 0, DefectMap(name: "replaced.csv", text: LayoutRows.sample.replaced)) { copy, rows in
      copy.put(rows.replaced, copy.financeName)
      copy.expect("finance-replaced", copy.financeName, rows: [2])
    },
  ]

  /// - Parameter change: gets rows about two children on roll.
  private static func layout(
    _ code: String, _ exitCode: Int, _ map: DefectMap, _ change: @escaping @Sendable (inout BoroughCopy, LayoutRows) -> Void
  ) -> FolderDefect {
    var defect = FolderDefect(code, exitCode) { copy in
      let longAgo = copy.days.shifted(copy.days.censusBefore, by: -400)
      let upns = copy.latest.children.filter { person in
        let plan = person.first(.namedplan)
        return person.children.count == 1 && plan?["ceasedate"] == "" && (plan?["startdate"] ?? "9") < longAgo
          && person.first(.activeplans)?["transferla"] == "" && person["personbirthdate"] > "\(copy.year - 18)" && !person["upn"].isEmpty
      }.map { $0["upn"] }
      guard upns.count > 1 else { return false }
      change(&copy, LayoutRows(upns: Array(upns.prefix(2)), year: "\(copy.year - 1)-\(copy.year % 100)"))
      return true
    }
    defect.map = map
    return defect
  }
}

/// Extracts of two lines, 1,001 and 1,002 pounds a year, in layouts that are not read without a map.
struct LayoutRows {
  let upns: [String]
  /// Financial year.
  let year: String

  /// About nobody.
  static let sample = LayoutRows(upns: ["Z999000000000", "Z999000000000"], year: "2024-25")

  private func table(_ headings: String, _ rows: [String], _ separator: String = ",") -> String {
    ([headings] + rows).map { $0.replacing(",", with: separator) + "\r\n" }.joined()
  }

  func fees(_ separator: String) -> String {
    table(
      "UPN,Provider,Annual fee,Financial year",
      upns.enumerated().map { "\($1),Fictional House,\(1001 + $0),\(year)" }, separator)
  }
  var withoutYear: String {
    table("UPN,School,Annual fee", upns.enumerated().map { "\($1),Fictional House,\(1001 + $0)" })
  }
  var byID: String {
    table("Local id,Annual fee,Financial year", upns.indices.map { "F\($0 + 1),\(1001 + $0),\(year)" })
  }
  /// The cross-reference, without the second child.
  var firstID: String { table("Local id,UPN", ["F1,\(upns[0])"]) }
  /// The first child's id beside each UPN.
  var byTwoNumbers: String {
    table("Local id,UPN,Annual fee,Financial year", upns.enumerated().map { "F1,\($1),\(1001 + $0),\(year)" })
  }
  var shares: String {
    table(
      "UPN,Annual fee,Education,Health,Social care,Financial year",
      upns.enumerated().map { "\($1),\(1001 + $0),600,300,\(101 + $0),\(year)" })
  }
  /// Twice the first child.
  var replaced: String {
    table(
      "UPN,Type,Annual fee,Revised,Financial year",
      ["\(upns[0]),Day,1001,,\(year)", "\(upns[0]),Day,1002,Revised,\(year)"])
  }
}
