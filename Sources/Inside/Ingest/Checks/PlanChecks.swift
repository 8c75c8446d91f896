/// Checks of modules 4 and 5 that only note: no row is dropped here.
struct PlanChecks {
  let period: ReturnPeriod
  /// Day number.
  let birth: Int
  let laNumber: Int?
  /// Modules that the return does not have.
  let absent: CensusSetting.Lacking

  /// - Parameters:
  ///   - start: of the named plan, as a day number.
  ///   - cease: nil for a plan in force.
  ///   - draft: the person with all rows.
  func check(
    _ plan: NamedPlanDraft, start: Int, cease: Int?, of request: RequestDraft, _ active: ActivePlanDraft?,
    _ draft: PersonDraft, _ account: inout RowAccount
  ) {
    let place = plan.row.place
    let isTransfer = active?.row.isTransfer ?? false
    if !period.isPlausible(begun: start) {
      account.note(.dateImplausible, place)
    } else if start > period.census {
      account.note(.planStartsAfterCensus, place)
    }
    if start < birth { account.note(.beforeBirth, place) }
    checkEnd(plan.row, cease, &account)
    checkResidence(plan.row.residential, place, &account)
    if let active { checkResidence(active.row.residential, active.row.place, &account) }
    if let assessment = draft.assessment(of: request) {
      if assessment.outcome == "A" || assessment.outcome == "W" { account.note(.planNotAgreed, place) }
      if let decided = assessment.outcomeDate.dayNumber, start < decided, !isTransfer {
        account.note(.planBeforeAssessment, place)
      }
    } else if !absent.assessment {
      account.note(.planWithoutAssessment, place)
    }
    if let received = request.row.received.dayNumber, start < received, !isTransfer, request.row.outcome != "H" {
      account.note(.planBeforeRequest, place)
    }
    if let from = active?.row.transferLA, !(200...999).contains(from) || from == laNumber {
      account.note(.unknownTransferLA, active?.row.place ?? place)
    }
    for index in plan.details { check(draft.details[index].fields, draft.details[index].place, &account) }
    if period.calendarYear.contains(start), !isTransfer, plan.details.allSatisfy({ draft.details[$0].fields.isEmpty }),
      !absent.planDetail
    {
      account.note(.namedSettingMissing, place)
    }
  }

  private func checkEnd(_ row: NamedPlanRow, _ cease: Int?, _ account: inout RowAccount) {
    guard let cease else {
      if row.ceaseReason != .blank { account.note(.ceaseDateMissing, row.place) }
      return
    }
    if !period.isPlausible(ended: cease) {
      account.note(.dateImplausible, row.place)
    } else if cease > period.census {
      account.note(.ceaseInFuture, row.place)
    }
    if row.ceaseReason == .blank {
      if cease <= period.census { account.note(.ceaseReasonMissing, row.place) }
    } else if !row.ceaseReason.isCeaseReason {
      account.note(.unknownCeaseReason, row.place)
    }
  }

  func check(_ placement: PlacementRow, planCease: Int?, _ account: inout RowAccount) {
    let place = placement.place
    check(placement.fields, place, &account)
    checkResidence(placement.residential, place, &account)
    if placement.fields.unit == .bad || placement.fields.resourced == .bad { account.note(.badFlag, place) }
    if placement.fields.rank.map({ !(1...2).contains($0) }) ?? true { account.note(.placementRank, place) }
    let (entry, leaving) = (placement.entry.dayNumber, placement.leaving.dayNumber)
    if entry == nil { account.note(.entryDateMissing, place) }
    if let entry {
      if !period.isPlausible(begun: entry) { account.note(.dateImplausible, place) }
      if let leaving, leaving < entry { account.note(.leavingBeforeEntry, place) }
      if let planCease, planCease < entry { account.note(.entryAfterCease, place) }
    }
    if let leaving, !period.isPlausible(ended: leaving) { account.note(.dateImplausible, place) }
  }

  private func check(_ fields: SettingFields, _ place: RowPlace, _ account: inout RowAccount) {
    if let urn = fields.urn, !SettingFields.isURN(urn) {
      account.note(SettingFields.isUKPRN(urn) ? .ukprnAsURN : .urnShape, place)
    }
    if fields.ukprn.map({ !SettingFields.isUKPRN($0) }) ?? false { account.note(.ukprnShape, place) }
    guard fields.setting != .blank else { return }
    if fields.urn != nil || fields.ukprn != nil { account.note(.settingAndProvider, place) }
    if !fields.setting.isSetting { account.note(.unknownSetting, place) }
  }

  private func checkResidence(_ code: Code, _ place: RowPlace, _ account: inout RowAccount) {
    if code != .blank, code != "A", code != "B" { account.note(.unknownResidential, place) }
  }
}

extension Code {
  /// Item 4.6.
  fileprivate var isCeaseReason: Bool {
    switch self {
    case "1", "2", "3", "4", "5", "6", "7", "8", "9": true
    default: false
    }
  }

  /// Items 4.7c and 5.7c, for settings without URN and UKPRN.
  fileprivate var isSetting: Bool {
    switch self {
    case "OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO": true
    default: false
    }
  }
}

extension SettingFields {
  static func isURN(_ number: Int) -> Bool { (100_000...999_999).contains(number) }
  static func isUKPRN(_ number: Int) -> Bool { (10_000_000...19_999_999).contains(number) }

  var isEmpty: Bool { urn == nil && ukprn == nil && setting == .blank }
}
