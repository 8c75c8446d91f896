internal import Costing
internal import Records
internal import Vocabulary

/// One usable line of a finance extract.
struct FinanceLine: Silent {
  let place: RowPlace
  let upn: String
  let annualPence: Int
  /// The year in which the financial year begins: 2024 for 2024-25.
  let financialYear: Int
  /// Day numbers; open where blank.
  let start: Int
  let end: Int
}

/// Reads a finance extract: one line per fee, with UPN, fee, period and financial year.
final class FinanceTable: CSVHandler, Silent {
  private enum Field: Int, CaseIterable { case upn, fee, period, weeks, start, end, year }

  /// Headings in lower case, with single spaces. Other columns (provider, URN, placement type) are dropped unread.
  private static let headings: [String: Field] = [
    "upn": .upn, "fee": .fee, "fee period": .period, "period": .period, "weeks": .weeks, "start date": .start,
    "end date": .end, "financial year": .year,
  ]
  private static let required: [Field] = [.upn, .fee, .period, .year]

  private let file: Int
  private let log: FindingLog
  private var columns = [Int?](repeating: nil, count: Field.allCases.count)
  private var columnCount = 0
  private(set) var lines: [FinanceLine] = []

  init(file: Int, log: FindingLog) {
    self.file = file
    self.log = log
  }

  /// Whether a first line with these names is that of a finance extract.
  static func isHeading(_ names: [String]) -> Bool {
    let fields = names.compactMap { headings[normal($0)] }
    return required.allSatisfy(fields.contains)
  }

  private static func normal(_ name: String) -> String {
    name.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: " ")
  }

  func header(_ record: borrowing CSVRecord) throws(Refusal) -> [Bool] {
    var wanted = [Bool](repeating: false, count: record.count)
    columnCount = record.count
    for index in 0..<record.count {
      let name = record.bytes.span.extracting(record.range(index)).plain(limit: 64) ?? ""
      guard let field = Self.headings[Self.normal(name)] else { continue }
      guard columns[field.rawValue] == nil else { throw Refusal(rule: .duplicateColumn, line: record.line) }
      columns[field.rawValue] = index
      wanted[index] = true
    }
    for field in Self.required where columns[field.rawValue] == nil {
      throw Refusal(rule: .missingColumn, line: record.line)
    }
    return wanted
  }

  func record(_ record: borrowing CSVRecord) throws(Refusal) {
    guard !record.hasBadQuoting, record.count == columnCount else {
      for line in record.line..<(record.line + record.lineCount) {
        log.note(record.hasBadQuoting ? .badQuoting : .columnCount, log.row(in: file, line: line))
      }
      return
    }
    let place = log.row(in: file, line: record.line)
    do throws(Refusal) { lines.append(try line(record, place)) } catch { log.note(error.rule, place) }
  }

  private func line(_ record: borrowing CSVRecord, _ place: RowPlace) throws(Refusal) -> FinanceLine {
    let bytes = record.bytes.span
    guard let upn = bytes.extracting(range(.upn, record)).identifier(limit: 20), !upn.isEmpty else {
      throw Refusal(rule: .financeNoUPN)
    }
    guard let fee = Pence.parse(pounds: bytes.extracting(range(.fee, record))) else { throw Refusal(rule: .badAmount) }
    guard let word = bytes.extracting(range(.period, record)).plain(limit: 32) else { throw Refusal(rule: .badPeriod) }
    let weeks = bytes.extracting(range(.weeks, record)).number
    let pence: Int
    do throws(CostingError) {
      guard let unit = FeeUnit(words: word) else { throw CostingError.unknownPeriod }
      // A daily fee is for five days a week.
      let counts = FeeCounts(weeks: weeks.map { Fraction($0) }, units: 5)
      pence = try AnnualCost.pence(Fraction(fee), period: try FeePeriod(unit, counts))
    } catch {
      throw Refusal(rule: error == .overflow ? .badAmount : .badPeriod)
    }
    guard let year = financialYear(bytes.extracting(range(.year, record))) else {
      throw Refusal(rule: .badFinancialYear)
    }
    let start = bytes.extracting(range(.start, record)).date
    let end = bytes.extracting(range(.end, record)).date
    guard start != .bad, end != .bad else { throw Refusal(rule: .badDate) }
    return FinanceLine(
      place: place, upn: upn, annualPence: pence, financialYear: year, start: day(start) ?? .min, end: day(end) ?? .max)
  }

  private func range(_ field: Field, _ record: borrowing CSVRecord) -> Range<Int> {
    columns[field.rawValue].map { record.range($0) } ?? 0..<0
  }

  private func day(_ date: DateField) -> Int? {
    if case .day(let day) = date { day } else { nil }
  }

  /// "2024-25", "2024/25", "2024-2025", "2024/2025". Nil unless the second year follows the first.
  private func financialYear(_ text: Span<UInt8>) -> Int? {
    guard let plain = text.plain(limit: 9) else { return nil }
    let parts = plain.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
    guard parts.count == 2, parts[0].utf8.count == 4, let first = Int(parts[0]), let second = Int(parts[1]) else {
      return nil
    }
    switch parts[1].utf8.count {
    case 2: return second == (first + 1) % 100 ? first : nil
    case 4: return second == first + 1 ? first : nil
    default: return nil
    }
  }
}

/// What the placements of each person cost a year, from the lines that cover the latest census day.
struct FinanceMatch {
  let log: FindingLog

  /// - Parameters:
  ///   - upns: those in the returns; true for persons on roll on the census day.
  ///   - census: the census year. Its day lies in the financial year that begins in the year before.
  /// - Returns: annual pence by UPN.
  func costs(_ lines: [FinanceLine], upns: [String: Bool], census: Int) -> [String: Int] {
    let day = Census.day(census).dayNumber
    var costs: [String: Int] = [:]
    var places: [String: RowPlace] = [:]
    for line in lines {
      guard line.financialYear == census - 1 else {
        log.note(.otherFinancialYear, line.place)
        continue
      }
      guard let isOnRoll = upns[line.upn] else {
        log.note(.financeNoMatch, line.place)
        continue
      }
      guard isOnRoll else {
        log.note(.financeNotOnRoll, line.place)
        continue
      }
      guard line.start <= day, line.end >= day else {
        log.note(.financeNotOnDay, line.place)
        continue
      }
      let (sum, overflow) = costs[line.upn, default: 0].addingReportingOverflow(line.annualPence)
      guard !overflow else {
        log.note(.badAmount, line.place)
        continue
      }
      costs[line.upn] = sum
      places[line.upn] = places[line.upn] ?? line.place
    }
    for (upn, sum) in costs where sum < 0 {
      costs[upn] = 0
      if let place = places[upn] { log.note(.negativeTotal, place) }
    }
    return costs
  }
}
