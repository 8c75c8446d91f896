extension Rule {
  var rowText: RuleText {
    switch self {
    case .returnRefused:
      dropped("the return or file as a whole can be used", .error, fix: "put right what stops the file")
    case .badQuoting:
      dropped(
        "a quoted field starts and ends with a quote, quotes inside it are doubled", .error, fix: "export it again")
    case .columnCount:
      dropped(
        "a row has as many columns as the heading", .error,
        fix: "look for a shifted row or a stray comma; where Excel left out empty cells at the end, save it as .xlsx")
    case .badKey: dropped("the row's table ids are present and plain text", .error, by: .field, fix: "export it again")
    case .duplicateKey: dropped("a table id occurs once", .error, by: .field, fix: "remove the repeated row")
    case .orphanRow:
      dropped(
        "the row's parent id leads to a row of the parent module", .error, by: .field,
        fix: "correct the id, or the parent if it is listed too")
    case .misplacedElement:
      dropped("modules are nested as in the SEN2 specification", .error, by: .dfe, fix: "export it again")
    case .repeatedModule:
      dropped(
        "a request has at most one assessment, plan and active plan", .warning, "first one used", by: .dfe,
        fix: "keep one; another plan has a request of its own")
    case .belongsToListedRow:
      dropped("the row it belongs to can be used", .warning, fix: "correct the row it belongs to")
    case .badDate:
      dropped(
        "a date is a day of the calendar, the day before the month, with a year of four digits, such as 2025-01-16 or 16/01/2025, "
          + "or a month's name",
        .error, by: .dfe, fix: "correct it at the source; years of two digits are read behind a month's name alone (16-Jan-25); where a "
            + "spreadsheet left numbers such as 45658, give the column the format of a date and export it again")
    case .badDateIgnored:
      used(
        .warning, "a date is a day of the calendar with a year of four digits", "date taken as absent", by: .dfe,
        fix: "correct it at the source")
    case .dateImplausible:
      used(
        .warning, "a date lies between 1990 and ten years after the census day (a start or entry: one year)",
        "used as it is", by: .field, fix: "look for a mistyped year")
    case .beforeBirth:
      used(
        .warning, "requests and plans come after the birth", "used as it is", by: .field,
        fix: "correct the date of birth, or the other date")
    default:  // badFlag
      used(
        .warning, "an indicator is 0 or 1, true or false, yes or no", "taken as false", by: .dfe, fix: "correct it")
    }
  }
}
