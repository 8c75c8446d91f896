internal import Costing
internal import Records

/// One usable line of a finance extract.
struct FinanceLine: Silent {
  let place: RowPlace
  let who: PupilReference
  /// What a year of it costs, in whole pence.
  let annual: CostShares
  /// The year in which the financial year begins: 2024 for 2024-25. Nil where only the dates count.
  let financialYear: Int?
  /// Day numbers; open where blank.
  let start: Int
  let end: Int
  let kind: LineKind
  /// Takes the place of earlier lines of the same person and kind.
  let isReplacement: Bool
  /// The file through which local ids lead to pupils; nil for all.
  let crossReference: String?
  /// The shares of education, health and social care did not add up to the fee.
  let sharesDisagree: Bool

  func covers(_ day: Int) -> Bool { start <= day && end >= day }
}

/// What is kept of a line that counts: 64 bytes. There may be millions.
struct CountedLine: Silent {
  /// What a year of it costs, in whole pence.
  let annual: CostShares
  let kind: LineKind
  /// Takes the place of earlier lines of the same person and kind.
  let isReplacement: Bool
  /// Its amount would be another one with the other decimal sign.
  let isUnclear: Bool
  let place: RowPlace
  /// Day numbers.
  private let start: Int32
  private let end: Int32
  /// Place in the list of histories.
  let person: Int32

  init(_ line: FinanceLine, person: Int, isUnclear: Bool) {
    (annual, kind, isReplacement, place) = (line.annual, line.kind, line.isReplacement, line.place)
    (start, end, self.person) = (Int32(clamping: line.start), Int32(clamping: line.end), Int32(clamping: person))
    self.isUnclear = isUnclear
  }

  /// Paid for the same days.
  func covers(sameDaysAs other: CountedLine) -> Bool { start == other.start && end == other.end }
}

/// Whom a line is about, in one or more ways; empty where a column is missing or blank.
struct PupilReference: Silent {
  /// Letters and digits in upper case.
  var upn = ""
  /// Digits.
  var uln = ""
  /// A number of the borough's own, as it is compared.
  var localID = ""

  var isEmpty: Bool { upn.isEmpty && uln.isEmpty && localID.isEmpty }
}

/// What kind of cost a line is, as far as lines are told apart by it: a number made from type and provider, from which
/// neither can be read.
struct LineKind: Hashable, Silent {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  /// The type of the line is among it.
  var hasType = false

  /// Takes letters and digits in, without regard to case.
  mutating func add(_ text: Span<UInt8>) {
    for index in text.indices {
      let byte = text[index]
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      guard byte > 0x20 else { continue }
      hash = (hash ^ UInt64(isLower ? byte - 0x20 : byte)) &* 0x100_0000_01B3
    }
    hash = (hash ^ 0x1F) &* 0x100_0000_01B3
  }
}
