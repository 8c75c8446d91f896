/// Checks of modules 2 and 3, requests and their assessments. They only note: no row is dropped here.
struct RequestChecks {
  let period: ReturnPeriod
  /// Day number.
  let birth: Int
  /// Modules that the return does not have.
  let absent: CensusSetting.Lacking

  func check(_ draft: PersonDraft, _ account: inout RowAccount) {
    if draft.requests.isEmpty { account.note(.personWithoutRequest, draft.row.place) }
    var open = 0
    for request in draft.requests {
      let isTransfer = draft.activePlan(of: request)?.row.isTransfer ?? false
      check(request.row, isTransfer: isTransfer, &account)
      checkAssessment(of: request, draft, isTransfer: isTransfer, &account)
      guard draft.isOpen(request) else { continue }
      open += 1
      if open == 2 { account.note(.severalOpenRequests, request.row.place) }
    }
  }

  private func check(_ row: RequestRow, isTransfer: Bool, _ account: inout RowAccount) {
    let outcome = row.outcome
    if row.received == .missing, outcome != "H", !isTransfer { account.note(.receivedDateMissing, row.place) }
    if row.received.isBad || row.outcomeDate.isBad { account.note(.badDateIgnored, row.place) }
    if row.rya == .bad || row.mediation == .bad || row.tribunal == .bad { account.note(.badFlag, row.place) }
    if let received = row.received.dayNumber {
      if !period.isPlausible(begun: received) {
        account.note(.dateImplausible, row.place)
      } else if received > period.census {
        account.note(.receivedAfterCensus, row.place)
      }
      if received < birth { account.note(.beforeBirth, row.place) }
      if let decided = row.outcomeDate.dayNumber, decided < received {
        account.note(.requestDecidedBeforeReceived, row.place)
      }
      if row.source == .blank, period.year >= 2025, period.calendarYear.contains(received), !isTransfer {
        account.note(.requestSourceMissing, row.place)
      }
    }
    if let decided = row.outcomeDate.dayNumber, !period.isPlausible(begun: decided) {
      account.note(.dateImplausible, row.place)
    }
    if row.source != .blank, !row.source.isRequestSource { account.note(.unknownRequestSource, row.place) }
    switch outcome {
    case "Y", "N":
      if row.outcomeDate == .missing, !isTransfer { account.note(.requestOutcomeDateMissing, row.place) }
    case "W", "H": break
    default:
      if outcome == .blank {
        account.note(.requestOutcomeMissing, row.place)
      } else if outcome != "A" {
        account.note(.unknownRequestOutcome, row.place)
      }
      if row.outcomeDate.dayNumber != nil { account.note(.requestOutcomeDateUnexpected, row.place) }
    }
  }

  private func checkAssessment(
    of request: RequestDraft, _ draft: PersonDraft, isTransfer: Bool, _ account: inout RowAccount
  ) {
    guard let assessment = draft.assessment(of: request) else {
      if request.row.outcome == "Y", !request.row.isExported, request.unassessed.isEmpty, !absent.assessment {
        account.note(.assessmentMissing, request.row.place)
      }
      return
    }
    let place = assessment.place
    if assessment.outcomeDate.isBad { account.note(.badDateIgnored, place) }
    if assessment.week20 == .bad { account.note(.badFlag, place) }
    if request.row.wasNotAgreed { account.note(.assessmentNotAgreed, place) }
    if let day = assessment.outcomeDate.dayNumber {
      if !period.isPlausible(begun: day) { account.note(.dateImplausible, place) }
      if let before = request.row.outcomeDate.dayNumber ?? request.row.received.dayNumber, day < before {
        account.note(.assessmentDecidedBeforeRequest, place)
      }
    }
    switch assessment.outcome {
    case "Y", "N":
      if assessment.outcomeDate == .missing, !isTransfer { account.note(.assessmentOutcomeDateMissing, place) }
    case "W", "H": break
    default:
      if assessment.outcome == .blank {
        account.note(.assessmentOutcomeMissing, place)
      } else if assessment.outcome != "A" {
        account.note(.unknownAssessmentOutcome, place)
      }
      if assessment.outcomeDate.dayNumber != nil { account.note(.assessmentOutcomeDateUnexpected, place) }
    }
    if assessment.week20 == .yes, let start = draft.plan(of: request)?.row.start.dayNumber,
      let received = request.row.received.dayNumber, start - received <= twentyWeeks
    {
      account.note(.week20WithinLimit, place)
    }
  }
}

private let twentyWeeks = 140

extension Code {
  /// Item 2.2: parent or young person, education setting, health, social care, other.
  fileprivate var isRequestSource: Bool {
    switch self {
    case "1", "2", "3", "4", "5": true
    default: false
    }
  }
}

extension PersonDraft {
  /// Not decided, or agreed and in assessment.
  fileprivate func isOpen(_ request: RequestDraft) -> Bool {
    guard plans(of: request).isEmpty, !request.row.isExported else { return false }
    let assessed = assessment(of: request)?.outcome
    return switch request.row.outcome {
    case "N", "W", "H": false
    case "Y": assessed == "A"
    default: assessed == nil || assessed == "A" || assessed == .blank
    }
  }
}

extension RequestRow {
  /// Open or withdrawn; or refused, and neither mediation nor a tribunal came after it.
  fileprivate var wasNotAgreed: Bool {
    outcome == "A" || outcome == "W" || outcome == "N" && mediation != .yes && tribunal != .yes
  }
}
