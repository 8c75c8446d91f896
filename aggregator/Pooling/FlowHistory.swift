import Estimation
import Forecasting
import ReleaseProtocol
import Vocabulary

/// Flow years of one borough before those of the message that its figures are of, from its earlier messages that count.
///
/// Each message tells of two flow years, and the next year's tells one of them again: the very same table, byte for byte
/// (`Carried` in the gate), which is one observation and is taken once. Where two messages hold unlike tables of one flow
/// year, the later message's is taken and not their mean: by the plans that come with the programs a borough is never asked
/// twice about one year, so there is none to gain from a mean in the rule; where it happens all the same, records have been
/// corrected between, and the two tables are of different records; and the later one is what the borough's own forecast and
/// `tables` are made of.
///
/// History goes back year by year as long as years join: the plans held at the end of one are those at the beginning of the
/// next, but for noise and late corrections (`Allowance`). It ends at a gap.
struct FlowHistory {
  struct Year {
    let flows: ReleasedFlows
    let layout: PlanLayout.Flow
    /// Fitted to its margin, and to what is published.
    let fitted: FlowCounts
    let published: [PublishedAgeGroup]
  }

  /// Earlier than the two of the borough's tables, ascending, without a gap up to them.
  let years: [Year]
  let notes: [HistoryNote]

  /// - Parameters:
  ///   - tables: of the message that the borough's figures are of.
  ///   - earlier: its messages about earlier censuses, each with the layout of its plan, in any order.
  ///   - published: DfE's tables; nil to use the released ones alone.
  /// - Throws: `bad-message`, `wrong-borough`.
  init(
    before tables: BoroughTables, earlier: [(message: ReleaseMessage, layout: PlanLayout)], published: PublishedTotals?
  ) throws(PoolingError) {
    var taken = Dictionary(
      uniqueKeysWithValues: zip(tables.flows, [tables.layout.earlier, tables.layout.later]).map { ($0.year, ($0, $1)) })
    let first = tables.layout.plan.censusYear - 1
    var notes: [HistoryNote] = []
    for (message, layout) in earlier.sorted(by: { $0.layout.plan.censusYear > $1.layout.plan.censusYear }) {
      guard message.borough == tables.borough else { throw .wrongBorough(sender: tables.borough) }
      do { try message.check(against: layout.plan) } catch { throw .badMessage(borough: tables.borough, error) }
      for (flows, place) in zip(layout.flows(of: message), [layout.earlier, layout.later]).reversed() {
        guard let known = taken[flows.year] else {
          taken[flows.year] = (flows, place)
          continue
        }
        // The same question, and another answer: a table that is carried is the same to the last cell.
        if known.0 != flows, known.0.hasSameNoise(as: flows) {
          notes.append(HistoryNote(borough: tables.borough, year: flows.year, kind: .answeredTwice))
        }
      }
    }
    var years: [Year] = []
    var next = (flows: tables.flows[0], layout: tables.layout.earlier)
    var year = first - 1
    while let (flows, place) = taken[year], let counts = flows.fitted() {
      guard Self.joins(counts, place, next.flows.fitted() ?? FlowCounts(), next.layout) else {
        notes.append(HistoryNote(borough: tables.borough, year: year, kind: .doesNotJoin))
        break
      }
      var fitted = counts
      let ages = published.map { Self.published($0, tables.borough, year, counts, place) } ?? []
      FlowFit.fit(&fitted, to: ages)
      years.insert(Year(flows: flows, layout: place, fitted: fitted, published: ages), at: 0)
      next = (flows, place)
      year -= 1
    }
    (self.years, self.notes) = (years, notes)
  }

  private static func published(
    _ totals: PublishedTotals, _ borough: String, _ january: Int, _ counts: FlowCounts, _ place: PlanLayout.Flow
  ) -> [PublishedAgeGroup] {
    guard totals.faults(borough, january: january).isEmpty else { return [] }
    let groups = totals.stock(borough, january: january).ages
    return !groups.isEmpty && FlowFit.fits(counts, place, groups) ? groups : []
  }

  /// Whether the plans at the end of one flow year may be those at the beginning of the next: in all, and by phase at the
  /// January between.
  static func joins(
    _ flows: FlowCounts, _ layout: PlanLayout.Flow, _ next: FlowCounts, _ nextLayout: PlanLayout.Flow
  ) -> Bool {
    func row(_ counts: FlowCounts, _ place: PlanLayout.Flow, _ status: FlowStatus, _ age: Int) -> Estimate {
      let variance = MarginFit.rowSumVariance(
        columns: Need.allCases.count, crossVariance: place.crossVariance, marginVariance: place.marginVariance)
      return Estimate(value: Need.allCases.indices.reduce(0) { $0 + counts[status, age, $1] }, variance: variance)
    }
    func held(_ ages: [Int]) -> Estimate {
      ages.reduce(into: Estimate()) { sum, age in
        for status in [FlowStatus.stay, .new, .transferredIn] { sum += row(flows, layout, status, age) }
      }
    }
    func heldBefore(_ ages: [Int]) -> Estimate {
      ages.reduce(into: Estimate()) { sum, age in
        sum += row(next, nextLayout, .leave, age)
        if age < AcademicAge.range.upperBound { sum += row(next, nextLayout, .stay, age + 1) }
      }
    }
    func isApart(_ ages: [Int], _ allowance: (share: Double, plans: Double)) -> Bool {
      let (one, other) = (held(ages), heldBefore(ages))
      let room = max(other.value, 0) * allowance.share + allowance.plans
      return Estimate(value: one.value - other.value, variance: one.variance + other.variance).isFar(from: -room...room)
    }
    let ages = Array(AcademicAge.range)
    return !isApart(ages, Allowance.total) && !Phase.allCases.contains { isApart(Array($0.ages), Allowance.part) }
  }
}

/// What has to be said of a borough's earlier releases.
public struct HistoryNote: Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// Two messages hold unlike tables of one flow year, with the same noise.
    case answeredTwice
    /// Plans at the end of the flow year are not those at the beginning of the next.
    case doesNotJoin
  }
  public let borough: String
  /// Of the flow, by its later January.
  public let year: Int
  public let kind: Kind

  public var code: String { kind == .answeredTwice ? "answered-twice" : "does-not-join" }

  public var description: String {
    switch kind {
    case .answeredTwice:
      "\(code): two releases of \(borough) hold unlike tables of the flow year \(year) with the same noise; the later one counts"
    case .doesNotJoin:
      "\(code): plans of \(borough) in January \(year) by its release of the time are not those by the next release, beyond "
        + "noise and late corrections; its history begins after it"
    }
  }
}

extension ReleasedFlows {
  fileprivate func hasSameNoise(as other: ReleasedFlows) -> Bool {
    crossVariance == other.crossVariance && marginVariance == other.marginVariance
  }
}
