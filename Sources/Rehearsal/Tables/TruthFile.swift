import Vocabulary

/// `truth.json`: the exact counts that a run is judged by. Never leaves the rehearsal.
struct TruthFile {
  static func write(_ truths: [BoroughTruth], seed: UInt64, to folder: Folder) throws {
    var text = Bytes()
    text.add("{\"about\":\"FICTIONAL: exact counts of the fictional London, made by rehearsal\",\n")
    text.add("\"seed\":\"\(seed)\",\"censusYear\":2025,\"boroughs\":[\n")
    for (place, truth) in truths.enumerated() {
      if place > 0 { text.add(",\n") }
      text.add("{\"code\":\"\(truth.code)\",\"unclampedPence\":")
      text.add(truth.unclampedPence)
      text.add(",\n\"plansByAge\":{")
      for (place, year) in (2023...2025).enumerated() {
        text.add("\(place > 0 ? "," : "")\"\(year)\":")
        add(truth.plansByAge[year] ?? [], to: &text)
      }
      text.add("},\n\"costs\":{")
      for (sector, costs) in truth.costs.enumerated() {
        text.add("\(sector > 0 ? ",\n" : "")\"\(Sector.codes[sector])\":")
        add(costs.sorted(), to: &text)
      }
      text.add("},\n\"statistics\":{")
      var tables: [(String, [Int])] = []
      for year in BoroughTruth.flowYears {
        tables.append(("flow-\(year)-cross", truth.flowCross[year] ?? []))
        tables.append(("flow-\(year)-margin", truth.flowMargin(year)))
      }
      tables += [
        ("stock-2025", truth.stock), ("cost-persons-2025", truth.costPersons), ("cost-pence-2025", truth.costPence),
        ("quarter-stock-2025", truth.quarters),
      ]
      for (place, table) in tables.enumerated() {
        text.add("\(place > 0 ? ",\n" : "")\"\(table.0)\":")
        add(table.1, to: &text)
      }
      text.add("}}")
    }
    text.add("\n]}\n")
    try folder.write(text, to: "truth.json")
  }

  private static func add(_ cells: [Int], to text: inout Bytes) {
    text.add("[")
    for (place, cell) in cells.enumerated() {
      if place > 0 { text.add(",") }
      text.add(cell)
    }
    text.add("]")
  }
}
