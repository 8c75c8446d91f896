extension Rule {
  var planText: RuleText {
    switch self {
    case .planWithoutStart: dropped("a plan has a start date", .error, by: .dfe, fix: "add it")
    case .namedPlanMissing:
      dropped(
        "an active plan has a named plan with its start date", .error, by: .field, fix: "add the named plan")
    case .activePlanMissing:
      used(
        .warning, "a plan in force on the census day has an active plan, with need and placement",
        "need and sector taken as other", by: .field, fix: "add the active plan, or the date the plan ceased")
    case .planWithoutAssessment:
      used(
        .warning, "a plan follows an assessment", "plan used; the assessment's outcome counts as not recorded", by: .dfe,
        fix: "add the assessment, with outcome H if it was before the year")
    case .planNotAgreed:
      used(
        .warning, "a plan follows an assessment that ended with a plan (Y or H)", "plan used", by: .field,
        fix: "correct the assessment's outcome")
    case .planBeforeRequest:
      used(
        .warning, "a plan of this borough's own starts after the request was received", "plan used", by: .field,
        fix: "correct one of the two dates; a plan from elsewhere needs the other authority's number")
    case .planBeforeAssessment:
      used(
        .warning, "a plan starts on or after the day its assessment ended", "plan used", by: .field,
        fix: "correct one of the two dates")
    case .planStartsAfterCensus:
      used(
        .information, "a plan starts by the census day", "not counted on this return's census days", by: .dfe,
        fix: "none if the return was made later; else correct the date")
    case .ceaseBeforeStart:
      dropped("a plan ceases on or after its start date", .error, by: .field, fix: "correct one of the two dates")
    case .ceaseInFuture:
      used(
        .information, "a plan ceased by the census day", "in force on the census day", by: .field,
        fix: "none if the end is planned; else correct the date")
    case .ceaseReasonMissing:
      used(
        .warning, "a plan that ceased has a reason", "reason counts as not recorded", by: .dfe, fix: "add the reason")
    case .ceaseDateMissing:
      used(
        .warning, "a plan with a reason for ceasing has the date", "taken as in force", by: .dfe,
        fix: "add the date, or remove the reason")
    case .unknownCeaseReason:
      used(
        .warning, "the reason why a plan ceased is 1 to 9", "reason counts as not recorded", by: .dfe,
        fix: "correct the code")
    case .unknownResidential:
      used(
        .information, "a residential setting is A, B or blank", "not looked at", by: .dfe, fix: "correct the code")
    case .twoPlans:
      used(
        .warning, "a person has one plan on a census day", "the plan with the latest start is used", by: .field,
        fix: "cease the earlier plan")
    case .planGap:
      used(
        .information, "a plan is in force here on each quarter day between its first and its last of the year",
        "counted on the quarter days between as well", by: .ours,
        fix: "none if the plan ended and came back; else mend the dates at which one plan ends and the next begins")
    case .transferWithoutDate:
      used(
        .warning, "a plan from another authority has a received date", "taken as here since the plan's start", by: .ours,
        fix: "give the day it came as the day received")
    case .unknownTransferLA:
      used(
        .warning, "the authority that a plan came from is the three digits of another one",
        "taken as a plan from another authority", by: .dfe, fix: "correct the number, or blank it")
    default:  // openAbove25
      used(
        .warning, "a plan ceases by the 26th birthday", "taken as ceased at the 26th birthday", by: .field,
        fix: "cease it")
    }
  }
}
