extension RowDefect {
  static let persons: [RowDefect] = [
    RowDefect("birth-date-missing", .fresh) { person, _ in
      person["personbirthdate"] = ""
      person.markListed("birth-date-missing")
    },
    RowDefect("age-outside-range", .fresh) { person, days in
      person["personbirthdate"] = "\(days.year - 36)-05-04"
      person.markListed("age-outside-range")
    },
    RowDefect("age-below-zero", .fresh, where: \.isAtOneSchool) { person, days in
      // In force on the census day before, and born after the 31 August before it.
      person["personbirthdate"] = "\(days.year - 2)-10-01"
      person.forgetDecisions()
      person.edit(.requests) { $0["receiveddate"] = "\(days.year - 2)-11-01" }
      person.mark("age-below-zero", .namedplan) { $0["startdate"] = "\(days.year - 2)-12-01" }
    },
    RowDefect("before-birth", .fresh, where: isBySummer) { person, days in
      let start = person.first(.namedplan)?["startdate"] ?? ""
      person["personbirthdate"] = days.shifted(start, by: 10)
      person.mark("before-birth", .requests)
      person.mark("before-birth", .namedplan)
    },
    RowDefect("open-above-25", .fresh) { person, days in
      person["personbirthdate"] = "\(days.year - 27)-03-09"
      person.mark("open-above-25", .namedplan)
    },
    item("upn-shape", .fresh, .person, "upn", "123456789012"),
    RowDefect("upn-check-letter", .fresh) { person, _ in
      let upn = person["upn"]
      person["upn"] = (upn.hasPrefix("A") ? "B" : "A") + upn.dropFirst()
      person.marks.append("upn-check-letter")
    },
    RowDefect("upn-temporary", .fresh) { person, _ in
      person["upn"] = String(person["upn"].dropLast()) + "A"
      person.marks.append("upn-temporary")
    },
    item("uln-shape", .fresh, .person, "uniquelearnernumber", "0000000003"),
    item("reason-with-identifier", .fresh, .person, "upnunknown", "UN3"),
    nameless("no-identifier", "", also: []), nameless("identifier-unavailable", "UN2", also: []),
    nameless("unknown-upn-reason", "none", also: ["identifier-unavailable"]),
    second("duplicate-person") { person, _, days in
      person.edit(.namedplan) { $0["startdate"] = days.shifted($0["startdate"], by: -1) }
    },
    second("two-upns-one-uln", first: { $0["uniquelearnernumber"] = $1.learnerNumber }) { person, upn, days in
      person["upn"] = upn
      person.edit(.namedplan) { $0["startdate"] = days.shifted($0["startdate"], by: -1) }
    },
    second("person-without-request") { person, upn, _ in
      person["upn"] = upn
      person["uniquelearnernumber"] = ""
      person.children = []
    },
  ]

  /// Who is born ten days after the plan's start is born by the end of August.
  private static func isBySummer(_ person: ReturnElement) -> Bool {
    person.isAtOneSchool && (person.first(.namedplan)?["startdate"].dropFirst(5) ?? "99") < "08-15"
  }

  private static func nameless(_ code: String, _ reason: String, also: [String]) -> RowDefect {
    RowDefect(code, .fresh) { person, _ in
      person["upn"] = ""
      person["uniquelearnernumber"] = ""
      person["upnunknown"] = reason
      person.marks += [code] + also
    }
  }
}
