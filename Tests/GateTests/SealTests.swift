import Cryptography
import Foundation
@_spi(Gate) import Ledger
import ReleaseProtocol
import TestSupport
import Testing

@testable import Disclosure

/// What stays of a seal when it is gone: its hash, in the ledger.
@Suite struct SealTests {
  let bench: Bench
  let plan: ReleasePlan
  let exact: [Int64]
  init() throws {
    bench = try Bench()
    plan = try ReleasePlan(
      id: "test-plan", censusYear: 2025, forecastYears: 16, statistics: [.counts(cells: 8, rho: Ratio(1, 20))])
    exact = [5, 5, 5, 5, 5, 4, 4, 4]
  }

  private var tables: [Bounded] {
    get throws {
      [
        try Gate.bound(
          (0..<37).map { Contribution(person: Child(number: $0), cell: $0 % 8, amount: 1) }, for: plan.statistics[0])
      ]
    }
  }

  /// The attacker of the promise knows the records of all children but one. If the ledger came into his hands, the hash
  /// of the seal must not say whether his guess about that one is right: with plan, message and the right guess he
  /// knows all that was hashed but the salt.
  @Test func theLedgersHashConfirmsNoGuess() throws {
    let release = Bench.fresh()
    let charge = try bench.charge(plan, for: tables, noise: Gate.drawNoise(for: plan), release: release)
    let sealed = charge.sealed
    let released = try Gate.release(tables, of: plan, paying: charge)
    let hash = try hashInLedger(release)

    let noise = zip(released.tables[0].cells, exact).map { $0 - $1 }
    let tablesHash = Hex.encode(SHA256.hash(Array(SealText.line("counts", exact).utf8)))
    func guessed(_ salt: String?) -> String {
      let text = SealText(
        salt: salt, planHash: released.planHash, tablesHash: tablesHash, noise: [(statistic: "counts", cells: noise)])
      return Hex.encode(SHA256.hash(text.bytes))
    }
    #expect(guessed(nil) != hash)
    let salt = try #require(SealText(sealed)?.salt)
    #expect(guessed(salt) == hash, "the guess is right in everything else")
    #expect(salt.utf8.count == 64)
  }

  @Test func noTwoSaltsAreTheSame() throws {
    let salts = try (0..<20).map { _ in
      let charge = try bench.charge(plan, for: tables, noise: Gate.drawNoise(for: plan))
      return try #require(SealText(charge.sealed)?.salt)
    }
    #expect(Set(salts).count == 20)
  }

  /// Paid by an older program and cut short: the release is finished by this one.
  @Test func aSealOfBeforeStillFinishesItsRelease() throws {
    let release = Bench.fresh()
    let charge = try bench.charge(plan, for: tables, noise: Gate.drawNoise(for: plan))
    let now = try #require(SealText(charge.sealed))
    let before = SealText(salt: nil, planHash: now.planHash, tablesHash: now.tablesHash, noise: now.noise)
    #expect(String(decoding: before.bytes.prefix(24), as: UTF8.self) == "boroughwise-seal 1\nplan ")
    let old = try bench.ledger.debit(
      SpendRequest(
        release: release, planID: plan.id, planHash: charge.planHash, vintage: String(repeating: "b", count: 64),
        lines: charge.lines, at: 1_760_000_001), keeping: Seal(before.bytes))
    let released = try Gate.release(tables, of: plan, paying: old)
    #expect(released.tables[0].cells == zip(exact, now.noise[0].cells).map { $0 + $1 })
  }

  @Test func aSaltHasOneSpelling() throws {
    let good = SealText(
      salt: String(repeating: "0a", count: 32), planHash: "p", tablesHash: "t", noise: [(statistic: "counts", cells: [1])])
    #expect(SealText(good.bytes) != nil)
    let text = String(decoding: good.bytes, as: UTF8.self)
    for bad in ["0A", "0g", "0", "0aa", "0 "] {
      let other = text.replacing("salt 0a", with: "salt " + bad, maxReplacements: 1)
      #expect(other != text && SealText(Array(other.utf8)) == nil, "\(bad)")
    }
    #expect(SealText(Array(text.replacing("salt ", with: "sale ", maxReplacements: 1).utf8)) == nil)
    #expect(SealText(Array(text.replacing("seal 2", with: "seal 1", maxReplacements: 1).utf8)) == nil)
  }

  private func hashInLedger(_ release: String) throws -> String {
    let log = try String(contentsOfFile: bench.folder.file("ledger") + "/ledger.log", encoding: .utf8)
    let line = try #require(log.split(separator: "\n").first { $0.contains("intend \(release) ") })
    return try #require(line.split(separator: " ").last.map(String.init))
  }
}
