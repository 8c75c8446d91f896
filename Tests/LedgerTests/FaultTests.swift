@_spi(Gate) @testable import Ledger
import Noise
import Testing

/// Seeded, so that a run of bad luck can be had again (Steele's SplitMix64).
private struct Luck: RandomNumberGenerator {
  var state: UInt64 = 2025

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Every durable step fails, in every way; then everything is read again from nothing.
@Suite struct FaultTests {
  /// What left the ledger during a run, whatever happened to the process.
  struct HandedOut {
    var releases: [String] = []
    var rho = Rational.zero
  }

  /// Tries to pay for and settle three releases, opening the ledger again after each failure.
  private func run(_ disk: FaultyDisk) throws -> HandedOut {
    var handedOut = HandedOut()
    var name = 0
    for _ in 0..<3 {
      var isDone = false
      while !isDone {
        name += 1
        if (try? Ledger.open(disk)) == nil {
          try? Ledger.create(in: disk, borough: "E09000001", policy: .standard, at: 1)
        }
        guard let ledger = try? Ledger.open(disk) else { continue }
        let before = disk.log ?? []
        do {
          let charge = try ledger.debit(request(name, rho(1, 1000)))
          handedOut.releases.append(charge.release)
          handedOut.rho = try handedOut.rho.adding(rho(1, 1000))
          try ledger.settle(release: charge.release, messageHash: messageHash, at: 3)
          isDone = true
        } catch LedgerError.storage {
          #expect(throws: LedgerError.stale(place: disk.place)) { _ = try ledger.debit(request(999, rho(1, 1000))) }
        }
        #expect(disk.log?.starts(with: before) == true, "a line was changed or cut")
        try check(disk, handedOut)
      }
    }
    return handedOut
  }

  private func check(_ disk: FaultyDisk, _ handedOut: HandedOut) throws {
    let faults = disk.faults
    disk.faults = { _ in nil }
    defer { disk.faults = faults }
    let copy = FaultyDisk()
    (copy.log, copy.head, copy.kept) = (disk.log, disk.head, disk.kept)
    let ledger = try Ledger.open(copy)
    let names = ledger.entries.map(\.release)
    #expect(ledger.budget.lifetimeSpent >= handedOut.rho, "less is on record than what left")
    #expect(Set(handedOut.releases).isSubset(of: Set(names)), "a charge without a committed line")
    #expect(Set(names).count == names.count, "two entries for one release")
    #expect(ledger.budget == (try Ledger.open(copy)).budget)
    // What is paid for and not stored can be finished, with what was sealed then; nothing else is kept.
    let waiting = ledger.entries.filter { $0.state == .committed }.map(\.release)
    #expect(copy.kept.keys.sorted() == waiting.sorted())
    for release in waiting { #expect(try ledger.resume(release).sealed == sealed(release)) }
  }

  @Test func withoutFaultsNothingIsLost() throws {
    let disk = FaultyDisk()
    let handedOut = try run(disk)
    #expect(handedOut.releases.count == 3)
    #expect(disk.steps == 2 + 3 * 6)
    #expect(try Ledger.open(disk).budget.lifetimeSpent == handedOut.rho)
  }

  @Test(arguments: FaultyDisk.Fault.allCases, 0..<20) func restartsSafelyAfter(_ fault: FaultyDisk.Fault, at step: Int) throws {
    let disk = FaultyDisk()
    disk.faults = { $0 == step ? fault : nil }
    try check(disk, run(disk))
  }

  @Test(arguments: FaultyDisk.Fault.allCases, FaultyDisk.Fault.allCases)
  func restartsSafelyAfterAFaultDuringRecovery(_ first: FaultyDisk.Fault, _ second: FaultyDisk.Fault) throws {
    for step in 0..<20 {
      for later in 1...4 {
        let disk = FaultyDisk()
        disk.faults = { $0 == step ? first : $0 == step + later ? second : nil }
        try check(disk, run(disk))
      }
    }
  }

  @Test func survivesLongRunsOfBadLuck() throws {
    var luck = Luck()
    for _ in 0..<40 {
      let plan = (0..<400).map { _ in
        Bool.random(using: &luck) && Bool.random(using: &luck) ? FaultyDisk.Fault.allCases.randomElement(using: &luck) : nil
      }
      let disk = FaultyDisk()
      disk.faults = { $0 < plan.count ? plan[$0] : nil }
      try check(disk, run(disk))
    }
  }

  /// What a failed step leaves is voided in the open: the torn line is still there, and so is its voiding.
  @Test func aTornLineIsKeptAndVoided() throws {
    let disk = try newDisk()
    disk.faults = { $0 == 3 ? .torn : nil }
    let torn = try Ledger.open(disk)
    #expect(throws: LedgerError.self) { _ = try torn.debit(request(1)) }
    let left = try #require(disk.log)
    let ledger = try Ledger.open(disk)
    #expect(ledger.entries.isEmpty && ledger.budget.lifetimeSpent == .zero)
    let text = String(decoding: try #require(disk.log).dropFirst(left.count), as: UTF8.self)
    #expect(text.hasPrefix("\n2 ") && text.contains(" void 1 1 "))
    #expect(disk.log?.starts(with: left) == true)
  }

  @Test func aStepThatWasCommittedThoughReportedFailedCounts() throws {
    let disk = try newDisk()
    disk.faults = { $0 == 4 ? .writtenYetReportedFailed : nil }
    let failing = try Ledger.open(disk)
    #expect(throws: LedgerError.self) { _ = try failing.debit(request(1)) }
    let ledger = try Ledger.open(disk)
    #expect(ledger.entries.map(\.state) == [.committed])
    #expect(ledger.budget.lifetimeSpent == rho(1, 20))
  }

  @Test func aHeadMovedBySomeoneElseStopsTheLedger() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    let other = try Ledger.open(disk)  // the test's disk has no lock
    _ = try other.debit(request(1))
    #expect(performing: { _ = try ledger.debit(request(2)) }, throws: { error in
      if case .storage(_, .headMoved) = error as? LedgerError { true } else { false }
    })
  }
}
