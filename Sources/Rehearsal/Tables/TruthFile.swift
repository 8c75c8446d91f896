import Vocabulary

/// `truth.json`: the exact counts that a run is judged by. Never leaves the rehearsal.
struct TruthFile {
  /// Of the file's form. In the first one costs were of January 2025, and no other census was known.
  static let version = 2

  static func write(_ truths: [BoroughTruth], censusYears: [Int], seed: UInt64, to folder: Folder) throws {
    var text = Bytes()
    text.add("{\"about\":\"FICTIONAL: exact counts of the fictional London, made by rehearsal\",\"version\":\(version),\n")
    text.add("\"seed\":\"\(seed)\",\"censusYears\":\(censusYears),\"boroughs\":[\n")
    for (place, truth) in truths.enumerated() {
      if place > 0 { text.add(",\n") }
      text.add("{\"code\":\"\(truth.code)\",\n\"plansByAge\":")
      add(truth.plansByAge.sorted { $0.key < $1.key }.map { ("\($0)", $1) }, to: &text)
      text.add(",\n\"costs\":{")
      for (place, census) in truth.censuses.enumerated() {
        text.add("\(place > 0 ? ",\n" : "")\"\(census.year)\":")
        add(zip(Sector.codes, census.costs).map { ($0, $1.sorted()) }, to: &text)
      }
      text.add("},\n\"statistics\":")
      add(statistics(truth), to: &text)
      text.add("}")
    }
    text.add("\n]}\n")
    try folder.write(text, to: "truth.json")
  }

  private static func statistics(_ truth: BoroughTruth) -> [(String, [Int])] {
    var tables: [(String, [Int])] = []
    for year in truth.flowYears {
      tables.append(("flow-\(year)-cross", truth.flowCross[year] ?? []))
      tables.append(("flow-\(year)-margin", truth.flowMargin(year)))
    }
    for census in truth.censuses {
      tables += [
        ("stock-\(census.year)", census.stock), ("cost-persons-\(census.year)", census.costPersons),
        ("cost-pence-\(census.year)", census.costPence), ("quarter-stock-\(census.year)", census.quarters),
      ]
    }
    return tables
  }

  private static func add(_ tables: [(String, [Int])], to text: inout Bytes) {
    text.add("{")
    for (place, table) in tables.enumerated() {
      text.add("\(place > 0 ? ",\n" : "")\"\(table.0)\":[")
      for (place, cell) in table.1.enumerated() {
        if place > 0 { text.add(",") }
        text.add(cell)
      }
      text.add("]")
    }
    text.add("}")
  }
}
