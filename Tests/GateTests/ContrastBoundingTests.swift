import Disclosure
import ReleaseProtocol
import Testing

/// Tables of contrasts through the gate: persons are counted as in any table, and what leaves is the contrasts of the counts.
@Suite struct ContrastBoundingTests {
  let bench: Bench
  init() throws { bench = try Bench() }

  /// What a reader expects, written down anew: along one axis after the other, n × the cell less the sum along the axis.
  static func contrasts(_ counts: [Int64], _ sizes: [Int]) -> [Int64] {
    var (cells, stride) = (counts, 1)
    for size in sizes.reversed() {
      let before = cells
      for place in cells.indices {
        let first = place - place / stride % size * stride
        cells[place] = Int64(size) * before[place] - (0..<size).reduce(0) { $0 + before[first + $1 * stride] }
      }
      stride *= size
    }
    return cells
  }

  /// σ² = Π n(n − 1)/2 at ρ = 1; 20 σ is exceeded with probability below 10⁻⁸⁰. A person moves its own cell by Π(n − 1), so
  /// that one in a hundred counted twice, or left out, is far beyond.
  @Test(arguments: [[5, 12, 6], [2, 2], [7]])
  func contrastsOfTheCountsAreReleased(_ sizes: [Int]) throws {
    let statistic = try Statistic.contrasts(sizes, rho: Ratio(1, 1))
    var counts = [Int64](repeating: 0, count: statistic.cellCount)
    var people: [Contribution<Child>] = []
    for number in 0..<20_000 {
      let (cell, other) = (number * number % 97 % counts.count, number % counts.count)
      counts[cell] += 1
      // In two cells, and with amounts that say nothing: the first cell counts, once.
      people.append(Contribution(person: Child(number: number), cell: cell, amount: Int64(number)))
      people.append(Contribution(person: Child(number: number), cell: other, amount: -5))
    }
    let cells = try bench.cells(of: statistic, from: people)
    let sigma = (Double(statistic.squaredBounds[0]) / 2).squareRoot()
    for (cell, exact) in zip(cells, Self.contrasts(counts, sizes)) {
      #expect(Double(abs(cell - exact)) < 20 * sigma, "\(sizes): \(cell) for \(exact)")
    }
  }

  /// One person more, less or elsewhere, 50,000 times over so that the noise is small beside it: the change's square is
  /// that which the noise is scaled by, and of one who moves no more than `replacementFactor` times it. A bound that spoke
  /// of one cell would be refuted.
  @Test func onePersonMovesTheTableByTheSquareThatIsPaidFor() throws {
    let (sizes, many) = ([5, 12, 6], 50_000.0)
    let statistic = try Statistic.contrasts(sizes, rho: Ratio(1, 1))
    let square = Double(statistic.squaredBounds[0])
    // As a difference of two releases: noise of variance Π n(n − 1) in each of 360 cells, in parts of 50,000. Its
    // part in the square has a standard deviation of 4 in 79,200.
    func change(_ before: [Int: Int], _ after: [Int: Int]) throws -> Double {
      func cells(_ persons: [Int: Int]) throws -> [Int64] {
        var people: [Contribution<Child>] = []
        for (cell, count) in persons {
          people += (0..<count).map { Contribution(person: Child(number: cell * 10_000_000 + $0), cell: cell, amount: 1) }
        }
        return try bench.cells(of: statistic, from: people)
      }
      return zip(try cells(before), try cells(after)).reduce(0) {
        let move = Double($1.1 - $1.0) / many
        return $0 + move * move
      }
    }
    let elsewhere = Double(statistic.replacementFactor.numerator) / Double(statistic.replacementFactor.denominator)
    for (name, before, after, expected) in [
      ("added", [:], [100: Int(many)], square), ("removed", [359: Int(many)], [:], square),
      ("moved along the shortest axis", [0: Int(many)], [4 * 72: Int(many)], elsewhere * square),
    ] as [(String, [Int: Int], [Int: Int], Double)] {
      let found = try change(before, after)
      #expect(abs(found / expected - 1) < 0.001, "\(name): \(found) for \(expected)")
      let ofOneCell = Double(statistic.bound(cell: 0) * statistic.bound(cell: 0))
      #expect(found > 1.5 * ofOneCell, "a bound of the one cell that moves most would be too small")
    }
  }

  @Test func whatTheTableHasNotIsRefused() throws {
    let statistic = try Statistic.contrasts([5, 6], rho: Ratio(1, 1))
    for cell in [-1, 30, Int.max] {
      #expect(throws: GateError.cellOutOfRange(statistic: "contrasts")) {
        _ = try Gate.bound([Contribution(person: Child(number: 1), cell: cell, amount: 1)], for: statistic)
      }
    }
    let year = try #require(Segment(spanning: 0...3))
    #expect(throws: GateError.daysDoNotFit(statistic: "contrasts")) {
      _ = try Gate.bound([Contribution(person: Child(number: 1), cell: 4, segment: year)], for: statistic)
    }
    let table = try Gate.bound((0..<7_731).map { Contribution(person: Child(number: $0), cell: 0, amount: 1) }, for: statistic)
    #expect("\(table)" == "Bounded(contrasts)" && Mirror(reflecting: table).children.isEmpty)
  }

  /// A table has at most 16,384 cells, so a person changes none by as much: 50 million people stay below 2⁵³, the gate's
  /// limit, with room for thousands of standard deviations of noise.
  @Test func noBoroughIsLargeEnoughToOverflow() throws {
    for sizes in [[64, 64, 4], [64, 16, 16], [64, 64, 2, 2], [11, 11, 11, 12]] {
      let statistic = try Statistic.contrasts(sizes, rho: Ratio(1, 1_000_000))
      #expect(statistic.bound(cell: 0) < 16_384)
      let sigma = (Double(statistic.variances[0].numerator) / Double(statistic.variances[0].denominator)).squareRoot()
      #expect(16_384 * 50_000_000 + Int64(sigma) * 10_000 < 1 << 53)
    }
  }
}

extension Statistic {
  /// Contrasts along axes of these sizes; noise of variance Π n(n − 1)/(2ρ) in each cell.
  static func contrasts(id: String = "contrasts", _ sizes: [Int], rho: Ratio?) throws -> Statistic {
    guard let rho else { throw WireError.badSignature }
    return try Statistic(
      id: id, kind: .stock, dataYear: 2025,
      axes: sizes.enumerated().map { place, size in try Axis(name: "a\(place)", labels: (0..<size).map { "l\($0)" }) },
      bound: .contrasts, rho: rho)
  }
}
