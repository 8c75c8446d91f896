@testable import Ledger
import Noise
import Testing

@Suite struct BudgetTests {
  @Test func theFirstPlanFitsAndLeavesWhatItShould() throws {
    let ledger = try Ledger.open(newDisk())
    try ledger.wouldExceed(firstPlan)
    let asked = SpendRequest(
      release: hex(1, 32), planID: "london-send-1", planHash: planHash, vintage: hex(9, 64), lines: firstPlan, at: 5)
    let charge = try ledger.debit(asked)
    #expect(charge.lines == firstPlan)
    #expect(charge.release == asked.release && charge.planHash == planHash)
    #expect(ledger.budget.lifetimeSpent == rho(3, 10))
    #expect(ledger.budget.lifetimeLeft == rho(1, 2))
    #expect(ledger.budget.years == [
      YearBudget(dataYear: 2024, spent: rho(1, 10), left: rho(1, 10)),
      YearBudget(dataYear: 2025, spent: rho(1, 5), left: .zero),
    ])
  }

  @Test func capsAreExactToTheLastFraction() throws {
    let ledger = try Ledger.open(newDisk())
    _ = try ledger.debit(request(1, rho(199_999, 1_000_000)))
    let tooMuch = request(2, rho(2, 1_000_000))
    #expect(throws: LedgerError.overYear(2025, asked: rho(1, 500_000), left: rho(1, 1_000_000), cap: rho(1, 5))) {
      _ = try ledger.debit(tooMuch)
    }
    _ = try ledger.debit(request(2, rho(1, 1_000_000)))
    #expect(ledger.budget.years == [YearBudget(dataYear: 2025, spent: rho(1, 5), left: .zero)])
  }

  @Test func eachCapRefusesWithItsAmounts() throws {
    let policy = Policy(rhoPerRelease: rho(2, 5), rhoPerDataYear: rho(1, 2), rhoLifetime: rho(4, 5))
    let ledger = try Ledger.open(newDisk(policy))
    #expect(throws: LedgerError.overRelease(asked: rho(1, 2), cap: rho(2, 5))) {
      try ledger.wouldExceed(request(1, rho(1, 2)).lines)
    }
    _ = try ledger.debit(request(1, rho(2, 5), year: 2024))
    _ = try ledger.debit(request(2, rho(3, 10), year: 2025))
    #expect(throws: LedgerError.overYear(2024, asked: rho(1, 5), left: rho(1, 10), cap: rho(1, 2))) {
      try ledger.wouldExceed(request(3, rho(1, 5), year: 2024).lines)
    }
    #expect(throws: LedgerError.overLifetime(asked: rho(1, 5), left: rho(1, 10), cap: rho(4, 5))) {
      try ledger.wouldExceed(request(3, rho(1, 5), year: 2026).lines)
    }
    #expect(ledger.entries.count == 2)
  }

  @Test func aRefusalWritesNothing() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1, rho(1, 10)))
    let (log, steps) = (disk.log, disk.steps)
    let wrong = [
      request(2, rho(1, 2)), request(1, rho(1, 100)), request(2, .zero), request(2, rho(-1, 20)),
      request(2, rho(1, 20), year: 20_250), request(2, planHash: "ab"),
      SpendRequest(release: "x", planID: "p", planHash: planHash, vintage: hex(0, 64), lines: firstPlan, at: 0),
      SpendRequest(release: hex(2, 32), planID: "p q", planHash: planHash, vintage: hex(0, 64), lines: firstPlan, at: 0),
      SpendRequest(release: hex(2, 32), planID: "p", planHash: planHash, vintage: hex(0, 64), lines: [], at: 0),
      SpendRequest(release: hex(2, 32), planID: "p", planHash: planHash, vintage: "0\n1", lines: firstPlan, at: 0),
      SpendRequest(
        release: hex(2, 32), planID: "p", planHash: planHash, vintage: hex(0, 64),
        lines: [firstPlan[0], firstPlan[0]], at: 0),
    ]
    for asked in wrong {
      #expect(throws: LedgerError.self) { _ = try ledger.debit(asked) }
    }
    #expect(throws: LedgerError.unknownRelease(hex(7, 32))) {
      try ledger.settle(release: hex(7, 32), messageHash: messageHash, at: 0)
    }
    #expect(disk.log == log && disk.steps == steps)
    _ = try ledger.debit(request(2, rho(1, 10)))
  }

  /// Fractions without a common denominator end in an error, with nothing written, not in a rounded sum.
  @Test func sumsThatCannotBeExactAreRefused() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1, rho(1, 4_000_000_007)))
    let log = disk.log
    #expect(performing: { _ = try ledger.debit(request(2, rho(1, 3_000_000_019))) }, throws: { error in
      (error as? LedgerError)?.code == "ledger-arithmetic"
    })
    #expect(disk.log == log)
  }

  @Test func theSameQuestionFindsItsEntry() throws {
    let disk = try newDisk()
    var ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1, rho(1, 100), vintage: 5))
    _ = try ledger.debit(request(2, rho(1, 100), vintage: 6))
    _ = try ledger.debit(request(3, rho(1, 100), vintage: 5))
    #expect(ledger.entry(planHash: planHash, vintage: hex(5, 64))?.release == hex(3, 32))
    try ledger.settle(release: hex(1, 32), messageHash: messageHash, at: 9)
    ledger = try Ledger.open(disk)
    let found = ledger.entry(planHash: planHash, vintage: hex(5, 64))
    #expect(found?.release == hex(1, 32))
    #expect(found?.state == .settled(messageHash: messageHash))
    #expect(ledger.entry(planHash: planHash, vintage: hex(7, 64)) == nil)
  }

  @Test func settlingTwiceIsHarmlessAndSettlingOtherwiseIsNot() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1))
    try ledger.settle(release: hex(1, 32), messageHash: messageHash, at: 9)
    let log = disk.log
    try ledger.settle(release: hex(1, 32), messageHash: messageHash, at: 10)
    #expect(throws: LedgerError.settledOtherwise(release: hex(1, 32))) {
      try ledger.settle(release: hex(1, 32), messageHash: planHash, at: 10)
    }
    #expect(disk.log == log)
  }
}
