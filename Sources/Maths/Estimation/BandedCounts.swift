/// Why banded counts can't be used. Bands are public.
public enum BandError: Error, Equatable, CustomStringConvertible {
  case badEdges, wrongCount, badVariance, differentBands

  public var code: String {
    switch self {
    case .badEdges: "bands-bad-edges"
    case .wrongCount: "bands-wrong-count"
    case .badVariance: "bands-bad-variance"
    case .differentBands: "bands-different"
    }
  }

  public var description: String {
    switch self {
    case .badEdges: "\(code): edges are at least two whole numbers, each above the one before"
    case .wrongCount: "\(code): there is one count for each band, the one at the cap included"
    case .badVariance: "\(code): variances of counts are numbers not below 0, one for each band"
    case .differentBands: "\(code): counts of different bands can't be added"
    }
  }
}

/// Noised numbers of persons by public bands of an amount: a histogram, which merges over places by addition.
///
/// Band i holds amounts from edge i up to edge i + 1; the last band, after the last edge, holds those at the cap.
public struct BandedCounts: Sendable, Equatable {
  /// In pence, ascending; the last is the cap.
  public let edges: [Int64]
  /// One more than bands between edges: the last is of persons at the cap. May be negative.
  public let counts: [Double]
  /// Of the independent noise in each count.
  public let variances: [Double]

  /// - Throws: `badEdges`, `wrongCount`, `badVariance`.
  public init(edges: [Int64], counts: [Double], variances: [Double]) throws(BandError) {
    guard edges.count >= 2, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .badEdges }
    guard counts.count == edges.count else { throw .wrongCount }
    guard variances.count == counts.count, variances.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .badVariance }
    self.edges = edges
    self.counts = counts
    self.variances = variances
  }

  /// The histogram of both places together; their noise is independent.
  /// - Throws: `differentBands`.
  public func adding(_ other: BandedCounts) throws(BandError) -> BandedCounts {
    guard edges == other.edges else { throw .differentBands }
    return try BandedCounts(
      edges: edges, counts: zip(counts, other.counts).map { $0 + $1 },
      variances: zip(variances, other.variances).map { $0 + $1 })
  }

  public var total: Double { counts.reduce(0, +) }

  /// The share of persons whose amount was clamped: how far means may be too low.
  public var shareAtCap: RatioEstimate {
    let last = counts.count - 1
    return RatioEstimate(
      counts[last], variances[last], over: total, variances.reduce(0, +), covariance: variances[last], within: 0...1)
  }

  /// Persons below each edge, the first 0, and all persons at the end: made to rise, and not below 0, by pooling adjacent
  /// violators (least squares; Ayer and others 1955).
  public var cumulative: [Double] {
    var sums: [Double] = []
    var sum = 0.0
    for count in counts {
      sum += count
      sums.append(sum)
    }
    // Blocks of one mean; a block joins those before it that are above it.
    var blocks: [(mean: Double, size: Double)] = []
    for value in sums {
      var block = (mean: value, size: 1.0)
      while let last = blocks.last, last.mean > block.mean {
        blocks.removeLast()
        let size = last.size + block.size
        block = ((last.mean * last.size + block.mean * block.size) / size, size)
      }
      blocks.append(block)
    }
    return [0] + blocks.flatMap { [Double](repeating: max($0.mean, 0), count: Int($0.size)) }
  }
}
