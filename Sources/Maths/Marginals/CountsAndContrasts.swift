/// The optimum as tables that can be asked for: counts as far as they go, and contrasts for the rest.
///
/// A table of counts with precision θ in each cell tells each component B below it with θ/Π n_j, and costs just what contrasts
/// of these components would at those precisions, as Σ p_B/Π n_j = 1. So counts cost nothing as long as no component gets
/// more than its optimum: tables are counted as precisely as that allows, the largest first, and contrasts tell what is left.
///
/// The total has no contrasts, so tables of counts tell it. Those of one axis can always do: 1/s_B² is the root of Σ w_A over
/// tables A above B (w: what they weigh, over squared spread), and a root of a sum is no more than the sum of the roots.
extension ResidualOptimum {
  /// Counts, then contrasts, each ascending. Where nobody lacks the known tables, contrasts alone: counts tell what is known.
  var countsAndContrasts: [Share] {
    var wanted: [Marginal: Double] = [:]
    for component in components { wanted[component.marginal] = 1 / component.noise }
    let tables = components.map(\.marginal).filter { $0 != .total }.reversed()
    var left = wanted
    let larger = tables.filter { $0.count > 1 }.map { ($0, count($0, &left, within: wanted)) }
    // Where larger tables leave too little for tables of one axis to tell the total with, they are measured less precisely.
    let most = larger.isEmpty ? 1 : share(of: wanted, toReach: left)
    for marginal in left.keys { left[marginal, default: 0] += (1 - most) * (wanted[marginal, default: 0] - left[marginal, default: 0]) }
    let smaller = tables.filter { $0.count == 1 }.map { ($0, count($0, &left, within: wanted)) }
    let counts = (larger.map { ($0, $1 * most) } + smaller).filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
    let rest = components.filter { component in
      component.marginal != .total && left[component.marginal, default: 0] * component.noise > Self.trace
    }
    return counts.map { Share($0, .counts, $1 / 2) }
      + rest.map { Share($0.marginal, .contrasts, left[$0.marginal, default: 0] * domain.share(of: $0.marginal) / 2) }
  }

  /// What rounding errors leave of a precision, relative to it.
  private static var trace: Double { 1e-9 }

  /// The precision with which a table can be counted. Takes what it tells off what is left.
  private func count(_ table: Marginal, _ left: inout [Marginal: Double], within wanted: [Marginal: Double]) -> Double {
    var most = Double.infinity
    for part in table.parts {
      guard let rest = left[part], let all = wanted[part], rest > all * Self.trace else { return 0 }
      most = min(most, rest * spread(table, part))
    }
    for part in table.parts { left[part, default: 0] -= most / spread(table, part) }
    return most
  }

  private func spread(_ table: Marginal, _ part: Marginal) -> Double { Double(domain.cellCount(of: table.without(part))) }

  /// How far one may go from `wanted`, where tables of one axis can tell the total, to `left` without losing that: 0 to 1.
  private func share(of wanted: [Marginal: Double], toReach left: [Marginal: Double]) -> Double {
    func room(_ precisions: [Marginal: Double]) -> Double {
      components.reduce(0) { sum, component in
        let (part, precision) = (component.marginal, precisions[component.marginal, default: 0])
        return part.count > 1 ? sum : part == .total ? sum - precision : sum + precision / spread(part, .total)
      }
    }
    let (before, after) = (room(wanted), room(left))
    return after >= 0 ? 1 : max(before, 0) / (max(before, 0) - after)
  }
}
