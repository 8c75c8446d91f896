extension Rule {
  var needText: RuleText {
    switch self {
    case .twoPrimaryNeeds:
      dropped("a plan has one primary need", .error, "the first is used, the other is not", by: .dfe, fix: "keep one")
    case .twoSecondaryNeeds:
      used(.information, "a plan has at most one secondary need", "not looked at", by: .dfe, fix: "keep one")
    case .secondaryWithoutPrimary:
      used(
        .warning, "a secondary need stands beside a primary need", "primary need taken as other", by: .field,
        fix: "add the primary need, or rank this one 1")
    case .needDoubled:
      used(
        .information, "primary and secondary need are different", "primary need used", by: .field,
        fix: "correct the second")
    case .needRank: dropped("a need's rank is 1 (primary) or 2 (secondary)", .error, by: .dfe, fix: "correct the rank")
    case .needRankAssumed:
      used(.warning, "a need has a rank", "the only need, taken as primary", by: .dfe, fix: "add the rank")
    case .needMissing:
      used(.warning, "a plan has a primary need", "need taken as other", by: .dfe, fix: "add it")
    default:  // unknownNeed
      used(.warning, "a need is one of the SEN2 codes, also with its description or as that alone, and one only", "taken as other", by: .dfe,
        fix: "correct the code")
    }
  }
}
