extension Rule {
  var fileText: RuleText {
    switch self {
    case .emptyFile: refused("the file holds something", fix: "export it again")
    case .notXML: refused("a return that is no set of CSV files and no workbook is XML", fix: "export it again")
    case .doctype:
      refused("a return, or a part of a workbook, has no DOCTYPE declaration", fix: "export it again without one")
    case .xmlMalformed:
      refused(
        "the XML is well formed", fix: "export it again, do not edit it by hand; \"&\" within a text is written \"&amp;\"")
    case .xmlTruncated:
      refused("the XML goes on to its closing tag", fix: "the file was cut off: copy or export it again")
    case .tooDeep: refused("elements are nested at most 32 deep", fix: "export it again, do not edit it by hand")
    case .encoding:
      refused(
        "the XML is UTF-8, UTF-16 with a byte order mark, or ISO-8859-1 or Windows-1252 and says so", fix: "export it as UTF-8, as COLLECT wants it; the first line names the encoding that the file has")
    case .nulByte:
      refused(
        "the file has no NUL byte", fix: "it was damaged, or is UTF-16 without a byte order mark, or no text file: export it again as UTF-8")
    case .tooLarge:
      refused(
        "a file has at most 4 GiB, a person 10,000 rows, a line 1,000 columns, a tag 1,000 attributes and 256 KiB",
        fix: "check that it is the right file")
    case .notAReturn:
      refused("the outermost element of a return is Message", fix: "move the file away, or export the return")
    case .missingHeader:
      refused("the header comes first and gives Year, ReferenceDate and LEA", by: .dfe, fix: "export the whole return")
    case .headerYear:
      refused(
        "the header's year is that of its reference date and from 2016 to 2100", by: .dfe,
        fix: "export the right collection")
    case .referenceDate:
      refused(
        "the reference date is the census day, the third Thursday of January", by: .dfe,
        fix: "export the right collection; or write the day with a year of four digits and the month not first")
    case .wrongBorough:
      refused("the LA number in the header is this borough's", fix: "put this borough's return into the folder")
    case .otherCollection:
      refused("the header's collection is SEN2", by: .dfe, fix: "it is another collection: move it away")
    case .noPersons: refused("a return has at least one person", by: .dfe, fix: "export the whole return")
    case .missingModule:
      refused(
        "a CSV export has every module that figures need", fix: "export the one that is named into the same folder")
    case .moduleAbsent:
      used(
        .warning, "a return has all of its modules", "read without: what it would say counts as not recorded", by: .dfe,
        fix: "export the one that is named as well")
    case .moduleTwice: refused("an export has each module once", fix: "keep one export per folder")
    case .missingColumn:
      refused(
        "the first line names the columns, all that are needed among them", by: .dfe,
        fix: "export it with headings")
    case .duplicateColumn: refused("no needed column is named twice", fix: "export it again, do not add columns")
    case .unterminatedQuote:
      refused("every quoted field is closed before the file ends", fix: "the file was cut off: export it again")
    case .datesMonthFirst:
      refused(
        "dates have the day first: a date that can only have the month first (01/25/2025) is rarer than 1 in 100 rows",
        fix: "take the file as it was exported: a spreadsheet set to the United States turned its dates round, perhaps others too; "
          + "dates are read as 2025-01-16 and 16/01/2025")
    case .censusDayUnclear:
      refused(
        "the last requests and plans lie in the months before one census day",
        fix: "export the header as well, or the XML, which says the census day itself")
    case .censusDayDerived:
      used(
        .warning, "a return gives its census day and LA number; one without a header does not",
        "census day taken as the first after the last request and plan start; LA number not checked", by: .dfe,
        fix: "check that it is this borough's return of that year")
    case .csvNotRecognised:
      refused(
        "a CSV file is a module of a return or a finance extract by its heading",
        fix: "a finance extract: \"borough-agent map FILE\"; fields are separated by commas, semicolons, tabs or pipes. Move other files away")
    case .fileWrongType:
      refused(
        "a file is what its name says: .csv, .txt and .xml are text, no workbook, PDF, archive or web page renamed",
        fix: "a table: open it in Excel and save it as .xlsx or as \"CSV UTF-8\"; else move the file away")
    case .packedFile:
      used(
        .warning, "files lie in the folder as they are, not packed", "file not read",
        fix: "unpack it into the folder (\"Extract all\"), and move the packed file away")
    case .fileNotRecognised:
      used(.information, "the folder holds returns and finance extracts", "file not read", fix: "none")
    default:  // folderNotRead
      used(
        .information, "files lie in the folder or at most three folders below", "folder not read",
        fix: "move its files up if they belong here")
    }
  }
}
