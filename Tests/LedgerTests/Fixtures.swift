@_spi(Gate) @testable import Ledger
import Noise
import Testing

let planHash = String(repeating: "ab", count: 32)
let messageHash = String(repeating: "cd", count: 32)

func rho(_ numerator: Int64, _ denominator: Int64) -> Rational { Rational(numerator, denominator) ?? .zero }

/// A release that costs `price` of one data year's allowance.
func request(
  _ number: Int, _ price: Rational = rho(1, 20), year: Int = 2025, vintage: Int = 0, planHash: String = planHash
) -> SpendRequest {
  SpendRequest(
    release: hex(number, 32), planID: "london-send-1", planHash: planHash, vintage: hex(vintage, 64),
    lines: [SpendLine(statistic: "stock-\(year)", dataYear: year, rho: price)], at: 1_760_000_000 + number)
}

func hex(_ number: Int, _ count: Int) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: count - digits.count) + digits
}

extension Ledger {
  /// Pays with a seal that names the release.
  func debit(_ request: SpendRequest) throws(LedgerError) -> Charge {
    try debit(request, keeping: Seal(sealed(request.release)))
  }
}

/// What these tests seal with a release.
func sealed(_ release: String) -> [UInt8] { Array("noise of \(release)".utf8) }

/// What the first release plan costs.
let firstPlan: [SpendLine] = [
  SpendLine(statistic: "flow-2024-cross", dataYear: 2024, rho: rho(1, 20)),
  SpendLine(statistic: "flow-2024-margin", dataYear: 2024, rho: rho(1, 20)),
  SpendLine(statistic: "flow-2025-cross", dataYear: 2025, rho: rho(1, 20)),
  SpendLine(statistic: "flow-2025-margin", dataYear: 2025, rho: rho(1, 20)),
  SpendLine(statistic: "stock-2025", dataYear: 2025, rho: rho(1, 20)),
  SpendLine(statistic: "cost-persons-2025", dataYear: 2025, rho: rho(1, 40)),
  SpendLine(statistic: "cost-pence-2025", dataYear: 2025, rho: rho(1, 40)),
]

/// A disk that survives every crash of the process and fails when told to.
final class FaultyDisk: LedgerStore {
  enum Fault: CaseIterable, Sendable {
    /// Nothing was written.
    case lost
    /// Everything was written, though a failure is reported.
    case writtenYetReportedFailed
    /// A part of an appended line was written; the head, which is replaced in one step, was not.
    case torn
  }

  let place = "the test's disk"
  var log: [UInt8]?
  var head: [UInt8]?
  var kept: [String: [UInt8]] = [:]
  /// Durable steps so far.
  private(set) var steps = 0
  /// The fault of a step, by its number from 0.
  var faults: (Int) -> Fault? = { _ in nil }

  func readLog() throws(StoreError) -> [UInt8]? { log }
  func readHead() throws(StoreError) -> [UInt8]? { head }

  func startLog(_ bytes: [UInt8]) throws(StoreError) {
    try step(torn: {}) { log = bytes }
  }

  func append(_ bytes: [UInt8]) throws(StoreError) {
    let cut = bytes.count * (steps % 7 + 1) / 8
    try step(torn: { log = (log ?? []) + bytes.prefix(cut) }) { log = (log ?? []) + bytes }
  }

  func replaceHead(_ old: Head?, with new: Head) throws(StoreError) {
    guard head == old?.bytes else { throw .headMoved }
    try step(torn: {}) { head = new.bytes }
  }

  func keepSeal(_ bytes: [UInt8], of release: String) throws(StoreError) {
    try step(torn: {}) { kept[release] = bytes }
  }

  func readSeal(of release: String) throws(StoreError) -> [UInt8]? { kept[release] }

  func dropSeal(of release: String) throws(StoreError) {
    try step(torn: {}) { kept[release] = nil }
  }

  func seals() throws(StoreError) -> [String] { kept.keys.sorted() }

  private func step(torn: () -> Void, _ work: () -> Void) throws(StoreError) {
    let fault = faults(steps)
    steps += 1
    switch fault {
    case nil: work()
    case .lost: throw .failed(reason: "lost")
    case .writtenYetReportedFailed:
      work()
      throw .failed(reason: "written, yet reported as failed")
    case .torn:
      torn()
      throw .failed(reason: "torn")
    }
  }
}

/// A new ledger on a disk without faults.
func newDisk(_ policy: Policy = .standard) throws -> FaultyDisk {
  let disk = FaultyDisk()
  try Ledger.create(in: disk, borough: "E09000001", policy: policy, at: 1_760_000_000)
  return disk
}
