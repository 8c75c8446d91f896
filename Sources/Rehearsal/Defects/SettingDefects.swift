extension RowDefect {
  static let settings: [RowDefect] = [
    RowDefect("named-setting-missing", .fresh) { person, _ in
      person.removeAll(.plandetail)
      person.mark("named-setting-missing", .namedplan)
    },
    RowDefect("placement-missing", .fresh) { person, _ in
      person.removeAll(.placementdetail)
      person.mark("placement-missing", .activeplans)
    },
    RowDefect("placement-missing-transfer", .arrived) { person, _ in
      person.removeAll(.placementdetail)
      person.mark("placement-missing-transfer", .activeplans)
    },
    RowDefect("placements-overlap", .fresh, where: \.isAtOneSchool) { person, days in
      var second = person.placements[0]
      second["entrydate"] = days.shifted(second["entrydate"], by: 1)
      second.marks.append("placements-overlap")
      person.edit(.activeplans) { $0.children.insert(second, at: 1) }
    },
    earlier("bad-date") { placement, _ in
      placement["leavingdate"] = placement["entrydate"]
      placement["entrydate"] = "2019-02-30"
    },
    earlier("leaving-before-entry") { placement, days in
      placement["leavingdate"] = days.shifted(placement["entrydate"], by: -1)
    },
    RowDefect("entry-after-cease", .ended, where: { $0.placements.count == 1 }) { person, days in
      let cease = person.first(.namedplan)?["ceasedate"] ?? ""
      var second = person.placements[0]
      second["entrydate"] = days.shifted(cease, by: 1)
      second["leavingdate"] = ""
      second["placementrank"] = "2"
      second.marks.append("entry-after-cease")
      person.edit(.activeplans) { $0.children.insert(second, at: 1) }
    },
    item("placement-rank", .fresh, .placementdetail, "placementrank", "3", where: \.isAtOneSchool),
    RowDefect("placement-without-setting", .fresh, where: \.isAtOneSchool) { person, _ in
      person.mark("placement-without-setting", .placementdetail) { $0.leaveSettingBlank() }
    },
    item("entry-date-missing", .fresh, .placementdetail, "entrydate", "", where: \.isAtOneSchool),
    item("urn-shape", .fresh, .placementdetail, "urn", "2011234", where: \.isAtOneSchool),
    item("ukprn-shape", .fresh, .placementdetail, "ukprn", "90000004", where: \.isAtOneSchool),
    item("setting-and-provider", .fresh, .placementdetail, "sensetting", "EHE", where: \.isAtOneSchool),
    RowDefect("unknown-provider", .fresh, where: \.isAtOneSchool) { person, _ in
      person.mark("unknown-provider", .placementdetail) { $0["urn"] = "199999"; $0["ukprn"] = "" }
    },
    RowDefect("unknown-setting", .fresh, where: \.isAtOneSchool) { person, _ in
      person.mark("unknown-setting", .placementdetail) { $0.leaveSettingBlank(); $0["sensetting"] = "ABC" }
    },
    RowDefect("neet-below-16", .fresh, where: isYoung) { person, _ in
      person.mark("neet-below-16", .placementdetail) { $0.leaveSettingBlank(); $0["sensetting"] = "NEET" }
    },
  ]

  /// Of providers: found where the agent has the extract of GIAS and its links in the place of the short list.
  static let register: [RowDefect] = [
    provider("provider-unexpected", urn: GIASExtract.Planted.university),
    provider("provider-closed", urn: GIASExtract.Planted.closed),
    provider("successor-followed", urn: GIASExtract.Planted.followed),
    provider("unit-not-in-register", urn: GIASExtract.Planted.school) { $0["senunitindicator"] = "1" },
    provider("ukprn-as-urn", urn: GIASExtract.Planted.ukprn),
    provider("urn-expected", urn: nil) { $0["ukprn"] = "\(GIASExtract.Planted.ukprn)" },
  ]

  private static func provider(
    _ code: String, urn: Int?, _ change: @escaping @Sendable (inout ReturnElement) -> Void = { _ in }
  ) -> RowDefect {
    RowDefect(code, .fresh, where: \.isAtOneSchool) { person, _ in
      person.mark(code, .placementdetail) { placement in
        placement["urn"] = urn.map { "\($0)" } ?? ""
        placement["ukprn"] = ""
        change(&placement)
      }
    }
  }

  /// One more placement, before the one that goes on.
  private static func earlier(_ code: String, _ change: @escaping Change) -> RowDefect {
    RowDefect(code, .fresh, where: \.isAtOneSchool) { person, days in
      var second = person.placements[0]
      change(&second, days)
      second.marks.append(code)
      person.edit(.activeplans) { $0.children.insert(second, at: 0) }
    }
  }

  private static func isYoung(_ person: ReturnElement) -> Bool {
    guard let born = Int(person["personbirthdate"].prefix(4)),
      let asked = Int(person.first(.requests)?["receiveddate"].prefix(4) ?? "")
    else { return false }
    return person.isAtOneSchool && asked - born <= 13
  }
}
