internal import Records

/// Joins what came of the portions of one Blade export, in their order, as if its files had been read in one.
///
/// It believes nothing of how the files were cut: rows have to be in order across each cut, and no row may lie on another
/// side of a cut than its parent.
struct BladeJoin: Silent {
  private let parents: [Int?]
  /// Of each module, the index of its file in the log; -1 for one that the export does not have.
  private let files: [Int]
  /// Of the rows so far.
  private var last = [RowLinks](repeating: RowLinks(), count: Module.tables.count)
  private var lines: [Int]
  private var rows = [Int](repeating: 0, count: Module.tables.count)

  /// - Parameters:
  ///   - parents: places among `Module.tables`.
  ///   - lines: before the rows of each file.
  init(parents: [Int?], files: [Int], lines: [Int]) {
    (self.parents, self.files, self.lines) = (parents, files, lines)
  }

  mutating func add(_ part: BladePart, to reducer: CensusReducer, _ log: FindingLog) throws(BladeStop) {
    guard isInOrder(part.extents) else { throw .notInOrder }
    var offsets: [Int: Int] = [:]
    for (file, lines) in zip(files, lines) { offsets[file] = lines }
    log.add(part.findings, below: offsets)
    reducer.add(part.census, below: offsets, rows: rows[0])
    for (index, extent) in part.extents.enumerated() {
      if extent.first.id > 0 { last[index] = extent.last }
      lines[index] += extent.lines
      rows[index] += extent.rows
    }
  }

  private func isInOrder(_ extents: [PortionExtent]) -> Bool {
    for (index, extent) in extents.enumerated() where extent.first.id > 0 {
      let first = extent.first
      guard first.id > last[index].id, first.parent >= last[index].parent else { return false }
      // Rows whose parent came in a portion before.
      if let parent = parents[index], first.parent <= last[parent].id { return false }
      // Rows that came before their parent.
      for child in extents.indices where parents[child] == index && last[child].parent >= first.id { return false }
    }
    return true
  }
}
