/// The best estimates at every node of a tree of places (boroughs, sub-regions, London) where upper nodes have noised
/// tables of their own, as sums under secure aggregation do.
///
/// Two passes for each residual component apart, whose noise is uncorrelated with the others' (Hay, Rastogi, Miklau, Suciu
/// 2010, *Boosting the Accuracy of Differentially Private Histograms Through Consistency*, for unequal sizes). Upwards: own
/// table and sum of the children, weighted by precision. Downwards: what a node's best estimate differs from its children's
/// sum by is given to them in proportion to their variances. Children then add up to their parent. A node may also have
/// exact tables: they move those below it, and nothing moves them.
///
/// The root's children may be compared by tables of contrasts (`ContrastsAcross`), which say how far each is from its share
/// of them all. Upwards they count as estimates of the children, and what they would tell of the sum of all is taken out
/// of it again, as precision below 0; downwards nothing is different. A component that nothing else tells of any child or of
/// the root stays untold.
public struct TreeReconstruction: Sendable {
  /// In the order given. Errors of different nodes are correlated: don't add their variances.
  public let nodes: [Reconstruction]

  /// - Parameters:
  ///   - parents: nil for the first node, the root; else the position of an earlier node.
  ///   - own: each node's own tables, or nil; leaves need some.
  ///   - across: tables of contrasts of the root's children, in their order.
  /// - Throws: `badTree`, `differentDomains`; faults of tables.
  public init(
    parents: [Int?], own: [Reconstruction?], across: [ContrastsAcross] = []
  ) throws(MarginalError) {
    guard parents.count == own.count, !parents.isEmpty, parents[0] == nil else { throw .badTree }
    var children = [[Int]](repeating: [], count: parents.count)
    for (node, parent) in parents.enumerated().dropFirst() {
      guard let parent, parent >= 0, parent < node else { throw .badTree }
      children[parent].append(node)
    }
    var leaves: [Reconstruction] = []
    for node in parents.indices where children[node].isEmpty {
      guard let leaf = own[node] else { throw .badTree }
      leaves.append(leaf)
    }
    // What every leaf tells; also checks the domains.
    let told = try ComponentVariances.pooled(leaves.map(\.variances))
    guard own.allSatisfy({ $0?.domain ?? told.domain == told.domain }) else { throw .differentDomains }
    // What only some leaves, or only an upper node's own tables tell, stays as that node has it.
    var components = own.map { $0?.allComponents ?? [:] }
    var noise = own.map { $0?.variances.noise ?? [:] }
    let distances = try DistanceEstimates.of(across, told.domain, children: children[0].count)
    for part in Set(told.noise.keys).union(distances.keys) {
      for (node, estimate) in Self.passes(part, children, own, distances[part]).enumerated() {
        components[node][part] = estimate?.cells
        noise[node][part] = estimate?.noise
      }
    }
    nodes = parents.indices.map { node in
      Reconstruction(
        variances: ComponentVariances(domain: told.domain, noise: noise[node]), components: components[node])
    }
  }

  private struct Estimate {
    var cells: [Double]
    var noise: Double
  }

  private static func passes(
    _ part: Marginal, _ children: [[Int]], _ own: [Reconstruction?], _ distances: DistanceEstimates?
  ) -> [Estimate?] {
    var best: [Estimate?] = own.map { node in
      guard let node, let cells = node.component(part), let noise = node.variances.noise(of: part) else { return nil }
      return Estimate(cells: cells, noise: noise)
    }
    var sums: [Estimate?] = own.map { _ in nil }
    for node in children.indices.reversed() where !children[node].isEmpty {
      var ownPart = 1.0
      if node == 0, let distances {
        let before = children[0].map { best[$0] }
        ownPart = distances.ownPart(before.map { $0?.noise })
        // Nothing but distances: of no child is it known how large it is.
        guard ownPart > 0 || best[0] != nil else { break }
        for (place, child) in children[0].enumerated() {
          let joined = distances.joined(before[place].map { ($0.cells, $0.noise) }, child: place)
          best[child] = Estimate(cells: joined.cells, noise: joined.noise)
        }
      }
      let parts = children[node].compactMap { best[$0] }
      guard parts.count == children[node].count else { continue }
      let sum = added(parts)
      sums[node] = sum
      guard ownPart > 0 else { continue }
      let told = Estimate(cells: ownPart == 1 ? sum.cells : sum.cells.map { $0 / ownPart }, noise: sum.noise / ownPart)
      best[node] = best[node].map { own in
        // own + share × (sum − own), share = own's part of the variance.
        moved(own, to: told.cells, share: own.noise > 0 ? own.noise / (own.noise + told.noise) : 0, noise: told.noise)
      } ?? told
    }
    for node in children.indices {
      guard let parent = best[node], let sum = sums[node], sum.noise > 0 else { continue }
      for child in children[node] {
        guard let before = best[child] else { continue }
        let share = before.noise / sum.noise
        var after = before
        for cell in after.cells.indices { after.cells[cell] += share * (parent.cells[cell] - sum.cells[cell]) }
        after.noise = before.noise - before.noise * share + share * share * parent.noise
        best[child] = after
      }
    }
    return best
  }

  private static func added(_ parts: [Estimate]) -> Estimate {
    var sum = parts[0]
    for part in parts.dropFirst() {
      for cell in sum.cells.indices { sum.cells[cell] += part.cells[cell] }
      sum.noise += part.noise
    }
    return sum
  }

  /// The mean of two estimates of one thing; `share` of the second, whose variance is `noise`.
  private static func moved(_ own: Estimate, to other: [Double], share: Double, noise: Double) -> Estimate {
    var mean = own
    for cell in mean.cells.indices { mean.cells[cell] += share * (other[cell] - own.cells[cell]) }
    mean.noise = share * noise
    return mean
  }
}
