extension RowDefect {
  static let requests: [RowDefect] = [
    item("received-date-missing", .fresh, .requests, "receiveddate", ""),
    item("bad-date-ignored", .fresh, .requests, "receiveddate", "31/31/2024"),
    item("bad-flag", .fresh, .requests, "rya", "maybe"),
    RowDefect("received-after-census", .open, shapes: [.xml, .blade, .template]) { person, days in
      person.mark("received-after-census", .requests) { $0["receiveddate"] = days.shifted(days.census, by: 20) }
    },
    item("request-outcome-missing", .open, .requests, "requestoutcome", ""),
    item("unknown-request-outcome", .open, .requests, "requestoutcome", "Q"),
    item("request-outcome-date-missing", .refused, .requests, "requestoutcomedate", ""),
    RowDefect("request-outcome-date-unexpected", .open) { person, days in
      person.mark("request-outcome-date-unexpected", .requests) { $0["requestoutcomedate"] = days.census }
    },
    RowDefect("request-decided-before-received", .refused) { person, days in
      person.edit(.requests) { row in
        row["requestoutcomedate"] = days.shifted(row["receiveddate"], by: -1)
        row.marks.append("request-decided-before-received")
      }
    },
    RowDefect("request-source-missing", .fresh, where: hasSource) { person, _ in
      person.mark("request-source-missing", .requests) { $0["requestsource"] = "" }
    },
    item("unknown-request-source", .fresh, .requests, "requestsource", "9", where: hasSource),
    RowDefect("several-open-requests", .open) { person, _ in
      var second = person.children[0]
      second.marks.append("several-open-requests")
      person.children.append(second)
    },
    item("assessment-missing", .refused, .requests, "requestoutcome", "Y"),
    RowDefect("assessment-not-agreed", .fresh) { person, _ in
      person.edit(.requests) { $0["requestoutcome"] = "N" }
      person.mark("assessment-not-agreed", .assessment)
    },
    item("assessment-outcome-missing", .assessing, .assessment, "assessmentoutcome", ""),
    item("unknown-assessment-outcome", .assessing, .assessment, "assessmentoutcome", "Z"),
    item("assessment-outcome-date-missing", .notIssued, .assessment, "assessmentoutcomedate", ""),
    RowDefect("assessment-outcome-date-unexpected", .assessing) { person, days in
      person.mark("assessment-outcome-date-unexpected", .assessment) { $0["assessmentoutcomedate"] = days.census }
    },
    RowDefect("assessment-decided-before-request", .notIssued) { person, days in
      let decided = person.first(.requests)?["requestoutcomedate"] ?? ""
      person.edit(.assessment) { row in
        row["assessmentoutcomedate"] = days.shifted(decided, by: -1)
        row.marks.append("assessment-decided-before-request")
      }
    },
    RowDefect("week20-within-limit", .fresh, where: isQuick) { person, _ in
      person.mark("week20-within-limit", .assessment) { $0["week20"] = "1" }
    },
    RowDefect("repeated-module", .fresh) { person, _ in
      person.edit(.requests) { request in
        guard var second = request.all(.assessment).first else { return }
        second.children = []
        second.marks.append("repeated-module")
        request.children.insert(second, at: 1)
      }
    },
    RowDefect("misplaced-element", .fresh, shapes: [.xml]) { person, _ in
      person.children.append(ReturnElement(module: .senneed, items: ["sentype": "ASD"], marks: ["misplaced-element"]))
    },
  ]

  /// From the layout of 2025 on.
  private static func hasSource(_ person: ReturnElement) -> Bool {
    !(person.first(.requests)?["requestsource"] ?? "").isEmpty
  }

  private static func isQuick(_ person: ReturnElement) -> Bool {
    guard let received = DefectDays.number(person.first(.requests)?["receiveddate"] ?? ""),
      let start = DefectDays.number(person.first(.namedplan)?["startdate"] ?? "")
    else { return false }
    return start - received <= 140
  }
}
