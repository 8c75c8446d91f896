// Marginals: which tables to measure with noise for the least error, and what they say together.
//
// A *domain* is a list of public attributes with their sizes, for example age 26 × need 12 × sector 6. A *marginal* is
// the table of counts over some of them (over none: the total). Every function here is pure: numbers in, numbers out, no
// person, no clock, no randomness. Only the four operations, square roots and comparisons are used, so that agent and
// hub compute the same bits from the same released integers. Mathematics: docs/methods.md, "Tables and margins".
//
// Making a plan, at a desk and once:
//
//     let domain = try PublicDomain(sizes: [26, 12, 6])
//     let (age, need, sector) = (0, 1, 2)
//     let workload = try MarginalWorkload.perTable(
//       domain, [.total, Marginal([age]), Marginal([need]), Marginal([age, need]), Marginal([need, sector])])
//     let plan = try MarginalPlan.counts(for: workload, rho: twentieth, denominator: 1_000_000)  // Fraction(1, 20)
//     plan.measurements   // what to release: marginal, form, exact ρ, squared sensitivity, exact variance
//     plan.variances      // what each figure will err by, before anything is measured
//
// `MarginalPlan.counts` measures whole marginals: a person moves one cell of each by 1, as the gate's tables do.
// `MarginalPlan.contrasts` measures integer contrast tables instead (`PublicDomain.contrasts`): a person moves many
// cells, by a vector whose squared length is `squaredSensitivity`. That attains the optimum exactly, where counts come
// within 0.5%; where exact tables are known (`known:`) it saves what counts would spend on knowing those again, 25 to
// 40% of the variance. `MarginalPlan.leastError` measures both, where some readers have the known tables and some lack
// them: counts as far as they cost nothing against the optimum, contrasts for the rest. A signed plan states domain,
// measurements and known marginals; `MarginalPlan(domain:…)` reads them back and `plan.rho` is the exact sum to pay.
//
// Using released tables, at agent and hub alike:
//
//     let tables = MeasuredTable(marginal, form, cells, variance) for each measurement
//     let estimate = try Reconstruction(domain, measured: tables, known: [KnownTable(…)])
//     try estimate.cells(of: Marginal([need]))           // unbiased; may be negative, and must not be clipped
//     try estimate.variances.cellVariance(of: Marginal([need]))
//     try estimate.value(of: functional), try estimate.variances.variance(of: functional)
//     try Reconstruction.pooled(boroughs)                // sums over boroughs, variances added
//
// Amounts of money have noise of another width in each sector: `SlicedReconstruction`. Any other mixture of variances:
// `GeneralReconstruction`. A table without negative cells, for display beside the unbiased one: `NonNegativeTable`.
// Sums measured at upper levels too: `TreeReconstruction`. Intervals and marks: module `Estimation`.

/// Why tables can't be planned or joined. Names marginals by their attributes' positions, never a cell's value.
public enum MarginalError: Error, Equatable, CustomStringConvertible {
  case badDomain
  case unknownAttribute(Marginal)
  case tooManyCells(Marginal)
  case badWeight(Marginal)
  case emptyWorkload
  case badRho
  case badDenominator
  case nothingToMeasure
  case wrongCellCount(Marginal, expected: Int)
  case badVariance(Marginal)
  case notEstimable(Marginal)
  case knownNegative(Marginal)
  case knownDisagree(Marginal, Marginal)
  case sliceMissing(Marginal)
  case differentDomains
  case badTree
  case overflow(Marginal)
  case notConverged(steps: Int)

  /// Stable name for scripts and logs.
  public var code: String {
    switch self {
    case .badDomain: "marginal-bad-domain"
    case .unknownAttribute: "marginal-unknown-attribute"
    case .tooManyCells: "marginal-too-many-cells"
    case .badWeight: "marginal-bad-weight"
    case .emptyWorkload: "marginal-empty-workload"
    case .badRho: "marginal-bad-rho"
    case .badDenominator: "marginal-bad-denominator"
    case .nothingToMeasure: "marginal-nothing-to-measure"
    case .wrongCellCount: "marginal-wrong-cell-count"
    case .badVariance: "marginal-bad-variance"
    case .notEstimable: "marginal-not-estimable"
    case .knownNegative: "marginal-known-negative"
    case .knownDisagree: "marginal-known-disagree"
    case .sliceMissing: "marginal-slice-missing"
    case .differentDomains: "marginal-different-domains"
    case .badTree: "marginal-bad-tree"
    case .overflow: "marginal-overflow"
    case .notConverged: "marginal-not-converged"
    }
  }

  public var description: String { "\(code): \(text)" }

  private var text: String {
    switch self {
    case .badDomain: "a domain has 1 to \(PublicDomain.mostAttributes) attributes, each with at least 2 values"
    case .unknownAttribute(let marginal): "marginal \(marginal) names an attribute that the domain does not have"
    case .tooManyCells(let marginal): "marginal \(marginal) has more than \(PublicDomain.mostCells) cells; use fewer attributes"
    case .badWeight(let marginal): "the weight of marginal \(marginal) is not a number above 0, or it is weighted twice"
    case .emptyWorkload: "a workload names at least one marginal"
    case .badRho: "ρ is a fraction above 0"
    case .badDenominator: "shares need a denominator that is a multiple of that of ρ and gives each a whole number"
    case .nothingToMeasure: "every table asked for follows from known ones; measure nothing"
    case .wrongCellCount(let marginal, let expected): "a table of marginal \(marginal) needs \(expected) cells"
    case .badVariance(let marginal): "a variance of marginal \(marginal) is not a number above 0"
    case .notEstimable(let marginal): "no table measured or known tells marginal \(marginal) entirely; measure it or one above it"
    case .knownNegative(let marginal): "a known table of marginal \(marginal) has a cell below 0"
    case .knownDisagree(let one, let other):
      "known tables \(one) and \(other) give different totals of what they share; they count different people: use one"
    case .sliceMissing(let marginal):
      "marginal \(marginal) lacks the attribute whose labels differ in variance; use the general reconstruction"
    case .differentDomains: "tables of different domains can't be added"
    case .badTree: "each node but the first names a parent before it, and each leaf has tables of the same domain"
    case .overflow(let marginal): "a figure of marginal \(marginal) leaves the range of 64-bit integers"
    case .notConverged(let steps): "no answer after \(steps) steps; do the known tables fit each other?"
    }
  }
}
