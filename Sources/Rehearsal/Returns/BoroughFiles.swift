import Geography

/// How a return is spelled.
enum Shape: String, CaseIterable {
  case xml, blade, template, modules
}

/// The files of one borough's data officer: returns of some collections and the finance extract of the latest.
struct BoroughFiles {
  let world: World
  let borough: Int
  /// Census years, ascending.
  let collections: [Int]
  let shape: Shape
  /// With the finance extract that is read without a map; others are written by `FinanceFolders`.
  var hasUsualFinance = true

  /// - Parameter parent: nil to write nothing and count only.
  /// - Returns: what DfE counts in the borough's returns, by collection.
  func write(to parent: Folder?) throws -> [CollectionCounts] {
    let folder = try parent?.folder(world.boroughs[borough].code)
    try folder?.writeNotice()
    let counts = try contents.map { try write($0, to: folder) }
    if let folder, hasUsualFinance { try writeFinance(to: folder) }
    return counts
  }

  /// What is returned, by collection.
  var contents: [ReturnContent] {
    let requests = RequestPool(world, borough: borough, collections: collections)
    return collections.map { ReturnContent(world: world, borough: borough, year: $0, requests: requests) }
  }

  func writeFinance(to folder: Folder) throws {
    guard let latest = collections.last else { return }
    try FinanceLayout.usual.write(Payments(world, borough: borough, year: latest), to: folder)
  }

  private func write(_ content: ReturnContent, to folder: Folder?) throws -> CollectionCounts {
    var counts = CollectionCounts(year: content.year)
    guard let folder else {
      content.forEachPerson { counts.add($0) }
      return counts
    }
    var spelling = shape.spelling(header(content.year))
    content.forEachPerson { person in
      counts.add(person)
      spelling.add(person)
    }
    try spelling.write(to: folder)
    return counts
  }

  func header(_ year: Int) -> ReturnHeader { ReturnHeader(laNumber: world.boroughs[borough].laNumber, year: year) }
}

extension Shape {
  func spelling(_ header: ReturnHeader) -> any ReturnSpelling {
    switch self {
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
