/// The best estimates at every node of a tree of places (boroughs, sub-regions, London) where upper nodes have noised
/// tables of their own, as sums under secure aggregation do.
///
/// Two passes for each residual component apart, whose noise is uncorrelated with the others' (Hay, Rastogi, Miklau, Suciu
/// 2010, *Boosting the Accuracy of Differentially Private Histograms Through Consistency*, for unequal sizes). Upwards: own
/// table and sum of the children, weighted by precision. Downwards: what a node's best estimate differs from its children's
/// sum by is given to them in proportion to their variances. Children then add up to their parent. A node may also have
/// exact tables: they move those below it, and nothing moves them.
public struct TreeReconstruction: Sendable {
  /// In the order given. Errors of different nodes are correlated: don't add their variances.
  public let nodes: [Reconstruction]

  /// - Parameters:
  ///   - parents: nil for the first node, the root; else the position of an earlier node.
  ///   - own: each node's own tables, or nil; leaves need some.
  /// - Throws: `badTree`, `differentDomains`.
  public init(parents: [Int?], own: [Reconstruction?]) throws(MarginalError) {
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
    for part in told.noise.keys {
      for (node, estimate) in Self.passes(part, children, own).enumerated() {
        components[node][part] = estimate.cells
        noise[node][part] = estimate.noise
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

  private static func passes(_ part: Marginal, _ children: [[Int]], _ own: [Reconstruction?]) -> [Estimate] {
    var best: [Estimate?] = own.map { node in
      guard let node, let cells = node.component(part), let noise = node.variances.noise(of: part) else { return nil }
      return Estimate(cells: cells, noise: noise)
    }
    var sums: [Estimate?] = own.map { _ in nil }
    for node in children.indices.reversed() where !children[node].isEmpty {
      let sum = added(children[node].compactMap { best[$0] })
      sums[node] = sum
      best[node] = best[node].map { own in
        // own + share × (sum − own), share = own's part of the variance.
        moved(own, to: sum.cells, share: own.noise > 0 ? own.noise / (own.noise + sum.noise) : 0, noise: sum.noise)
      } ?? sum
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
    return best.compactMap { $0 }
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
