import Estimation
@testable import Forecasting
import Foundation
import TestSupport
import Testing

/// The drift of London's rates against what DfE's new plans of 2009 to 2025 did: how far they were, some years on, from where
/// the base would have held them.
@Suite(.enabled(if: SharedFiles.path("data/fc-dfe-london-region-2026.csv") != nil, "needs the shared files"))
struct PublishedDriftTests {
  private static let years = 2009...2025

  private static func logarithms() throws -> [Int: Double] {
    let counts = try PublishedLondon.newPlans()
    return Dictionary(uniqueKeysWithValues: try years.map { ($0, log(Double(try #require(counts[$0])))) })
  }

  /// Distances of new plans from those of the window before, 1:2, in logarithms.
  private static func errors(ahead: Int) throws -> [Double] {
    let logs = try logarithms()
    return years.compactMap { year in
      guard let before = logs[year - 1], let latest = logs[year], let later = logs[year + ahead] else { return nil }
      return later - log((exp(before) + 2 * exp(latest)) / 3)
    }
  }

  /// The same as drawn, of London, whose boroughs drift alike here, by years ahead.
  private static func drawn(trend: Double) -> [[Double]] {
    var drift = SystemDrift.none
    (drift.issuing, drift.issuingTrend) = (SystemDrift.standard.issuing, trend)
    let paths = (0..<2000).map { draw in
      var (common, own) = (SeededSource(seed: 3, stream: [draw]), SeededSource(seed: 4, stream: [draw]))
      return drift.boroughPath(drift.path(steps: 7, &common), window: .standard, &own).issuing
    }
    return (0..<7).map { ahead in paths.map { log($0[ahead]) } }
  }

  @Test func itsFiguresAreThoseOfTheSeries() throws {
    let logs = try Self.logarithms()
    let changes = try Self.years.dropFirst().map { try #require(logs[$0]) - (try #require(logs[$0 - 1])) }
    let mean = changes.reduce(0, +) / Double(changes.count)
    let own = changes.map { $0 - mean }
    let squares = own.reduce(0) { $0 + $1 * $1 }
    let drift = SystemDrift.standard
    #expect((mean - drift.issuingTrend).magnitude < 0.001)
    #expect(((squares / Double(own.count - 1)).squareRoot() - drift.issuing).magnitude < 0.001)
    #expect((zip(own, own.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / squares - drift.issuingCorrelation).magnitude < 0.01)
  }

  /// As wide as rates that are held have been wrong, and its 90% hold at least 80% of what happened, one to six years ahead.
  /// Without the trend they hold less at every distance: 73, 64, 46, 42, 27 and 10%.
  @Test func itIsAsWideAsHeldRatesWereWrong() throws {
    let (with, without) = (Self.drawn(trend: SystemDrift.standard.issuingTrend), Self.drawn(trend: 0))
    for ahead in 1...6 {
      let errors = try Self.errors(ahead: ahead)
      func held(_ drawn: [Double]) -> Double {
        let ends = Quantiles.of(drawn, at: [0.05, 0.95])
        return Double(errors.count { (ends[0]...ends[1]).contains($0) }) / Double(errors.count)
      }
      func size(_ values: [Double]) -> Double { (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot() }
      let (wrong, wide, shares) = (size(errors), size(with[ahead]), (held(with[ahead]), held(without[ahead])))
      print("held rates, \(ahead) years: wrong by \(wrong), drift \(wide), without trend \(size(without[ahead])); "
        + "90% hold \(shares) of \(errors.count)")
      #expect((wide / wrong - 1).magnitude < 0.1)
      #expect(shares.0 >= 0.8 && shares.1 < 0.8)
    }
  }
}
