import Geography

/// The files of one borough's data officer: returns of 2024 and 2025 and the finance extract.
///
/// Usually two boroughs of three have XML, the others the CSV export of COLLECT.
struct BoroughFiles {
  enum Shape { case xml, blade, template, modules }

  let world: World
  let borough: Int
  /// Each of the four shapes in turn, the two of Excel among them.
  var hasAllShapes = false

  private var shape: Shape {
    if hasAllShapes { return [Shape.xml, .blade, .template, .modules][borough % 4] }
    return borough % 3 != 2 ? .xml : .blade
  }

  func write(to parent: Folder) throws {
    let folder = try parent.folder(world.boroughs[borough].code)
    try folder.writeNotice()
    let requests = RequestPool(world, borough: borough)
    for year in [2024, 2025] {
      let content = ReturnContent(world: world, borough: borough, year: year, requests: requests)
      let header = ReturnHeader(laNumber: world.boroughs[borough].laNumber, year: year)
      switch shape {
      case .xml:
        var spelling = XMLReturn(header)
        content.forEachPerson { spelling.add($0) }
        spelling.finish()
        try folder.write(spelling.text, to: "sen2_\(year).xml")
      case .template, .modules:
        var spelling = ExcelReturn(header, template: shape == .template)
        content.forEachPerson { spelling.add($0) }
        try folder.write(try spelling.file(), to: "sen2_\(year).xlsx")
      case .blade:
        var spelling = BladeReturn(header)
        content.forEachPerson { spelling.add($0) }
        let tables = try folder.folder("sen2_\(year)")
        try tables.writeNotice()
        for module in BladeReturn.Module.allCases {
          try tables.write(spelling.table(module), to: spelling.name(module))
        }
      }
    }
    try folder.write(FinanceExtract(world, borough: borough).text, to: "finance_2024-25.csv")
  }
}
