import Costing
import TestSupport

@testable import Ingest

/// A finance extract of a layout of its own, the map for it, and what else lies beside it.
func fuzzTables(_ bytes: [UInt8]) {
  let parts = parts(of: bytes)
  let maps = parts.filter { $0.name == "map" }.prefix(1).compactMap { try? ColumnMap(parsing: $0.content, file: "a.map") }
  let names = ["fees": "fees 2024-25.csv", "ids": "ids.csv", "return": "r.xml"]
  check(parts.compactMap { part in names[part.name].map { ($0, part.content) } }, maps: ColumnMaps(maps))
}

/// A rate card, and what `borough-agent map` would show of the same file: no value of a row.
func fuzzCards(_ bytes: [UInt8]) {
  let path = replaceFiles([("card.csv", bytes)]) + "/card.csv"
  if let read = try? RateCards.read(path: path) {
    expectSilentAccount(read.report)
    precondition(read.cards.reduce(0) { $0 + $1.fees.count } <= read.report.rowsUsed, "more fees than rows")
  }
  do throws(SurveyError) {
    for table in try Survey.tables(path: path) { _ = MapProposal(table).map.text }
  } catch { expectSilence(["\(error)"]) }
}

/// A map is refused, or means what its text says.
func fuzzMap(_ bytes: [UInt8]) {
  guard let map = try? ColumnMap(parsing: bytes, file: "a.map") else { return }
  guard let again = try? ColumnMap(parsing: Array(map.text.utf8), file: "a.map") else {
    preconditionFailure("a map's own text is refused")
  }
  precondition(again == map, "a map's text says something else")
}
