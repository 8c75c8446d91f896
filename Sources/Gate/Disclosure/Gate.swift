// The gate. Everything that leaves a borough has passed through this file, which can be read in one sitting.
//
// What the compiler holds:
//   - a `Released` exists only because `Gate.release` made one (its initialiser is private to this file);
//   - a `Bounded` exists only because `Gate.bound` made one, and nothing outside this file can read its cells;
//   - the drawn noise is consumed by sealing it for one set of tables, and a `Charge` by the release.
// What this code holds: one person moves one cell of a table, by at most the bound that the plan declares, also where
// the person's amount says which cell; in a table of several days, the sums of one place, by one run of days without a
// gap; in a table of contrasts, all cells, by steps whose squares add to what the noise is scaled by. Noise that was
// sealed for one set of tables is never added to another. What an earlier release has answered is given as it was then
// (`Carried`), not asked again.
// What is left to the caller: which type stands for a person. That is one line, in `Contributions`.

internal import Cryptography
@_spi(Gate) public import Ledger
internal import Noise
internal import Randomness
public import ReleaseProtocol

/// The key of one protected person. Neighbouring inputs differ in all contributions of one key.
///
/// Adopted by exactly one type, so that no table can be bounded by anything else than a person.
public protocol UnitOfProtection: Hashable, Sendable {}

/// The days of a year on which one person counts: all from a first to a last one. It can say nothing else. Silent.
public struct Segment: Sendable, CustomStringConvertible, CustomReflectable {
  let days: ClosedRange<Int>

  /// The run that spans the given days: where there are gaps, they are filled.
  /// - Parameter days: places of days, from 0; nil for none.
  public init?(spanning days: some Sequence<Int>) {
    guard let first = days.min(), let last = days.max() else { return nil }
    self.days = first...last
  }

  public var description: String { "Segment(…)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What one person adds to one place of a table: 1 for a count, whole pence for an amount, a run of days. Silent: it is a
/// record.
public struct Contribution<Person: UnitOfProtection>: Sendable, CustomStringConvertible, CustomReflectable {
  let person: Person
  let cell: Int
  let amount: Int64
  /// Nil in tables of one day.
  let segment: Segment?

  public init(person: Person, cell: Int, amount: Int64) {
    (self.person, self.cell, self.amount, segment) = (person, cell, amount, nil)
  }

  /// - Parameter cell: that of the first sum of the person's place.
  public init(person: Person, cell: Int, segment: Segment) {
    (self.person, self.cell, amount, self.segment) = (person, cell, 1, segment)
  }

  public var description: String { "Contribution(…)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// An exact table in which each person moves at most one cell, the sums of several days in one place, or the contrasts of
/// one cell, by at most the declared bound. Silent: it is exact.
public struct Bounded: Sendable, CustomStringConvertible, CustomReflectable {
  fileprivate let statistic: Statistic
  fileprivate let cells: [Int64]

  fileprivate init(_ statistic: Statistic, _ cells: [Int64]) { (self.statistic, self.cells) = (statistic, cells) }

  public var description: String { "Bounded(\(statistic.id))" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Noise for every cell that a plan asks of the records, drawn from the operating system before any record is looked at.
public struct DrawnNoise: ~Copyable, Sendable {
  fileprivate let plan: ReleasePlan
  fileprivate let asked: [Statistic]
  fileprivate let tables: [[Int64]]
  /// 256 bits, so that the seal's hash tells nothing of noise and tables.
  fileprivate let salt: [UInt64]

  fileprivate init(_ plan: ReleasePlan, _ asked: [Statistic], _ tables: [[Int64]], salt: [UInt64]) {
    (self.plan, self.asked, self.tables, self.salt) = (plan, asked, tables, salt)
  }
}

/// Noised tables of one release. The only form in which figures about people go further.
///
/// There is no `map`: a closure could carry a record.
public struct Released: Sendable {
  /// Release id, 32 hex digits.
  public let release: String
  public let plan: ReleasePlan
  /// SHA-256 of the plan's canonical bytes, hex, as paid for.
  public let planHash: String
  /// One per statistic of the plan, in plan order.
  public let tables: [NoisedTable]

  private init(_ charge: consuming Charge, _ plan: ReleasePlan, _ tables: [NoisedTable]) {
    (release, planHash) = (charge.release, charge.planHash)
    (self.plan, self.tables) = (plan, tables)
  }

  fileprivate static func made(
    paying charge: consuming Charge, plan: ReleasePlan, tables: [NoisedTable]
  ) -> Released { Released(charge, plan, tables) }
}

public enum Gate {
  /// Bounds each person's effect on one table, then adds up.
  ///
  /// A person counts in one place only: of several contributions the first in the given order is used.
  /// Counts add exactly 1. Amounts are clamped to 0...cap of their cell and centred by half the cap, so that one person
  /// moves a cell by at most cap/2. In a table of persons by their amounts the contribution names the first cell of its
  /// row, and the plan's edges or caps the one that counts. In a table of several days it names the first sum of its row,
  /// and the strategy's weights say by how much its run of days moves each. In a table of contrasts persons are counted
  /// first, as in any other, and each of those counted moves all cells by the steps of its own.
  /// - Throws: `GateError.cellOutOfRange`, `.daysDoNotFit`, `.badBound`, `.overflow`; none names a person or an amount.
  public static func bound<Person: UnitOfProtection>(
    _ contributions: some Sequence<Contribution<Person>>, for statistic: Statistic
  ) throws(GateError) -> Bounded {
    var cells = [Int64](repeating: 0, count: statistic.cellCount)
    var counted = Set<Person>()
    for contribution in contributions {
      guard cells.indices.contains(contribution.cell) else { throw .cellOutOfRange(statistic: statistic.id) }
      guard counted.insert(contribution.person).inserted else { continue }
      guard let cell = try placed(contribution.amount, cell: contribution.cell, statistic) else { continue }
      if case .segment(let strategy) = statistic.bound {
        for (sum, step) in try steps(contribution.segment, strategy, statistic).enumerated() {
          try add(step, to: &cells[cell + sum], statistic)
        }
      } else {
        guard contribution.segment == nil else { throw .daysDoNotFit(statistic: statistic.id) }
        try add(bounded(contribution.amount, cell: cell, statistic), to: &cells[cell], statistic)
      }
    }
    return Bounded(statistic, statistic.bound == .contrasts ? try contrasts(cells, statistic) : cells)
  }

  /// Adds up what one person of each cell changes, times the persons counted there. Of every cell, whether anybody is in it
  /// or not, the changes' squares must add to the very number that the noise is scaled by.
  private static func contrasts(_ counts: [Int64], _ statistic: Statistic) throws(GateError) -> [Int64] {
    var cells = [Int64](repeating: 0, count: counts.count)
    for (place, persons) in counts.enumerated() {
      let steps = statistic.contrastSteps(cell: place)
      guard steps.count == cells.count, steps.reduce(0, { $0 + $1 * $1 }) == statistic.squaredBounds[0] else {
        throw .badBound(statistic: statistic.id)
      }
      for (cell, step) in steps.enumerated() {
        let (change, overflow) = step.multipliedReportingOverflow(by: persons)
        guard !overflow else { throw .overflow(statistic: statistic.id) }
        try add(change, to: &cells[cell], statistic)
      }
    }
    return cells
  }

  private static func add(_ step: Int64, to cell: inout Int64, _ statistic: Statistic) throws(GateError) {
    let (sum, overflow) = cell.addingReportingOverflow(step)
    guard !overflow else { throw .overflow(statistic: statistic.id) }
    cell = sum
  }

  /// By how much a run of days moves each sum of its place: one of the moves whose largest the noise is scaled by.
  private static func steps(
    _ segment: Segment?, _ strategy: DayStrategy, _ statistic: Statistic
  ) throws(GateError) -> [Int64] {
    guard let days = segment?.days, days.lowerBound >= 0, days.upperBound < strategy.days else {
      throw .daysDoNotFit(statistic: statistic.id)
    }
    return strategy.steps(days)
  }

  /// The one cell in which a person with this amount counts; nil for none.
  private static func placed(_ amount: Int64, cell: Int, _ statistic: Statistic) throws(GateError) -> Int? {
    // From any other cell than the first of its row, the amount's would lie in another row.
    guard cell.isMultiple(of: statistic.gateCells) else { throw .cellOutOfRange(statistic: statistic.id) }
    switch statistic.bound {
    case .count, .centredAmount, .segment, .contrasts: return cell
    case .banded(let edges): return cell + max(edges.count { $0 <= amount } - 1, 0)
    case .clamped:
      guard let cap = statistic.cap(cell: cell) else { throw .badBound(statistic: statistic.id) }
      return amount < 0 ? cell : amount > cap ? cell + 1 : nil
    }
  }

  /// The effect of one amount on its cell: at most `statistic.bound(cell:)`, the number that the noise is scaled by; of a
  /// person in a table of contrasts, on the count of its cell.
  private static func bounded(_ amount: Int64, cell: Int, _ statistic: Statistic) -> Int64 {
    let bound = statistic.bound(cell: cell)
    switch statistic.bound {
    case .count, .banded, .clamped, .segment: return bound
    case .contrasts: return 1
    case .centredAmount: return min(max(amount, 0), 2 * bound) - bound
    }
  }

  /// Draws the noise of every cell that `plan` asks of the records: discrete Gaussian of exactly the variance that bound and
  /// ρ give. Cells that one person moves together have noise of one variance, so what they cost is the sum of their squares
  /// (CKS Theorem 4).
  ///
  /// Source of randomness: the kernel's, which ends the program rather than give less. There is no parameter for
  /// another one, and none for "no noise".
  /// - Throws: `GateError.pricesDoNotAdd` for a set of tables that costs anything else than the plan says, `.badBound`.
  public static func drawNoise(
    for plan: ReleasePlan, beside carried: Carried = .none
  ) throws(GateError) -> DrawnNoise {
    try requireStatedPrices(plan)
    var random = KernelRandom()
    var tables: [[Int64]] = []
    let asked = plan.asked(beside: carried)
    for statistic in asked {
      var noise = [Int64?](repeating: nil, count: statistic.cellCount)
      let bounds = noise.indices.map { statistic.boundIndex(cell: $0) }
      for (index, variance) in statistic.variances.enumerated() {
        let cells = bounds.indices.filter { bounds[$0] == index }
        let drawn = try DiscreteGaussian(variance, statistic).samples(cells.count, using: &random)
        for (cell, value) in zip(cells, drawn) { noise[cell] = value }
      }
      // A cell without noise would be an exact one.
      tables.append(
        try noise.map { (value) throws(GateError) in
          guard let value else { throw .badBound(statistic: statistic.id) }
          return value
        })
    }
    return DrawnNoise(plan, asked, tables, salt: (0..<4).map { _ in random.next() })
  }

  /// Ties the drawn noise to the very tables that it is for. The ledger keeps the seal with the payment, so that a
  /// release that is cut short can be finished with the same noise, hence the same bytes, and with no other tables.
  ///
  /// - Parameter tables: one per statistic that the noise was drawn for, in plan order.
  /// - Throws: `GateError.tablesDoNotMatch`, `.noiseDoesNotMatch`.
  public static func seal(
    _ noise: consuming DrawnNoise, for tables: [Bounded], of plan: ReleasePlan
  ) throws(GateError) -> Seal {
    guard noise.plan == plan else { throw .noiseDoesNotMatch }
    guard tables.map(\.statistic) == noise.asked else { throw .tablesDoNotMatch }
    let drawn = zip(noise.asked, noise.tables).map { (statistic: $0.id, cells: $1) }
    let salt = noise.salt.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    return Seal(
      SealText(salt: Hex.encode(salt), planHash: hash(of: plan), tablesHash: hash(of: tables), noise: drawn).bytes)
  }

  /// Adds the noise that was sealed with the payment to the bounded tables. Consumes the charge.
  ///
  /// - Parameters:
  ///   - tables: those that the noise was sealed for.
  ///   - carried: the rest of the plan, which the charge is not for.
  /// - Throws: `GateError.notPaidFor` when the charge does not cover exactly what is asked, `.tablesDoNotMatch`,
  ///   `.noiseDoesNotMatch`, `.overflow`. The budget stays spent: a failure here loses budget, never privacy.
  public static func release(
    _ tables: [Bounded], of plan: ReleasePlan, beside carried: Carried = .none, paying charge: consuming Charge
  ) throws(GateError) -> Released {
    let asked = plan.asked(beside: carried)
    guard tables.map(\.statistic) == asked else { throw .tablesDoNotMatch }
    guard covers(charge.lines, asked), charge.planHash == hash(of: plan) else { throw .notPaidFor }
    try requireStatedPrices(plan)
    guard let seal = SealText(charge.sealed), seal.planHash == charge.planHash,
      seal.noise.map(\.statistic) == asked.map(\.id)
    else { throw .noiseDoesNotMatch }
    guard seal.tablesHash == hash(of: tables) else { throw .tablesDoNotMatch }
    var noised = carried.tables
    for (table, drawn) in zip(tables, seal.noise.map(\.cells)) {
      guard drawn.count == table.cells.count else { throw .noiseDoesNotMatch }
      var cells: [Int64] = []
      cells.reserveCapacity(drawn.count)
      for (exact, noise) in zip(table.cells, drawn) {
        let (sum, overflow) = exact.addingReportingOverflow(noise)
        guard !overflow, sum.magnitude < 1 << 53 else { throw .overflow(statistic: table.statistic.id) }
        cells.append(sum)
      }
      noised[table.statistic.id] = NoisedTable(
        statistic: table.statistic.id, cells: cells, variance: table.statistic.variances)
    }
    return Released.made(paying: charge, plan: plan, tables: plan.statistics.compactMap { noised[$0.id] })
  }

  /// What officers read is what is paid: each set's price is the exact sum over its tables. The protocol refuses other
  /// plans; here it is counted once more, by the fractions of the ledger.
  private static func requireStatedPrices(_ plan: ReleasePlan) throws(GateError) {
    for set in plan.sets {
      var sum = Rational.zero
      for id in set.statistics {
        guard let rho = plan.statistic(id)?.rho, let price = Rational(rho.numerator, rho.denominator),
          let next = try? sum.adding(price)
        else { throw .pricesDoNotAdd(set: set.id) }
        sum = next
      }
      guard sum == Rational(set.rho.numerator, set.rho.denominator) else { throw .pricesDoNotAdd(set: set.id) }
    }
  }

  private static func hash(of plan: ReleasePlan) -> String { Hex.encode(SHA256.hash(plan.canonicalBytes)) }

  /// Of exact cells: it goes into the seal only, which goes when the release is stored.
  private static func hash(of tables: [Bounded]) -> String {
    let lines = tables.map { table in SealText.line(table.statistic.id, table.cells) }
    return Hex.encode(SHA256.hash(Array(lines.joined().utf8)))
  }

  /// True when the lines paid for are these statistics, each with its data year and its whole ρ.
  private static func covers(_ lines: [SpendLine], _ asked: [Statistic]) -> Bool {
    lines.count == asked.count
      && zip(lines, asked).allSatisfy { line, statistic in
        line.statistic == statistic.id && line.dataYear == statistic.dataYear
          && line.rho == Rational(statistic.rho.numerator, statistic.rho.denominator)
      }
  }
}

extension DiscreteGaussian {
  /// A sampler for one cell's variance.
  fileprivate init(_ variance: Ratio, _ statistic: Statistic) throws(GateError) {
    guard let exact = Rational(variance.numerator, variance.denominator) else {
      throw .badBound(statistic: statistic.id)
    }
    do { try self.init(variance: exact) } catch { throw .badBound(statistic: statistic.id) }
  }
}
