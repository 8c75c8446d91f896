internal import Spreadsheet

extension Rule {
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
