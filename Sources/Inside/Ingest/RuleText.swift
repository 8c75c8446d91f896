/// What a rule says to a data officer.
struct RuleText {
  let severity: Severity
  let consequence: Consequence
  /// What should hold.
  let rule: String
  /// What the program did.
  let effect: String
  /// What to do about it.
  var fix: String
  let source: RuleSource
}

/// Whose check it is.
enum RuleSource: String, CaseIterable {
  /// Follows from DfE's items, code sets and dates of the return.
  case dfe = "DfE"
  /// Made by tools that local authorities use on SEN2 today.
  case field
  /// Needed by this program or its figures.
  case ours
}

/// What a rule is about: the chapters of docs/checks.md, in their order.
enum Subject: String, CaseIterable {
  case files = "Files"
  case workbooks = "Excel workbooks"
  case rows = "Rows of any table"
  case persons = "Persons"
  case requests = "Requests and assessments"
  case plans = "Plans"
  case needs = "Needs"
  case settings = "Settings and placements"
  case providers = "Providers"
  case wholeReturn = "A return as a whole"
  case folder = "The folder, and several returns together"
  case finance = "Finance extracts"
  case rateCards = "Rate cards"
}

extension Rule {
  var text: RuleText {
    switch subject {
    case .files: fileText
    case .workbooks: workbookText
    case .rows: rowText
    case .persons: personText
    case .requests: requestText
    case .plans: planText
    case .needs: needText
    case .settings: settingText
    case .providers: providerText
    case .wholeReturn: wholeReturnText
    case .folder: folderText
    case .finance: financeText.orFix("correct the line where the extract comes from and export it again")
    case .rateCards: rateCardText.orFix("correct the row and export the card again")
    }
  }

  var subject: Subject {
    switch self {
    case .emptyFile, .notXML, .doctype, .xmlMalformed, .xmlTruncated, .tooDeep, .encoding, .nulByte, .tooLarge,
      .notAReturn, .missingHeader, .headerYear, .referenceDate, .wrongBorough, .otherCollection, .noPersons,
      .missingModule, .moduleAbsent, .moduleTwice, .missingColumn, .duplicateColumn, .unterminatedQuote, .datesMonthFirst,
      .censusDayDerived, .censusDayUnclear, .csvNotRecognised, .fileWrongType, .packedFile, .fileNotRecognised, .folderNotRead:
      .files
    case .workbookWrongType, .workbookTruncated, .workbookDamaged, .workbookEncrypted, .workbookMacros,
      .workbookExternalLinks, .workbookTooLarge, .workbookRatio, .workbookNotRecognised, .workbookFlattened,
      .missingSheet, .cellError:
      .workbooks
    case .returnRefused, .badQuoting, .columnCount, .badKey, .duplicateKey, .orphanRow, .misplacedElement,
      .repeatedModule, .belongsToListedRow, .badDate, .badDateIgnored, .dateImplausible, .beforeBirth, .badFlag:
      .rows
    case .birthDateMissing, .ageOutsideRange, .ageBelowZero, .personWithoutRequest, .duplicatePerson, .twoUPNsOneULN,
      .upnShape, .upnCheckLetter, .upnTemporary, .ulnShape, .noIdentifier, .identifierUnavailable,
      .reasonWithIdentifier, .unknownUPNReason:
      .persons
    case .receivedDateMissing, .receivedAfterCensus, .requestOutcomeMissing, .unknownRequestOutcome,
      .requestOutcomeDateMissing, .requestOutcomeDateUnexpected, .requestDecidedBeforeReceived,
      .requestSourceMissing, .unknownRequestSource, .severalOpenRequests, .assessmentMissing, .assessmentNotAgreed,
      .assessmentOutcomeMissing, .unknownAssessmentOutcome, .assessmentOutcomeDateMissing,
      .assessmentOutcomeDateUnexpected, .assessmentDecidedBeforeRequest, .week20WithinLimit:
      .requests
    case .planWithoutStart, .namedPlanMissing, .activePlanMissing, .planWithoutAssessment, .planNotAgreed,
      .planBeforeRequest, .planBeforeAssessment, .planStartsAfterCensus, .ceaseBeforeStart, .ceaseInFuture,
      .ceaseReasonMissing, .ceaseDateMissing, .unknownCeaseReason, .unknownResidential, .twoPlans, .planGap,
      .transferWithoutDate, .unknownTransferLA, .openAbove25:
      .plans
    case .twoPrimaryNeeds, .twoSecondaryNeeds, .secondaryWithoutPrimary, .needDoubled, .needRank, .needRankAssumed,
      .needMissing, .unknownNeed:
      .needs
    case .namedSettingMissing, .placementMissing, .placementMissingTransfer, .placementsOverlap, .placementRank,
      .placementWithoutSetting, .entryDateMissing, .leavingBeforeEntry, .entryAfterCease, .urnShape, .ukprnShape,
      .settingAndProvider, .unknownSetting, .neetBelow16:
      .settings
    case .unknownProvider, .providerUnexpected, .unitNotInRegister, .providerClosed, .successorFollowed, .ukprnAsURN,
      .urnExpected:
      .providers
    case .manyRowsListed, .manyWithoutIdentifier, .manyUnknownProviders, .manyNeedsMissing, .manyPlacementsMissing,
      .noRequests, .noRefusals, .noCeasedPlans, .week20Everywhere:
      .wholeReturn
    case .noReturn, .sameYearTwice, .singleReturn, .collectionMissing, .nobodyOnRoll, .stockJump, .manyYearsDisagree,
      .yearsDisagree, .yearsDifferInDetail, .birthDisagrees, .upnChanged, .noFinance:
      .folder
    case .noRateCard, .rateCardPersonColumn, .rateCardNotRecognised, .rateCardNoProvider, .rateCardUnknownStay,
      .rateCardSeveralFees, .rateCardFeesDisagree, .rateCardNoFee, .rateCardInexactFee, .rateCardNoPeriod, .rateCardVAT,
      .rateCardFileNotRead, .rateCardDuplicate, .rateCardOverlap, .rateCardGap:
      .rateCards
    case .financeNotMapped, .financeDelimiter, .financeNoPupilColumn, .headingRowMissing, .rowAboveHeadings, .financeFileYear,
      .sheetNotRead, .sheetHidden, .crossReferenceMissing, .crossReferenceBlank, .crossReferenceConflict, .financeNotALine, .financeNoUPN,
      .financeIDUnknown, .financeIDsDisagree, .financeNoMatch, .financeNotOnRoll, .financeNotOnDay, .otherFinancialYear,
      .badFinancialYear, .badAmount, .amountUnclear, .amountScale, .badPeriod, .weeksMissing, .countMissing, .financeNoDates, .financeEndBeforeStart,
      .badVAT, .splitMismatch, .financeTransport, .financeReplaced, .financeSameTwice, .financeTwoRates, .negativeTotal:
      .finance
    }
  }

  func refused(_ rule: String, by source: RuleSource = .ours, fix: String = "") -> RuleText {
    RuleText(
      severity: .error, consequence: .refused, rule: rule,
      effect: "not used; nothing can be released until it is put right", fix: fix, source: source)
  }

  func dropped(
    _ rule: String, _ severity: Severity, _ effect: String = "row not used", by source: RuleSource = .ours,
    fix: String = ""
  ) -> RuleText {
    RuleText(severity: severity, consequence: .dropped, rule: rule, effect: effect, fix: fix, source: source)
  }

  func used(
    _ severity: Severity, _ rule: String, _ effect: String, by source: RuleSource = .ours, fix: String = ""
  ) -> RuleText {
    RuleText(severity: severity, consequence: .used, rule: rule, effect: effect, fix: fix, source: source)
  }
}

extension RuleText {
  fileprivate func orFix(_ fix: String) -> RuleText {
    guard self.fix.isEmpty else { return self }
    var text = self
    text.fix = severity == .information ? "none" : fix
    return text
  }
}
