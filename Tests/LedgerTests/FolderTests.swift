import Foundation
@testable import Ledger
import Noise
import Synchronization
import TestSupport
import Testing

/// The same ledger on a real folder.
@Suite struct FolderTests {
  @Test func aMissingLedgerIsRefusedAndNotMade() throws {
    let folder = try TemporaryFolder()
    #expect(throws: LedgerError.missing(place: folder.path)) { _ = try Ledger.open(at: folder.path) }
    #expect(throws: LedgerError.missing(place: folder.file("none"))) { _ = try Ledger.open(at: folder.file("none")) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    #expect("\(LedgerError.missing(place: "x"))".contains("borough-agent init"))
  }

  @Test func isMadeOnceAndKeepsItsEntries() throws {
    let folder = try TemporaryFolder()
    let place = folder.file("state/ledger")
    try Ledger.create(at: place, borough: "E09000007", policy: .standard, at: 1)
    do {
      let ledger = try Ledger.open(at: place)
      _ = try ledger.debit(request(1))
      try ledger.settle(release: hex(1, 32), messageHash: messageHash, at: 2)
    }
    #expect(throws: LedgerError.exists(place: place)) {
      try Ledger.create(at: place, borough: "E09000007", policy: .standard, at: 1)
    }
    let ledger = try Ledger.open(at: place)
    #expect(ledger.borough == "E09000007" && ledger.policy == .standard)
    #expect(ledger.entries.map(\.state) == [.settled(messageHash: messageHash)])
    #expect(throws: LedgerError.inUse(place: place)) { _ = try Ledger.open(at: place) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).sorted() == ["head", "ledger.log", "lock", "seals"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: place + "/seals").isEmpty)
    for name in ["head", "ledger.log", "lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: place + "/" + name)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func aCreationThatWasCutShortIsFinishedByCreatingAgain() throws {
    let folder = try TemporaryFolder()
    try Ledger.create(at: folder.path, borough: "E09000007", policy: .standard, at: 1)
    try FileManager.default.removeItem(atPath: folder.file("head"))
    #expect(throws: LedgerError.unfinished(place: folder.path)) { _ = try Ledger.open(at: folder.path) }
    try Ledger.create(at: folder.path, borough: "E09000007", policy: .standard, at: 1)
    #expect(try Ledger.open(at: folder.path).entries.isEmpty)
  }

  @Test func wrongBoroughsAndCapsAreRefused() throws {
    let folder = try TemporaryFolder()
    for borough in ["", "E0900000", "e09000007", "E09 00007", "E0900000x"] {
      #expect(throws: LedgerError.self) {
        try Ledger.create(at: folder.path, borough: borough, policy: .standard, at: 1)
      }
    }
    #expect(throws: LedgerError.self) {
      let policy = Policy(rhoPerRelease: .zero, rhoPerDataYear: .one, rhoLifetime: .one)
      try Ledger.create(at: folder.path, borough: "E09000007", policy: policy, at: 1)
    }
    #expect(throws: LedgerError.missing(place: folder.path)) { _ = try Ledger.open(at: folder.path) }
  }

  /// Fifty at once: nobody is inside together with anyone else, and every spend is kept.
  @Test func onlyOneAtATimeHoldsTheLedger() throws {
    let folder = try TemporaryFolder()
    let place = folder.path
    try Ledger.create(at: place, borough: "E09000007", policy: .standard, at: 1)
    let inside = Atomic(0)
    let most = Atomic(0)
    let paid = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 50) { number in
      for _ in 0..<2_000 {
        do {
          let ledger = try Ledger.open(at: place)
          try withExtendedLifetime(ledger) {
            let now = inside.add(1, ordering: .sequentiallyConsistent).newValue
            most.max(now, ordering: .sequentiallyConsistent)
            defer { inside.subtract(1, ordering: .sequentiallyConsistent) }
            _ = try ledger.debit(request(number, rho(1, 1000)))
          }
          paid.add(1, ordering: .sequentiallyConsistent)
          return
        } catch LedgerError.inUse {
          usleep(1000)
        } catch {
          Issue.record("\(error)")
          return
        }
      }
      Issue.record("never got in")
    }
    #expect(most.load(ordering: .sequentiallyConsistent) == 1)
    #expect(paid.load(ordering: .sequentiallyConsistent) == 50)
    let ledger = try Ledger.open(at: place)
    #expect(Set(ledger.entries.map(\.release)).count == 50)
    #expect(ledger.budget.lifetimeSpent == rho(1, 20))
    withExtendedLifetime(folder) {}
  }

  /// The lock holds against other processes too; `flock` is the system's own program.
  @Test func anotherProcessIsKeptOut() throws {
    let folder = try TemporaryFolder()
    try Ledger.create(at: folder.path, borough: "E09000007", policy: .standard, at: 1)
    var ledger: Ledger? = try Ledger.open(at: folder.path)
    #expect(ledger?.borough == "E09000007")
    let attempt = { try run("flock", ["-n", folder.file("lock"), "true"]).exitCode }
    #expect(try attempt() == 1)
    ledger = nil
    #expect(try attempt() == 0)
  }
}
