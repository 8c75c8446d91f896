public import Vocabulary

/// What one compared number counts: a column as published, or one of the product's own classes made from columns.
public enum PublishedMeasure: Hashable, Sendable {
  case column(String)
  case sector(Sector)
  case need(Need)

  /// `ehcplans`, `sector-MS`, `need-ASD`.
  public var name: String {
    switch self {
    case .column(let name): name
    case .sector(let sector): "sector-" + sector.code
    case .need(let need): "need-" + need.code
    }
  }
}

/// One cell of a borough's published figures.
public struct PublishedCell: Hashable, Sendable {
  public let period: PublishedPeriod
  public let breakdown: PublishedBreakdown
  public let measure: PublishedMeasure

  public init(_ period: PublishedPeriod, _ breakdown: PublishedBreakdown = .everybody, _ measure: PublishedMeasure) {
    (self.period, self.breakdown, self.measure) = (period, breakdown, measure)
  }
}

/// A borough's own exact counts held against what DfE published for it.
///
/// The counts come from records, so a comparison stays with the borough's staff: its descriptions and mirrors are
/// silent, and nothing here encodes it.
public struct PublishedComparison: Sendable, Equatable {
  public struct Difference: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    public let cell: PublishedCell
    public let published: Int
    public let own: Int
    public var description: String { "a difference in \(cell.measure.name)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
  }

  /// Cells compared.
  public let cells: Int
  /// Where the two counts differ, by period, then as in the published table.
  public let differences: [Difference]
  /// Cells for which a symbol is published, and cells of periods or columns that the table does not hold.
  public let notComparable: [PublishedCell]
  /// Known faults of the borough's published figures in the compared periods: look here before looking for an error.
  public let faults: [PublishedFault]

  private struct Family: Hashable {
    let period: PublishedPeriod
    let family: PublishedBreakdown.Family
    let measure: PublishedMeasure
  }

  /// - Parameters:
  ///   - table: any table in which the borough has rows.
  ///   - borough: ONS code.
  ///   - own: counts by cell. A measure that is given for one group of a family (say one age) must be given for all of
  ///     its groups that hold anybody: a group that is absent counts as nobody, on either side.
  public init(_ table: PublishedTable, borough: String, own: [PublishedCell: Int]) {
    let area = PublishedArea.borough(borough)
    let families = Set(own.keys.map { Family(period: $0.period, family: $0.breakdown.family, measure: $0.measure) })
    var cells = 0
    var differences: [Difference] = []
    var notComparable: [PublishedCell] = []
    var seen: Set<PublishedCell> = []

    func compare(_ cell: PublishedCell, _ published: Int?) {
      guard seen.insert(cell).inserted else { return }
      guard let published else { return notComparable.append(cell) }
      cells += 1
      let own = own[cell] ?? 0
      if own != published { differences.append(Difference(cell: cell, published: published, own: own)) }
    }

    let inOrder = families.sorted { ($0.period, $0.measure.name) < ($1.period, $1.measure.name) }
    for row in table.rows where row.area == area {
      for family in inOrder where family.period == row.period && family.family == row.breakdown.family {
        compare(PublishedCell(row.period, row.breakdown, family.measure), table.count(family.measure, in: row))
      }
    }
    for cell in own.keys.sorted(by: { ($0.period, $0.measure.name) < ($1.period, $1.measure.name) })
    where !seen.contains(cell) {
      // No row: nobody, provided that the borough has a row of everybody with this measure that year.
      let everybody = table.row(area, cell.period).flatMap { table.count(cell.measure, in: $0) }
      let family = table.rows.contains {
        $0.area == area && $0.period == cell.period && $0.breakdown.family == cell.breakdown.family
      }
      compare(cell, everybody != nil && family ? 0 : nil)
    }
    self.cells = cells
    self.differences = differences.enumerated().sorted {
      ($0.element.cell.period, $0.offset) < ($1.element.cell.period, $1.offset)
    }.map(\.element)
    self.notComparable = notComparable
    var faults: [PublishedFault] = []
    for period in Set(own.keys.map(\.period)).sorted() {
      faults += PublishedFault.of(table.kind, area, period).filter { !faults.contains($0) }
    }
    self.faults = faults
  }
}

extension PublishedTable {
  /// The published count of a measure in a row; nil where a symbol stands or the table has no such measure.
  public func count(_ measure: PublishedMeasure, in row: PublishedRow) -> Int? {
    switch measure {
    case .column(let name): figure(name, in: row)?.count
    case .sector(let sector): sectors(row.area, row.period, row.breakdown)?[sector.rawValue]
    case .need(let need): needs(row)?[need.rawValue]
    }
  }

  /// All counts that are published for a borough: its figures by column, and by sector and need where the table tells.
  public func cells(borough: String) -> [PublishedCell: Int] {
    var cells: [PublishedCell: Int] = [:]
    for row in rows where row.area == .borough(borough) {
      for (name, figure) in zip(columns, row.figures) {
        if let count = figure.count { cells[PublishedCell(row.period, row.breakdown, .column(name))] = count }
      }
      if let sectors = sectors(row.area, row.period, row.breakdown) {
        for (sector, count) in zip(Sector.allCases, sectors) {
          cells[PublishedCell(row.period, row.breakdown, .sector(sector))] = count
        }
      }
      if let needs = needs(row) {
        for (need, count) in zip(Need.allCases, needs) {
          cells[PublishedCell(row.period, row.breakdown, .need(need))] = count
        }
      }
    }
    return cells
  }
}
