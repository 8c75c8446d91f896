/// Finds the row with the headings, where titles and notes may stand above it, and where there may be none at all: then
/// the first row holds somebody's data, and must not be taken for headings.
public struct HeadFinder: Sendable {
  public struct Cell: Sendable {
    /// From 0.
    public let column: Int
    public let shape: ValueShape
    /// The text is a heading that such tables usually have; `isKey` for those that no such table is without.
    public let isKnown: Bool
    public let isKey: Bool

    public init(column: Int, shape: ValueShape, isKnown: Bool, isKey: Bool) {
      (self.column, self.shape, self.isKnown, self.isKey) = (column, shape, isKnown, isKey)
    }
  }

  public struct Found: Equatable, Sendable {
    /// Index into the rows.
    public let row: Int
    /// Two or more headings are usual ones, a key among them. Else the row was told by the values below it alone.
    public let isNamed: Bool

    public init(row: Int, isNamed: Bool) { (self.row, self.isNamed) = (row, isNamed) }
  }

  /// - Parameter rows: the first rows of a table, cells that are blank left out.
  /// - Returns: nil where no row is a heading for certain.
  ///
  /// A heading row has two cells or more, none of which looks like a value, and stands above most columns whose values
  /// look alike. It also holds usual headings, or no digit at all above two such columns.
  public static func find(_ rows: [[Cell]]) -> Found? {
    var best: (found: Found, known: Int)?
    for (index, row) in rows.enumerated() {
      guard row.count >= 2, !row.contains(where: { $0.shape.isValue }) else { continue }
      let strong = columnsAlike(rows[(index + 1)...].prefix(40))
      let headed = strong.intersection(row.map(\.column)).count
      guard headed * 4 >= strong.count * 3 else { continue }
      let known = row.count { $0.isKnown }
      let isNamed = known >= 2 && row.contains { $0.isKey }
      guard isNamed || (headed >= 2 && row.allSatisfy { $0.shape == .words }) else { continue }
      let found = Found(row: index, isNamed: isNamed)
      if best.map({ known > $0.known }) ?? true { best = (found, known) }
    }
    return best?.found
  }

  /// Columns in which at least four of five cells are values of one kind.
  private static func columnsAlike(_ rows: ArraySlice<[Cell]>) -> Set<Int> {
    var columns: [Int: ShapeCounts] = [:]
    for row in rows { for cell in row { columns[cell.column, default: ShapeCounts()].add(cell.shape) } }
    return Set(
      columns.filter { _, counts in
        counts.areMostly(.upn) || counts.areMostly(.tenDigits) || counts.areMostly(.date)
          || counts.areMostly(.money, .number, .percent)
      }.keys)
  }
}
