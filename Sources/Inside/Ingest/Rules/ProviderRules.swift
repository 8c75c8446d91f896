extension Rule {
  /// Rules about the provider of a placement. All but the first need an extract of GIAS.
  var providerText: RuleText {
    switch self {
    case .unknownProvider:
      used(
        .warning, "the URN or UKPRN is in the file of providers",
        "sector taken as other, or as a resourced place where an indicator says so",
        fix: "correct it, or have the provider added to the list; an extract of GIAS may be old")
    case .providerUnexpected:
      used(
        .warning, "the provider is of a type in which plans are met (not secure, overseas, Welsh, higher education, …)",
        "counted by its type", by: .dfe, fix: "see whether the number is right")
    case .unitNotInRegister:
      used(
        .warning, "the school of a unit or resourced place has one in GIAS",
        "indicator followed where the school is state mainstream", by: .dfe,
        fix: "correct the indicator, or have the school correct its entry in GIAS")
    case .providerClosed:
      used(
        .information, "the school is open on the placement's first day", "counted by the closed school's type", by: .dfe,
        fix: "give the number of the school that followed")
    case .successorFollowed:
      used(
        .information, "the URN is in the extract of GIAS", "counted by the type of the school that followed it",
        by: .ours, fix: "none; a full extract of GIAS holds closed schools too")
    case .ukprnAsURN:
      used(
        .warning, "the field for the URN holds no UKPRN", "taken as the UKPRN", by: .dfe,
        fix: "move the number to the field for the UKPRN")
    default:  // urnExpected
      used(
        .information, "a school is returned by its URN; UKPRNs are for colleges and providers without",
        "taken as the school", by: .dfe, fix: "give the URN")
    }
  }
}
