import Geography

/// Reads one of DfE's tables from a file of any size, piece by piece; memory is that of the London rows.
public struct PublishedReader: Sendable {
  private var csv = CSVReader()
  private var shape: Shape?
  private var rows: [PublishedRow] = []
  private var elsewhere = 0
  private var latest = 0
  private var flows = 0
  private var flowsInSchoolYears = 0

  private struct Shape: Sendable {
    let header: CSVHeader
    let kind: PublishedKind
    let period, identifier, level, region, authority: Int
    let groups: [Int]
    /// Positions and lower-case names of the figures, and whether each is a share.
    let figures: [(position: Int, name: String, isShare: Bool)]
  }

  public init() {}

  public mutating func feed(_ bytes: Span<UInt8>) throws(PublicTableError) {
    var csv = self.csv
    try csv.feed(bytes) { row throws(PublicTableError) in try take(row) }
    self.csv = csv
  }

  /// - Throws: also `empty-file` and `no-london-rows`.
  public mutating func finish() throws(PublicTableError) -> PublishedTable {
    var csv = self.csv
    try csv.finish { row throws(PublicTableError) in try take(row) }
    guard let shape, !rows.isEmpty || elsewhere > 0 else { throw PublicTableError(.emptyFile, line: 0) }
    guard rows.contains(where: { if case .borough = $0.area { true } else { false } }) else {
      throw PublicTableError(.noLondonRows, line: 0)
    }
    let kind = shape.kind == .needOfPlans && flows > 0 ? .needOfNewPlans : shape.kind
    return try PublishedTable(
      kind: kind, reportingYear: latest, columns: shape.figures.map(\.name), rows: rows, elsewhere: elsewhere,
      hasCalendarYearsAsSchoolYears: flowsInSchoolYears > 0)
  }

  private mutating func take(_ row: CSVRow) throws(PublicTableError) {
    guard let shape else {
      self.shape = try Self.shape(CSVHeader(anyOf: row))
      return
    }
    try shape.header.check(row)
    guard
      let period = PublishedPeriod(
        period: row.bytes(shape.period), identifier: folded(row[shape.identifier]), earlierStock: shape.kind.isEarlierStock)
    else { throw PublicTableError(.badPeriod, line: row.line, column: "time_period") }
    latest = max(latest, period.reportingYear)
    if case .calendarYear = period {
      flows += 1
      if row.bytes(shape.period).count > 4 { flowsInSchoolYears += 1 }
    }
    guard let area = Self.area(row, shape) else {
      elsewhere += 1
      return
    }
    var figures: [PublishedFigure] = []
    figures.reserveCapacity(shape.figures.count)
    for column in shape.figures {
      guard let figure = Self.figure(row.bytes(column.position), column.isShare, shape.kind) else {
        throw PublicTableError(.badNumber, line: row.line, column: column.name)
      }
      figures.append(figure)
    }
    let breakdown = Self.breakdown(shape.groups.map { folded(row[$0]) }, shape.kind)
    rows.append(PublishedRow(area: area, period: period, breakdown: breakdown, figures: figures, line: row.line))
  }

  private static let places: Set<String> = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "new_la_code", "old_la_code", "la_name",
  ]

  private static func shape(_ header: CSVHeader) throws(PublicTableError) -> Shape {
    guard let kind = PublishedKind.recognise(header) else { throw PublishedKind.refusal(of: header) }
    // DfE's annual reviews of 2025 have a column twice. Of all other tables figures are used.
    if let twice = header.repeated.min(), kind != .annualReviews || kind.groupColumns.contains(twice) || twice == kind.total {
      throw PublicTableError(.duplicateColumn, line: header.line, column: twice)
    }
    var groups: [Int] = []
    for name in kind.groupColumns { groups.append(try header.required(name)) }
    let other = places.union(kind.groupColumns)
    let figures = header.names.enumerated().filter { !other.contains($1) && !$1.isEmpty && !header.repeated.contains($1) }.map {
      (position: $0, name: renamed[$1] ?? $1, isShare: isShare($1))
    }
    return Shape(
      header: header, kind: kind, period: try header.required("time_period"),
      identifier: try header.required("time_identifier"), level: try header.required("geographic_level"),
      region: try header.required("region_code"), authority: try header.required("new_la_code"), groups: groups,
      figures: figures)
  }

  /// Columns that a release names otherwise in one table than in the next.
  private static let renamed = ["await_prov": "await_prov_2022", "perm_ex": "perm_ex_2022"]

  private static func isShare(_ name: String) -> Bool {
    name.hasSuffix("_pc") || name.hasPrefix("pc_") || name.contains("_pc_") || name.hasSuffix("rate")
      || name.hasPrefix("avg_")
  }

  private static let boroughs = Set(Geography.report2025.boroughs.map(\.code))

  /// - Returns: nil for areas outside London.
  private static func area(_ row: CSVRow, _ shape: Shape) -> PublishedArea? {
    switch folded(row[shape.level]) {
    case "national": return .england
    case "regional":
      let code = row[shape.region]
      return PublishedArea.regions.contains(code) ? .region(code) : nil
    case "local authority":
      let code = row[shape.authority]
      return boroughs.contains(code) ? .borough(code) : nil
    default: return nil
    }
  }

  private static func figure(_ bytes: ArraySlice<UInt8>, _ isShare: Bool, _ kind: PublishedKind) -> PublishedFigure? {
    // What DfE prints of annual reviews as rests of others can lie below 0.
    if kind == .annualReviews, bytes.first == UInt8(ascii: "-"), !isShare {
      return wholeNumber(bytes.dropFirst()).map { .count(-$0) }
    }
    if let first = bytes.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-") {
      if isShare { return decimalNumber(bytes).map { .share($0) } }
      return wholeNumber(bytes).map { .count($0) }
    }
    return PublishedSymbol(label: folded(String(decoding: bytes, as: UTF8.self))).map { .symbol($0) }
  }

  private static func breakdown(_ groups: [String], _ kind: PublishedKind) -> PublishedBreakdown {
    switch kind {
    case .plansByAge, .newPlansByAge, .childPopulation: PublishedBreakdown(age: groups[0])
    case .plansBySetting, .newPlansBySetting: PublishedBreakdown(establishment: groups[0], type: groups[1])
    case .process: .everybody
    default: PublishedBreakdown(topic: groups[0], group: groups[1])
    }
  }
}

extension PublishedTable {
  /// A whole file at once.
  public init(parsing bytes: [UInt8]) throws(PublicTableError) {
    var reader = PublishedReader()
    try reader.feed(bytes.span)
    self = try reader.finish()
  }
}
