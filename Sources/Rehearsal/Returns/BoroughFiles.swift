import Geography

/// The files of one borough's data officer: returns of 2024 and 2025 and the finance extract.
///
/// Usually two boroughs of three have XML, the others the CSV export of COLLECT.
struct BoroughFiles {
  enum Shape { case xml, blade, template, modules }

  let world: World
  let borough: Int
  let collections: [Int]
  /// Each of the four shapes in turn, the two of Excel among them.
  var hasAllShapes = false

  private var shape: Shape {
    if hasAllShapes { return [Shape.xml, .blade, .template, .modules][borough % 4] }
    return borough % 3 != 2 ? .xml : .blade
  }

  /// - Parameter parent: nil to write nothing and count only.
  /// - Returns: what DfE counts in the borough's returns, by collection.
  func write(to parent: Folder?) throws -> [CollectionCounts] {
    let folder = try parent?.folder(world.boroughs[borough].code)
    try folder?.writeNotice()
    let requests = RequestPool(world, borough: borough)
    var counts: [CollectionCounts] = []
    for year in collections { counts.append(try write(year, requests, to: folder)) }
    try folder?.write(FinanceExtract(world, borough: borough).text, to: "finance_2024-25.csv")
    return counts
  }

  private func write(_ year: Int, _ requests: RequestPool, to folder: Folder?) throws -> CollectionCounts {
    let content = ReturnContent(world: world, borough: borough, year: year, requests: requests)
    var counts = CollectionCounts(year: year)
    guard let folder else {
      content.forEachPerson { counts.add($0) }
      return counts
    }
    var spelling = spelling(year)
    content.forEachPerson { person in
      counts.add(person)
      spelling.add(person)
    }
    try spelling.write(to: folder)
    return counts
  }

  private func spelling(_ year: Int) -> any ReturnSpelling {
    let header = ReturnHeader(laNumber: world.boroughs[borough].laNumber, year: year)
    return switch shape {
    case .xml: XMLReturn(header)
    case .blade: BladeReturn(header)
    case .template: ExcelReturn(header, template: true)
    case .modules: ExcelReturn(header, template: false)
    }
  }
}

/// A shape of a return under construction.
protocol ReturnSpelling {
  mutating func add(_ person: ReturnedPerson)
  /// Call once, at the end.
  mutating func write(to folder: Folder) throws
}
