/// What stands at the head of a return; the same for all fictional software.
struct ReturnHeader {
  let laNumber: String
  let year: Int

  var referenceDay: Int { Years.census(of: year) }
  /// A fixed day of the export: the rehearsal reads no clock.
  var exportDay: Int { Years.day(year, 3, 20) }
  /// The layouts of 2023 (v1.1), 2024 (v1.2), and 2025 and 2026 (v1.3) differ.
  ///
  /// Before 2024: GenderCurrent for Sex, AttendancePattern in placements, Res and WBP in the active plan, and of reviews
  /// LastReview alone.
  var isBefore2024: Bool { year < 2024 }
  /// Items that came with the 2025 return: RequestSource, ReviewDraft, PhaseTransferDueDate, PhaseTransferFinalDate,
  /// DSCO.
  var hasItemsOf2025: Bool { year >= 2025 }

  static let software = "FICTIONAL"
  static let notice = "FICTIONAL DATA made by the program rehearsal: no real person, school or placement is described"
}
