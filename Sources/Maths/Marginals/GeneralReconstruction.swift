/// A noised table with a variance of its own in every cell.
public struct GeneralTable: Sendable, Equatable {
  public let marginal: Marginal
  public let form: MeasurementForm
  public let cells: [Double]
  public let variances: [Double]

  /// - Parameter variances: of contrasts the same in all cells.
  public init(_ marginal: Marginal, _ form: MeasurementForm = .counts, cells: [Double], variances: [Double]) {
    self.marginal = marginal
    self.form = form
    self.cells = cells
    self.variances = variances
  }
}

/// Least squares for tables of counts whose cells differ in variance in any way, and of contrasts, where no closed form holds.
///
/// Conjugate gradients on the normal equations over all cells of the domain (100,000 at most), restricted to the
/// components that are measured and not known. Preconditioned by the closed form for each table's mean precision, so
/// the number of steps grows with the ratio of variances within a table, not with the domain: some 10 to 100 steps.
/// A figure's variance takes one more such solution.
public struct GeneralReconstruction: Sendable {
  public let domain: PublicDomain
  private let equations: NormalEquations
  /// One table over the whole domain with all estimated marginals; components that no table tells are 0.
  private let cells: [Double]

  /// - Throws: `nothingToMeasure`, `tooManyCells`, `badVariance`, faults of tables, `knownDisagree`, `notConverged`.
  public init(
    _ domain: PublicDomain, measured: [GeneralTable], known: [KnownTable] = []
  ) throws(MarginalError) {
    guard !measured.isEmpty || !known.isEmpty else { throw .nothingToMeasure }
    let exact = try KnownComponents(domain, known)
    equations = try NormalEquations(domain, measured, known: known.map(\.marginal))
    var start = [Double](repeating: 0, count: equations.whole.cellCount)
    for (part, component) in exact.components {
      let wide = domain.repeated(component, of: part, to: domain.whole)
      let factor = 1 / Double(domain.cellCount(of: domain.whole.without(part)))
      for cell in start.indices { start[cell] += factor * wide[cell] }
    }
    let step = try equations.solve(equations.gradient(at: start, measured))
    self.domain = domain
    cells = zip(start, step).map { $0 + $1 }
  }

  /// The estimated table.
  /// - Throws: `notEstimable`, `unknownAttribute`, `tooManyCells`.
  public func cells(of marginal: Marginal) throws(MarginalError) -> [Double] {
    try domain.check(marginal)
    guard marginal.parts.allSatisfy(equations.tells) else { throw .notEstimable(marginal) }
    return domain.summed(cells, of: domain.whole, to: marginal)
  }

  /// The estimate of a weighted sum of cells, and its variance.
  /// - Throws: `notEstimable`, `differentDomains`, `notConverged`.
  public func estimate(of functional: LinearFunctional) throws(MarginalError) -> (value: Double, variance: Double) {
    guard functional.domain == domain else { throw .differentDomains }
    for (part, _) in functional.parts where !equations.tells(part) { throw .notEstimable(part) }
    let coefficients = functional.coefficients(on: domain.whole)
    let solution = try equations.solve(coefficients)
    return (product(coefficients, cells), product(coefficients, solution))
  }
}

/// Σ Mᵀ W M over tables, and its inverse on the components that noised tables alone tell.
struct NormalEquations: Sendable {
  static let mostSteps = 2000

  let whole: WholeDomain
  private let tables: [Table]
  private let known: [Marginal]
  private let free: WholeDomain.Filter
  private let preconditioner: WholeDomain.Filter

  init(_ domain: PublicDomain, _ measured: [GeneralTable], known: [Marginal]) throws(MarginalError) {
    let whole = try WholeDomain(domain)
    var tables: [Table] = []
    for table in measured {
      try domain.check(table.marginal, cells: table.cells.count)
      guard table.variances.count == table.cells.count, table.variances.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw .badVariance(table.marginal)
      }
      guard table.form == .counts || Set(table.variances).count == 1 else { throw .badVariance(table.marginal) }
      tables.append(Table(marginal: table.marginal, form: table.form, precisions: table.variances.map { 1 / $0 }))
    }
    // Of component B by tables of mean precision: Σ θ Π n_j, j outside the table.
    func scale(_ part: Marginal) -> Double {
      guard !known.contains(where: part.isPart) else { return 0 }
      return tables.filter { $0.tells(part) }.reduce(0.0) { sum, table in
        let count = Double(table.precisions.count)
        let mean = table.precisions.reduce(0, +) / count * (table.form == .contrasts ? count * count : 1)
        return sum + mean * Double(domain.cellCount(of: domain.whole.without(table.marginal)))
      }
    }
    self.whole = whole
    self.tables = tables
    self.known = known
    free = whole.filter { scale($0) > 0 ? 1 : 0 }
    preconditioner = whole.filter { scale($0) > 0 ? 1 / scale($0) : 0 }
  }

  func tells(_ part: Marginal) -> Bool {
    known.contains(where: part.isPart) || tables.contains { $0.tells(part) }
  }

  private struct Table {
    let marginal: Marginal
    let form: MeasurementForm
    let precisions: [Double]

    func tells(_ part: Marginal) -> Bool { form == .counts ? part.isPart(of: marginal) : part == marginal }

    /// What the table holds of counts; also the other way round, as one cell's part in another is that one's in it.
    func measured(_ counts: [Double], _ domain: PublicDomain) -> [Double] {
      guard form == .contrasts else { return counts }
      return domain.centred(counts, of: marginal).map { $0 * Double(counts.count) }
    }
  }

  /// Mᵀ W (y − M x).
  func gradient(at cells: [Double], _ measured: [GeneralTable]) -> [Double] {
    weighted { index, table in
      let sums = whole.domain.summed(cells, of: whole.domain.whole, to: table.marginal)
      return zip(measured[index].cells, table.measured(sums, whole.domain)).map { $0 - $1 }
    }
  }

  private func weighted(_ residuals: (Int, Table) -> [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: whole.cellCount)
    for (index, table) in tables.enumerated() {
      let part = table.measured(zip(residuals(index, table), table.precisions).map { $0 * $1 }, whole.domain)
      let wide = whole.domain.repeated(part, of: table.marginal, to: whole.domain.whole)
      for cell in sum.indices { sum[cell] += wide[cell] }
    }
    return sum
  }

  /// The x in the free components with Σ Mᵀ W M x = `target` there.
  func solve(_ target: [Double]) throws(MarginalError) -> [Double] {
    var residual = whole.apply(free, to: target)
    var solution = [Double](repeating: 0, count: residual.count)
    // Of a target that follows from known tables, rounding error is all that is left: no direction to walk along.
    if product(residual, residual) <= product(target, target) * 1e-24 { return solution }
    var preconditioned = whole.apply(preconditioner, to: residual)
    var direction = preconditioned
    var size = product(residual, preconditioned)
    let start = size
    var best = size
    var stalled = 0
    for _ in 0..<Self.mostSteps {
      // To rounding error, or as far as rounding lets it come.
      if size <= start * 1e-30 || (stalled >= 20 && best <= start * 1e-24) { return solution }
      let image = whole.apply(
        free,
        to: weighted { _, table in
          table.measured(whole.domain.summed(direction, of: whole.domain.whole, to: table.marginal), whole.domain)
        })
      let step = size / product(direction, image)
      for cell in solution.indices {
        solution[cell] += step * direction[cell]
        residual[cell] -= step * image[cell]
      }
      preconditioned = whole.apply(preconditioner, to: residual)
      let next = product(residual, preconditioned)
      let ratio = next / size
      for cell in direction.indices { direction[cell] = preconditioned[cell] + ratio * direction[cell] }
      size = next
      stalled = size < best ? 0 : stalled + 1
      best = min(best, size)
    }
    throw .notConverged(steps: Self.mostSteps)
  }
}
