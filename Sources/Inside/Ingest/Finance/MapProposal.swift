internal import Costing
public import Layout

/// What a column is read as, and how sure that is.
public struct ProposedColumn: Sendable {
  public enum Certainty: String, Sendable {
    /// A usual heading, and values that fit.
    case sure
    /// One of the two.
    case likely
    /// Please look.
    case unsure
    case notRead = "not-read"
  }

  public let heading: Heading
  /// What it is read as; with `notRead`, what it was taken for and left out.
  public internal(set) var field: FinanceField?
  public internal(set) var certainty: Certainty
  public internal(set) var why: String
}

/// A map as the program proposes it from headings and shapes of values, or as it was confirmed, with what is missing.
public struct MapProposal: Sendable {
  public let table: SurveyedTable
  public private(set) var map: ColumnMap
  public private(set) var columns: [ProposedColumn]
  /// The layout was confirmed before.
  public let isConfirmed: Bool
  var meanings: [String: HeadingMeaning] = [:]
  /// Headings that could be the fee as well as the one that is taken.
  private(set) var otherAmounts: [String] = []
  /// A person chose the fee.
  private var hasChosenAmount = false
  /// The file is separated by what the confirmed map does not name.
  private(set) var isDelimiterNew = false

  /// - Parameter confirmed: the map of this layout, if there is one.
  public init(_ table: SurveyedTable, confirmed: ColumnMap? = nil) {
    self.table = table
    isConfirmed = confirmed != nil
    map = confirmed ?? ColumnMap(layout: table.layout)
    columns = []
    for column in table.columns {
      guard let heading = column.heading else { continue }
      let meaning = FinanceWords.meaning(heading)
      meanings[heading.name] = meaning
      let isRepeated = table.columns.count { $0.heading == heading } > 1
      columns.append(Self.proposed(heading, column, meaning, isRepeated: isRepeated))
    }
    if let confirmed {
      for place in columns.indices { settle(place, confirmed) }
      hasChosenAmount = true
      if let delimiter = table.delimiter { isDelimiterNew = map.delimiters.insert(delimiter).inserted }
    } else {
      map.delimiters = [table.delimiter ?? .comma]
      choose()
      takeConstants()
    }
  }

  private static func proposed(
    _ heading: Heading, _ column: SurveyedColumn, _ meaning: HeadingMeaning?, isRepeated: Bool
  ) -> ProposedColumn {
    if isRepeated {
      return ProposedColumn(heading: heading, certainty: .notRead, why: "the heading stands above two columns")
    }
    if column.shapes.areMostly(.upn), meaning?.field != .upn {
      return ProposedColumn(heading: heading, field: .upn, certainty: .likely, why: "its values look like UPNs")
    }
    guard let meaning else { return ProposedColumn(heading: heading, certainty: .notRead, why: "an unknown heading") }
    var proposed = ProposedColumn(
      heading: heading, field: meaning.field, certainty: meaning.isWhole ? .sure : .unsure,
      why: meaning.isWhole ? "a usual heading" : "a word of the heading")
    if meaning.field.isSetApart {
      (proposed.certainty, proposed.why) = (.notRead, "\(meaning.field.title): not needed")
      return proposed
    }
    switch column.fits(meaning.field) {
    case .some(true):
      proposed.certainty = meaning.isWhole ? .sure : .likely
      proposed.why += ", and values that fit"
    case .some(false):
      proposed.certainty = meaning.field.isKeptWithoutFit ? .unsure : .notRead
      proposed.why += ", but values that do not look like it"
    case nil:
      if meaning.isWhole, meaning.field.hasShape { (proposed.certainty, proposed.why) = (.likely, "a usual heading, no value below it") }
    }
    return proposed
  }

  /// Of several columns for one field takes the surest, of equals the first.
  private mutating func choose() {
    let order: [ProposedColumn.Certainty] = [.sure, .likely, .unsure]
    for field in FinanceField.allCases where !field.isSetApart {
      let places = columns.indices.filter { columns[$0].field == field && columns[$0].certainty != .notRead }
      let surest = order.first { level in places.contains { columns[$0].certainty == level } }
      guard let best = places.first(where: { columns[$0].certainty == surest }) else { continue }
      map.columns[field] = [columns[best].heading.text]
      for place in places where place != best {
        if field == .amount, columns[place].certainty != .unsure { otherAmounts.append(columns[place].heading.text) }
        leave(place, "another column is read as \(field.title)")
      }
    }
  }

  private mutating func leave(_ place: Int, _ why: String) { (columns[place].certainty, columns[place].why) = (.notRead, why) }

  /// What the headings of the chosen columns say besides.
  private mutating func takeConstants() {
    let money: [FinanceField] = [.amount, .education, .health, .socialCare]
    let said = money.compactMap { map.columns[$0]?.first }.compactMap { meanings[Heading($0).name] }
    map.unit = map.unit ?? said.compactMap(\.unit).first
    map.weeks = map.weeks ?? said.compactMap(\.weeks).first
    map.tax = map.tax ?? said.compactMap(\.tax).first
    let counts = [FinanceField.hours, .days].compactMap { map.columns[$0]?.first }.compactMap { meanings[Heading($0).name]?.isPerYear }
    map.countsArePerYear = map.countsArePerYear ?? counts.first
    if map.columns[.financialYear] == nil, map.year == nil, financialYear(inName: table.file) != nil { map.year = .fileName }
    let shares = [FinanceField.education, .health, .socialCare].compactMap { map.columns[$0]?.first }
    // The point is what goes without saying.
    if map.decimal == nil, decimals.commas > 0, decimals.points == 0 { map.decimal = .comma }
    guard !shares.isEmpty, map.split == nil else { return }
    let arePercent = shares.contains { share in
      meanings[Heading(share).name]?.isPercent == true || column(share)?.shapes.areMostly(.percent) == true
    }
    let areAmounts = map.columns[.amount] == nil || shares.contains { share in
      !Set(Heading(share).words).isDisjoint(with: ["gbp", "contribution", "cost", "amount", "funding", "fee", "fees"])
    }
    map.split = arePercent ? .percent : areAmounts ? .amounts : nil
  }

  /// What the cells of all columns that hold money say of their decimal sign.
  var decimals: DecimalCounts {
    let money: [FinanceField] = [.amount, .education, .health, .socialCare, .vat, .transport]
    var counts = DecimalCounts()
    for heading in money.flatMap({ map.columns[$0] ?? [] }) { if let column = column(heading) { counts.add(column.decimals) } }
    return counts
  }

  func column(_ heading: String) -> SurveyedColumn? {
    let wanted = Heading(heading)
    return table.columns.first { $0.heading == wanted }
  }

  private mutating func settle(_ place: Int, _ map: ColumnMap) {
    let heading = columns[place].heading
    let field = FinanceField.allCases.first { map.columns[$0]?.contains { Heading($0) == heading } == true }
    columns[place].field = field
    columns[place].certainty = field == nil ? .notRead : .sure
    columns[place].why = field == nil ? "not in the confirmed map" : "confirmed"
  }

  /// Sets a column ("upn" to a heading, "none" to leave it out) or one of the settings of a map's file. Where a name is
  /// both, as "weeks" is, a heading of the table makes it a column, and "column_weeks" always is one.
  ///
  /// - Returns: what was expected, if that is none.
  public mutating func set(_ key: String, _ text: String) -> String? {
    let column = key.hasPrefix("column_") ? String(key.dropFirst(7)) : key
    let isSetting = ColumnMap.settings.contains(key) && map.headings(named: text) == nil && text != "none"
    guard !isSetting, let field = FinanceField(rawValue: column) else {
      guard ColumnMap.settings.contains(key), key != "headings" else {
        return "a setting (\(ColumnMap.settings.subtracting(["headings"]).sorted().joined(separator: ", "))) or a column ("
          + FinanceField.allCases.map(\.rawValue).joined(separator: ", ") + ")"
      }
      return map.set(key, text)
    }
    if field == .amount { (hasChosenAmount, otherAmounts) = (true, []) }
    for place in columns.indices where columns[place].field == field { leave(place, "left out by you") }
    map.columns[field] = nil
    if text == "none" { return nil }
    guard let names = map.headings(named: text) else { return "a heading of this table, or several with \" + \" between" }
    for place in columns.indices where names.contains(where: { Heading($0) == columns[place].heading }) {
      if let other = columns[place].field, other != field {
        map.columns[other]?.removeAll { Heading($0) == columns[place].heading }
        if map.columns[other]?.isEmpty == true { map.columns[other] = nil }
      }
      (columns[place].field, columns[place].certainty, columns[place].why) = (field, .sure, "set by you")
    }
    map.columns[field] = names
    takeConstants()
    return nil
  }
}

extension FinanceField {
  /// Values that do not look like it may still be it, badly kept.
  fileprivate var isKeptWithoutFit: Bool {
    switch self {
    case .upn, .uln, .period, .start, .end: true
    default: false
    }
  }

  fileprivate var hasShape: Bool {
    switch self {
    case .localID, .provider, .type, .netOrGross, .creditNote, .replaces, .urn, .ukprn: false
    default: !isSetApart
    }
  }
}

extension SurveyedColumn {
  /// Whether the values look like a field's; nil where nothing can be said.
  fileprivate func fits(_ field: FinanceField) -> Bool? {
    guard shapes.filled > 0 else { return nil }
    switch field {
    case .upn: return shapes.areMostly(.upn)
    case .uln: return shapes.areMostly(.tenDigits)
    case .start, .end: return shapes.areMostly(.date)
    case .financialYear: return years * 5 >= shapes.filled * 4
    case .weeks, .hours, .days: return shapes.areMostly(.number, .money, .other)
    case .amount, .vat, .transport: return fees * 5 >= shapes.filled * 4
    case .education, .health, .socialCare: return shapes.areMostly(.money, .number, .percent)
    case .vatRate: return shapes.areMostly(.money, .number, .percent)
    case .period: return unitCells * 5 >= shapes.filled * 4
    default: return nil
    }
  }
}
