import Estimation
import Foundation
import TestSupport
import Testing

/// Stated privacy is never better than the truth, and at most 1e-9 worse.
@Suite struct PrivacyConversionTests {
  @Test(arguments: PrivacyVectors.epsilon)
  func epsilonFromRho(_ row: (rho: Double, delta: Double, epsilon: Double)) {
    expectJustAbove(PrivacyConversion.epsilon(rho: row.rho, delta: row.delta), row.epsilon)
    let back = PrivacyConversion.rho(epsilon: row.epsilon, delta: row.delta)
    #expect(back <= row.rho && back >= row.rho * (1 - 1e-9), "what ε allows is never more ρ than has that ε")
  }

  @Test(arguments: PrivacyVectors.delta)
  func deltaFromRho(_ row: (rho: Double, epsilon: Double, delta: Double)) {
    expectJustAbove(PrivacyConversion.delta(rho: row.rho, epsilon: row.epsilon), row.delta)
  }

  @Test(arguments: PrivacyVectors.gaussianTables)
  func aScheduleOfGaussianTables(_ row: (variance: Double, k: Int, shift: Double, delta: Double, epsilon: Double)) throws {
    let schedule = try #require(ExactComposition(gaussianTables: row.k, variance: row.variance, shift: row.shift))
    expectJustAbove(schedule.epsilon(delta: row.delta), row.epsilon)
  }

  @Test(arguments: PrivacyVectors.laplaceTables)
  func aScheduleOfLaplaceTables(_ row: (scale: Double, k: Int, delta: Double, epsilon: Double)) throws {
    let schedule = try #require(ExactComposition(laplaceTables: row.k, scale: row.scale))
    expectJustAbove(schedule.epsilon(delta: row.delta), row.epsilon)
  }

  @Test func sharedNumbersOfZCDP() throws {
    for row in try oracle("zcdp_to_approxdp", rows: 108) {
      expectJustAbove(PrivacyConversion.epsilon(rho: row[0], delta: row[1]), row[3])
    }
    for row in try oracle("zcdp_delta_at_eps", rows: 96) {
      let value = PrivacyConversion.delta(rho: row[0], epsilon: row[1])
      let least = PrivacyConversion.leastStatedDelta
      if row[2] < least { #expect(value == least) } else { expectJustAbove(value, row[2]) }
    }
    for row in try oracle("approxdp_to_zcdp", rows: 33) {
      let value = PrivacyConversion.rho(epsilon: row[0], delta: row[1])
      #expect(value <= row[2] && value >= row[2] * (1 - 1e-9), "\(value) against \(row[2])")
    }
  }

  /// Their last digit is rounded: room of 1e-15 below.
  @Test func sharedNumbersOfExactSchedules() throws {
    var made: [[Double]: ExactComposition] = [:]  // a file's row for each of four δ
    for row in try oracle("compose_discrete_gaussian", rows: 80) {
      let schedule = try made[Array(row[..<4])]
        ?? #require(ExactComposition(gaussianTables: Int(row[3]), variance: row[0] / row[1], shift: row[2]))
      made[Array(row[..<4])] = schedule
      expectJustAbove(schedule.epsilon(delta: row[5]), row[6] * (1 - 1e-15))
    }
    for row in try oracle("compose_discrete_laplace", rows: 40) {
      let schedule = try #require(ExactComposition(laplaceTables: Int(row[2]), scale: row[1] / row[0]))
      expectJustAbove(schedule.epsilon(delta: row[3]), row[4] * (1 - 1e-15))
    }
  }

  @Test func edgesPromiseNothingTooGood() throws {
    #expect(PrivacyConversion.epsilon(rho: 0, delta: 1e-6) == 0)
    for (rho, delta) in [(0.1, 0), (-1, 1e-6), (.nan, 1e-6), (.infinity, 1e-6), (0.1, .nan)] {
      #expect(PrivacyConversion.epsilon(rho: rho, delta: delta) == .infinity)
    }
    for (rho, epsilon) in [(-1, 1), (.nan, 1), (.infinity, 1), (0.1, -1), (0.1, .nan)] {
      #expect(PrivacyConversion.delta(rho: rho, epsilon: epsilon) == 1)
    }
    #expect(PrivacyConversion.delta(rho: 0, epsilon: 0) == 0)
    for (epsilon, delta) in [(0, 1e-6), (-1, 1e-6), (.nan, 1e-6), (1, 0), (1, 1), (1, .nan)] {
      #expect(PrivacyConversion.rho(epsilon: epsilon, delta: delta) == 0)
    }
    #expect(ExactComposition(gaussianTables: 0, variance: 1) == nil && ExactComposition(gaussianTables: 1, variance: 0) == nil)
    #expect(ExactComposition(laplaceTables: 0, scale: 1) == nil && ExactComposition(laplaceTables: 1, scale: 0) == nil)
    #expect(ExactComposition(gaussianTables: 1, variance: .nan) == nil)
    let schedule = try #require(ExactComposition(gaussianTables: 5, variance: 10))
    #expect(schedule.epsilon(delta: 1e-13) == .infinity && schedule.epsilon(delta: .nan) == .infinity)
    #expect(schedule.mostFound(falseAlarms: 0) == 1)
  }

  /// More noise, fewer tables, a smaller bound: never a larger price. More is never cheaper than less.
  @Test func pricesAreMonotone() throws {
    func price(_ k: Int, _ variance: Double, _ shift: Double) throws -> Double {
      try #require(ExactComposition(gaussianTables: k, variance: variance, shift: shift)).epsilon(delta: 1e-6)
    }
    for k in 1...5 {
      for variance in [1.0, 4, 10] {
        let here = try price(k, variance, 1)
        #expect(try here < price(k + 1, variance, 1) && here > price(k, variance * 1.2, 1) && here < price(k, variance, 2))
        #expect(here <= PrivacyConversion.epsilon(rho: Double(k) / (2 * variance), delta: 1e-6), "the general price covers it")
      }
    }
    var before = (epsilon: 0.0, found: 0.05, delta: 0.0)
    for rho in stride(from: 0.02, through: 3, by: 0.13) {
      let here = (
        epsilon: PrivacyConversion.epsilon(rho: rho, delta: 1e-6),
        found: MembershipTest.mostFound(rho: rho, falseAlarms: 0.05), delta: PrivacyConversion.delta(rho: rho, epsilon: 2)
      )
      #expect(here.epsilon > before.epsilon && here.found > before.found && here.delta > before.delta)
      before = here
    }
  }

  private func oracle(_ name: String, rows count: Int) throws -> [[Double]] {
    guard let path = SharedFiles.path("oracles/\(name).csv") else { return [] }  // the vectors above stand in
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
    #expect(lines.count == count)
    return lines.map { $0.split(separator: ",").map { Double($0) ?? 0 } }  // below the range of Double: 0
  }

  private func expectJustAbove(_ value: Double, _ truth: Double) {
    #expect(value >= truth && value <= truth * (1 + 1e-9), "\(value) against \(truth)")
  }
}

/// "Finds at most this share": never understated.
@Suite struct MembershipTestTests {
  @Test(arguments: PrivacyVectors.found)
  func theShareFound(_ row: (rho: Double, most: Double, underGaussianNoise: Double)) {
    let most = MembershipTest.mostFound(rho: row.rho, falseAlarms: 0.05)
    #expect(most >= row.most && most < row.most + 1e-4, "\(most) against \(row.most)")
    let gaussian = MembershipTest.foundUnderGaussianNoise(rho: row.rho, falseAlarms: 0.05)
    #expect(gaussian >= row.underGaussianNoise && gaussian < row.underGaussianNoise + 1e-9)
    #expect(gaussian < most)
  }

  /// The exact best test against schedules of real noise never beats the bound from ρ alone.
  @Test func noScheduleBeatsTheBound() throws {
    let schedules: [(k: Int, variance: Double, shift: Double)] = [
      (1, 0.5, 1), (1, 1, 1), (2, 1, 1), (1, 4, 2), (2, 10, 1), (4, 10, 1), (5, 10, 1), (8, 5, 1), (6, 30, 2),
    ]
    for (k, variance, shift) in schedules {
      let rho = Double(k) * shift * shift / (2 * variance)
      let schedule = try #require(ExactComposition(gaussianTables: k, variance: variance, shift: shift))
      for falseAlarms in [0.001, 0.01, 0.05, 0.2, 0.6] {
        let exact = schedule.mostFound(falseAlarms: falseAlarms)
        #expect(exact <= MembershipTest.mostFound(rho: rho, falseAlarms: falseAlarms), "\(k) \(variance) \(falseAlarms)")
        let gaussian = MembershipTest.foundUnderGaussianNoise(rho: rho, falseAlarms: falseAlarms)
        if variance >= 4 { #expect(abs(exact - gaussian) < 0.03, "close to the normal") }
      }
    }
    // Discrete Laplace of scale 1/ε₀ is ε₀²/2-zCDP; with one coin the share found is known in closed form.
    let one = try #require(ExactComposition(laplaceTables: 1, scale: 2))
    #expect(abs(one.mostFound(falseAlarms: 0.05) - 0.05 * Foundation.exp(0.5)) < 1e-9)
    #expect(one.mostFound(falseAlarms: 0.05) < MembershipTest.mostFound(rho: 0.125, falseAlarms: 0.05))
  }

  @Test func edgesPromiseNothing() {
    #expect(abs(MembershipTest.mostFound(rho: 0, falseAlarms: 0.05) - 0.05) < 1e-5, "no spend: no better than a coin")
    #expect(MembershipTest.mostFound(rho: 400, falseAlarms: 0.05) > 1 - 1e-9)
    for (rho, alarms) in [(-1, 0.05), (.nan, 0.05), (.infinity, 0.05), (0.1, 0), (0.1, 1), (0.1, .nan)] {
      #expect(MembershipTest.mostFound(rho: rho, falseAlarms: alarms) == 1)
      #expect(MembershipTest.foundUnderGaussianNoise(rho: rho, falseAlarms: alarms) == 1)
    }
  }
}

/// Against the mathematics library, which the program itself does not use.
@Suite struct OwnFunctionTests {
  @Test func theNormalDistribution() {
    for x in stride(from: -8.9, through: 8.9, by: 0.1) {
      #expect((NormalDistribution.share(below: x) - erfc(-x / 2.0.squareRoot()) / 2).magnitude < 1e-14, "\(x)")
    }
    #expect((NormalDistribution.point(below: 0.975) - 1.959_963_984_540_054).magnitude < 1e-12)
    #expect(NormalDistribution.share(below: 40) == 1 && NormalDistribution.share(below: -40) == 0)
  }
}

/// The figures in the document are the program's.
@Suite struct PrivacyDocumentTests {
  @Test func theTableOfPricesIsComputed() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/privacy.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    func up(_ value: Double, _ digits: Double, _ format: String) -> String {
      String(format: format, (value * digits).rounded(.up) / digits)
    }
    for (name, fraction, rho) in [
      ("data of 2024", "1/10", 0.1), ("data of 2025", "1/5", 0.2), ("both: the first release", "3/10", 0.3),
      ("most in a lifetime", "4/5", 0.8),
      // `ReleaseProtocolTests` holds the fraction.
      ("the first release, which of two descriptions", "2403/3700", 2403.0 / 3700),
    ] {
      let epsilon = up(PrivacyConversion.epsilon(rho: rho, delta: 1e-6), 100, "%.2f")
      let most = up(MembershipTest.mostFound(rho: rho, falseAlarms: 0.05), 1000, "%.3f")
      let gaussian = up(MembershipTest.foundUnderGaussianNoise(rho: rho, falseAlarms: 0.05), 1000, "%.3f")
      func percent(_ share: String) -> String { String(format: "%.1f%%", (Double(share) ?? 0) * 100) }
      let row = "| \(name) | \(fraction) | \(epsilon) | \(percent(most)) | \(percent(gaussian)) |"
      #expect(text.contains(row), "\(row)")
    }
    let exact = try #require(ExactComposition(gaussianTables: 2, variance: 10)).epsilon(delta: 1e-6)
    #expect(text.contains("ε = \(up(exact, 100, "%.2f")) instead of 2.15"))
  }
}
