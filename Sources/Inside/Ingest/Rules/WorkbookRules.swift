internal import Spreadsheet

extension Rule {
  var workbookText: RuleText {
    switch self {
    case .workbookWrongType: refused("an Excel file is a workbook of type .xlsx", fix: "open it in Excel and save it as .xlsx; to rename it is not enough")
    case .workbookTruncated:
      refused("a workbook goes on to its end", fix: "the file was cut off: copy or export it again")
    case .workbookDamaged: refused("a workbook is undamaged", fix: "open it in Excel and save it again")
    case .workbookEncrypted: refused("a workbook has no password", fix: "save it without")
    case .workbookMacros:
      refused(
        "a workbook has no macros, controls or embedded objects", fix: "remove them and save it as .xlsx")
    case .workbookExternalLinks:
      refused(
        "a workbook fetches nothing from other files or places", fix: "break its links and connections and save it again")
    case .workbookTooLarge:
      refused(
        "a workbook has at most 64 MiB, unpacked 1 GiB with 512 MiB per part", fix: "check that it is the right file")
    case .workbookRatio:
      refused("a workbook unpacks to at most 250 times its size", fix: "check where it comes from")
    case .workbookNotRecognised:
      refused(
        "a workbook is DfE's data-entry template, has a sheet per module, or holds a finance extract",
        fix: "a finance extract: \"borough-agent map FILE\". Move other workbooks away")
    case .workbookFlattened:
      refused(
        "a workbook has every setting and need of a plan; one made for viewing a return keeps one of them",
        fix: "put the XML that it was made from into the folder instead")
    case .missingSheet:
      refused(
        "a workbook has the sheets, a template the sections, of every module that figures need",
        fix: "add the one that is named")
    default:  // cellError
      dropped(
        "a needed cell holds a value, no error, no formula without a result and no impossible date", .error,
        fix: "correct the cell")
    }
  }

  /// What is wrong with a workbook as a file.
  init(_ error: SpreadsheetError) {
    self =
      switch error.reason {
      case .wrongType: .workbookWrongType
      case .truncated: .workbookTruncated
      case .damaged: .workbookDamaged
      case .encrypted: .workbookEncrypted
      case .macros: .workbookMacros
      case .externalLinks: .workbookExternalLinks
      case .tooLarge: .workbookTooLarge
      case .ratio: .workbookRatio
      case .doctype: .doctype
      case .noMemory: .workbookTooLarge
      }
  }
}
