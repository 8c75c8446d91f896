internal import Layout

/// What a table of the folder that is no module of a return is, by its headings.
enum TableKind {
  /// - Parameter isConfirmed: by the borough; else the layout is the one that is read without a map.
  case lines(ColumnMap, isConfirmed: Bool)
  /// A cross-reference from local ids to pupils.
  case pupils
  /// - Parameter isFinance: its headings are those of some finance extract.
  case other(Refusal, isFinance: Bool)

  /// - Parameters:
  ///   - sheet: number from 1 and name, of a workbook.
  ///   - delimiter: of a text file.
  init(_ head: TableHead, _ maps: ColumnMaps, sheet: (number: Int, name: String)?, _ delimiter: Delimiter?) {
    let known = maps.map(for: head.layout)
    if let known, !known.isWanted(sheet) {
      self = .other(Refusal(rule: .sheetNotRead), isFinance: false)
    } else if let known, delimiter.map({ known.delimiters.contains($0) }) ?? true {
      self = .lines(known, isConfirmed: true)
    } else if delimiter ?? .comma == .comma, let standard = StandardLayout.map(of: head) {
      self = .lines(standard, isConfirmed: false)
    } else if known != nil {
      self = .other(Refusal(rule: .financeDelimiter, line: head.line), isFinance: true)
    } else if CrossReference.isOne(head) {
      self = .pupils
    } else {
      self = Self.unknown(head)
    }
  }

  private static func unknown(_ head: TableHead) -> TableKind {
    let fields = Set(head.headings.compactMap { $0.flatMap { FinanceWords.meaning($0)?.field } })
    guard head.isNamed, !fields.isDisjoint(with: [.amount, .education, .transport, .spendToDate]) else {
      return .other(Refusal(rule: .headingRowMissing), isFinance: false)
    }
    let namesPupils = !fields.isDisjoint(with: [.upn, .uln, .localID, .personal])
    return .other(Refusal(rule: namesPupils ? .financeNotMapped : .financeNoPupilColumn, line: head.line), isFinance: true)
  }
}

extension ColumnMap {
  fileprivate func isWanted(_ sheet: (number: Int, name: String)?) -> Bool {
    guard let wanted = self.sheet, let sheet else { return true }
    return wanted == sheet.name || wanted == String(sheet.number)
  }
}
