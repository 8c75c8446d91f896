/// The best linear unbiased estimate of every table that follows from released ones: generalised least squares in closed
/// form, one residual component at a time.
///
/// Component B of a table A above it is Π_B(Σ y_A), with noise of variance Π n_j·σ_A² about it (j in A and not in B); a
/// contrast table of B gives Π_B y / n with σ²/n². Estimates of one component are averaged by their precisions; known
/// tables replace them. A table is the sum of its components, each repeated and divided by the number of cells it was
/// summed over. All tables therefore add up to each other, and to known ones, up to rounding. Nothing is clipped: an
/// estimate may be negative, which is what keeps sums unbiased.
public struct Reconstruction: Sendable, Equatable {
  public let domain: PublicDomain
  public let variances: ComponentVariances
  /// r_B by component.
  private let components: [Marginal: [Double]]

  init(variances: ComponentVariances, components: [Marginal: [Double]]) {
    domain = variances.domain
    self.variances = variances
    self.components = components
  }

  /// - Throws: `nothingToMeasure` for no table at all; faults of single tables; `knownDisagree`.
  public init(
    _ domain: PublicDomain, measured: [MeasuredTable], known: [KnownTable] = []
  ) throws(MarginalError) {
    guard !measured.isEmpty || !known.isEmpty else { throw .nothingToMeasure }
    for table in measured { try table.check(domain) }
    let exact = try KnownComponents(domain, known)
    var sums: [Marginal: [Double]] = [:]
    for table in measured { Self.add(table, domain, to: &sums) }
    variances = ComponentVariances(
      domain, measured: measured.map { ($0.marginal, $0.form, $0.variance) }, known: known.map(\.marginal))
    var components: [Marginal: [Double]] = [:]
    for (part, cells) in exact.components { components[part] = cells }
    for (part, sum) in sums where components[part] == nil {
      guard let noise = variances.noise(of: part) else { continue }
      components[part] = domain.centred(sum.map { $0 * noise }, of: part)
    }
    self.domain = domain
    self.components = components
  }

  /// Adds precision × estimate of each component that a table tells; centring is linear and left for the end.
  private static func add(_ table: MeasuredTable, _ domain: PublicDomain, to sums: inout [Marginal: [Double]]) {
    func add(_ cells: [Double], _ part: Marginal, _ weight: Double) {
      var sum = sums.removeValue(forKey: part) ?? [Double](repeating: 0, count: cells.count)
      for cell in cells.indices { sum[cell] += weight * cells[cell] }
      sums[part] = sum
    }
    switch table.form {
    case .contrasts:
      add(table.cells, table.marginal, Double(table.cells.count) / table.variance)
    case .counts:
      let parts = domain.allSums(table.cells, of: table.marginal)
      for part in table.marginal.parts {
        guard let cells = parts[part] else { continue }
        add(cells, part, 1 / (table.variance * Double(domain.cellCount(of: table.marginal.without(part)))))
      }
    }
  }

  /// The estimated table.
  /// - Throws: `notEstimable`, `unknownAttribute`, `tooManyCells`.
  public func cells(of marginal: Marginal) throws(MarginalError) -> [Double] {
    try domain.check(marginal)
    var tables: [Marginal: [Double]] = [:]
    for part in marginal.parts {
      guard let component = components[part] else { throw .notEstimable(marginal) }
      tables[part] = component
    }
    // Attribute by attribute, each table takes in the one without that attribute.
    for attribute in marginal.attributes {
      let factor = 1 / Double(domain.sizes[attribute])
      for part in marginal.parts where part.has(attribute) {
        guard let below = tables.removeValue(forKey: part.without(attribute)), var table = tables.removeValue(forKey: part)
        else { continue }
        domain.spread(below, times: factor, into: &table, of: part, along: attribute)
        tables[part] = table
      }
    }
    return tables[marginal] ?? []
  }

  /// The estimate of a weighted sum of cells.
  /// - Throws: `notEstimable`, `differentDomains`.
  public func value(of functional: LinearFunctional) throws(MarginalError) -> Double {
    guard functional.domain == domain else { throw .differentDomains }
    var sum = 0.0
    for (part, vector) in functional.parts {
      guard let component = components[part] else { throw .notEstimable(part) }
      sum += product(vector, component)
    }
    return sum
  }

  /// The residual component of a marginal; nil where no table tells it.
  func component(_ part: Marginal) -> [Double]? { components[part] }
  var allComponents: [Marginal: [Double]] { components }

  /// How far the estimates lie from exact tables of the same people, in squared standard errors: χ² with so many degrees
  /// of freedom where they are the same people. Over the components that both tell and that the estimates know by noise.
  /// - Throws: faults of single tables; `knownDisagree`.
  public func squaredDistance(to known: [KnownTable]) throws(MarginalError) -> (squares: Double, degrees: Int) {
    var (squares, degrees) = (0.0, 0)
    for (part, exact) in try KnownComponents(domain, known).components {
      guard let own = components[part], let noise = variances.noise(of: part), noise > 0 else { continue }
      for (cell, value) in zip(own, exact) { squares += (cell - value) * (cell - value) / noise }
      degrees += part.attributes.reduce(1) { $0 * (domain.sizes[$1] - 1) }
    }
    return (squares, degrees)
  }

  /// The sum over places (boroughs) with independent noise, which is also the best estimate of the sum: estimates and
  /// variances add.
  /// - Returns: of what every place tells.
  /// - Throws: `differentDomains`, also for no places.
  public static func pooled(_ places: [Reconstruction]) throws(MarginalError) -> Reconstruction {
    let variances = try ComponentVariances.pooled(places.map(\.variances))
    var components: [Marginal: [Double]] = [:]
    for part in variances.noise.keys {
      var sum = [Double](repeating: 0, count: variances.domain.cellCount(of: part))
      for place in places {
        guard let own = place.components[part] else { continue }
        for cell in sum.indices { sum[cell] += own[cell] }
      }
      components[part] = sum
    }
    return Reconstruction(variances: variances, components: components)
  }
}
