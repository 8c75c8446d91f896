import Identity
import Outbox
import ReleaseProtocol
import Uplink

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
    checkSums(rows)
    checkDecisions(rows)
    for fault in logFaults { fail("the hub's log: \(fault)") }
    for machine in estate.machines where !machine.isRetired {
      if machine.readsFromCheckpoint { count("machine reads from a checkpoint") }
      try check(machine, rows, estate)
      for name in machine.delivered {
        guard let message = fixture.messages[name] else { continue }
        let held = try machine.receipt(message.release)
        guard held == nil || (held != given[name] && held.map { lost[name]?.contains($0) } != true) else { continue }
        fail("\(name): taken for delivered without its receipt")
      }
    }
    if estate.weather.endsWithALook { try checkLooks(estate, rows) }
  }

  private mutating func check(_ machine: SimulatedMachine, _ rows: [SimulatedHub.Row], _ estate: Estate) throws {
    let isFenced = try machine.isFenced()
    if estate.revoked.contains(machine.borough) { return }
    if machine.isForked {
      let isStopped = isFenced || machine.isShutOut || estate.everRevoked.contains(machine.borough)
      if machine.hasWork, !isStopped { fail("machine \(machine.number) neither settled nor was fenced") }
      return
    }
    if machine.isShutOut { fail("machine \(machine.number) is shut out, and nobody let it in") }
    if estate.hubWasPutBack, !estate.isBeingPutRight {
      if machine.hasWork, !isFenced { fail("machine \(machine.number) neither settled nor was alarmed") }
      return
    }
    if isFenced { fail("machine \(machine.number) is fenced, and nothing was ever restored or copied") }
    if machine.hasWork { fail("machine \(machine.number) has not settled") }
    for row in rows where row.borough == fixture.boroughs[machine.borough].code {
      guard try machine.receipt(row.release) != row.receipt else { continue }
      fail("machine \(machine.number) lacks a receipt that the hub gave")
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
      if receipt.quarantine.isEmpty == row.isHeldBack { fail("\(borough): the receipt does not say what the hub does") }
      if !seen.insert(row.envelope).inserted { fail("\(borough): the same message twice") }
      guard let name = fixture.names[row.release], fixture.messages[name]?.envelope == row.envelope else {
        fail("\(borough): a message that nobody made")
        continue
      }
      if name.isImplausible != row.isHeldBack { fail("\(name): held back is \(row.isHeldBack)") }
    }
  }

  /// The hub's sums: of each plan every borough's last message that counts once, and nothing else.
  private mutating func checkSums(_ rows: [SimulatedHub.Row]) {
    var counting: [MessageName: Int64] = [:]
    for row in rows where row.counts {
      guard let name = fixture.names[row.release] else { continue }
      counting[MessageName(borough: name.borough, plan: name.plan, variant: 0)] = name.sum
    }
    var expected = [Int64](repeating: 0, count: EstateFixture.plans)
    for (slot, sum) in counting { expected[slot.plan] += sum }
    for plan in fixture.plans.indices where sums[plan] != expected[plan] {
      fail("plan \(plan): the hub's sum is \(sums[plan]) instead of \(expected[plan])")
    }
  }

  /// What a person has decided stays, in its order, whatever happened afterwards.
  private mutating func checkDecisions(_ rows: [SimulatedHub.Row]) {
    for (sha256, made) in decisions {
      let there = rows.first { $0.sha256 == sha256 }?.decisions ?? []
      for (number, ground) in made where !there.indices.contains(number - 1) || there[number - 1] != ground {
        fail("decision \(number) on \(sha256.prefix(8)) is gone")
      }
    }
  }

  // MARK: the last look

  /// Every borough has asked for the hub's status, and both have looked at each other's logs.
  private mutating func checkLooks(_ estate: Estate, _ rows: [SimulatedHub.Row]) throws {
    let conflicts = try estate.hub.conflicts()
    let live = estate.machines.filter { !$0.isRetired && !estate.revoked.contains($0.borough) }
    for machine in live {
      note(estate.now, "machine \(machine.number): \(machine.standing) at the end")
      let code = fixture.boroughs[machine.borough].code
      if machine.standing == "never" { fail("machine \(machine.number) could not look") }
      let isLog = ["egress-log-", "contacts-log-", "hub-log-"].contains { machine.standing.hasPrefix($0) }
      // A message that was lost and came again has another receipt with the same number: of that the hub knows nothing.
      let came = try machine.standing == "hub-log-receipt-missing" && rows.count { $0.borough == code } >= machine.receiptsHeld()
      if isLog, !came, conflicts[code]?.contains(machine.standing) != true {
        fail("\(machine.standing) at machine \(machine.number), and the hub's operator is not told")
      }
      if machine.standing == "ok" { try checkStandings(machine, rows, estate) }
      if !machine.isForked, machine.standing != "ok", !estate.hubWasPutBack || estate.isBeingPutRight {
        fail("machine \(machine.number) ends with \(machine.standing)")
      }
      try checkLoss(machine, Set(rows.map(\.release)))
    }
    for (borough, machines) in Dictionary(grouping: live, by: \.borough) where machines.count(where: { $0.standing == "ok" }) > 1 {
      fail("borough \(borough): two machines with one past, and nobody has noticed")
    }
  }

  /// A message that the hub has acknowledged and lost: whoever holds the receipt was alarmed.
  private mutating func checkLoss(_ machine: SimulatedMachine, _ there: Set<String>) throws {
    for (name, receipts) in lost where name.borough == machine.borough && !there.contains(name.release) {
      guard let held = try machine.receipt(name.release), receipts.contains(held) else { continue }
      count("loss noticed")
      if machine.standing == "ok", try !machine.isFenced() { fail("\(name): acknowledged, lost, and nobody has noticed") }
    }
  }

  /// The borough knows what was decided on its messages. What a hub that was put back has lost, somebody decides again.
  private mutating func checkStandings(_ machine: SimulatedMachine, _ rows: [SimulatedHub.Row], _ estate: Estate) throws {
    let receipts = try ReceiptFolder(inbox: machine.inbox, hub: machine.sender.load().hub)
    for (release, standing) in try receipts.standings() where !standing.receipt.quarantine.isEmpty {
      guard let row = rows.first(where: { $0.release == release }) else { continue }
      if estate.hubWasPutBack, (standing.decision?.number ?? 1) > row.decisions.count { continue }
      if row.decisions.last != standing.decision?.ground.rawValue {
        fail("machine \(machine.number) does not know the last decision on \(release.prefix(8))")
      }
    }
  }
}
