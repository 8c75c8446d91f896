@testable import Ledger
import Noise
import Testing

@Suite struct TamperTests {
  /// Two settled releases and a voided one.
  private func used() throws -> FaultyDisk {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1))
    try ledger.settle(release: hex(1, 32), messageHash: messageHash, at: 2)
    disk.faults = { $0 == 9 || $0 == 10 ? .torn : nil }
    #expect(throws: LedgerError.self) { _ = try ledger.debit(request(2)) }
    #expect(throws: LedgerError.self) { _ = try Ledger.open(disk) }
    let again = try Ledger.open(disk)
    _ = try again.debit(request(3))
    #expect(again.entries.map(\.release) == [hex(1, 32), hex(3, 32)])
    return disk
  }

  @Test func everyChangedByteIsFound() throws {
    let disk = try used()
    let (log, head) = (try #require(disk.log), try #require(disk.head))
    for flip: UInt8 in [1, 0x10, 0x80] {
      for index in log.indices {
        disk.log?[index] ^= flip
        #expect(throws: LedgerError.self, "byte \(index) of the log") { _ = try Ledger.open(disk) }
        disk.log = log
      }
      for index in head.indices {
        disk.head?[index] ^= flip
        #expect(throws: LedgerError.self, "byte \(index) of the head") { _ = try Ledger.open(disk) }
        disk.head = head
      }
    }
    #expect(try Ledger.open(disk).entries.count == 2)
  }

  @Test func aShorterLogIsRolledBack() throws {
    let disk = try used()
    let log = try #require(disk.log)
    for count in log.indices {
      disk.log = Array(log.prefix(count))
      #expect(performing: { _ = try Ledger.open(disk) }, throws: { ($0 as? LedgerError)?.code == "ledger-rolled-back" })
    }
    disk.log = nil
    #expect(performing: { _ = try Ledger.open(disk) }, throws: { ($0 as? LedgerError)?.code == "ledger-rolled-back" })
  }

  /// An old head with the present log would make committed spending look like a step that was never finished.
  @Test func anOldHeadIsRolledBack() throws {
    let disk = try newDisk()
    let old = disk.head
    let ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1))
    try ledger.settle(release: hex(1, 32), messageHash: messageHash, at: 2)
    disk.head = old
    #expect(performing: { _ = try Ledger.open(disk) }, throws: { ($0 as? LedgerError)?.code == "ledger-rolled-back" })
    disk.head = nil
    #expect(performing: { _ = try Ledger.open(disk) }, throws: { ($0 as? LedgerError)?.code == "ledger-rolled-back" })
  }

  @Test func aLineHasOneSpelling() throws {
    let disk = try used()
    let lines = try #require(disk.log).split(separator: Line.end)
    let readable = lines.compactMap { Line($0) }
    #expect(readable.count >= 5)
    for line in readable {
      #expect(Line(line.bytes) == line)
      #expect(Line(line.bytes + [0x20]) == nil)
      #expect(Line([0x30] + line.bytes) == nil || line.number == 0)
      #expect(Line(line.bytes.dropLast()) != line)  // "1/20" cut to "1/2" can be read: the chain and the head find it
    }
  }

  /// The format, spelled out: what another program has to read.
  @Test func theFormatOfAFirstLedger() throws {
    let disk = try newDisk()
    let ledger = try Ledger.open(disk)
    _ = try ledger.debit(request(1))
    let lines = String(decoding: try #require(disk.log), as: UTF8.self).split(separator: "\n")
    let zeros = String(repeating: "0", count: 64)
    #expect(lines[0] == "0 \(zeros) 1760000000 create 1 E09000001 2/5 1/5 4/5")
    #expect(lines[1].hasSuffix(" 1760000001 intend \(hex(1, 32)) london-send-1 \(planHash) \(zeros) stock-2025:2025:1/20 \(Line.hash(sealed(hex(1, 32))))"))
    let head = String(decoding: try #require(disk.head), as: UTF8.self)
    #expect(head.hasPrefix("head 1 \(disk.log?.count ?? 0) 2 ") && head.hasSuffix("\n"))
  }
}
