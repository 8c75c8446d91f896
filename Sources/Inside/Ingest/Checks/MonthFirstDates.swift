internal import Records

/// Dates that are days only if the month is read first (01/25/2025), by columns. Where there are many, other dates of the
/// column were written so too and have been read the wrong way round: 01/12/2025 is one day or another.
struct MonthFirstDates: Sendable {
  private struct Found {
    var count = 0
    /// Index in the log of the file that has the column.
    let file: Int
  }

  private var found: [Column: Found] = [:]

  mutating func add(_ draft: PersonDraft) {
    note(.birthDate, draft.row.birth, draft.row.place)
    for index in draft.requests.indices {
      note(.receivedDate, draft.requests[index].row.received, draft.requests[index].row.place)
      note(.requestOutcomeDate, draft.requests[index].row.outcomeDate, draft.requests[index].row.place)
    }
    for index in draft.assessments.indices {
      note(.assessmentOutcomeDate, draft.assessments[index].row.outcomeDate, draft.assessments[index].row.place)
    }
    for index in draft.plans.indices {
      note(.startDate, draft.plans[index].row.start, draft.plans[index].row.place)
      note(.ceaseDate, draft.plans[index].row.cease, draft.plans[index].row.place)
    }
    for index in draft.placements.indices {
      note(.entryDate, draft.placements[index].entry, draft.placements[index].place)
      note(.leavingDate, draft.placements[index].leaving, draft.placements[index].place)
    }
  }

  @inline(__always)
  private mutating func note(_ column: Column, _ date: DateField, _ place: RowPlace) {
    if date == .monthFirst { found[column, default: Found(file: place.file)].count += 1 }
  }

  /// Takes those of another part of the return.
  mutating func add(_ part: MonthFirstDates) {
    for (column, other) in part.found { found[column, default: Found(file: other.file)].count += other.count }
  }

  /// Why a return of so many persons can't be used: for each file that has columns with many of them. Empty if it can.
  func refusals(persons: Int) -> [(file: Int, refusal: Refusal, count: Int)] {
    let many = found.filter { $0.value.count * Self.oneIn >= persons }
    return Dictionary(grouping: many, by: \.value.file).map { file, columns in
      let names = columns.map(\.key.rawValue).sorted().joined(separator: ", ")
      return (
        file, Refusal(rule: .datesMonthFirst, about: "column\(columns.count == 1 ? "" : "s") \(names)"),
        columns.reduce(0) { $0 + $1.value.count }
      )
    }
  }

  /// Of persons, or of lines of a finance extract.
  static let oneIn = 100
}
