/// What a rule says to a data officer: `rule` is what should hold, `effect` what the program did.
struct RuleText {
  let severity: Severity
  let consequence: Consequence
  let rule: String
  let effect: String
}

extension Rule {
  var text: RuleText {
    switch self {
    case .emptyFile, .notXML, .doctype, .xmlMalformed, .xmlTruncated, .tooDeep, .encoding, .nulByte, .tooLarge,
      .notAReturn,
      .missingHeader, .headerYear, .referenceDate, .wrongBorough, .noPersons, .missingModule, .moduleTwice,
      .missingColumn,
      .duplicateColumn, .unterminatedQuote, .sameYearTwice, .noReturn, .csvNotRecognised, .nobodyOnRoll,
      .fileNotRecognised,
      .folderNotRead, .singleReturn, .noFinance:
      fileText
    case .workbookWrongType, .workbookTruncated, .workbookDamaged, .workbookEncrypted, .workbookMacros,
      .workbookExternalLinks, .workbookTooLarge, .workbookRatio, .workbookNotRecognised, .missingSheet,
      .censusDayDerived, .censusDayUnclear, .cellError:
      workbookText
    case .returnRefused, .badQuoting, .columnCount, .badKey, .duplicateKey, .orphanRow, .misplacedElement,
      .repeatedModule,
      .belongsToListedRow, .badDate, .badDateIgnored, .badFlag:
      rowText
    case .birthDateMissing, .ageOutsideRange, .ageBelowZero, .duplicatePerson, .upnShape, .noIdentifier,
      .birthDisagrees,
      .yearsDisagree, .yearsDifferInDetail, .planWithoutStart, .ceaseBeforeStart, .twoPlans, .transferWithoutDate,
      .openAbove25:
      personText
    case .twoPrimaryNeeds, .needRank, .needMissing, .unknownNeed, .placementMissing, .placementRank,
      .placementWithoutSetting, .unknownProvider, .unknownSetting:
      placementText
    case .financeNoUPN, .financeNoMatch, .financeNotOnRoll, .financeNotOnDay, .otherFinancialYear, .badFinancialYear,
      .badAmount, .badPeriod, .negativeTotal:
      financeText
    }
  }

  private var fileText: RuleText {
    switch self {
    case .emptyFile: refused("the file holds something")
    case .notXML: refused("a return that is no set of CSV files is XML; export it again")
    case .doctype: refused("a return has no DOCTYPE declaration; export it again without one")
    case .xmlMalformed: refused("the XML is well formed; export it again, do not edit it by hand")
    case .xmlTruncated: refused("the XML goes on to its closing tag; the file was cut off, copy or export it again")
    case .tooDeep: refused("elements are nested at most 32 deep")
    case .encoding: refused("the text is UTF-8 (or ISO-8859-1 or Windows-1252 and says so); save it as UTF-8")
    case .nulByte: refused("the file has no NUL byte; it was damaged or is not a text file, export it again")
    case .tooLarge: refused("a file has at most 4 GiB, a person 10,000 rows, a line 1,000 columns")
    case .notAReturn: refused("the outermost element of a return is Message")
    case .missingHeader: refused("the header comes first and gives Year, ReferenceDate and LEA")
    case .headerYear: refused("the header's year is that of its reference date and from 2016 to 2100")
    case .referenceDate: refused("the reference date is the census day, the third Thursday of January")
    case .wrongBorough: refused("the LA number in the header is this borough's")
    case .noPersons: refused("a return has at least one person")
    case .missingModule: refused("a CSV export has all nine modules; export the missing one as well")
    case .moduleTwice: refused("a CSV export has each module once; keep one export per folder")
    case .missingColumn: refused("the first line names the columns, all that are needed among them")
    case .duplicateColumn: refused("no needed column is named twice")
    case .unterminatedQuote: refused("every quoted field is closed before the file ends")
    case .sameYearTwice: refused("there is one return per collection year; move the other one away")
    case .noReturn: refused("the folder holds at least one SEN2 return")
    case .csvNotRecognised:
      refused("a CSV file is a module of a return or a finance extract by its heading; move other files away")
    case .nobodyOnRoll: refused("at least one person is on roll on a census day")
    case .fileNotRecognised: used(.information, "the folder holds returns and finance extracts", "file not read")
    case .folderNotRead: used(.information, "files lie in the folder or one folder below", "folder not read")
    case .singleReturn:
      used(
        .warning, "there are returns of two collections in a row", "only the census days of the one return are known")
    default: used(.warning, "there is a finance extract", "no placement costs are formed")  // noFinance
    }
  }

  private var workbookText: RuleText {
    switch self {
    case .workbookWrongType: refused("an Excel file is a workbook of type .xlsx; save it as one")
    case .workbookTruncated: refused("a workbook goes on to its end; the file was cut off, copy or export it again")
    case .workbookDamaged: refused("a workbook is undamaged; open it in Excel and save it again")
    case .workbookEncrypted: refused("a workbook has no password; save it without")
    case .workbookMacros: refused("a workbook has no macros; save it as .xlsx")
    case .workbookExternalLinks: refused("a workbook fetches nothing from other files; break links and save it again")
    case .workbookTooLarge: refused("a workbook has at most 64 MiB, unpacked 1 GiB with 512 MiB per part")
    case .workbookRatio: refused("a workbook unpacks to at most 250 times its size; check where it comes from")
    case .workbookNotRecognised:
      refused("a workbook is DfE's data-entry template or has a sheet per module; move other workbooks away")
    case .missingSheet: refused("a workbook has the sheets, a template the sections, of all modules")
    case .censusDayUnclear:
      refused(
        "the last requests and plans lie in the months before one census day; export the XML, which says its own")
    case .censusDayDerived:
      used(
        .warning, "a return gives its census day and LA number; a workbook with a sheet per module does not",
        "census day taken as the first after the last request and plan start; LA number not checked")
    default:  // cellError
      dropped("a needed cell holds a value, no error, no formula without a result and no impossible date", .error)
    }
  }

  private var rowText: RuleText {
    switch self {
    case .returnRefused: dropped("the return or file as a whole can be used", .error)
    case .badQuoting: dropped("a quoted field starts and ends with a quote, quotes inside it are doubled", .error)
    case .columnCount: dropped("a row has as many columns as the first line", .error)
    case .badKey: dropped("the row's table ids are present and plain text", .error)
    case .duplicateKey: dropped("a table id occurs once", .error)
    case .orphanRow: dropped("the row's parent id leads to a row of the parent module", .error)
    case .misplacedElement: dropped("modules are nested as in the SEN2 specification", .error)
    case .repeatedModule:
      dropped("a request has at most one assessment, plan and active plan", .warning, "first one used")
    case .belongsToListedRow: dropped("the row it belongs to can be used", .warning)
    case .badDate: dropped("a date is a day of the calendar: 2025-01-16, 2025-Jan-16 00:00:00 or 16/01/2025", .error)
    case .badDateIgnored: used(.warning, "a date is a day of the calendar", "date taken as absent")
    default: used(.warning, "an indicator is 0, 1, true or false", "taken as false")  // badFlag
    }
  }

  private var personText: RuleText {
    switch self {
    case .birthDateMissing: dropped("a person has a date of birth", .error)
    case .ageOutsideRange: dropped("age on 31 August before a census day of the return is 0 to 25", .error)
    case .ageBelowZero:
      used(.warning, "age on 31 August before the census day is at least 0", "not counted on that census day")
    case .duplicatePerson: dropped("a UPN or ULN occurs once in a return", .warning, "row with the latest plan start used")
    case .upnShape: used(.warning, "a UPN is a letter, 11 digits and a digit or letter", "used as it is")
    case .noIdentifier:
      used(.warning, "a person has a UPN or ULN", "used in tables about the return's own year; not linked with other returns")
    case .birthDisagrees: used(.warning, "returns agree on the month of birth", "the latest return's is used")
    case .yearsDisagree:
      used(.warning, "returns agree on who was on roll", "the return made for that census day is followed")
    case .yearsDifferInDetail:
      used(.information, "returns agree on need and sector", "the return made for that census day is followed")
    case .planWithoutStart: dropped("a plan has a start date", .error)
    case .ceaseBeforeStart: dropped("a plan ceases on or after its start date", .error)
    case .twoPlans: used(.warning, "a person has one plan on a census day", "the plan with the latest start is used")
    case .transferWithoutDate:
      used(.warning, "a plan from another authority has a received date", "taken as here since the plan's start")
    default:  // openAbove25
      used(.warning, "a plan ceases by the 26th birthday", "taken as ceased at the 26th birthday")
    }
  }

  private var placementText: RuleText {
    switch self {
    case .twoPrimaryNeeds: dropped("a person has one primary need", .error, "the first is used, the other is not")
    case .needRank: dropped("a need's rank is 1 (primary) or 2 (secondary)", .error)
    case .needMissing: used(.warning, "a plan has a primary need", "need taken as other")
    case .unknownNeed: used(.warning, "a need is one of the SEN2 codes", "need taken as other")
    case .placementMissing: used(.warning, "a plan has a placement on the census day", "sector taken as other")
    case .placementRank: used(.warning, "a placement's rank is 1 or 2", "considered after placements with a rank")
    case .placementWithoutSetting: used(.warning, "a placement has URN, UKPRN or setting", "sector taken as other")
    case .unknownProvider: used(.warning, "the URN or UKPRN is in the list of providers", "sector taken as other")
    default: used(.warning, "a setting is one of the SEN2 codes", "sector taken as other")  // unknownSetting
    }
  }

  private var financeText: RuleText {
    switch self {
    case .financeNoUPN: dropped("a finance line has a UPN", .error)
    case .financeNoMatch: dropped("the UPN of a finance line is in a return", .warning)
    case .financeNotOnRoll:
      dropped("a finance line is about a person on roll on the latest census day", .information)
    case .financeNotOnDay: dropped("a finance line covers the latest census day", .information)
    case .otherFinancialYear:
      dropped("a finance line is of the financial year with the latest census day", .information)
    case .badFinancialYear: dropped("a financial year is written like 2024-25", .error)
    case .badAmount: dropped("a fee is an exact amount in pounds and pence", .error)
    case .badPeriod: dropped("a fee period is a known word, with weeks from 1 to 53 where needed", .error)
    default: used(.warning, "a person's lines add up to zero or more", "cost taken as 0")  // negativeTotal
    }
  }

  private func refused(_ rule: String) -> RuleText {
    RuleText(
      severity: .error, consequence: .refused, rule: rule,
      effect: "not used; nothing can be released until it is put right")
  }

  private func dropped(_ rule: String, _ severity: Severity, _ effect: String = "row not used") -> RuleText {
    RuleText(severity: severity, consequence: .dropped, rule: rule, effect: effect)
  }

  private func used(_ severity: Severity, _ rule: String, _ effect: String) -> RuleText {
    RuleText(severity: severity, consequence: .used, rule: rule, effect: effect)
  }
}
