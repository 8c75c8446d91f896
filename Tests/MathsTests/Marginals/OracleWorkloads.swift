import Foundation
import Marginals
import TestSupport
import Testing

/// The workloads of the independent computation, with its figures at ρ = 1/10 in double precision.
///
/// Source of the figures: a Python program written from the definitions, checked there by optimisation over all positive
/// semidefinite strategies (2×3×2). The whole of it is compared where the shared files are present.
struct OracleWorkload: CustomTestStringConvertible {
  let name: String
  let sizes: [Int]
  let perCell: Bool
  let marginals: [[Int]]
  /// The least weighted total variance; ρ of changing a person under that plan; both printed by the source.
  let optimum: Double
  let substitutionRho: Double
  /// Total variance of the best tables of counts with precisions not below 0, against the optimum.
  let bestCounts: Double

  var testDescription: String { name }
  static let rho = fraction(1, 10)

  var domain: PublicDomain { get throws { try PublicDomain(sizes: sizes) } }
  var workload: MarginalWorkload {
    get throws {
      let tables = marginals.map { Marginal($0) }
      return try perCell ? .perCell(domain, tables) : .perTable(domain, tables)
    }
  }

  private static let oneAndTwo = [[0], [1], [2], [0, 1], [0, 2], [1, 2]]

  static let all = [
    OracleWorkload(
      name: "T0_tiny_2x3x2_all12way_unitw", sizes: [2, 3, 2], perCell: true, marginals: oneAndTwo,
      optimum: 249.59075546800867, substitutionRho: 0.20086102502048322, bestCounts: 1.0000344664304668),
    OracleWorkload(
      name: "W1_26x12x8_all12way_unitw", sizes: [26, 12, 8], perCell: true, marginals: oneAndTwo,
      optimum: 11287.202127131723, substitutionRho: 0.2006668048042425, bestCounts: 1.0007085502228987),
    OracleWorkload(
      name: "W1t_26x12x8_total+12way_unitw", sizes: [26, 12, 8], perCell: true, marginals: [[]] + oneAndTwo,
      optimum: 11578.803659499257, substitutionRho: 0.19812388789703467, bestCounts: 1),
    OracleWorkload(
      name: "W2_26x12x8_all12way_eqtable", sizes: [26, 12, 8], perCell: false, marginals: oneAndTwo,
      optimum: 148.83162014310437, substitutionRho: 0.20273096326246686, bestCounts: 1.00408725474002),
    OracleWorkload(
      name: "W3_26x13x8x5_all12way+nps_eqtable", sizes: [26, 13, 8, 5], perCell: false,
      marginals: [[], [0], [1], [2], [3], [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3], [1, 2, 3]],
      optimum: 509.1038895290035, substitutionRho: 0.18718658424322848, bestCounts: 1),
  ]
}

/// A fraction that is known to be one.
func fraction(_ numerator: Int64, _ denominator: Int64) -> Fraction {
  guard let made = Fraction(numerator, denominator) else { preconditionFailure("no fraction") }
  return made
}

/// Rows of one of the independent computation's files, without the heading; nil where it is absent.
func oracle(_ name: String) throws -> [[String]]? {
  guard let path = SharedFiles.path("oracles/\(name).csv") else { return nil }
  let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
  return lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}

func isClose(_ value: Double, _ truth: Double, _ tolerance: Double) -> Bool {
  (value - truth).magnitude <= tolerance * max(truth.magnitude, 1e-300)
}

/// Numbers from a seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
