/// The persons in whom a defect can be planted so that nothing else is found: with one request, and known to no other
/// return where the defect changes what returns are compared by.
enum DefectHome: CaseIterable {
  /// On roll with a plan of the calendar year, requested in it.
  case fresh
  /// On roll with a plan that came from elsewhere and began since the census day before.
  case arrived
  /// A plan that ceased in the year.
  case ended
  /// Refused; undecided; agreed and being assessed; assessed without a plan.
  case refused, open, assessing, notIssued

  init?(_ person: ReturnElement, _ days: DefectDays) {
    guard person.children.count == 1, let request = person.children.first else { return nil }
    let assessment = request.all(.assessment).first
    let (received, outcome) = (request["receiveddate"], request["requestoutcome"])
    if let plan = assessment?.children.first {
      self.init(request, plan, days)
    } else {
      guard received >= days.opening else { return nil }
      switch (outcome, assessment?["assessmentoutcome"]) {
      case ("N", nil) where request["requestmediation"] == "0" && request["requesttribunal"] == "0": self = .refused
      case ("A", nil): self = .open
      case ("Y", "A"): self = .assessing
      case ("Y", "N"): self = .notIssued
      default: return nil
      }
    }
  }

  private init?(_ request: ReturnElement, _ plan: ReturnElement, _ days: DefectDays) {
    guard let active = request.all(.activeplans).first else { return nil }
    let (start, isTransfer) = (plan["startdate"], !active["transferla"].isEmpty)
    guard plan["ceasedate"].isEmpty else {
      guard plan["ceasedate"] >= days.opening, plan["ceasedate"] <= days.census, !plan["ceasereason"].isEmpty,
        !isTransfer
      else { return nil }
      self = .ended
      return
    }
    guard start > days.censusBefore, start <= days.census else { return nil }
    if isTransfer {
      guard request["receiveddate"] > days.censusBefore else { return nil }
      self = .arrived
    } else {
      guard request["receiveddate"] >= days.opening, start < "\(days.year)", request["requestoutcome"] == "Y",
        request.all(.assessment).first?["assessmentoutcome"] == "Y",
        // In a placement of rank 1 that goes on.
        active.all(.placementdetail).contains(where: \.isMainPlacement)
      else { return nil }
      self = .fresh
    }
  }
}

extension ReturnElement {
  fileprivate var isMainPlacement: Bool { self["placementrank"] == "1" && self["leavingdate"].isEmpty }

  /// Of a person.
  var placements: [ReturnElement] { first(.activeplans)?.all(.placementdetail) ?? [] }
  var needs: [ReturnElement] { first(.activeplans)?.all(.senneed) ?? [] }
  var hasOneNeed: Bool { needs.count == 1 }
  var hasTwoNeeds: Bool { needs.count == 2 }
  /// One placement, with a provider that has a URN.
  var isAtOneSchool: Bool { placements.count == 1 && !placements[0]["urn"].isEmpty && !isResourced }
  private var isResourced: Bool {
    placements[0]["senunitindicator"] == "1" || placements[0]["resourcedprovisionindicator"] == "1"
  }
}
