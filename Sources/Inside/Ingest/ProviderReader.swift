internal import PublicData
internal import Vocabulary

/// Why a file of providers cannot be used. It is about schools and colleges, not about persons.
public struct ProviderListError: Error, Equatable, Sendable, CustomStringConvertible {
  /// "provider-list-columns", "provider-list-row", "provider-list-text", or "gias-" and why an extract of GIAS was
  /// refused.
  public let code: String
  public let line: Int
  /// Column of an extract of GIAS, by its public name, when one is meant.
  let register: PublicTableError?

  init(_ code: String, line: Int) { (self.code, self.line, register) = (code, line, nil) }
  init(_ register: PublicTableError) { (code, line, self.register) = ("gias-" + register.code, register.line, register) }

  public var description: String {
    if let register { return "extract of GIAS: \(register) (\(code))" }
    let what =
      switch code {
      case "provider-list-columns":
        "the first line must name the columns urn, ukprn and sector, or those of GIAS's edubasealldata"
      case "provider-list-row":
        "the row needs a URN or UKPRN in digits and a sector (\(Sector.codes.joined(separator: ", "))), no number twice"
      default: "the file is no well-formed CSV text"
      }
    return "list of providers, line \(line): \(what) (\(code))"
  }
}

/// Reads the file of providers piece by piece, in memory of a few words per provider.
///
/// Either of two, told apart by the header: GIAS's `edubasealldata` extract, or a list with the columns
/// `urn,ukprn,sector,name` (any order; others are ignored), of which URN or UKPRN may be blank and lines that begin
/// with # are comments.
public struct ProviderReader {
  private enum Form {
    /// What has come until the header was seen.
    case unknown([UInt8])
    case list(CSVReader<ProviderTable>, ProviderTable)
    case register(EstablishmentReader)
  }

  private static let headerLimit = 1 << 16
  private var form = Form.unknown([])
  private var found = ProviderRegister()

  public init() {}

  public mutating func feed(_ bytes: Span<UInt8>) throws(ProviderListError) {
    let before = form
    // One owner at a time, or each piece would copy what was kept of those before.
    form = .unknown([])
    switch consume before {
    case .unknown(var held):
      for index in bytes.indices { held.append(bytes[index]) }
      if held.count >= Self.headerLimit || Self.header(held) != nil { return try decide(held) }
      form = .unknown(held)
    case .list(var reader, let table):
      do throws(Refusal) { try reader.feed(bytes) } catch { throw Self.listError(error) }
      form = .list(reader, table)
    case .register(var reader):
      do throws(PublicTableError) {
        try reader.feed(bytes) { found.add($0) }
      } catch { throw ProviderListError(error) }
      form = .register(reader)
    }
  }

  public mutating func finish() throws(ProviderListError) -> ProviderSectors {
    if case .unknown(let held) = form { try decide(held) }
    switch form {
    case .unknown: throw ProviderListError("provider-list-columns", line: 0)
    case .list(var reader, let table):
      do throws(Refusal) { try reader.finish() } catch { throw Self.listError(error) }
      if let line = table.badLine { throw ProviderListError("provider-list-row", line: line) }
      return ProviderSectors(hasSettings: false, byURN: table.byURN, byUKPRN: table.byUKPRN)
    case .register(var reader):
      do throws(PublicTableError) { try reader.finish { found.add($0) } } catch { throw ProviderListError(error) }
      var sectors = ProviderSectors(hasSettings: true, byURN: found.byURN, byUKPRN: found.byUKPRN)
      sectors.unread = reader.faults.faults.map(\.description)
      return sectors
    }
  }

  private mutating func decide(_ held: [UInt8]) throws(ProviderListError) {
    // "PK": what GIAS gives is an archive, and the extract lies in it.
    if held.starts(with: [0x50, 0x4B, 0x03, 0x04]) { throw ProviderListError(PublicTableError(.packedFile, line: 0)) }
    let header = String(decoding: Self.header(held) ?? held[...], as: UTF8.self).lowercased()
    if header.contains("typeofestablishment") {
      form = .register(EstablishmentReader(details: false))
    } else {
      let table = ProviderTable()
      form = .list(CSVReader(table), table)
    }
    try feed(held.span)
  }

  /// The first line that is no comment, if it has come as a whole.
  private static func header(_ held: [UInt8]) -> ArraySlice<UInt8>? {
    var rest = held[...]
    while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
      let line = rest[..<end]
      if !line.isEmpty, line.first != UInt8(ascii: "#") { return line }
      rest = rest[(end + 1)...]
    }
    return nil
  }

  private static func listError(_ refusal: Refusal) -> ProviderListError {
    ProviderListError(
      refusal.rule == .missingColumn ? "provider-list-columns" : "provider-list-text", line: refusal.line)
  }
}

extension ProviderSectors {
  /// Whole files at once.
  public init(parsing bytes: [UInt8]) throws(ProviderListError) {
    var reader = ProviderReader()
    try reader.feed(bytes.span)
    self = try reader.finish()
  }
}

/// Establishments of GIAS on their way to being packed.
private struct ProviderRegister {
  private(set) var byURN: [Int: Provider] = [:]
  private(set) var byUKPRN: [Int: Provider] = [:]

  mutating func add(_ one: Establishment) {
    var provider = Provider(kind: .type(one.type.map { UInt8(clamping: $0.code) } ?? 0))
    if let hasProvision = one.hasProvision { provider.resourced = hasProvision ? .some : Provider.Resourced.none }
    if let day = one.closed?.dayNumber { provider.closed = Int32(clamping: day) }
    provider.isClosed = one.status == .closed
    provider.urn = Int32(clamping: one.urn)
    byURN[one.urn] = provider
    guard let ukprn = one.ukprn else { return }
    // Of several with one UKPRN the open one counts, then the latest registered.
    if let known = byUKPRN[ukprn], (known.isClosed ? 0 : 1, known.urn) > (provider.isClosed ? 0 : 1, provider.urn) { return }
    byUKPRN[ukprn] = provider
  }
}

private final class ProviderTable: CSVHandler {
  var byURN: [Int: Provider] = [:]
  var byUKPRN: [Int: Provider] = [:]
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
  private func add(
    _ record: borrowing CSVRecord, _ column: Int, _ sector: Sector, to map: inout [Int: Provider]
  ) -> Bool {
    let text = record.bytes.span.extracting(record.range(column))
    if text.isBlank { return false }
    guard let number = text.number, map.updateValue(Provider(kind: .sector(sector)), forKey: number) == nil else {
      badLine = badLine ?? record.line
      return true
    }
    return true
  }
}
