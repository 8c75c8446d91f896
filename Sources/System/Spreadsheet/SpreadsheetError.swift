/// Why a workbook or a sheet of it cannot be read. Says where, never what a cell holds.
public struct SpreadsheetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The raw value is the stable code.
  public enum Reason: String, Sendable, CaseIterable {
    /// Not a zip archive, or one of an older or another program's format.
    case wrongType = "workbook-wrong-type"
    case truncated = "workbook-truncated"
    case damaged = "workbook-damaged"
    case encrypted = "workbook-encrypted"
    /// Or another program: a control, an embedded object, an add-in.
    case macros = "workbook-macros"
    case externalLinks = "workbook-external-links"
    case tooLarge = "workbook-too-large"
    case ratio = "workbook-ratio"
    case doctype = "workbook-doctype"
    /// No memory for zlib or libxml2.
    case noMemory = "workbook-no-memory"
  }

  public let reason: Reason
  /// Which sheet, from 1 in the order of the workbook; 0 for the workbook as a whole.
  public internal(set) var sheet = 0
  /// Row of the sheet, from 1; 0 where none is meant.
  public internal(set) var row = 0

  init(_ reason: Reason, row: Int = 0) {
    self.reason = reason
    self.row = row
  }

  public var code: String { reason.rawValue }

  public var description: String {
    let place = sheet == 0 ? "" : " at sheet \(sheet)" + (row == 0 ? "" : ", row \(row)")
    return "could not use a workbook\(place): \(advice) (\(code))"
  }

  private var advice: String {
    switch reason {
    case .wrongType: "it is no Excel workbook of type .xlsx; save it as one"
    case .truncated: "its end is missing; copy or export it again"
    case .damaged: "it was damaged or made by a faulty program; open it in Excel and save it again"
    case .encrypted: "it is protected by a password; save it without"
    case .macros: "it holds macros, controls or embedded objects; remove them and save it as .xlsx"
    case .externalLinks: "it fetches data from other files; break the links and save it again"
    case .tooLarge: "it is larger than any real return; check that it is the right file"
    case .ratio: "it swells far beyond its own size when unpacked; check where it comes from"
    case .doctype: "a part of it has a DOCTYPE declaration, which no real workbook has; check where it comes from"
    case .noMemory: "there is no memory to unpack it; close other programs and run again"
    }
  }
}
