public import Vocabulary

/// Why a list of providers cannot be used. The list is about schools and colleges, not about persons.
public struct ProviderListError: Error, Equatable, Sendable, CustomStringConvertible {
  /// "provider-list-columns", "provider-list-row" or "provider-list-text".
  public let code: String
  public let line: Int

  public var description: String {
    let what =
      switch code {
      case "provider-list-columns": "the first line must name the columns urn, ukprn and sector"
      case "provider-list-row":
        "the row needs a URN or UKPRN in digits and a sector (\(Sector.codes.joined(separator: ", "))), no number twice"
      default: "the file is no well-formed CSV text"
      }
    return "list of providers, line \(line): \(what) (\(code))"
  }
}

/// Placement sector of each provider, by URN and UKPRN.
///
/// Read from CSV with the columns `urn,ukprn,sector,name` (any order; others are ignored), one row per provider,
/// of which URN or UKPRN may be blank. The name is not kept.
public struct ProviderSectors: Sendable, Equatable {
  private var byURN: [Int: Sector] = [:]
  private var byUKPRN: [Int: Sector] = [:]

  /// Number of URNs and UKPRNs known.
  public var count: Int { byURN.count + byUKPRN.count }

  public init(parsing bytes: [UInt8]) throws(ProviderListError) {
    let table = ProviderTable()
    do throws(Refusal) {
      var reader = CSVReader(table)
      try reader.feed(bytes.span)
      try reader.finish()
    } catch {
      throw ProviderListError(
        code: error.rule == .missingColumn ? "provider-list-columns" : "provider-list-text", line: error.line)
    }
    if let line = table.badLine { throw ProviderListError(code: "provider-list-row", line: line) }
    (byURN, byUKPRN) = (table.byURN, table.byUKPRN)
  }

  public func sector(urn: Int) -> Sector? { byURN[urn] }
  public func sector(ukprn: Int) -> Sector? { byUKPRN[ukprn] }
}

private final class ProviderTable: CSVHandler {
  var byURN: [Int: Sector] = [:]
  var byUKPRN: [Int: Sector] = [:]
  var badLine: Int?
  private var columns: [String: Int] = [:]

  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    var wanted = [Bool](repeating: false, count: record.count)
    for index in 0..<record.count {
      let name = (record.bytes.span.extracting(record.range(index)).plain(limit: 64) ?? "").lowercased()
      guard ["urn", "ukprn", "sector"].contains(name), columns.updateValue(index, forKey: name) == nil else { continue }
      wanted[index] = true
    }
    guard columns.count == 3 else { throw Refusal(rule: .missingColumn, line: record.line) }
    return wanted
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    if !accept(record), badLine == nil { badLine = record.line }
  }

  private func accept(_ record: borrowing CSVRecord) -> Bool {
    guard !record.hasBadQuoting, let urn = columns["urn"], let ukprn = columns["ukprn"], let sector = columns["sector"],
      record.count > max(urn, ukprn, sector),
      let code = record.bytes.span.extracting(record.range(sector)).plain(limit: 2),
      let index = Sector.codes.firstIndex(of: code), let known = Sector(rawValue: index)
    else { return false }
    let hasURN = add(record, urn, known, to: &byURN)
    let hasUKPRN = add(record, ukprn, known, to: &byUKPRN)
    return hasURN || hasUKPRN
  }

  /// False if the field is blank, which one of the two may be; a bad or repeated number marks the row.
  private func add(_ record: borrowing CSVRecord, _ column: Int, _ sector: Sector, to map: inout [Int: Sector]) -> Bool
  {
    let text = record.bytes.span.extracting(record.range(column))
    if text.isBlank { return false }
    guard let number = text.number, map.updateValue(sector, forKey: number) == nil else {
      badLine = badLine ?? record.line
      return true
    }
    return true
  }
}
