extension Rule {
  var settingText: RuleText {
    switch self {
    case .namedSettingMissing:
      used(
        .information, "a plan of the year names a setting or a type of setting", "setting named counts as not recorded",
        by: .dfe, fix: "add the plan detail")
    case .placementMissing:
      used(
        .warning, "a plan has a placement on the census day", "sector taken as other", by: .field,
        fix: "add the placement, or the code of why there is none")
    case .placementMissingTransfer:
      used(
        .information, "a plan that came from elsewhere has a placement on the census day", "sector taken as other",
        by: .field, fix: "add the placement, or NIEO while one is sought")
    case .placementsOverlap:
      used(
        .warning, "a plan has one placement of each rank on a census day", "the one with the latest entry is used",
        by: .field, fix: "add the leaving date of the earlier one")
    case .placementRank:
      used(
        .warning, "a placement's rank is 1 or 2", "considered after placements with a rank", by: .dfe,
        fix: "correct the rank")
    case .placementWithoutSetting:
      used(
        .warning, "a placement has URN, UKPRN or setting", "sector taken as other", by: .field, fix: "add one of them")
    case .entryDateMissing:
      used(
        .information, "a placement has an entry date", "taken as there since before the census days", by: .dfe,
        fix: "add the date")
    case .leavingBeforeEntry:
      used(
        .warning, "a placement is left on or after the day of entry", "counts on no day", by: .field,
        fix: "correct one of the two dates")
    case .entryAfterCease:
      used(
        .warning, "a placement begins before its plan ceases", "used as it is", by: .field,
        fix: "correct one of the two dates")
    case .urnShape:
      used(
        .warning, "a URN has six digits", "not looked up; UKPRN or setting used if given", by: .dfe,
        fix: "correct it; a LAESTAB number is no URN")
    case .ukprnShape:
      used(
        .warning, "a UKPRN has eight digits and begins with 1", "not looked up; URN or setting used if given", by: .dfe,
        fix: "correct it")
    case .settingAndProvider:
      used(
        .information, "a setting code stands only where there is neither URN nor UKPRN", "URN or UKPRN used", by: .dfe,
        fix: "remove one of them")
    case .unknownSetting:
      used(
        .warning, "a setting is one of the SEN2 codes", "a placement's sector is taken as other", by: .dfe,
        fix: "correct the code")
    default:  // neetBelow16
      used(
        .information, "NEET is for ages 16 to 25", "used as it is", by: .dfe, fix: "use the code that applies below 16")
    }
  }
}
