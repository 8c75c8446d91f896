// What holds for rate cards, and what to do where it does not.

extension Rule {
  var rateCardText: RuleText {
    switch self {
    case .noRateCard: refused("the path is a rate card, or a folder that holds one", fix: "give another path")
    case .rateCardPersonColumn:
      refused(
        "a rate card has no column about persons", fix: "remove the column; what was paid for children is a finance extract")
    case .rateCardNotRecognised:
      refused("a rate card has headings for provider and fee", fix: "name them Provider and Fee, with Fee period and Weeks")
    case .rateCardSeveralFees:
      refused(
        "a rate card has one column of fees, or several whose headings say for which place, band or financial year",
        fix: "name them like \"Day annual fee\", \"52 week residential annual fee\", \"Band A fee\", or keep one")
    case .rateCardNoProvider:
      dropped(
        "a fee has a provider: URN, UKPRN or name", .error,
        fix: "fill the name into every row (merged cells hold it once) and export the card again")
    case .rateCardFileNotRead:
      used(.information, "the folder of rate cards holds .csv, .txt, .tsv and .xlsx files", "file not read")
    default: rateCardRowText
    }
  }

  private var rateCardRowText: RuleText {
    switch self {
    case .rateCardNoFee:
      used(
        .warning, "a place has a fee; an empty cell, POA, TBC, \"on request\" and the like are none", "no fee kept for it",
        fix: "ask the provider for the fee, if the place is bought")
    case .rateCardInexactFee:
      dropped(
        "a fee is one exact amount, no range (£45k–£52k), no limit (from £45,000) and not rounded (£45k)", .error,
        fix: "give the fee that the contract says, a row for each band")
    case .rateCardNoPeriod:
      dropped(
        "it is said what a fee is paid for", .error,
        fix: "name the column \"Annual fee\" or \"Weekly fee\" (with a column Weeks), or add a column Fee period")
    case .rateCardVAT: dropped("a fee is without VAT, which the borough recovers", .error, fix: "give the fee without VAT")
    case .rateCardFeesDisagree:
      used(.warning, "a weekly or termly fee beside an annual one comes to the same in a year", "the annual fee is used")
    case .rateCardUnknownStay:
      used(.warning, "a place is day, residential 38 or 39 weeks, or residential 52 weeks", "taken as not said")
    case .rateCardDuplicate: used(.warning, "a fee stands once for a place and time", "kept twice")
    case .rateCardOverlap:
      used(.warning, "one fee is valid for a place on a day", "both are kept", fix: "end the earlier fee")
    default:  // rateCardGap
      used(.information, "fees for a place follow each other without days between", "days between have no fee")
    }
  }
}
