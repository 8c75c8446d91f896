extension Rule {
  var folderText: RuleText {
    switch self {
    case .noReturn:
      refused("the folder holds at least one SEN2 return", fix: "add it, or see what stops the one that is there")
    case .sameYearTwice: refused("there is one return per collection year", fix: "keep the final one")
    case .singleReturn:
      used(
        .warning, "there are returns of two collections in a row", "only the census days of the one return are known",
        fix: "add the return of the year before: a release needs it")
    case .collectionMissing:
      used(
        .warning, "there is no year between two returns without one",
        "its census day is known from the return after it, or not at all", fix: "add the return of that year")
    case .nobodyOnRoll:
      refused("at least one person is on roll on a census day", fix: "check that it is the right export")
    case .stockJump:
      used(
        .warning, "the number of plans changes by at most 30 % from one census day to the next", "used as it is",
        by: .field, fix: "see whether one of the two returns is incomplete")
    case .manyYearsDisagree:
      used(
        .warning, "returns agree on 95 % of those on roll on a census day", "the return made for that day is followed",
        by: .field, fix: "see whether one of them is not the final return")
    case .yearsDisagree:
      used(
        .warning, "returns agree on who was on roll", "the return made for that census day is followed", by: .field,
        fix: "usually none: the later return has learnt of starts and ends")
    case .yearsDifferInDetail:
      used(
        .information, "returns agree on need and sector", "the return made for that census day is followed", by: .field,
        fix: "none")
    case .birthDisagrees:
      used(
        .warning, "returns agree on the month of birth", "the latest return's is used", by: .field,
        fix: "correct the wrong one")
    case .upnChanged:
      used(
        .information, "a person keeps the UPN", "linked by ULN; counted once", by: .field,
        fix: "none if a temporary UPN became permanent")
    default:  // noFinance
      used(
        .warning, "there is a finance extract", "no placement costs are formed", fix: "add it before a release")
    }
  }
}
