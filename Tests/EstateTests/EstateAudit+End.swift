import ReleaseProtocol

/// What must be true when all faults have ended.
extension EstateAudit {
  mutating func close(_ estate: Estate) throws {
    let rows = try estate.hub.rows()
    note(estate.now, "\(rows.count) messages")
    try check(rows)
    let found = Dictionary(grouping: rows) { fixture.names[$0.release] }
    for (name, receipt) in given {
      let found = found[name] ?? []
      if found.count != 1 { fail("\(name): acknowledged and present \(found.count) times") }
      if let row = found.first, row.receipt != receipt { fail("\(name): another receipt than was given") }
    }
    try checkSums(rows)
    for machine in estate.machines where !machine.isRetired && machine.isForked {
      if estate.everRevoked.contains(machine.borough) { continue }
      if machine.hasWork, try !machine.isFenced() { fail("machine \(machine.number) neither settled nor was fenced") }
    }
    for machine in estate.machines where !machine.isRetired && !machine.isForked {
      if try machine.isFenced() { fail("machine \(machine.number) is fenced, and nothing was ever restored or copied") }
      if estate.everRevoked.contains(machine.borough) { continue }
      if machine.hasWork { fail("machine \(machine.number) has not settled") }
      for row in rows where row.borough == fixture.boroughs[machine.borough].code {
        guard try machine.receipt(row.release) != row.receipt else { continue }
        fail("machine \(machine.number) lacks a receipt that the hub gave")
      }
    }
    for machine in estate.machines where !machine.isRetired {
      for name in machine.delivered {
        guard let message = fixture.messages[name] else { continue }
        guard try machine.receipt(message.release) != given[name] else { continue }
        fail("\(name): taken for delivered without its receipt")
      }
    }
  }

  /// Receipts' numbers of each borough from 1 without a gap; each message once and as it was made.
  private mutating func check(_ rows: [SimulatedHub.Row]) throws {
    var (borough, counter) = ("", 0)
    var seen: Set<[UInt8]> = []
    for row in rows {
      counter = row.borough == borough ? counter + 1 : 1
      borough = row.borough
      if row.counter != counter { fail("\(borough): number \(row.counter) after \(counter - 1)") }
      let receipt = try Self.receipt(row.receipt)
      if receipt.counter != counter { fail("\(borough): receipt \(receipt.counter) for number \(counter)") }
      if receipt.messageSHA256 != row.sha256 || receipt.release != row.release || receipt.borough != borough {
        fail("\(borough): the receipt of another message")
      }
      if !seen.insert(row.envelope).inserted { fail("\(borough): the same message twice") }
      guard let name = fixture.names[row.release], fixture.messages[name]?.envelope == row.envelope else {
        fail("\(borough): a message that nobody made")
        continue
      }
    }
  }

  /// The hub's sums: of each plan every borough's power of two once, and nothing else.
  private mutating func checkSums(_ rows: [SimulatedHub.Row]) throws {
    var expected = [Int64](repeating: 0, count: EstateFixture.plans)
    var heard: Set<MessageName> = []
    for name in rows.compactMap({ fixture.names[$0.release] }) {
      let slot = MessageName(borough: name.borough, plan: name.plan, variant: 0)
      if heard.insert(slot).inserted { expected[name.plan] += 1 << Int64(name.borough) }
    }
    for plan in fixture.plans.indices where sums[plan] != expected[plan] {
      fail("plan \(plan): the hub's sum is \(sums[plan]) instead of \(expected[plan])")
    }
  }
}
