extension Rule {
  var requestText: RuleText {
    switch self {
    case .receivedDateMissing:
      used(
        .warning, "a request has the date on which it was received", "not counted among the year's requests", by: .dfe,
        fix: "add the date")
    case .receivedAfterCensus:
      used(
        .information, "a request was received by the census day", "not counted among the year's requests", by: .dfe,
        fix: "none if the return was made later; else correct the date")
    case .requestOutcomeMissing:
      used(
        .information, "a request has an outcome, A while it is open", "taken as open", by: .dfe, fix: "add the outcome")
    case .unknownRequestOutcome:
      used(
        .warning, "a request's outcome is Y, N, A, W or H", "taken as open", by: .dfe, fix: "correct the code")
    case .requestOutcomeDateMissing:
      used(
        .warning, "a decided request (Y or N) has the date of the decision", "not counted as decided in six weeks",
        by: .dfe, fix: "add the date")
    case .requestOutcomeDateUnexpected:
      used(
        .warning, "an open request has no date of a decision", "taken as open", by: .dfe,
        fix: "add the outcome, or remove the date")
    case .requestDecidedBeforeReceived:
      used(
        .warning, "a request is decided on or after the day it was received", "used as it is", by: .field,
        fix: "correct one of the two dates")
    case .requestSourceMissing:
      used(
        .information, "from the 2025 return on, a request of the year has its source", "source not recorded", by: .dfe,
        fix: "add the source")
    case .unknownRequestSource:
      used(
        .information, "the source of a request is 1 to 5", "source not recorded", by: .dfe, fix: "correct the code")
    case .severalOpenRequests:
      used(
        .warning, "a person has one open request at a time", "each is counted", by: .field,
        fix: "close or remove the one that is not open")
    case .assessmentMissing:
      used(
        .information, "a request that was agreed has an assessment, A while it is open", "taken as open", by: .dfe,
        fix: "add the assessment")
    case .assessmentNotAgreed:
      used(
        .warning, "an assessment follows a request that was agreed, or refused and then taken up by mediation or tribunal",
        "each is counted by its own outcome", by: .field, fix: "correct the request's outcome")
    case .assessmentOutcomeMissing:
      used(
        .information, "an assessment has an outcome, A while it is open", "taken as open", by: .dfe,
        fix: "add the outcome")
    case .unknownAssessmentOutcome:
      used(
        .warning, "an assessment's outcome is Y, N, A, W or H", "taken as open", by: .dfe, fix: "correct the code")
    case .assessmentOutcomeDateMissing:
      used(
        .warning, "a finished assessment (Y or N) has the date of the decision", "used as it is", by: .dfe,
        fix: "add the date")
    case .assessmentOutcomeDateUnexpected:
      used(
        .warning, "an open assessment has no date of a decision", "taken as open", by: .dfe,
        fix: "add the outcome, or remove the date")
    case .assessmentDecidedBeforeRequest:
      used(
        .warning, "an assessment ends on or after the decision on the request", "used as it is", by: .field,
        fix: "correct one of the two dates")
    default:  // week20WithinLimit
      used(
        .information, "an exception to the 20 weeks is given for plans that took longer", "used as it is", by: .dfe,
        fix: "remove the exception if it was given by default")
    }
  }
}
