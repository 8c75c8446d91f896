import Marginals
import Vocabulary

/// The plans of one borough on the census day, by phase, need and sector, from everything that tells of them: stock
/// tables of any axes, the flow table and its margin (who stayed, is new or arrived), and what DfE published.
///
/// Generalised least squares in closed form. Over need × sector each phase is a reconstruction of its own, since the
/// variance of summed cells depends on the phase alone; their sum is the borough, with the tables that have no phase
/// (`TreeReconstruction`). Contrasts of tables by phase compare the phases with each other. Published tables are exact: what follows from them errs by nothing.
struct StockEstimate {
  /// Over need × sector: one for each phase, and all phases together. Their errors are correlated.
  let phases: [Reconstruction]
  let all: Reconstruction

  static let need = Marginal([0])
  static let sector = Marginal([1])
  static let needSector = Marginal([0, 1])

  private static func domain() throws(MarginalError) -> PublicDomain {
    try PublicDomain(sizes: [Need.allCases.count, Sector.allCases.count])
  }

  /// - Throws: `notEstimable` never; `knownDisagree` where published tables contradict each other; `badTree` for contrasts
  ///   by age beside such by phase.
  init(_ tables: StockTables, published: PublishedStock? = nil) throws(MarginalError) {
    let domain = try Self.domain()
    var leaves: [Reconstruction] = []
    for phase in Phase.allCases {
      let known = published.map { Self.known($0, phase) } ?? []
      leaves.append(try Reconstruction(domain, measured: tables.byPhase[phase.rawValue], known: known))
    }
    let known = published?.needSector.map { [KnownTable(Self.needSector, cells: $0)] } ?? []
    let root =
      tables.withoutPhase.isEmpty && known.isEmpty
      ? nil : try Reconstruction(domain, measured: tables.withoutPhase, known: known)
    let tree = try TreeReconstruction(parents: [nil] + leaves.map { _ in 0 }, own: [root] + leaves, across: tables.acrossPhases)
    all = tree.nodes[0]
    phases = Array(tree.nodes.dropFirst())
  }

  private static func known(_ published: PublishedStock, _ phase: Phase) -> [KnownTable] {
    func row(_ table: [Int], _ columns: Int) -> [Int] {
      Array(table[phase.rawValue * columns..<(phase.rawValue + 1) * columns])
    }
    var known: [KnownTable] = []
    if let table = published.phaseNeed { known.append(KnownTable(need, cells: row(table, Need.allCases.count))) }
    if let table = published.phaseSector { known.append(KnownTable(sector, cells: row(table, Sector.allCases.count))) }
    return known
  }

  /// Estimates of a table at a node; empty where nothing released or published tells it.
  static func estimates(_ node: Reconstruction, _ marginal: Marginal) -> [Estimate] {
    guard let cells = try? node.cells(of: marginal), let variance = try? node.variances.cellVariance(of: marginal)
    else { return [] }
    // What follows from published counts alone is a count: without the rounding errors of means and their sums.
    return cells.map { Estimate(value: variance == 0 ? $0.rounded() : $0, variance: variance) }
  }

  /// The variance of Σ share × plans of a phase, whatever the phases' errors have in common.
  ///
  /// That is how far the estimate of the sum moves for each unit of precision, and of distance, with which the phases are
  /// observed once more in proportion to their shares: from so far, and with so little precision, that nothing else changes.
  static func variance(
    ofPhases shares: [Double], _ tables: StockTables, published: PublishedStock?
  ) throws(MarginalError) -> Double {
    func totals(_ tables: StockTables) throws(MarginalError) -> [Double] {
      var totals: [Double] = []
      for node in try StockEstimate(tables, published: published).phases { totals.append(try node.cells(of: .total)[0]) }
      return totals
    }
    let (before, far) = (try totals(tables), 1e9)
    var again = tables
    for (phase, share) in shares.enumerated() where share > 0 {
      again.byPhase[phase].append(MeasuredTable(.total, cells: [before[phase] + far], variance: far / share))
    }
    var moved = 0.0
    for (phase, total) in try totals(again).enumerated() { moved += shares[phase] * (total - before[phase]) }
    return max(0, moved)
  }

  /// Whether published tables are of the same plans as the noised ones, as far as noise lets it be seen.
  ///
  /// Two tests of each phase's tables against the noised ones: of the borough's total (beyond 5 standard errors), and of
  /// all cells (χ² beyond its normal approximation's 5). A right pair fails once in about a million.
  static func fits(_ tables: StockTables, _ published: PublishedStock) throws(MarginalError) -> Bool {
    let noised = try StockEstimate(tables)
    var (gap, variance, squares, degrees) = (0.0, 0.0, 0.0, 0)
    for (phase, node) in zip(Phase.allCases, noised.phases) {
      let known = known(published, phase)
      guard let first = known.first else { continue }
      let total = try node.cells(of: .total)[0]
      gap += total - Double(first.cells.reduce(0, +))
      variance += try node.variances.cellVariance(of: .total)
      let distance = try node.squaredDistance(to: known)
      squares += distance.squares
      degrees += distance.degrees
    }
    if gap * gap > 25 * variance || squares > ChiSquare.farthest(degrees) { return false }
    guard let table = published.needSector else { return true }
    let distance = try noised.all.squaredDistance(to: [KnownTable(needSector, cells: table)])
    return distance.squares <= ChiSquare.farthest(distance.degrees)
  }
}

/// Noised tables of a borough's plans, each summed as far as pooling looks at it.
struct StockTables {
  /// Over need × sector, for each phase.
  var byPhase = [[MeasuredTable]](repeating: [], count: Phase.allCases.count)
  var withoutPhase: [MeasuredTable] = []
  /// Contrasts over need × sector, and along phases or ages.
  var acrossPhases: [ContrastsAcross] = []
}

enum ChiSquare {
  /// What χ² with so many degrees of freedom exceeds about once in 3 million (Wilson and Hilferty 1931, z = 5).
  static func farthest(_ degrees: Int) -> Double {
    guard degrees > 0 else { return 0 }
    let share = 2 / (9 * Double(degrees))
    let root = 1 - share + 5 * share.squareRoot()
    return Double(degrees) * root * root * root
  }
}
