internal import Records
internal import Vocabulary

/// One row of a module as both shapes of a return give it: only fields that are needed, silent.
protocol ModuleRow: Silent {
  static var module: Module { get }
  var place: RowPlace { get }
  init(_ place: RowPlace)
  /// Takes a field of the row. Columns that the module does not have are ignored.
  mutating func set(_ column: Column, _ text: Span<UInt8>)
}

struct HeaderRow: ModuleRow {
  static let module = Module.header
  let place: RowPlace
  var year: Int?
  var referenceDate = DateField.missing
  var laNumber = ""

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .year: year = text.number
    case .referenceDate: referenceDate = text.date
    case .lea: laNumber = text.number.map { String($0) } ?? ""
    default: break
    }
  }
}

struct PersonRow: ModuleRow {
  /// Month and year; the day goes no further than `set`.
  enum Birth: Equatable {
    case missing, bad
    case month(year: Int, month: Int)
  }

  static let module = Module.person
  let place: RowPlace
  var birth = Birth.missing
  /// Letters and digits in upper case; nil for a field that is far too long, empty if blank.
  var upn: String? = ""
  /// Digits; nil for a field that is no number, empty if blank.
  var uln: String? = ""

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .birthDate:
      switch text.date {
      case .missing: birth = .missing
      case .bad: birth = .bad
      case .day(let number):
        guard let day = CalendarDate(dayNumber: number) else {
          birth = .bad
          return
        }
        birth = .month(year: day.year, month: day.month)
      }
    case .upn: upn = text.identifier(limit: 20)
    case .uln: uln = text.number.map { String($0) } ?? (text.isBlank ? "" : nil)
    default: break
    }
  }
}

struct RequestRow: ModuleRow {
  static let module = Module.requests
  let place: RowPlace
  var received = DateField.missing

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    if column == .receivedDate { received = text.date }
  }
}

/// Its outcome is not needed: a plan that was made has a row of its own.
struct AssessmentRow: ModuleRow {
  static let module = Module.assessment
  let place: RowPlace

  init(_ place: RowPlace) { self.place = place }
  mutating func set(_ column: Column, _ text: Span<UInt8>) {}
}

struct NamedPlanRow: ModuleRow {
  static let module = Module.namedPlan
  let place: RowPlace
  var start = DateField.missing
  var cease = DateField.missing

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .startDate: start = text.date
    case .ceaseDate: cease = text.date
    default: break
    }
  }
}

/// The setting named in the plan; what counts is the setting attended (`PlacementRow`).
struct PlanDetailRow: ModuleRow {
  static let module = Module.planDetail
  let place: RowPlace

  init(_ place: RowPlace) { self.place = place }
  mutating func set(_ column: Column, _ text: Span<UInt8>) {}
}

struct ActivePlanRow: ModuleRow {
  static let module = Module.activePlans
  let place: RowPlace
  var isTransfer = false

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    if column == .transferLA { isTransfer = !text.isBlank }
  }
}

struct PlacementRow: ModuleRow {
  static let module = Module.placementDetail
  let place: RowPlace
  /// Nil if blank; -1 for a field that is no number.
  var urn: Int?
  var ukprn: Int?
  /// Upper case; nil for a field that is no plain text, empty if blank.
  var setting: String? = ""
  var rank: Int?
  var entry = DateField.missing
  var leaving = DateField.missing
  var unit = FlagField.missing
  var resourced = FlagField.missing

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .urn: urn = text.number ?? (text.isBlank ? nil : -1)
    case .ukprn: ukprn = text.number ?? (text.isBlank ? nil : -1)
    case .setting: setting = text.plain(limit: 8)
    case .placementRank: rank = text.number
    case .entryDate: entry = text.date
    case .leavingDate: leaving = text.date
    case .unitIndicator: unit = text.flag
    case .resourcedIndicator: resourced = text.flag
    default: break
    }
  }
}

struct NeedRow: ModuleRow {
  static let module = Module.need
  let place: RowPlace
  var type: String? = ""
  var rank: Int?

  init(_ place: RowPlace) { self.place = place }

  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .needType: type = text.plain(limit: 8)
    case .needRank: rank = text.number
    default: break
    }
  }
}
