/// A total of a published table that its parts do not reach.
public struct BrokenMargin: Sendable, Equatable {
  public enum Rule: Hashable, Sendable {
    /// London's row (or inner and outer London's together) is the sum of its boroughs.
    case boroughs
    /// The groups of one family (ages, sexes, …) sum to the row of everybody.
    case groups(PublishedBreakdown.Family)
    /// The settings of a row sum to its total.
    case settings
  }
  public let rule: Rule
  public let area: PublishedArea
  public let period: PublishedPeriod
  public let breakdown: PublishedBreakdown
  public let column: String
  public let parts: Int
  public let total: Int
  /// Boroughs whose figure is a symbol (rule `boroughs` only). With one alone, its figure is the difference: a
  /// published table that hides one borough beside a regional total hides nothing.
  public let boroughsHidden: [String]
  /// Codes of the known faults that touch the area, or `borough-hidden`; empty when nothing explains the difference.
  public let reasons: [String]
}

extension PublishedTable {
  /// Every total that its parts do not reach, in file order of the totals. A row that DfE leaves out counts nobody.
  public func brokenMargins() -> [BrokenMargin] { brokenBoroughSums() + brokenGroupSums() + brokenSettingSums() }

  private func reasons(_ area: PublishedArea, _ period: PublishedPeriod) -> [String] {
    PublishedFault.of(kind, area, period).filter {
      $0.effect == .missing || $0.effect == .incomplete || $0.effect == .inconsistent
    }
    .map(\.code)
  }

  private struct Group: Hashable {
    let period: PublishedPeriod
    let breakdown: PublishedBreakdown
  }

  private func brokenBoroughSums() -> [BrokenMargin] {
    var boroughs: [Group: [PublishedRow]] = [:]
    var regions: [Group: [PublishedRow]] = [:]
    var order: [Group] = []
    for row in rows {
      let group = Group(period: row.period, breakdown: row.breakdown)
      switch row.area {
      case .borough: boroughs[group, default: []].append(row)
      case .region:
        if regions[group] == nil { order.append(group) }
        regions[group, default: []].append(row)
      case .england: break
      }
    }
    return order.flatMap { group in
      columns.indices.compactMap { column in
        boroughSum(regions[group] ?? [], boroughs[group] ?? [], column)
      }
    }
  }

  private func boroughSum(_ regions: [PublishedRow], _ boroughs: [PublishedRow], _ column: Int) -> BrokenMargin? {
    // London itself where it is printed, else its two halves; half a region proves nothing.
    let whole = regions.filter { $0.area == .london }
    let used = whole.isEmpty ? regions : whole
    guard let first = used.first, used.count == (whole.isEmpty ? 2 : 1) else { return nil }
    let totals = used.compactMap { $0.figures[column].count }
    guard totals.count == used.count else { return nil }
    let total = totals.reduce(0, +)
    let parts = boroughs.compactMap { $0.figures[column].count }.reduce(0, +)
    guard parts != total else { return nil }
    let hidden: [String] = boroughs.compactMap { row in
      if case .borough(let code) = row.area, case .symbol = row.figures[column] { code } else { nil }
    }
    return BrokenMargin(
      rule: .boroughs, area: first.area, period: first.period, breakdown: first.breakdown, column: columns[column],
      parts: parts, total: total, boroughsHidden: hidden,
      reasons: reasons(first.area, first.period) + (hidden.isEmpty ? [] : ["borough-hidden"]))
  }

  private struct Whole: Hashable {
    let area: PublishedArea
    let period: PublishedPeriod
    let family: PublishedBreakdown.Family
  }

  private func brokenGroupSums() -> [BrokenMargin] {
    var sums: [Whole: [Int?]] = [:]
    var order: [Whole] = []
    for row in rows {
      switch row.breakdown.family {
      case .everybody, .settingGroup, .other: continue
      case let family:
        let whole = Whole(area: row.area, period: row.period, family: family)
        if sums[whole] == nil { order.append(whole) }
        let before = sums[whole] ?? [Int?](repeating: 0, count: columns.count)
        // One symbol among the groups makes their sum unknown.
        sums[whole] = zip(before, row.figures).map { sum, figure in
          sum.flatMap { sum in figure.count.map { sum + $0 } }
        }
      }
    }
    return order.flatMap { whole -> [BrokenMargin] in
      guard let all = row(whole.area, whole.period), let parts = sums[whole] else { return [] }
      return columns.indices.compactMap { column in
        guard let total = all.figures[column].count, let sum = parts[column], sum != total else { return nil }
        return BrokenMargin(
          rule: .groups(whole.family), area: whole.area, period: whole.period, breakdown: .everybody,
          column: columns[column], parts: sum, total: total, boroughsHidden: [], reasons: reasons(whole.area, whole.period))
      }
    }
  }

  private func brokenSettingSums() -> [BrokenMargin] {
    rows.compactMap { row in
      let settings = settings(row)
      guard !settings.isEmpty, let total = total(row), let column = kind.total else { return nil }
      let parts = settings.map(\.1).reduce(0, +)
      guard parts != total else { return nil }
      return BrokenMargin(
        rule: .settings, area: row.area, period: row.period, breakdown: row.breakdown, column: column, parts: parts,
        total: total, boroughsHidden: [], reasons: reasons(row.area, row.period))
    }
  }
}
