/// Faults of a large part of the latest return, in a borough of which shares say something.
enum ShareDefects {
  static let all: [FolderDefect] = [
    every("many-rows-listed", 12, also: [.years]) { person in
      person["personbirthdate"] = ""
      person.markListed("birth-date-missing")
    },
    every("many-without-identifier", 4, also: [.years, .yearsLatest, .jump]) { person in
      person["upn"] = ""
      person["uniquelearnernumber"] = ""
      person.marks.append("no-identifier")
    },
    every("many-needs-missing", 4, also: [.detail, .needs]) { $0.removeAll(.senneed) },
    every("many-placements-missing", 4, also: [.detail, .placements]) { $0.removeAll(.placementdetail) },
    every("many-unknown-providers", 3, also: [.detail, .providers]) { person in
      for place in person.placements.indices {
        person.edit(.activeplans) { plan in
          guard !plan.children[place]["ukprn"].isEmpty else { return }
          plan.children[place]["urn"] = "199999"
          plan.children[place]["ukprn"] = ""
        }
      }
    },
    every("week20-everywhere", 1, also: [.quick]) { person in person.edit(.assessment) { $0["week20"] = "1" } },
    ofShares("no-requests", 5, []) { person, days in
      for place in person.children.indices where person.children[place]["receiveddate"] >= days.opening {
        // Who came from elsewhere did so on that day.
        if person.children[place].all(.activeplans).contains(where: { !$0["transferla"].isEmpty }) { return false }
        person.children[place]["receiveddate"] = "\(days.year - 2)-12-31"
      }
      return true
    },
    ofShares("no-refusals", 0, []) { person, _ in person.first(.requests)?["requestoutcome"] != "N" },
    ofShares("no-ceased-plans", 5, []) { person, days in
      // In the years beside it instead, so that those on roll on census days are the same.
      let day = person.first(.namedplan)?["ceasedate"] ?? ""
      guard day >= days.opening, day < "\(days.year)" else { return true }
      let other = day > days.censusBefore ? "\(days.year)-01-02" : "\(days.year - 2)-12-31"
      person.edit(.namedplan) { $0["ceasedate"] = other }
      return true
    },
    ofShares("stock-jump", 5, [.years, .manyYears]) { person, _ in !"ABCDEFGHJK".contains(person["upn"].prefix(1)) },
    ofShares("many-years-disagree", 5, [.years]) { person, _ in !"AB".contains(person["upn"].prefix(1)) },
  ]

  /// What else is found, in rows that are not said.
  fileprivate enum Other { case years, yearsLatest, manyYears, jump, detail, needs, placements, providers, quick }

  /// Changes every so-manieth person.
  private static func every(
    _ code: String, _ step: Int, also others: [Other], _ change: @escaping @Sendable (inout ReturnElement) -> Void
  ) -> FolderDefect {
    ofShares(code, 5, others) { person, place, _ in
      if place % step == 0 { change(&person) }
      return true
    }
  }

  private static func ofShares(
    _ code: String, _ exitCode: Int, _ others: [Other],
    _ change: @escaping @Sendable (inout ReturnElement, DefectDays) -> Bool
  ) -> FolderDefect {
    ofShares(code, exitCode, others) { person, _, days in change(&person, days) }
  }

  /// - Parameter change: of a person and its place in the return; false leaves the person out.
  private static func ofShares(
    _ code: String, _ exitCode: Int, _ others: [Other],
    _ change: @escaping @Sendable (inout ReturnElement, Int, DefectDays) -> Bool
  ) -> FolderDefect {
    var defect = FolderDefect(code, exitCode) { copy in
      let days = copy.days
      // Requests tell the census day where nothing else does.
      if code == "no-requests", copy.shape == .modules { try copy.respell(.xml) }
      let before = copy.latest.children
      var now: [ReturnElement] = []
      var gone: Set<String> = []
      for (place, person) in before.enumerated() {
        var changed = person
        let isKept = change(&changed, place, days)
        if isKept { now.append(changed) }
        let isFound = isKept && changed["upn"] == person["upn"] && !changed["personbirthdate"].isEmpty
        if !isFound { gone.insert(person["upn"]) }
      }
      copy.dropFinance(of: gone)
      try copy.changeLatest { $0.children = now }
      copy.expectShares(code, others)
      return true
    }
    defect.isOfShares = true
    return defect
  }
}

extension BoroughCopy {
  fileprivate mutating func expectShares(_ code: String, _ others: [ShareDefects.Other]) {
    switch code {
    case "stock-jump": expect(code)
    case "many-rows-listed":
      for module in ReturnElement.Module.allCases where module != .sen2 { expect(code, name(module)) }
      expect("many-years-disagree", name(.person))
    default: expect(code, name(.person))
    }
    for other in others {
      switch other {
      case .years: expect("years-disagree", name(.person, year - 1), rows: nil)
      case .yearsLatest:
        expect("years-disagree", name(.person), rows: nil)
        expect("many-years-disagree", name(.person))
      case .manyYears: expect("many-years-disagree", name(.person))
      case .jump: expect("stock-jump")
      case .detail: expect("years-differ-in-detail", name(.person), rows: nil)
      case .needs: expect("need-missing", name(.activeplans), rows: nil)
      case .providers: expect("unknown-provider", name(.placementdetail), rows: nil)
      case .placements:
        expect("placement-missing", name(.activeplans), rows: nil)
        expect("placement-missing-transfer", name(.activeplans), rows: nil)
      case .quick: expect("week20-within-limit", name(.assessment), rows: nil)
      }
    }
  }
}
