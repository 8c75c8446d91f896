extension Rule {
  /// Shares above which a return as a whole looks wrong. They speak where each single row has its own line too, to say
  /// that the cause is likely one: a list, an export, a column.
  var wholeReturnText: RuleText {
    switch self {
    case .manyRowsListed:
      used(
        .warning, "at most 5 % of a file's rows are left out", "the rest is used",
        fix: "look for one cause before single rows: a wrong column, a cut or edited file")
    case .manyWithoutIdentifier:
      used(
        .warning, "at most 20 % of persons have neither UPN nor ULN", "they are not linked with other returns",
        fix: "see whether the export left a column out")
    case .manyUnknownProviders:
      used(
        .warning, "at most 20 % of placements on the census day are with providers that the list does not have",
        "their sector is taken as other", fix: "the list of providers may be old or another one: ask the hub's operator")
    case .manyNeedsMissing:
      used(
        .warning, "at most 20 % of plans on the census day have no known primary need", "their need is taken as other",
        fix: "see whether the export left needs out")
    case .manyPlacementsMissing:
      used(
        .warning, "at most 20 % of plans on the census day have no placement", "their sector is taken as other",
        fix: "see whether the export left placements out")
    case .noRequests:
      used(
        .warning, "a return has requests of its calendar year", "none counted", by: .field,
        fix: "see whether the export holds plans only")
    case .noRefusals:
      used(
        .information, "of a hundred requests of the year some are refused", "none counted as refused", by: .field,
        fix: "see whether refused requests were left out")
    case .noCeasedPlans:
      used(
        .warning, "a return has plans that ceased in its calendar year", "none counted as ceased", by: .field,
        fix: "see whether the export holds active plans only")
    default:  // week20Everywhere
      used(
        .warning, "at most half of the year's plans are exceptions to the 20 weeks", "used as it is", by: .field,
        fix: "see whether the exception is given by default")
    }
  }
}
