/// How uncertain every figure is that follows from a set of tables: the variance of noise in each residual component.
///
/// Components are uncorrelated, and the noise of component B has covariance s_B² Π_B, with Π_B the centring along each
/// attribute of B. So the variance of a cell of marginal A is Σ s_B² p_B / Π n_j², over B below A, j in A and not in B.
public struct ComponentVariances: Sendable, Equatable {
  public let domain: PublicDomain
  /// s_B² by component; 0 where exact.
  let noise: [Marginal: Double]

  init(domain: PublicDomain, noise: [Marginal: Double]) {
    self.domain = domain
    self.noise = noise
  }

  /// - Parameters:
  ///   - measured: tables with their variance per cell.
  ///   - known: exact ones.
  init(_ domain: PublicDomain, measured: [(Marginal, MeasurementForm, Double)], known: [Marginal]) {
    var precision: [Marginal: Double] = [:]
    for (marginal, form, variance) in measured {
      switch form {
      case .counts:
        for part in marginal.parts {
          precision[part, default: 0] += 1 / (variance * Double(domain.cellCount(of: marginal.without(part))))
        }
      case .contrasts:
        let cells = Double(domain.cellCount(of: marginal))
        precision[marginal, default: 0] += cells * cells / variance
      }
    }
    var noise = precision.mapValues { 1 / $0 }
    for part in known.closure { noise[part] = 0 }
    self.init(domain: domain, noise: noise)
  }

  /// s_B²: nil where no table tells the component.
  public func noise(of component: Marginal) -> Double? { noise[component] }

  /// Variance of each cell of a reconstructed table.
  /// - Throws: `notEstimable`, `unknownAttribute`, `tooManyCells`.
  public func cellVariance(of marginal: Marginal) throws(MarginalError) -> Double {
    try domain.check(marginal)
    var sum = 0.0
    for part in marginal.parts {
      guard let noise = noise[part] else { throw .notEstimable(marginal) }
      let spread = Double(domain.cellCount(of: marginal.without(part)))
      sum += noise * domain.share(of: part) / (spread * spread)
    }
    return sum
  }

  /// Variance of a weighted sum of cells.
  /// - Throws: `notEstimable`, `differentDomains`.
  public func variance(of functional: LinearFunctional) throws(MarginalError) -> Double {
    try covariance(functional, functional)
  }

  /// Covariance of two weighted sums of cells.
  /// - Throws: `notEstimable`, `differentDomains`.
  public func covariance(_ one: LinearFunctional, _ other: LinearFunctional) throws(MarginalError) -> Double {
    guard one.domain == domain, other.domain == domain else { throw .differentDomains }
    var sum = 0.0
    for (part, left) in one.parts {
      guard let noise = noise[part] else { throw .notEstimable(part) }
      guard let right = other.vector(part) else { continue }
      sum += noise * product(left, right)
    }
    for (part, _) in other.parts where noise[part] == nil { throw .notEstimable(part) }
    return sum
  }

  /// Of sums over places with independent noise: variances add.
  /// - Returns: only components that every place tells.
  /// - Throws: `differentDomains`, also for no places.
  public static func pooled(_ places: [ComponentVariances]) throws(MarginalError) -> ComponentVariances {
    guard let first = places.first, places.allSatisfy({ $0.domain == first.domain }) else { throw .differentDomains }
    var sum = first.noise
    for place in places.dropFirst() {
      for part in sum.keys {
        if let own = sum[part], let more = place.noise[part] { sum[part] = own + more } else { sum[part] = nil }
      }
    }
    return ComponentVariances(domain: first.domain, noise: sum)
  }
}

/// Σ left · right.
func product(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices { sum += left[index] * right[index] }
  return sum
}
