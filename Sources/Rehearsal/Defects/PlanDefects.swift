extension RowDefect {
  static let plans: [RowDefect] = [
    RowDefect("plan-without-start", .fresh) { person, _ in
      person.edit(.namedplan) { $0["startdate"] = "" }
      person.markPlanListed("plan-without-start")
    },
    RowDefect("cease-before-start", .fresh) { person, days in
      person.edit(.namedplan) { $0["ceasedate"] = days.shifted($0["startdate"], by: -1); $0["ceasereason"] = "6" }
      person.markPlanListed("cease-before-start")
    },
    RowDefect("named-plan-missing", .fresh) { person, _ in
      person.removeAll(.namedplan)
      person.edit(.activeplans) { $0.markListed("named-plan-missing") }
    },
    RowDefect("active-plan-missing", .fresh) { person, _ in
      person.removeAll(.activeplans)
      person.mark("active-plan-missing", .namedplan)
    },
    RowDefect("plan-not-agreed", .fresh) { person, _ in
      person.edit(.assessment) { $0["assessmentoutcome"] = "W" }
      person.mark("plan-not-agreed", .namedplan)
    },
    RowDefect("plan-before-request", .fresh, where: beganEarly) { person, days in
      let start = person.first(.namedplan)?["startdate"] ?? ""
      for item in ["receiveddate", "requestoutcomedate"] {
        person.edit(.requests) { $0[item] = days.shifted(start, by: 1) }
      }
      person.edit(.assessment) { $0["assessmentoutcome"] = "H"; $0["assessmentoutcomedate"] = "" }
      person.mark("plan-before-request", .namedplan)
    },
    RowDefect("plan-before-assessment", .fresh) { person, days in
      let start = person.first(.namedplan)?["startdate"] ?? ""
      person.edit(.assessment) { $0["assessmentoutcomedate"] = days.shifted(start, by: 1) }
      person.mark("plan-before-assessment", .namedplan)
    },
    RowDefect("plan-starts-after-census", .fresh, shapes: [.xml, .blade, .template]) { person, days in
      person.mark("plan-starts-after-census", .namedplan) { $0["startdate"] = days.shifted(days.census, by: 4) }
    },
    RowDefect("date-implausible", .fresh) { person, days in
      person.edit(.namedplan) { $0["ceasedate"] = "\(days.year + 19)-12-01"; $0["ceasereason"] = "1" }
      person.mark("date-implausible", .namedplan)
    },
    RowDefect("cease-in-future", .fresh) { person, days in
      person.edit(.namedplan) { $0["ceasedate"] = days.shifted(days.census, by: 30); $0["ceasereason"] = "6" }
      person.mark("cease-in-future", .namedplan)
    },
    item("cease-reason-missing", .ended, .namedplan, "ceasereason", ""),
    item("unknown-cease-reason", .ended, .namedplan, "ceasereason", "10"),
    item("cease-date-missing", .fresh, .namedplan, "ceasereason", "5"),
    item("unknown-residential", .fresh, .namedplan, "planres", "C"),
    RowDefect("two-plans", .fresh) { person, days in
      person.mark("two-plans", .namedplan)
      var earlier = person.children[0]
      earlier.clearMarks()
      earlier.edit(.namedplan) { $0["startdate"] = days.shifted($0["startdate"], by: -3) }
      earlier.forgetDecisions()
      person.children.append(earlier)
    },
    RowDefect("plan-gap", .fresh, where: beganBeforeSummer) { person, days in
      var later = person.children[0]
      later.clearMarks()
      later.edit(.namedplan) { $0["startdate"] = "\(days.year - 1)-10-01" }
      later.forgetDecisions()
      person.edit(.namedplan) { $0["ceasedate"] = "\(days.year - 1)-08-31"; $0["ceasereason"] = "7" }
      later.mark("plan-gap", .namedplan)
      person.children.append(later)
    },
    RowDefect("plan-without-assessment", .fresh, shapes: [.modules, .template]) { person, _ in
      person.edit(.requests) { request in
        guard let place = request.children.firstIndex(where: { $0.module == .assessment }) else { return }
        request.children.replaceSubrange(place...place, with: request.children[place].children)
      }
      person.mark("plan-without-assessment", .namedplan)
    },
    item("transfer-without-date", .arrived, .requests, "receiveddate", ""),
    item("unknown-transfer-la", .fresh, .activeplans, "transferla", "Elsewhere"),
  ]

  /// By the last quarter day before the summer, and placed where it is by the end of August.
  private static func beganBeforeSummer(_ person: ReturnElement) -> Bool {
    let start = person.first(.namedplan)?["startdate"] ?? ""
    return !start.isEmpty && start.suffix(5) < "06-30"
      && person.placements.allSatisfy { $0["entrydate"] <= "\(start.prefix(4))-08-31" }
  }

  /// Well before the census day.
  private static func beganEarly(_ person: ReturnElement) -> Bool {
    person.first(.namedplan)?["startdate"].prefix(4) == person.first(.requests)?["receiveddate"].prefix(4)
  }

  static let needs: [RowDefect] = [
    RowDefect("two-primary-needs", .fresh, where: \.hasOneNeed) { person, _ in
      person.marks.append("two-primary-needs")
      person.addNeed("1")
    },
    RowDefect("two-secondary-needs", .fresh, where: \.hasTwoNeeds) { person, _ in
      person.addNeed("2", mark: "two-secondary-needs")
    },
    RowDefect("secondary-without-primary", .fresh, where: \.hasTwoNeeds) { person, _ in
      person.edit(.activeplans) { plan in
        plan.children.remove(at: plan.children.count - 2)
        plan.children[plan.children.count - 1].marks.append("secondary-without-primary")
      }
    },
    RowDefect("need-doubled", .fresh, where: \.hasTwoNeeds) { person, _ in
      let code = person.needs[0]["sentype"]
      person.editLastNeed { $0["sentype"] = code; $0.marks.append("need-doubled") }
    },
    RowDefect("need-rank", .fresh, where: \.hasTwoNeeds) { person, _ in
      person.editLastNeed { $0["sentyperank"] = "3"; $0.marks.append("need-rank") }
    },
    item("need-rank-assumed", .fresh, .senneed, "sentyperank", "", where: \.hasOneNeed),
    RowDefect("need-missing", .fresh, where: \.hasOneNeed) { person, _ in
      person.removeAll(.senneed)
      person.mark("need-missing", .activeplans)
    },
    item("unknown-need", .fresh, .senneed, "sentype", "AUT", where: \.hasOneNeed),
  ]
}

extension ReturnElement {
  /// The plan's rows are listed: the named plan, and what hangs on it and on the active plan.
  fileprivate mutating func markPlanListed(_ code: String) {
    edit(.namedplan) { $0.markListed(code) }
    edit(.activeplans) { $0.markListed(RowDefect.below) }
  }

  fileprivate mutating func clearMarks() {
    marks = []
    for place in children.indices { children[place].clearMarks() }
  }

  fileprivate mutating func addNeed(_ rank: String, mark: String? = nil) {
    let held = Set(needs.map { $0["sentype"] })
    let code = ["MLD", "SEMH", "PD"].first { !held.contains($0) } ?? "OTH"
    let row = ReturnElement(
      module: .senneed, items: ["sentype": code, "sentyperank": rank], marks: mark.map { [$0] } ?? [])
    edit(.activeplans) { $0.children.append(row) }
  }

  mutating func editLastNeed(_ change: (inout ReturnElement) -> Void) {
    edit(.activeplans) { plan in
      let last = plan.children.count - 1
      change(&plan.children[last])
    }
  }
}
