// What holds for finance extracts, and what to do where it does not.

extension Rule {
  var financeText: RuleText {
    switch self {
    case .financeNotMapped, .financeDelimiter, .financeNoPupilColumn, .headingRowMissing, .rowAboveHeadings, .financeFileYear,
      .sheetNotRead, .sheetHidden,
      .crossReferenceMissing, .crossReferenceBlank, .crossReferenceConflict:
      financeFileText
    case .financeNotALine, .financeNoUPN, .financeIDUnknown, .financeIDsDisagree, .financeNoMatch, .financeNotOnRoll,
      .financeNotOnDay, .otherFinancialYear, .financeReplaced, .financeSameTwice, .financeTwoRates, .negativeTotal:
      financeMatchText
    default: financeLineText
    }
  }

  private var financeFileText: RuleText {
    switch self {
    case .financeNotMapped:
      refused(
        "the layout of a finance extract was confirmed once",
        fix: "run \"borough-agent map\" with this file, then again with --accept")
    case .financeDelimiter:
      refused(
        "fields are separated by what the confirmed map of the layout names, a comma if it names nothing",
        fix: "run \"borough-agent map\" with this file, then again with --accept")
    case .financeNoPupilColumn:
      refused(
        "a finance extract says by UPN, ULN or local id whom a line is about",
        fix: "add that column; a rate card belongs in rate_cards_folder; move other tables away")
    case .headingRowMissing:
      refused(
        "a table has a row with headings among its first 60 rows",
        fix: "export it with headings, or give the row with \"borough-agent map --headings-in-row\"")
    case .rowAboveHeadings:
      dropped(
        "rows stand below the headings, titles and notes above them", .error,
        fix: "put the headings first, as where a sheet was sorted together with them")
    case .financeFileYear:
      refused("the file's name holds the financial year, as its map says", fix: "name it like fees 2024-25.csv")
    case .sheetHidden:
      used(
        .warning, "a sheet with lines of payment is not hidden", "read like any other",
        fix: "show it (right click on a sheet's name, Unhide); take it out if it is an older copy")
    case .sheetNotRead:
      used(.information, "a sheet of a workbook is a table that is needed", "sheet not read")
    case .crossReferenceMissing:
      refused(
        "local ids lead to UPNs or ULNs through a table in the folder",
        fix: "add a file with the columns local id and UPN, or name it with cross_reference in the map")
    case .crossReferenceBlank:
      dropped("a row of a cross-reference has a local id and a UPN or ULN", .information)
    default:  // crossReferenceConflict
      dropped("a local id leads to one pupil", .warning, "id not used", fix: "correct the cross-reference")
    }
  }

  private var financeMatchText: RuleText {
    switch self {
    case .financeNotALine: dropped("a row is a line of payment, no total, note or heading", .information)
    case .financeNoUPN: dropped("a finance line has a UPN, ULN or local id", .error, fix: "add it")
    case .financeIDUnknown:
      dropped("the local id of a finance line is in the cross-reference", .warning, fix: "add it there")
    case .financeIDsDisagree:
      dropped("UPN, ULN and local id of a finance line are of one person", .error, fix: "correct the line")
    case .financeNoMatch:
      dropped(
        "the UPN or ULN of a finance line is in a return", .warning,
        fix: "\"borough-agent check --unmatched FILE\" lists these lines for people to look up")
    case .financeNotOnRoll:
      dropped("a finance line is about a person on roll on the latest census day", .information)
    case .financeNotOnDay: dropped("a finance line covers the latest census day", .information)
    case .otherFinancialYear:
      dropped("a finance line is of the financial year with the latest census day", .information)
    case .financeReplaced: dropped("a finance line is not replaced by a later one", .information)
    case .financeSameTwice:
      used(.warning, "a finance line occurs once", "counted each time", fix: "remove it if it was exported twice")
    case .financeTwoRates:
      used(
        .warning, "a person has one line per provider and type on the census day", "all are counted",
        fix: "end the earlier line if the later one replaced it")
    default:  // negativeTotal
      used(.warning, "a person's lines add up to zero or more", "cost taken as 0")
    }
  }

  private var financeLineText: RuleText {
    switch self {
    case .badFinancialYear: dropped("a financial year is written like 2024-25", .error)
    case .badAmount:
      dropped(
        "a fee is an exact amount in pounds and pence, in no other currency", .error,
        fix: "correct the line where the extract comes from and export it again; with a decimal comma throughout, set decimal = comma in the map")
    case .amountScale:
      refused(
        "amounts are in pounds: no heading says pence, thousands or another currency, and euros or dollars are rarer than 1 in "
          + "100 rows",
        fix: "export the column in pounds and pence, and let its heading say so")
    case .amountUnclear:
      dropped(
        "where amounts of a file have decimal points and decimal commas, or nothing says which, none could be either (1.234)",
        .error, fix: "correct the amounts where the extract comes from, or set decimal in the map")
    case .badPeriod:
      dropped(
        "a fee period is a known word, weeks are from 1 to 53, and amount and period do not contradict each other", .error)
    case .weeksMissing:
      dropped(
        "a fee by week, day, session or hour has the number of weeks paid a year", .error,
        fix: "add the column, or set weeks in the map")
    case .countMissing:
      dropped(
        "a fee by day, session or hour has their number a week or year", .error,
        fix: "add the column, or set days_per_week or hours_per_week in the map")
    case .financeNoDates:
      dropped("a line whose cost or year follows from its dates has them", .error, fix: "add start and end")
    case .financeEndBeforeStart: dropped("a line ends on or after its first day", .error)
    case .badVAT:
      dropped(
        "it is known whether an amount holds VAT, and how much", .error,
        fix: "set amounts and vat_percent in the map, or fill the column")
    case .splitMismatch:
      used(
        .warning, "shares of education, health and social care add up to the fee", "shares taken in proportion",
        fix: "correct the split")
    default:  // financeTransport
      dropped("transport is no placement cost, unless the map says transport = counted", .information)
    }
  }
}
