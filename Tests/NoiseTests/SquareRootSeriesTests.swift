import Foundation
@testable import Noise
import Randomness
import TestSupport
import Testing

/// Correlated noise over quarters: the stocks come out, no child moves more than is paid for, and the errors are those
/// that others computed.
@Suite struct SquareRootSeriesTests {
  @Test(arguments: 1...16) func twiceTheSquareRootIsTheSum(_ quarters: Int) throws {
    let series = try SquareRootSeries(quarters: quarters)
    let one = Int128(series.unit)
    for quarter in 0..<quarters {
      let both = (0...quarter).reduce(Int128(0)) {
        $0 + Int128(series.weights[$1]) * Int128(series.weights[quarter - $1])
      }
      #expect(both == one * one, "c * c is 1 in every quarter")
    }
    var random = SplitMix(UInt64(quarters))
    var (flows, figures, stock): ([Int64], [Int64], Int64) = ([], [], 0)
    for _ in 0..<quarters {
      flows.append(Int64.random(in: -40...60, using: &random))
      stock += flows.last ?? 0
      figures.append(try series.figure(flows: flows))
      #expect(try series.stock(figures: figures) == Int128(stock) * one * one)
    }
  }

  /// Two stays in one cell move the figures no more than in two cells: their effects never point the same way.
  @Test(arguments: 1...16) func sameCellIsNeverWorse(_ quarters: Int) throws {
    let series = try SquareRootSeries(quarters: quarters)
    func effect(_ start: Int, _ end: Int) -> [Int128] {
      (0..<quarters).map { quarter in
        let came = quarter < start ? 0 : Int128(series.weights[quarter - start])
        return came - (quarter < end ? 0 : Int128(series.weights[quarter - end]))
      }
    }
    for start in 0..<quarters {
      for end in (start + 1)...quarters {
        let first = effect(start, end)
        #expect(first.reduce(0) { $0 + $1 * $1 } == series.squaredEffect(from: start, to: end))
        for later in end..<max(end, quarters) {
          for last in (later + 1)...quarters {
            #expect(zip(first, effect(later, last)).reduce(Int128(0)) { $0 + $1.0 * $1.1 } <= 0)
          }
        }
      }
    }
  }

  /// Every way through three cells and absence over six quarters, through what is counted of it to the figures.
  @Test(arguments: 1...4) func noPathMovesMoreThanTheBound(_ stays: Int) throws {
    let quarters = 6
    let series = try SquareRootSeries(quarters: quarters)
    let bound = try series.squaredBound(stays: stays)
    var largest = Int128(0)
    for number in 0..<4096 {
      let path = (0..<quarters).map { quarter -> Int? in
        let cell = number >> (2 * quarter) & 3
        return cell == 3 ? nil : cell
      }
      let counted = SquareRootSeries.following(path, stays: stays)
      var moved = Int128(0)
      for cell in 0..<3 {
        var flows: [Int64] = []
        for quarter in 0..<quarters {
          let (here, before) = (counted[quarter] == cell, quarter > 0 && counted[quarter - 1] == cell)
          flows.append((here ? 1 : 0) - (before ? 1 : 0))
          let figure = Int128(try series.figure(flows: flows))
          moved += figure * figure
        }
      }
      #expect(moved <= bound, "\(path)")
      largest = max(largest, moved)
    }
    // A fourth stay has to be in an earlier cell here, which moves less.
    #expect(largest == bound || stays > 3, "the price is for this much and not less")
  }

  /// What is counted in a quarter is settled in that quarter; who stays within the number of stays is counted as it is.
  @Test func whatWasCountedStaysCounted() {
    let path: [String?] = ["a", "a", "b", nil, "b", "c", "c", nil, "a"]
    #expect(SquareRootSeries.following(path, stays: 9) == path)
    #expect(SquareRootSeries.following(path, stays: 2) == ["a", "a", "b", nil, nil, nil, nil, nil, nil])
    #expect(SquareRootSeries.following(path, stays: 1) == ["a", "a", "a", nil, nil, nil, nil, nil, nil])
    #expect(SquareRootSeries.following(["a", "b", "c", "a"], stays: 3) == ["a", "b", "c", "c"])
    for stays in 1...4 {
      for count in path.indices {
        let part = SquareRootSeries.following(Array(path.prefix(count)), stays: stays)
        #expect(part == Array(SquareRootSeries.following(path, stays: stays).prefix(count)))
      }
    }
  }

  struct Published {
    let quarters: Int
    let stays: Int
    /// In units of one figure's own; and the mean variance of a stock at ρ = 1.
    let squaredBound, meanVariance: Double
  }

  /// Computed elsewhere in double precision by another program.
  static let published = [
    Published(quarters: 4, stays: 1, squaredBound: 1.86328125, meanVariance: 1.1945743560791011),
    Published(quarters: 4, stays: 2, squaredBound: 2.92578125, meanVariance: 1.875757217407226),
    Published(quarters: 4, stays: 4, squaredBound: 4.78515625, meanVariance: 3.0678272247314444),
    Published(quarters: 8, stays: 1, squaredBound: 2.307734727859497, meanVariance: 1.6887493221087087),
    Published(quarters: 8, stays: 3, squaredBound: 5.269595384597778, meanVariance: 3.8561735567331987),
    Published(quarters: 16, stays: 1, squaredBound: 2.766747496073253, meanVariance: 2.2976125466959836),
  ]

  @Test(arguments: published) func boundsAndErrorsAreThePublished(_ known: Published) throws {
    try expect(known)
  }

  @Test(.enabled(if: SharedFiles.path("oracles/temporal_stock_transitions.csv") != nil, "needs the shared files"))
  func everyRowOfTheOracle() throws {
    let file = try #require(SharedFiles.path("oracles/temporal_stock_transitions.csv"))
    let rows = try String(contentsOfFile: file, encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }.filter { $0[1] == "sqrt_toeplitz" }
    #expect(rows.count == 15)
    for row in rows {
      try expect(
        Published(
          quarters: #require(Int(row[0])), stays: #require(Int(row[2])) + 1, squaredBound: #require(Double(row[3])),
          meanVariance: #require(Double(row[4]))))
    }
  }

  private func expect(_ known: Published) throws {
    let series = try SquareRootSeries(quarters: known.quarters)
    let bound = Double(try series.squaredBound(stays: known.stays)) / Double(series.unit) / Double(series.unit)
    #expect(abs(bound / known.squaredBound - 1) < 1e-14)
    #expect(abs(try Self.meanVariance(known.quarters, known.stays) / known.meanVariance - 1) < 1e-13)
  }

  /// Of the stocks of a series at ρ = 1.
  private static func meanVariance(_ quarters: Int, _ stays: Int) throws -> Double {
    let series = try SquareRootSeries(quarters: quarters)
    let unit = Double(series.unit)
    let variance = try series.variance(stays: stays, rho: .one)
    let each = Double(variance.numerator) / Double(variance.denominator) / unit / unit
    let stocks = (0..<quarters).map { Double(series.stockVarianceFactor(quarter: $0)) / unit / unit * each }
    return stocks.reduce(0, +) / Double(quarters)
  }

  /// Stocks noised afresh have variance quarters / 2 at ρ = 1.
  @Test func thePrivacyStatementSaysTheseFigures() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let words = try String(contentsOfFile: root + "/docs/privacy.md", encoding: .utf8).split(whereSeparator: \.isWhitespace)
    let text = words.joined(separator: " ")
    for (stays, sentence) in [
      (1, "is %.2f, %.2f and %.2f of that of stocks noised afresh over 4, 8 and 16 quarters"),
      (2, "with one change of cell %.2f, %.2f and %.2f"),
    ] {
      let ratios = try [4, 8, 16].map { try Self.meanVariance($0, stays) / (Double($0) / 2) }
      #expect(text.contains(String(format: sentence, ratios[0], ratios[1], ratios[2])), "\(ratios)")
    }
  }

  /// The whole way with the product's sampler: 20,000 cells over eight quarters, half of them with a child who stays
  /// from the first quarter, by a coin. The stocks' errors are as stated, and what all figures of a child prove stays
  /// below the price. False alarm below 10⁻⁸.
  @Test func eightQuartersWithNoise() throws {
    let (quarters, cells) = (8, 20_000)
    let rho = try fraction(3, 10)
    let series = try SquareRootSeries(quarters: quarters)
    let variance = try series.variance(stays: 1, rho: rho)
    let sampler = try DiscreteGaussian(variance: variance)
    let v = Double(variance.numerator) / Double(variance.denominator)
    var source = KernelRandom()
    let present = (0..<cells).map { _ in Bool.random() }
    var figures = [[Int64]](repeating: [], count: cells)
    var scores = [Double](repeating: 0, count: cells)
    let unit = Double(series.unit)
    for quarter in 0..<quarters {
      let noise = sampler.samples(cells, using: &source)
      var squares = 0.0
      for cell in 0..<cells {
        var flows = [Int64](repeating: 0, count: quarter + 1)
        flows[0] = present[cell] ? 1 : 0
        figures[cell].append(try series.figure(flows: flows) + noise[cell])
        scores[cell] += Double(series.weights[quarter]) * Double(figures[cell][quarter]) / v
        let stock = Double(try series.stock(figures: figures[cell])) / unit / unit - (present[cell] ? 1 : 0)
        squares += stock * stock
      }
      let stated = Double(series.stockVarianceFactor(quarter: quarter)) / unit / unit * v / unit / unit
      #expect(abs(squares / Double(cells) / stated - 1) < 6.5 * (2 / Double(cells)).squareRoot(), "quarter \(quarter)")
    }
    // A child who stays to the end is the dearest; the score in standard deviations.
    let bound = Double(try series.squaredBound(stays: 1))
    let effect = Double(series.squaredEffect(from: 0, to: quarters))
    #expect(effect <= bound)
    let audit = PrivacyAudit(
      without: scores.indices.filter { !present[$0] }.map { scores[$0] * (v / effect).squareRoot() },
      with: scores.indices.filter { present[$0] }.map { scores[$0] * (v / effect).squareRoot() }, rho: 0.3)
    #expect(abs(audit.shift - (effect / v).squareRoot()) < 6.5 * 2 / Double(cells).squareRoot())
    for (delta, declared) in [(1e-6, 3.92), (0.01, 1.98), (0.1, 1.10)] {
      #expect(audit.epsilon(delta: delta) <= declared)
    }
  }

  @Test func refusesWhatItIsNotProvedFor() throws {
    for quarters in [0, -1, 17] {
      #expect(throws: NoiseError.badSeries(quarters: quarters)) { try SquareRootSeries(quarters: quarters) }
    }
    let series = try SquareRootSeries(quarters: 2)
    #expect(throws: NoiseError.badSeries(quarters: 3)) { try series.figure(flows: [1, 1, 1]) }
    #expect(throws: NoiseError.self) { try series.squaredBound(stays: 0) }
    #expect(throws: NoiseError.self) { try series.figure(flows: [.max, .max]) }
    #expect(throws: NoiseError.badRho(.zero)) { try series.variance(stays: 1, rho: .zero) }
  }
}
