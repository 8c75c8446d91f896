/// What a rule does to the rows or files that break it.
enum Consequence {
  /// The file, and the return it belongs to, is not used at all; nothing may be released.
  case refused
  /// The row is not used.
  case dropped
  /// The row is used, as the rule's effect says.
  case used
}

/// Every check that reading makes. The raw value is the stable code in reports.
enum Rule: String, CaseIterable {
  // Whole files
  case emptyFile = "empty-file"
  case notXML = "not-xml"
  case doctype
  case xmlMalformed = "xml-malformed"
  case xmlTruncated = "xml-truncated"
  case tooDeep = "xml-too-deep"
  case encoding
  case nulByte = "nul-byte"
  case tooLarge = "too-large"
  case notAReturn = "not-a-return"
  case missingHeader = "missing-header"
  case headerYear = "header-year"
  case referenceDate = "reference-date"
  case wrongBorough = "wrong-borough"
  case noPersons = "no-persons"
  case missingModule = "missing-module"
  case moduleTwice = "module-twice"
  case missingColumn = "missing-column"
  case duplicateColumn = "duplicate-column"
  case unterminatedQuote = "unterminated-quote"
  case sameYearTwice = "same-year-twice"
  case noReturn = "no-return"
  case csvNotRecognised = "csv-not-recognised"
  case nobodyOnRoll = "nobody-on-roll"
  case fileNotRecognised = "file-not-recognised"
  case folderNotRead = "folder-not-read"
  case singleReturn = "single-return"
  case noFinance = "no-finance"
  // Excel workbooks
  case workbookWrongType = "workbook-wrong-type"
  case workbookTruncated = "workbook-truncated"
  case workbookDamaged = "workbook-damaged"
  case workbookEncrypted = "workbook-encrypted"
  case workbookMacros = "workbook-macros"
  case workbookExternalLinks = "workbook-external-links"
  case workbookTooLarge = "workbook-too-large"
  case workbookRatio = "workbook-ratio"
  case workbookNotRecognised = "workbook-not-recognised"
  case missingSheet = "missing-sheet"
  case censusDayDerived = "census-day-derived"
  case censusDayUnclear = "census-day-unclear"
  case cellError = "cell-error"
  // Rows of any table
  case returnRefused = "return-refused"
  case badQuoting = "bad-quoting"
  case columnCount = "column-count"
  case badKey = "bad-key"
  case duplicateKey = "duplicate-key"
  case orphanRow = "orphan-row"
  case misplacedElement = "misplaced-element"
  case repeatedModule = "repeated-module"
  case belongsToListedRow = "belongs-to-listed-row"
  case badDate = "bad-date"
  case badDateIgnored = "bad-date-ignored"
  case badFlag = "bad-flag"
  // Persons
  case birthDateMissing = "birth-date-missing"
  case ageOutsideRange = "age-outside-range"
  case ageBelowZero = "age-below-zero"
  case duplicatePerson = "duplicate-person"
  case upnShape = "upn-shape"
  case noIdentifier = "no-identifier"
  case birthDisagrees = "birth-disagrees"
  case yearsDisagree = "years-disagree"
  case yearsDifferInDetail = "years-differ-in-detail"
  // Plans
  case planWithoutStart = "plan-without-start"
  case ceaseBeforeStart = "cease-before-start"
  case twoPlans = "two-plans"
  case transferWithoutDate = "transfer-without-date"
  case openAbove25 = "open-above-25"
  // Needs and placements
  case twoPrimaryNeeds = "two-primary-needs"
  case needRank = "need-rank"
  case needMissing = "need-missing"
  case unknownNeed = "unknown-need"
  case placementMissing = "placement-missing"
  case placementRank = "placement-rank"
  case placementWithoutSetting = "placement-without-setting"
  case unknownProvider = "unknown-provider"
  case unknownSetting = "unknown-setting"
  // Finance
  case financeNoUPN = "finance-no-upn"
  case financeNoMatch = "finance-no-match"
  case financeNotOnRoll = "finance-not-on-roll"
  case financeNotOnDay = "finance-not-on-day"
  case otherFinancialYear = "other-financial-year"
  case badFinancialYear = "bad-financial-year"
  case badAmount = "bad-amount"
  case badPeriod = "bad-period"
  case negativeTotal = "negative-total"
}
