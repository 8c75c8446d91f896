public import Costing
internal import Layout

/// How one layout of finance extract is read: which column is what, and what the amounts are where no column says so.
///
/// A layout is the set of a table's headings, as they are compared. Holds headings and settings, no value of a record.
public struct ColumnMap: Sendable, Equatable {
  /// How a line's financial year is known, if no column gives it.
  public enum Year: Sendable, Equatable {
    /// 2024 for 2024-25.
    case fixed(Int)
    /// From the name of the file: "fees 2024-25.xlsx".
    case fileName
    /// No year is known: lines count whose dates cover the census day.
    case dates
  }

  public enum Split: String, CaseIterable, Sendable { case amounts, percent }

  /// Compared names of all headings of the layout, in the order of their bytes.
  public let layout: [String]
  /// Headings as they are shown; of amounts that are added up, several.
  public var columns: [FinanceField: [String]] = [:]

  // What holds where a line says nothing.
  public var unit: FeeUnit?
  public var weeks: Fraction?
  public var daysPerWeek: Fraction?
  public var hoursPerWeek: Fraction?
  public var year: Year?
  public var tax: FeeText.Tax?
  public var vatPercent: Fraction?

  /// Hours, days and sessions stand for a year; false for a week, nil where it was not said.
  public var countsArePerYear: Bool?
  public var split: Split?
  /// Amounts of the transport column, and lines whose type is transport, belong to the cost.
  public var countsTransport = false
  /// Name of the file in the folder of records that leads from local ids to UPNs; nil for every such file there.
  public var crossReference: String?
  /// The only sheet of a workbook that is read, by its name or its number from 1.
  public var sheet: String?
  /// What may separate the fields of a text file.
  public var delimiters: Set<Delimiter> = [.comma]
  /// What stands before the decimals of amounts and counts; nil for a point.
  public var decimal: DecimalSign?

  public init(layout: [String]) { self.layout = layout }

  /// Names of a file's headings, in the order of their bytes: what makes two files of one layout. A heading without a
  /// letter or digit ("-") has no name and takes no part: a map's file could not say it.
  static func layout(_ headings: [Heading]) -> [String] {
    headings.map(\.name).filter { !$0.isEmpty }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// A file's name for the map: the first words of the layout, and a number made from all of it.
  public var fileName: String {
    // FNV-1a, 64 bits: only a name; what a map belongs to is its list of headings.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in layout.joined(separator: "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let hex = String(hash, radix: 16)
    return "layout-" + String(repeating: "0", count: 16 - hex.utf8.count) + hex + ".map"
  }
}

/// The maps that a borough has confirmed.
public struct ColumnMaps: Sendable, Equatable {
  public private(set) var all: [ColumnMap]

  public init(_ maps: [ColumnMap] = []) { all = maps }

  public func map(for layout: [String]) -> ColumnMap? { all.first { $0.layout == layout } }

  /// Names of files that maps use to look ids up, below the folder of records.
  var crossReferences: Set<String> { Set(all.compactMap(\.crossReference)) }
}
