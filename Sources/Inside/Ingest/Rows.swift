internal import Records
internal import Vocabulary

/// One row of a module as every shape of a return gives it: only fields that are needed, silent.
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
  var collection = Code.blank
  var year: Int?
  var referenceDate = DateField.missing
  var laNumber = ""

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .collection: collection = text.code
    case .year: year = text.number
    case .referenceDate: referenceDate = text.date
    case .lea: laNumber = text.number.map { String($0) } ?? ""
    default: break
    }
  }
}

struct PersonRow: ModuleRow {
  static let module = Module.person
  let place: RowPlace
  /// To the day, for ages on the day of a request or plan. What is kept of a person holds the month only.
  var birth = DateField.missing
  /// Nil for a field that is far too long, empty if blank.
  var upn: PupilNumber? = .blank
  /// Nil if blank; -1 for a field that is no number.
  var uln: Int?
  /// Why there is neither.
  var upnUnknown = Code.blank

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .birthDate: birth = text.date
    case .upn: upn = text.saysNothing ? .blank : PupilNumber(text)
    case .uln: uln = text.number ?? (text.isBlank ? nil : -1)
    case .upnUnknown: upnUnknown = text.labelledCode
    default: break
    }
  }
}

struct RequestRow: ModuleRow {
  static let module = Module.requests
  let place: RowPlace
  var received = DateField.missing
  var source = Code.blank
  var rya = FlagField.missing
  var outcome = Code.blank
  var outcomeDate = DateField.missing
  var mediation = FlagField.missing
  var tribunal = FlagField.missing
  /// Moved to another authority before the assessment was complete.
  var isExported = false

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .receivedDate: received = text.date
    case .requestSource: source = text.labelledCode
    case .rya: rya = text.flag
    case .requestOutcome: outcome = text.labelledCode
    case .requestOutcomeDate: outcomeDate = text.date
    case .requestMediation: mediation = text.flag
    case .requestTribunal: tribunal = text.flag
    case .exported: isExported = !text.isBlank && text.flag != .no
    default: break
    }
  }
}

struct AssessmentRow: ModuleRow {
  static let module = Module.assessment
  let place: RowPlace
  var outcome = Code.blank
  var outcomeDate = DateField.missing
  /// An exception to the limit of 20 weeks applies.
  var week20 = FlagField.missing

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .assessmentOutcome: outcome = text.labelledCode
    case .assessmentOutcomeDate: outcomeDate = text.date
    case .week20: week20 = text.flag
    default: break
    }
  }
}

struct NamedPlanRow: ModuleRow {
  static let module = Module.namedPlan
  let place: RowPlace
  var start = DateField.missing
  var cease = DateField.missing
  var ceaseReason = Code.blank
  var residential = Code.blank

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .startDate: start = text.date
    case .ceaseDate: cease = text.date
    case .ceaseReason: ceaseReason = text.labelledCode
    case .planResidential, .residential: residential = text.labelledCode
    default: break
    }
  }
}

/// A number of a field in four bytes, for drafts are copied much. What is too large for it has no meaning in any field, and
/// stays the largest there is.
@propertyWrapper
struct Short {
  private var short = Int32.min

  init(wrappedValue: Int?) { self.wrappedValue = wrappedValue }

  var wrappedValue: Int? {
    get { short == .min ? nil : Int(short) }
    set { short = newValue.map { Int32(clamping: $0) } ?? .min }
  }
}

/// A setting, as rows of named plans and of placements give it.
struct SettingFields: Silent {
  /// Nil if blank; -1 for a field that is no number.
  @Short var urn: Int?
  @Short var ukprn: Int?
  var setting = Code.blank
  /// 1 or 2; nil if blank, -1 for a field that is no number.
  @Short var rank: Int?
  var unit = FlagField.missing
  var resourced = FlagField.missing

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .urn: urn = text.number ?? (text.isBlank ? nil : -1)
    case .ukprn: ukprn = text.number ?? (text.isBlank ? nil : -1)
    case .setting: setting = text.labelledCode
    case .placementRank: rank = text.number ?? (text.isBlank ? nil : -1)
    case .unitIndicator: unit = text.flag
    case .resourcedIndicator: resourced = text.flag
    default: break
    }
  }
}

/// The setting named in the plan; what counts for the stock is the setting attended (`PlacementRow`).
struct PlanDetailRow: ModuleRow {
  static let module = Module.planDetail
  let place: RowPlace
  var fields = SettingFields()

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) { fields.set(column, text) }
}

struct ActivePlanRow: ModuleRow {
  static let module = Module.activePlans
  let place: RowPlace
  /// The authority that a plan came from; -1 for what is no number. Nil if blank, 0 or "no".
  @Short var transferLA: Int?
  /// In the collection of 2023; later that of a placement.
  var residential = Code.blank

  var isTransfer: Bool { transferLA != nil }

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .transferLA: transferLA = text.isBlank || text.flag == .no ? nil : text.number ?? -1
    case .residential: residential = text.labelledCode
    default: break
    }
  }
}

/// The setting attended.
struct PlacementRow: ModuleRow {
  static let module = Module.placementDetail
  let place: RowPlace
  var fields = SettingFields()
  var entry = DateField.missing
  var leaving = DateField.missing
  var residential = Code.blank

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .entryDate: entry = text.date
    case .leavingDate: leaving = text.date
    case .residential: residential = text.labelledCode
    default: fields.set(column, text)
    }
  }
}

struct NeedRow: ModuleRow {
  static let module = Module.need
  let place: RowPlace
  var type = Code.blank
  /// 1 or 2; nil if blank, -1 for a field that is no number.
  @Short var rank: Int?

  init(_ place: RowPlace) { self.place = place }

  @inline(__always)
  mutating func set(_ column: Column, _ text: Span<UInt8>) {
    switch column {
    case .needType: type = text.needCode
    case .needRank: rank = text.number ?? (text.isBlank ? nil : -1)
    default: break
    }
  }
}
