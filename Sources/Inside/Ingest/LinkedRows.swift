internal import Records

/// The rows of one module that came as a table of its own, linked to those of the parent module by ids.
class LinkedRows<Row: ModuleRow>: Silent {
  let file: Int
  let log: FindingLog
  private(set) var rows: [Row] = []
  private var ids: [String] = []
  private var parents: [String] = []
  private var taken: [Bool] = []
  private var children: [String: [Int]] = [:]

  init(file: Int, log: FindingLog) {
    self.file = file
    self.log = log
  }

  /// - Parameter parent: empty for a module that has none.
  final func add(_ row: Row, id: String, parent: String) {
    rows.append(row)
    ids.append(id)
    parents.append(parent)
  }

  /// Each id's parent; of a repeated id the first. Only before `index`.
  final var links: [String: String] {
    var links: [String: String] = [:]
    for (id, parent) in zip(ids, parents) where links[id] == nil { links[id] = parent }
    return links
  }

  /// Call once when all rows are read. Lists rows that repeat an id.
  ///
  /// - Parameter isOrphan: says of a row, by its place in `rows` and its parent's id, that it cannot be linked.
  final func index(_ isOrphan: (Int, String) -> Bool = { _, _ in false }) {
    taken = [Bool](repeating: false, count: rows.count)
    var seen: Set<String> = []
    for (index, id) in ids.enumerated() {
      if Row.module != .header, !seen.insert(id).inserted {
        taken[index] = true
        log.note(.duplicateKey, rows[index].place)
      } else if Row.module.parent != nil, !isOrphan(index, parents[index]) {
        children[parents[index], default: []].append(index)
      }
    }
    parents = []
  }

  /// The rows below a parent's row, each with its own id, in the file's order. Marks them as placed.
  final func take(below parent: String) -> [(id: String, row: Row)] {
    (children[parent] ?? []).map { index in
      taken[index] = true
      return (ids[index], rows[index])
    }
  }

  /// All rows that are not listed, for the module that has no parent.
  final func takeAll() -> [(id: String, row: Row)] {
    var result: [(id: String, row: Row)] = []
    for index in rows.indices where !taken[index] {
      taken[index] = true
      result.append((ids[index], rows[index]))
    }
    return result
  }

  /// Lists the rows that belong to no row of the parent module. Call last.
  final func listOrphans() {
    for index in rows.indices where !taken[index] { log.note(.orphanRow, rows[index].place) }
  }
}
